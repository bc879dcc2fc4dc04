"""The as-of answer out of lapse's store, by its documented views: python3 asof.py STORE. It is not part of what is timed."""
import bisect
import collections
import sqlite3
import sys
from datetime import datetime

db = sqlite3.connect("file:%s?mode=ro" % sys.argv[1], uri=True)
tokens = collections.defaultdict(list)
for identity, time, exp in db.execute("SELECT identity, time, exp FROM v_issuance"):
    tokens[identity].append((time, exp))
for times in tokens.values():
    times.sort()
count = joined = expired = 0
for identity, time in db.execute("SELECT identity, time FROM v_rejection"):
    count += 1
    held = tokens[identity]
    at = bisect.bisect_right(held, time, key=lambda t: t[0])  # stamps of one form order as text
    if at > 0:
        joined += 1
        expired += held[at - 1][1] < datetime.fromisoformat(time).timestamp()
print(count, joined, expired)
