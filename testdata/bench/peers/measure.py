"""Runs lapse and its peers in turn and prints medians of paired ratios: python3 measure.py LAPSE DATA PAIRS."""
import os
import statistics
import subprocess
import sys
import time

lapse, data, pairs = sys.argv[1], sys.argv[2], int(sys.argv[3])
here = os.path.dirname(os.path.abspath(__file__))
logs = [data + "/issued.ndjson", data + "/refused.ndjson"]
store = data + "/lapse.db"


def run(*command, cwd=None):
    """Wall and CPU seconds, peak MiB and the output of one command."""
    begin = time.perf_counter()
    p = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=cwd, text=True)
    out = p.stdout.read()
    _, status, used = os.wait4(p.pid, 0)
    if status != 0:
        sys.exit("%s: exit status %d" % (command[0], os.waitstatus_to_exitcode(status)))
    return time.perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, out


def of_lapse(*flags):
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(store + suffix):
            os.unlink(store + suffix)
    a = run(lapse, "ingest", "--quiet", "--store", store, *flags, *logs)
    b = run(lapse, "analyze", "--quiet", "--format", "table", "--store", store)
    parts.append((a, b))
    return a[0] + b[0], a[1] + b[1], max(a[2], b[2])


def of_duckdb():
    wall, cpu, peak, out = run("node", here + "/duckdb.mjs", data, data + "/duck.db", cwd=data)
    answers["DuckDB"] = out.strip()
    return wall, cpu, peak


def of_python():
    wall, cpu, peak, out = run(sys.executable, here + "/script.py", data, data + "/script.db")
    answers["Python"] = out.strip()
    return wall, cpu, peak


def median(values):
    return statistics.median(values)


parts, answers = [], {}
print("%-10s %8s %8s %9s %9s %11s %10s" % ("peer", "wall s", "CPU s", "peak MiB", "store MB", "wall ratio", "CPU ratio"))
rows = []
for name, peer, file in (("DuckDB", of_duckdb, "duck.db"), ("Python", of_python, "script.db")):
    both = [(of_lapse(), peer()) for _ in range(pairs)]
    rows += [ours for ours, _ in both]
    theirs = [t for _, t in both]
    print("%-10s %8.2f %8.2f %9.0f %9.0f %11.2f %10.2f" % (
        name, *(median(t[i] for t in theirs) for i in range(3)), os.path.getsize(data + "/" + file) / 1e6,
        median(t[0] / o[0] for o, t in both), median(t[1] / o[1] for o, t in both)), flush=True)
print("%-10s %8.2f %8.2f %9.0f %9.0f" % ("lapse", *(median(r[i] for r in rows) for i in range(3)), os.path.getsize(store) / 1e6))
for i, name in enumerate(("ingest", "analyze")):
    print("  %-8s %8.2f %8.2f %9.0f" % (name, *(median(p[i][k] for p in parts) for k in range(3))))
answers["lapse"] = run(sys.executable, here + "/asof.py", store)[3].strip()
plain = median(p[0][1] for p in parts)
keyed = []
for _ in range(pairs):
    before = len(parts)
    of_lapse("--keys", data + "/keys.txt")
    keyed.append(parts[before][0][1])
print("--keys adds %.0f %% to the CPU of ingest" % (100 * (median(keyed) / plain - 1)))
print("rejections, with a token before them, expired by then: %s" % answers)
if len(set(answers.values())) != 1:
    sys.exit("the answers differ")
