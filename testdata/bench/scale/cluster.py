"""A ClickHouse cluster of several servers on loopback, for measuring."""
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

CONFIG = """<yandex>
  <logger><level>error</level><log>{dir}/server.log</log><errorlog>{dir}/error.log</errorlog></logger>
  <listen_host>127.0.0.1</listen_host><tcp_port>{tcp}</tcp_port><http_port>{http}</http_port>
  <path>{dir}/data/</path><tmp_path>{dir}/tmp/</tmp_path><mark_cache_size>67108864</mark_cache_size>
  <users_config>users.xml</users_config><default_profile>default</default_profile><default_database>default</default_database>
  <remote_servers><lapse>{shards}</lapse></remote_servers>
</yandex>
"""
USERS = """<yandex>
  <profiles><default></default></profiles><quotas><default></default></quotas>
  <users><default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default></users>
</yandex>
"""
SHARD = "<shard><replica><host>127.0.0.1</host><port>{}</port></replica></shard>"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Cluster:
    def __init__(self, folder, shards):
        self.folder, self.servers, self.databases = folder, [], 0
        shutil.rmtree(folder, ignore_errors=True)
        self.ports = [(free_port(), free_port()) for _ in range(shards)]
        for i, (tcp, http) in enumerate(self.ports):
            home = "%s/node%d" % (folder, i + 1)
            os.makedirs(home)
            with open(home + "/config.xml", "w") as f:
                f.write(CONFIG.format(dir=home, tcp=tcp, http=http, shards="".join(SHARD.format(p) for p, _ in self.ports)))
            with open(home + "/users.xml", "w") as f:
                f.write(USERS)
            self.servers.append(subprocess.Popen(["clickhouse-server", "--config-file=" + home + "/config.xml"], cwd=home,
                                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        for _, http in self.ports:
            self.wait(http)

    def wait(self, http):
        for _ in range(300):
            try:
                return urllib.request.urlopen("http://127.0.0.1:%d/ping" % http).read()
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        raise SystemExit("clickhouse-server does not answer; see " + self.folder)

    def ask(self, statement, server=0):
        url = "http://127.0.0.1:%d/" % self.ports[server][1]
        return urllib.request.urlopen(url, data=statement.encode()).read().decode().strip()

    def url(self):
        """A store in a database that was not there."""
        self.databases += 1
        hosts = ",".join("127.0.0.1:%d" % tcp for tcp, _ in self.ports)
        return "clickhouse://%s/lapse%d?cluster=lapse" % (hosts, self.databases)

    def cpu(self):
        """Processor seconds of all servers until now."""
        total = 0
        for s in self.servers:
            with open("/proc/%d/stat" % s.pid) as f:
                fields = f.read().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / os.sysconf("SC_CLK_TCK")

    def disk(self):
        """Bytes of the current database's parts on all servers."""
        query = "SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = 'lapse%d'" % self.databases
        return sum(int(self.ask(query, i)) for i in range(len(self.ports)))

    def peak(self):
        """MiB of the largest server, at its largest."""
        def of(pid):
            with open("/proc/%d/status" % pid) as f:
                return next(int(line.split()[1]) for line in f if line.startswith("VmHWM"))
        return max(of(s.pid) for s in self.servers) / 1024

    def drop(self):
        for i in range(len(self.ports)):
            self.ask("DROP DATABASE IF EXISTS lapse%d" % self.databases, i)

    def stop(self):
        for s in self.servers:
            s.send_signal(signal.SIGKILL)
            s.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
