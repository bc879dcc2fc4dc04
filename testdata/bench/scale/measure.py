"""Measures lapse on an SQLite file and on a cluster of two shards, in turn: python3 measure.py LAPSE DATA PAIRS pairs|filter|growth.

CPU is the processor time of lapse and, behind a "+", of both servers, merges in the background included.
"""
import hashlib
import os
import statistics
import subprocess
import sys
import time

from cluster import Cluster

lapse, data, pairs, part = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
cluster = Cluster(data + "/cluster", 2)


class Cost:
    """What a command took: wall and CPU seconds, the servers' CPU, peak MiB, and a hash of its output."""

    def __init__(self, *command):
        served, begin = cluster.cpu(), time.perf_counter()
        p = subprocess.Popen([lapse, *command], stdout=subprocess.PIPE)
        hashed = hashlib.sha256()
        while piece := p.stdout.read(1 << 20):
            hashed.update(piece)
        _, status, used = os.wait4(p.pid, 0)
        if status != 0:
            cluster.stop()
            sys.exit("lapse %s: exit status %d" % (command[0], os.waitstatus_to_exitcode(status)))
        self.wall, self.cpu = time.perf_counter() - begin, used.ru_utime + used.ru_stime
        self.served, self.peak, self.output = cluster.cpu() - served, used.ru_maxrss / 1024, hashed.digest()


class Run:
    """One ingest and one analysis, with evidence, of a load in an empty store."""

    def __init__(self, folder, store):
        logs = ["%s/%s/%s.ndjson" % (data, folder, name) for name in ("issued", "refused")]
        self.ingest = Cost("ingest", "--quiet", "--store", store, *logs)
        self.analyze = Cost("analyze", "--quiet", "--store", store, "--format", "jsonl")


def of_sqlite(folder):
    file = data + "/scale.db"
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(file + suffix):
            os.unlink(file + suffix)
    run = Run(folder, file)
    run.disk = os.path.getsize(file)
    return run


def of_cluster(folder):
    url = cluster.url()
    Cost("store", "init", url)
    run = Run(folder, url)
    run.disk, run.url = cluster.disk(), url
    return run


def median(values):
    return statistics.median(list(values))


def row(name, costs, ratios=None):
    text = "%-32s %8.1f %8.1f +%6.1f %9.0f" % (name, *(median(getattr(c, f) for c in costs) for f in ("wall", "cpu", "served", "peak")))
    if ratios:
        text += "   wall %.2f (%.2f to %.2f), CPU %.2f" % (median(ratios[0]), min(ratios[0]), max(ratios[0]), median(ratios[1]))
    print(text, flush=True)


def beside(name, ours, theirs):
    """Prints a command on both stores, and the medians of the paired ratios."""
    row(name + ", SQLite", ours)
    row(name + ", 2 shards", theirs, (
        [b.wall / a.wall for a, b in zip(ours, theirs)], [(b.cpu + b.served) / a.cpu for a, b in zip(ours, theirs)]))


def compare(folder, times):
    """Runs a load on both stores in turn."""
    ours, theirs = [], []
    for i in range(times):
        ours.append(of_sqlite(folder))
        theirs.append(of_cluster(folder))
        if i < times - 1:
            cluster.drop()
        if ours[-1].analyze.output != theirs[-1].analyze.output:
            cluster.stop()
            sys.exit("the verdicts differ")
    beside("ingest", [r.ingest for r in ours], [r.ingest for r in theirs])
    beside("analyze", [r.analyze for r in ours], [r.analyze for r in theirs])
    events = int(cluster.ask("SELECT count() FROM lapse%d.event" % cluster.databases))
    print("disk: SQLite %.1f MB, %.0f bytes an event; 2 shards %.1f MB, %.0f bytes an event; %d rows; the larger server's peak %.0f MiB" % (
        ours[-1].disk / 1e6, ours[-1].disk / events, theirs[-1].disk / 1e6, theirs[-1].disk / events, events, cluster.peak()), flush=True)
    return theirs[-1]


def size(folder):
    return sum(os.path.getsize("%s/%s/%s.ndjson" % (data, folder, name)) for name in ("issued", "refused")) / 1e6


def measure():
    folders = [part] if part != "growth" else sorted((f for f in os.listdir(data) if f.startswith("growth-")), key=lambda f: int(f[7:]))
    print("%-32s %8s %8s %7s %9s   load average %.1f" % (part, "wall s", "CPU s", "servers", "peak MiB", os.getloadavg()[0]), flush=True)
    for folder in folders:
        print("%s: %.0f MB" % (folder, size(folder)), flush=True)
        compare(folder, pairs if part != "growth" else 1)
        if part == "filter":
            continue
        cluster.drop()


try:
    measure()
finally:
    cluster.stop()
