// Package chtest starts real ClickHouse clusters for tests: servers on free loopback ports, each with a configuration and
// a folder of its own, which end with the test. LAPSE_CLICKHOUSE=host:port,… names a running cluster instead (and
// LAPSE_CLICKHOUSE_CLUSTER its name in remote_servers, "lapse" unless given), whose databases are dropped after the test.
package chtest

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// User is one that needs Password, on a cluster that was started here; the default user needs none.
const (
	User     = "guarded"
	Password = "open-sesame-1704"
)

// Cluster is a running cluster.
type Cluster struct {
	t      testing.TB
	dir    string
	name   string
	keeper string // its place in a configuration, "" for a cluster without
	nodes  []*Node
	hosts  []string // of a cluster that is not ours
}

// Node is one server, and one shard.
type Node struct {
	tcp, http int
	dir       string
	process   *exec.Cmd
}

// Start starts a cluster of so many shards, or takes the one that the environment names.
func Start(t testing.TB, shards int) *Cluster {
	t.Helper()
	if hosts := os.Getenv("LAPSE_CLICKHOUSE"); hosts != "" {
		name := os.Getenv("LAPSE_CLICKHOUSE_CLUSTER")
		if name == "" {
			name = "lapse"
		}
		return &Cluster{t: t, name: name, hosts: strings.Split(hosts, ",")}
	}
	return StartOwn(t, shards)
}

// StartOwn starts a cluster in any case: for tests that kill its nodes.
func StartOwn(t testing.TB, shards int) *Cluster {
	t.Helper()
	c := &Cluster{t: t, dir: t.TempDir(), name: "lapse"}
	c.start(shards)
	return c
}

// StartKept starts a cluster with a ZooKeeper: one whose servers hand statements ON CLUSTER on to each other.
func StartKept(t testing.TB, shards int) *Cluster {
	t.Helper()
	c := &Cluster{t: t, dir: t.TempDir(), name: "lapse"}
	c.keeper = c.startKeeper()
	c.start(shards)
	return c
}

func (c *Cluster) start(shards int) {
	c.t.Helper()
	for range shards {
		c.nodes = append(c.nodes, c.newNode())
	}
	for _, n := range c.nodes {
		c.configure(n)
	}
	for i := range c.nodes {
		c.Restart(i)
	}
	c.t.Cleanup(func() {
		for i := range c.nodes {
			c.Kill(i)
		}
	})
}

// URL names a new database of the cluster; the first of its hosts is the first of the given nodes (all, unless given).
func (c *Cluster) URL(nodes ...int) string {
	hosts := c.hosts
	if len(nodes) == 0 {
		for i := range c.nodes {
			nodes = append(nodes, i)
		}
	}
	for _, i := range nodes {
		hosts = append(hosts, c.Address(i))
	}
	database := fmt.Sprintf("lapse_test_%08x", rand.Uint32())
	if len(c.hosts) > 0 {
		c.t.Cleanup(func() { c.drop(database) })
	}
	return "clickhouse://" + strings.Join(hosts, ",") + "/" + database + "?cluster=" + c.name
}

// drop removes a database from every server of a cluster that is not ours.
func (c *Cluster) drop(database string) {
	for _, host := range c.hosts {
		conn, err := clickhouse.Open(&clickhouse.Options{Addr: []string{host}})
		if err != nil {
			c.t.Error(err)
			continue
		}
		if err := conn.Exec(context.Background(), "DROP DATABASE IF EXISTS "+database); err != nil {
			c.t.Errorf("%s: %v", host, err)
		}
		conn.Close()
	}
}

// Address is a node's host and port.
func (c *Cluster) Address(i int) string { return fmt.Sprintf("127.0.0.1:%d", c.nodes[i].tcp) }

// Kill ends a node as kill -9 does.
func (c *Cluster) Kill(i int) {
	n := c.nodes[i]
	if n.process == nil {
		return
	}
	n.process.Process.Signal(syscall.SIGCONT) // a frozen one would not be reaped
	n.process.Process.Kill()
	n.process.Wait()
	n.process = nil
}

// Freeze stops a node without ending it, Thaw lets it go on.
func (c *Cluster) Freeze(i int) { c.nodes[i].process.Process.Signal(syscall.SIGSTOP) }
func (c *Cluster) Thaw(i int)   { c.nodes[i].process.Process.Signal(syscall.SIGCONT) }

// Add starts one more shard and tells the others. They learn it when they next look at their configuration, so wait for
// what you need of it.
func (c *Cluster) Add() {
	c.t.Helper()
	c.nodes = append(c.nodes, c.newNode())
	for _, n := range c.nodes {
		c.configure(n)
	}
	c.Restart(len(c.nodes) - 1)
}

// Restart starts a node that is not running and waits until it answers.
func (c *Cluster) Restart(i int) {
	c.t.Helper()
	program, err := exec.LookPath("clickhouse-server")
	if err != nil {
		c.t.Fatal("no clickhouse-server: install it with `apt-get install -y --no-install-recommends clickhouse-server`, " +
			"or name a running cluster in LAPSE_CLICKHOUSE=host:port,…")
	}
	n := c.nodes[i]
	n.process = c.run(n.dir, func() bool {
		resp, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/ping", n.http))
		if err != nil {
			return false
		}
		resp.Body.Close()
		return true
	}, program, "--config-file="+filepath.Join(n.dir, "config.xml"))
}

// run starts a server in a folder and waits until it is ready.
func (c *Cluster) run(dir string, ready func() bool, program string, args ...string) *exec.Cmd {
	c.t.Helper()
	var log bytes.Buffer
	p := exec.Command(program, args...)
	p.Dir = dir
	p.Stdout, p.Stderr = &log, &log
	p.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // also where the test is killed
	if err := p.Start(); err != nil {
		c.t.Fatal(err)
	}
	for range 1000 {
		if ready() {
			return p
		}
		time.Sleep(30 * time.Millisecond)
	}
	p.Process.Kill()
	p.Wait()
	c.t.Fatalf("%s does not answer: %.2000s", program, log.String())
	return nil
}

func (c *Cluster) newNode() *Node {
	n := &Node{tcp: freePort(c.t), http: freePort(c.t), dir: filepath.Join(c.dir, fmt.Sprintf("node%d", len(c.nodes)+1))}
	if err := os.MkdirAll(n.dir, 0o700); err != nil {
		c.t.Fatal(err)
	}
	return n
}

func freePort(t testing.TB) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
