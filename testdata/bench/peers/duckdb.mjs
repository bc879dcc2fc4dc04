// The same work in DuckDB: node duckdb.mjs DATA OUT.db. Columns are named, so that nothing is guessed; claims in one pass.
import { createRequire } from "node:module";
import { rmSync } from "node:fs";
const { DuckDBInstance } = createRequire(process.cwd() + "/")("@duckdb/node-api");
const [data, out] = process.argv.slice(2);
for (const suffix of ["", ".wal"]) rmSync(out + suffix, { force: true });
const instance = await DuckDBInstance.create(out, { threads: "2" });
const db = await instance.connect();
await db.run("SET preserve_insertion_order = false");
await db.run(`CREATE TABLE issued AS
  WITH line AS (
    SELECT *, split_part(token, '.', 2) AS part FROM read_json('${data}/issued.ndjson', format = 'newline_delimited', columns = {
      ts: 'TIMESTAMP', request_id: 'VARCHAR', identity: 'VARCHAR', device_id: 'VARCHAR', kid: 'VARCHAR', hostname: 'VARCHAR',
      duration_ms: 'INTEGER', iat: 'BIGINT', exp: 'BIGINT', token_sha256: 'VARCHAR', token: 'VARCHAR'})),
  claimed AS (
    SELECT * EXCLUDE (part), json_transform(
      decode(from_base64(rpad(translate(part, '-_', '+/'), CAST((length(part) + 3) // 4 * 4 AS INTEGER), '='))),
      '{"jti":"VARCHAR","iss":"VARCHAR","sub":"VARCHAR","iat":"BIGINT","nbf":"BIGINT","exp":"BIGINT","grants":{"identity":"VARCHAR"}}') AS claims
    FROM line)
  SELECT ts, request_id, identity, device_id, kid, hostname, duration_ms, coalesce(sha256(token), token_sha256) AS fingerprint,
    claims.jti AS jti, claims.iss AS iss, claims.sub AS sub, claims.grants.identity AS granted,
    coalesce(claims.iat, iat) AS iat, claims.nbf AS nbf, coalesce(claims.exp, exp) AS exp
  FROM claimed`);
await db.run(`CREATE TABLE refused AS
  SELECT ts, identity, device_id, error.code AS code, error.name AS name, error.message AS message, token_sha256 AS fingerprint, sdk, sdk_version
  FROM read_json('${data}/refused.ndjson', format = 'newline_delimited', columns = {
    ts: 'TIMESTAMP', identity: 'VARCHAR', device_id: 'VARCHAR', error: 'STRUCT(code INTEGER, name VARCHAR, message VARCHAR)',
    token_sha256: 'VARCHAR', sdk: 'VARCHAR', sdk_version: 'VARCHAR'})`);
const answer = await db.runAndReadAll(`SELECT count(*), count(i.exp), count(*) FILTER (i.exp < epoch(r.ts))
  FROM refused r ASOF LEFT JOIN issued i ON r.identity = i.identity AND r.ts >= i.ts`);
console.log(answer.getRows()[0].join(" "));
db.closeSync();
instance.closeSync();
