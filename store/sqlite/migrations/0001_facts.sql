-- The facts of lapse. Times are microseconds since 1970 as the named clock showed them, NULL where not recorded.
-- Open this file with sqlite3 or Datasette and ask the views: v_event, v_rejection, v_issuance, v_source.
-- What repeats from event to event (where it came from, what was answered, who signed) stands once, in the tables
-- origin, answer and credential.

CREATE TABLE kind (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL             -- rejected, issued, registered …
) STRICT;

CREATE TABLE identity (
  id     INTEGER PRIMARY KEY,
  bucket INTEGER NOT NULL,       -- FNV-1a (64 bit) of the name, mod 1024
  name   TEXT NOT NULL,          -- '' for events that name nobody
  UNIQUE (bucket, name)
) STRICT;

CREATE TABLE session (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE      -- device, tab or session as logged
) STRICT;

CREATE TABLE origin (            -- what an event shares with the others of its file and writer
  id                INTEGER PRIMARY KEY,
  digest            BLOB NOT NULL UNIQUE, -- of all the columns below
  file              TEXT NOT NULL,
  format            TEXT NOT NULL,
  host              TEXT NOT NULL,
  sdk               TEXT NOT NULL,
  app               TEXT NOT NULL,
  at_end            INTEGER NOT NULL, -- 1: the time was taken at the end of a request that took `latency`
  clock             TEXT,             -- NULL: 'client:' and the session
  quantum           INTEGER,          -- microseconds
  zone              INTEGER NOT NULL, -- 0 known, 1 guessed, 2 given by the user
  received_clock    TEXT NOT NULL,
  received_quantum  INTEGER,
  received_zone     INTEGER NOT NULL
) STRICT;

CREATE TABLE answer (            -- what was answered or reported
  id           INTEGER PRIMARY KEY,
  digest       BLOB NOT NULL UNIQUE,
  code         INTEGER NOT NULL, -- what the application saw
  wire_code    INTEGER NOT NULL, -- what came over the wire, 0 where hidden
  status       INTEGER NOT NULL, -- HTTP status, 0 if not told
  message      TEXT NOT NULL,
  wire_message TEXT NOT NULL
) STRICT;

CREATE TABLE credential (        -- whose token, by its claims
  id        INTEGER PRIMARY KEY,
  digest    BLOB NOT NULL UNIQUE,
  iss       TEXT NOT NULL,
  sub       TEXT NOT NULL,
  identity  TEXT,                -- NULL: the event's own identity
  signature INTEGER NOT NULL,    -- 0 unchecked, 1 good, 2 bad
  defects   INTEGER NOT NULL,    -- a bit set
  claims    INTEGER NOT NULL     -- 1: the claims are known
) STRICT;

CREATE TABLE event (             -- in the order of arrival, but each run sorted by bucket
  seq         INTEGER PRIMARY KEY,
  id          BLOB NOT NULL,     -- 16 bytes, made from the line's content
  kind        INTEGER NOT NULL,
  identity    INTEGER NOT NULL,
  session     INTEGER NOT NULL,
  origin      INTEGER NOT NULL,
  answer      INTEGER NOT NULL,
  credential  INTEGER NOT NULL,
  line        INTEGER NOT NULL,  -- in origin.file, from 1
  time        INTEGER,
  received    INTEGER,
  call_sid    TEXT,
  ttl         INTEGER,           -- microseconds, as the validator told it
  latency     INTEGER,           -- microseconds
  fingerprint BLOB,              -- SHA-256 of the token as it stood in the log, or a prefix of it
  jti         TEXT,              -- NULL: iss-iat where both are known, else none
  iat         INTEGER,
  nbf         INTEGER,
  exp         INTEGER
) STRICT;

