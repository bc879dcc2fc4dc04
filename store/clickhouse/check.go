package clickhouse

import (
	"context"
	"fmt"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"lapse/store"
)

// Check says whether the servers, the tables and the settings are as the store needs them. The error is for what keeps it
// from looking at all; what is wrong is a Finding.
func Check(ctx context.Context, url string) ([]store.Finding, error) {
	a, err := parseAddress(url)
	if err != nil {
		return nil, err
	}
	c, err := connect(a, a.hosts...)
	if err != nil {
		return nil, plain(a, err)
	}
	defer c.Close()
	k := checking{address: a}
	version, err := c.ServerVersion()
	if err != nil {
		return nil, plain(a, err)
	}
	k.say(true, "%s answers: ClickHouse %d.%d.%d", strings.Join(a.hosts, ","), version.Version.Major, version.Version.Minor, version.Version.Patch)
	if a.cluster == "" {
		k.tables(ctx, c, "the server", []string{"event", "source"})
		return k.found, nil
	}
	nodes, err := clusterNodes(ctx, c, a)
	if err != nil {
		return nil, plain(a, err)
	}
	k.say(true, "cluster %s: %d shards on %d servers", a.cluster, nodes[len(nodes)-1].shard, len(nodes))
	for _, n := range nodes {
		k.node(ctx, n)
	}
	k.unavailable(ctx, c)
	return k.found, nil
}

// checking collects findings.
type checking struct {
	address *address
	found   []store.Finding
}

func (k *checking) say(ok bool, format string, args ...any) {
	k.found = append(k.found, store.Finding{OK: ok, Text: fmt.Sprintf(format, args...)})
}

func (k *checking) node(ctx context.Context, n node) {
	c, err := reach(ctx, k.address, n)
	if err != nil {
		k.say(false, "%s does not answer: %s", n, detail(err))
		return
	}
	defer c.Close()
	k.tables(ctx, c, n.String(), []string{"event", "event_local", "source", "source_local"})
}

// tables compares a server's tables with what Init makes.
func (k *checking) tables(ctx context.Context, c driver.Conn, name string, tables []string) {
	wrong := len(k.found)
	for _, table := range tables {
		e, err := k.engine(ctx, c, table)
		switch {
		case err != nil:
			k.say(false, "%s: %s", name, detail(err))
			return
		case e.name == "":
			k.say(false, "%s has no table %s.%s; `lapse store init` creates it", name, k.address.database, table)
			continue
		}
		k.rightEngine(e, name, table)
		if strings.HasPrefix(table, "event") {
			k.columns(ctx, c, name, table)
		}
	}
	if len(k.found) == wrong {
		k.say(true, "%s: tables are as they should be", name)
	}
}

// engine is how a table keeps its rows.
type engine struct {
	name string // "" where there is no table
	full string // with what it was given, without quotes, which differ from version to version
	key  string // what it sorts by, "" where it keeps nothing itself
}

func (k *checking) engine(ctx context.Context, c driver.Conn, table string) (e engine, err error) {
	rows, err := c.Query(ctx, "SELECT engine, engine_full, sorting_key FROM system.tables WHERE database = "+
		literal(k.address.database)+" AND name = "+literal(table))
	if err != nil {
		return e, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&e.name, &e.full, &e.key); err != nil {
			return e, err
		}
	}
	e.full = strings.NewReplacer("'", "", "`", "").Replace(e.full)
	return e, rows.Err()
}

// rightEngine tells what is wrong with an engine. In front of local tables, and in a cloud, it may be any.
func (k *checking) rightEngine(e engine, name, table string) {
	of := tableOf(table)
	distributed := fmt.Sprintf("Distributed(%s, %s, %s_local, %s)", k.address.cluster, k.address.database, of.name, of.sharding)
	switch {
	case strings.HasSuffix(table, "_local") && !strings.HasSuffix(e.name, "ReplacingMergeTree"):
		k.say(false, "%s: table %s has the engine %s, which keeps repeated rows for ever; ReplacingMergeTree drops them", name, table, e.name)
	case strings.HasSuffix(e.name, "ReplacingMergeTree") && e.key != of.key:
		k.say(false, "%s: table %s is sorted by (%s), not (%s): it drops rows that differ, or keeps such as do not", name, table, e.key, of.key)
	case e.name == "Distributed" && !strings.HasPrefix(e.full, distributed):
		k.say(false, "%s: table %s is %s, not %s", name, table, e.full, distributed)
	}
}

// columns looks for each column by name and type; more columns do no harm.
func (k *checking) columns(ctx context.Context, c driver.Conn, name, table string) {
	rows, err := c.Query(ctx, "SELECT name, type FROM system.columns WHERE database = "+literal(k.address.database)+" AND table = "+literal(table))
	if err != nil {
		k.say(false, "%s: %s", name, detail(err))
		return
	}
	defer rows.Close()
	there := map[string]string{}
	for rows.Next() {
		var column, kind string
		if err := rows.Scan(&column, &kind); err != nil {
			k.say(false, "%s: %s", name, detail(err))
			return
		}
		there[column] = kind
	}
	if err := rows.Err(); err != nil {
		k.say(false, "%s: %s", name, detail(err))
		return
	}
	for _, want := range columns {
		if got := there[want.name]; got != want.kind {
			k.say(false, "%s: column %s of %s is %q, not %s", name, want.name, table, got, want.kind)
		}
	}
}

// unavailable tells of a profile that would drop a shard that is down. lapse overrides it, others who read may not.
func (k *checking) unavailable(ctx context.Context, c driver.Conn) {
	var value string
	err := c.QueryRow(ctx, "SELECT value FROM system.settings WHERE name = 'skip_unavailable_shards'").Scan(&value)
	switch {
	case err != nil:
		k.say(false, "the settings cannot be read: %s", detail(err))
	case value != "0":
		k.say(false, "skip_unavailable_shards is %s: answers would be short where a shard is down", value)
	default:
		k.say(true, "a shard that is down is an error (skip_unavailable_shards = 0)")
	}
}
