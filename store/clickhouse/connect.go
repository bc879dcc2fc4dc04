package clickhouse

import (
	"context"
	"crypto/tls"
	"net"
	"sync/atomic"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// Waiting for a server: to accept a connection, and to take or say anything at all (a frozen one does not).
const (
	dialTimeout   = 5 * time.Second
	answerTimeout = time.Minute

	statementTimeout = 24 * time.Hour // from its first row to its last: see impatient
)

// settings go with every statement. Old servers refuse unknown ones and take integers only.
func settings() clickhouse.Settings {
	return clickhouse.Settings{
		"insert_distributed_sync":        1,         // an insert has reached the shards when it returns
		"skip_unavailable_shards":        0,         // a shard that is down is an error, never a short answer
		"max_bytes_before_external_sort": 512 << 20, // what is more is sorted on disk
	}
}

func connect(a *address, hosts ...string) (driver.Conn, error) {
	return clickhouse.Open(a.options(hosts...))
}

// options are the driver's, for one of the hosts or for all of them in turn.
func (a *address) options(hosts ...string) *clickhouse.Options {
	return &clickhouse.Options{
		Addr:             hosts,
		Auth:             clickhouse.Auth{Username: a.user, Password: a.password},
		ConnOpenStrategy: clickhouse.ConnOpenInOrder,
		Compression:      &clickhouse.Compression{Method: clickhouse.CompressionLZ4},
		DialContext:      a.dial,
		ReadTimeout:      statementTimeout,
		MaxOpenConns:     16,
		MaxIdleConns:     4,
		Settings:         settings(),
	}
}

// dial connects to a server, with TLS where the URL asks for it.
func (a *address) dial(ctx context.Context, host string) (net.Conn, error) {
	d := &net.Dialer{Timeout: dialTimeout}
	var c net.Conn
	var err error
	if a.secure {
		c, err = (&tls.Dialer{NetDialer: d, Config: &tls.Config{MinVersion: tls.VersionTLS12}}).DialContext(ctx, "tcp", host)
	} else {
		c, err = d.DialContext(ctx, "tcp", host)
	}
	if err != nil {
		return nil, err
	}
	return &impatient{Conn: c, limit: answerTimeout}, nil
}

// impatient is a connection that does not wait for ever: a frozen shard lets the server that hands it rows wait, and that one
// us. The driver sets no deadline for writes, and one for all that a statement has to say, however much it is and however
// slowly we take it; what matters is that something comes at all.
type impatient struct {
	net.Conn
	limit time.Duration // of one write, and of waiting for one read
	until atomic.Int64  // the driver's deadline for reads in nanoseconds, 0 for none: that of a context
}

func (c *impatient) Write(b []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(c.limit)); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}

func (c *impatient) Read(b []byte) (int, error) {
	end := time.Now().Add(c.limit)
	if until := c.until.Load(); until != 0 && until < end.UnixNano() {
		end = time.Unix(0, until)
	}
	if err := c.Conn.SetReadDeadline(end); err != nil {
		return 0, err
	}
	return c.Conn.Read(b)
}

func (c *impatient) SetReadDeadline(t time.Time) error {
	c.remember(t)
	return c.Conn.SetReadDeadline(t)
}

func (c *impatient) SetDeadline(t time.Time) error {
	c.remember(t)
	return c.Conn.SetDeadline(t)
}

func (c *impatient) remember(t time.Time) {
	if t.IsZero() {
		c.until.Store(0)
		return
	}
	c.until.Store(t.UnixNano())
}
