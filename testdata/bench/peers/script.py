"""The same work with what Python brings along: python3 script.py DATA OUT.db."""
import base64
import hashlib
import json
import os
import sqlite3
import sys
from datetime import datetime

data, out = sys.argv[1:]
if os.path.exists(out):
    os.unlink(out)
db = sqlite3.connect(out)
db.executescript("""
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE issued (ts, request_id, identity, device_id, kid, hostname, duration_ms, fingerprint, jti, iss, sub, granted, iat, nbf, exp);
CREATE TABLE refused (ts, identity, device_id, code, name, message, fingerprint, sdk, sdk_version);
""")


def seconds(stamp):
    return datetime.fromisoformat(stamp).timestamp()


def issued():
    for line in open(data + "/issued.ndjson"):
        o = json.loads(line)
        claims, fingerprint = {}, o.get("token_sha256")
        if token := o.get("token"):
            part = token.split(".")[1]
            claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
            fingerprint = hashlib.sha256(token.encode()).hexdigest()
        yield (seconds(o["ts"]), o["request_id"], o["identity"], o["device_id"], o["kid"], o["hostname"], o["duration_ms"], fingerprint,
               claims.get("jti"), claims.get("iss"), claims.get("sub"), claims.get("grants", {}).get("identity"),
               claims.get("iat", o.get("iat")), claims.get("nbf"), claims.get("exp", o.get("exp")))


def refused():
    for line in open(data + "/refused.ndjson"):
        o = json.loads(line)
        e = o["error"]
        yield (seconds(o["ts"]), o["identity"], o["device_id"], e["code"], e["name"], e["message"], o.get("token_sha256"),
               o["sdk"], o["sdk_version"])


db.executemany("INSERT INTO issued VALUES (%s)" % ",".join("?" * 15), issued())
db.executemany("INSERT INTO refused VALUES (%s)" % ",".join("?" * 9), refused())
db.commit()
db.execute("CREATE INDEX by_identity ON issued (identity, ts, exp)")
db.commit()
print(*db.execute("""SELECT count(*), count(exp), sum(exp < ts) FROM (SELECT ts, (SELECT exp FROM issued i
  WHERE i.identity = r.identity AND i.ts <= r.ts ORDER BY i.ts DESC LIMIT 1) AS exp FROM refused r)""").fetchone())