CREATE TABLE sighting (          -- further places of the same line
  event INTEGER NOT NULL,
  file  TEXT NOT NULL,
  line  INTEGER NOT NULL,
  PRIMARY KEY (event, file, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE source (            -- what was read to its end
  path      TEXT PRIMARY KEY,
  sha256    BLOB NOT NULL,
  bytes     INTEGER NOT NULL,
  format    TEXT NOT NULL,
  read      INTEGER NOT NULL,    -- lines: read = used + other + rejected
  used      INTEGER NOT NULL,
  other     INTEGER NOT NULL,
  rejected  INTEGER NOT NULL,
  events    INTEGER NOT NULL,
  truncated TEXT NOT NULL        -- why the file ended early, '' if it did not
) STRICT;

CREATE TABLE reason (            -- why lines of a source were rejected
  path  TEXT NOT NULL,
  rank  INTEGER NOT NULL,        -- 0 is the most frequent
  text  TEXT NOT NULL,
  count INTEGER NOT NULL,
  file  TEXT NOT NULL,           -- the first such line
  line  INTEGER NOT NULL,
  PRIMARY KEY (path, rank)
) STRICT, WITHOUT ROWID;

CREATE TABLE rejected (          -- identities that have an event of kind rejected or suspect
  identity INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE run (               -- rows that came in together, sorted by the bucket of their identity
  first      INTEGER PRIMARY KEY, -- event.seq
  events     INTEGER NOT NULL,
  rejections INTEGER NOT NULL,    -- of which kind rejected or suspect
  buckets    BLOB NOT NULL        -- a pair of varints for each bucket that has rows: distance from the one before, rows
) STRICT;

CREATE TABLE by_id (             -- where an ID is; not all of them stand here, see id_run
  run INTEGER NOT NULL,
  id  BLOB NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (run, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE id_run (            -- the runs of by_id, 1, 2 …, each sorted; together they hold the rows up to the last one's upto
  run  INTEGER PRIMARY KEY,
  upto INTEGER NOT NULL          -- event.seq
) STRICT;

-- Readable: ISO times in UTC with milliseconds, hex identifiers, kinds by name.
CREATE VIEW v_event AS
SELECT lower(hex(e.id)) AS event,
  k.name AS kind,
  strftime('%Y-%m-%dT%H:%M:%S', e.time / 1000000 - (e.time % 1000000 < 0), 'unixepoch')
    || printf('.%03dZ', (e.time % 1000000 + 1000000) % 1000000 / 1000) AS time,
  coalesce(o.clock, 'client:' || s.name) AS clock,
  strftime('%Y-%m-%dT%H:%M:%S', e.received / 1000000 - (e.received % 1000000 < 0), 'unixepoch')
    || printf('.%03dZ', (e.received % 1000000 + 1000000) % 1000000 / 1000) AS received,
  i.name AS identity, s.name AS session, e.call_sid, o.host, o.sdk, o.app,
  a.code, a.wire_code, a.status, a.message, a.wire_message,
  e.ttl / 1e6 AS ttl_seconds, e.latency / 1e6 AS latency_seconds,
  lower(hex(e.fingerprint)) AS fingerprint,
  coalesce(e.jti, CASE WHEN c.iss <> '' AND e.iat % 1000000 = 0 THEN c.iss || '-' || (e.iat / 1000000) END) AS jti,
  c.iss, c.sub, CASE WHEN c.claims THEN coalesce(c.identity, i.name) END AS token_identity,
  e.iat / 1000000 AS iat, e.nbf / 1000000 AS nbf, e.exp / 1000000 AS exp,
  o.file, e.line, o.format, e.seq
FROM event e
JOIN kind k ON k.id = e.kind
JOIN identity i ON i.id = e.identity
JOIN session s ON s.id = e.session
JOIN origin o ON o.id = e.origin
JOIN answer a ON a.id = e.answer
JOIN credential c ON c.id = e.credential;

CREATE VIEW v_rejection AS
SELECT event, time, clock, received, identity, session, call_sid, code, wire_code, message, wire_message,
  fingerprint, jti, iss, sub, iat, nbf, exp, sdk, app, file, line
FROM v_event WHERE kind IN ('rejected', 'suspect');

CREATE VIEW v_issuance AS
SELECT event, time, clock, identity, session, host, fingerprint, jti, iss, sub, iat, nbf, exp, exp - iat AS lifetime,
  status, latency_seconds, file, line
FROM v_event WHERE kind = 'issued';

CREATE VIEW v_source AS
SELECT path, lower(hex(sha256)) AS sha256, bytes, format, read, used, other, rejected, events, truncated FROM source;
