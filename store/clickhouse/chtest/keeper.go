package chtest

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"
)

// zookeeperJar is where Debian's libzookeeper-java puts it; it names what it needs by itself.
const zookeeperJar = "/usr/share/java/zookeeper.jar"

// startKeeper starts a ZooKeeper of one process, which ends with the test, and returns what servers are told of it.
func (c *Cluster) startKeeper() (config string) {
	c.t.Helper()
	if _, err := os.Stat(zookeeperJar); err != nil {
		c.t.Fatal("no ZooKeeper: install it with `apt-get install -y --no-install-recommends default-jre-headless libzookeeper-java`")
	}
	port, dir := freePort(c.t), filepath.Join(c.dir, "keeper")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		c.t.Fatal(err)
	}
	file := filepath.Join(dir, "zoo.cfg")
	text := fmt.Sprintf("dataDir=%s\nclientPort=%d\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\n", dir, port)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
	p := c.run(dir, func() bool { return serves(port) }, "java", "-Xmx64m", "-cp", zookeeperJar, "org.apache.zookeeper.server.ZooKeeperServerMain", file)
	c.t.Cleanup(func() {
		p.Process.Kill()
		p.Wait()
	})
	return fmt.Sprintf("\n  <zookeeper><node><host>127.0.0.1</host><port>%d</port></node></zookeeper>"+
		"<distributed_ddl><path>%s</path></distributed_ddl>", port, Queue)
}

// serves asks a ZooKeeper for its state: it accepts connections before it takes sessions, and a server that meets it then
// dies of that.
func serves(port int) bool {
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return false
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Second))
	io.WriteString(conn, "srvr")
	state, _ := io.ReadAll(conn)
	return bytes.Contains(state, []byte("Mode: standalone"))
}

// Queue is the path in ZooKeeper below which servers hand statements on to each other.
const Queue = "/clickhouse/task_queue/ddl"
