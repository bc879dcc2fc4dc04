package clickhouse

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"lapse/store"
)

// On a cluster each table is a pair: name_local on every node, and a Distributed one of the name itself in front of them.
// lapse only knows the name itself, so an operator may put any engine behind it (replicated, or a cloud's own), as long as
// it keeps rows by the sorting key. There is no PARTITION BY time: logs name years from 1 to 9999, and one insert must not
// make a thousand parts.

// granule is how many rows share an entry of the index: those that are read for the sake of one. A statement reads sixteen
// of 1024 buckets, or the rows of a few identities, which 8192 (what servers do by themselves) would make many times as much.
const granule = 1024

// table is a pair of tables: what rows hold, what they are sorted by, and what spreads them over the shards.
type table struct {
	name, columns, key, settings, sharding string
}

// tables are all that a store needs. Of a source, every version is kept; the greatest counts.
func tables() []table {
	var list []string
	for _, c := range columns {
		list = append(list, c.name+" "+c.kind)
	}
	return []table{
		{"event", strings.Join(list, ", "), sortingKey, fmt.Sprintf(" SETTINGS index_granularity = %d", granule), "bucket"},
		{"source", "path String, version UInt64, sha256 String, bytes Int64, format String, " +
			"read Int64, used Int64, other Int64, rejected Int64, events Int64, truncated String, " +
			"reason_texts Array(String), reason_counts Array(Int64), reason_files Array(String), reason_lines Array(Int64)",
			"path, version, sha256", "", "cityHash64(path)"},
	}
}

// tableOf is the pair that a table's name, with or without _local, belongs to.
func tableOf(name string) table {
	all := tables()
	return all[slices.IndexFunc(all, func(t table) bool { return t.name == strings.TrimSuffix(name, "_local") })]
}

// node is one server of the cluster.
type node struct {
	address string // host:port as the other nodes reach it, "" for the server of the URL itself
	shard   uint32
}

func (n node) String() string { return fmt.Sprintf("shard %d, %s", n.shard, n.address) }

// Init creates the database and the tables, on every node of the cluster that the URL names. What is there stays as it is.
func Init(ctx context.Context, url string) error {
	a, err := parseAddress(url)
	if err != nil {
		return err
	}
	c, err := connect(a, a.hosts...)
	if err != nil {
		return plain(a, err)
	}
	defer c.Close()
	if a.cluster == "" {
		return plain(a, create(ctx, c, a, ""))
	}
	nodes, err := clusterNodes(ctx, c, a)
	if err != nil {
		return plain(a, err)
	}
	var refused *clickhouse.Exception
	if err := createEverywhere(ctx, c, a); !errors.As(err, &refused) {
		return plain(a, err)
	}
	for _, n := range nodes {
		if err := initNode(ctx, a, n); err != nil {
			return plain(a, fmt.Errorf("%s: %w", n.address, err))
		}
	}
	return nil
}

func initNode(ctx context.Context, a *address, n node) error {
	c, err := connect(a, n.address)
	if err != nil {
		return err
	}
	defer c.Close()
	return create(ctx, c, a, "")
}

// create runs the statements on one server, which hands them on where onCluster says so.
func create(ctx context.Context, c driver.Conn, a *address, onCluster string) error {
	statements := []string{"CREATE DATABASE IF NOT EXISTS `" + a.database + "`" + onCluster}
	for _, t := range tables() {
		local := a.table(t.name)
		if a.cluster != "" {
			local = a.table(t.name + "_local")
		}
		statements = append(statements, fmt.Sprintf("CREATE TABLE IF NOT EXISTS %s (%s) ENGINE = ReplacingMergeTree ORDER BY (%s)%s",
			local+onCluster, t.columns, t.key, t.settings))
		if a.cluster != "" {
			statements = append(statements, fmt.Sprintf("CREATE TABLE IF NOT EXISTS %s AS %s ENGINE = Distributed(`%s`, `%s`, `%s_local`, %s)",
				a.table(t.name)+onCluster, local, a.cluster, a.database, t.name, t.sharding))
		}
	}
	for _, s := range statements {
		if err := c.Exec(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// clusterNodes lists the servers of the cluster, as the server that is asked knows them.
func clusterNodes(ctx context.Context, c driver.Conn, a *address) (nodes []node, err error) {
	rows, err := c.Query(ctx, "SELECT host_address, port, shard_num FROM system.clusters WHERE cluster = "+literal(a.cluster)+
		" ORDER BY shard_num, replica_num")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var host string
		var port uint16
		var n node
		if err := rows.Scan(&host, &port, &n.shard); err != nil {
			return nil, err
		}
		n.address = joinHostPort(host, port)
		nodes = append(nodes, n)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if len(nodes) == 0 {
		return nil, &store.Error{Store: a.String(), Problem: store.NotThere,
			Detail: "the server knows no cluster of that name; see remote_servers in its configuration"}
	}
	return nodes, nil
}

// createEverywhere has the servers hand the statements on to each other, which takes a ZooKeeper or a ClickHouse Keeper. A
// server without one refuses; so does one that waited in vain for another.
func createEverywhere(ctx context.Context, c driver.Conn, a *address) error {
	ctx = clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{"distributed_ddl_task_timeout": 20}))
	return create(ctx, c, a, " ON CLUSTER `"+a.cluster+"`")
}
