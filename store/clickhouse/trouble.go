package clickhouse

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"lapse/store"
)

// literal is a string in a statement, in hex: a server's parser stops at a NUL, and quoting is for others to get wrong.
func literal(s string) string { return "unhex('" + hex.EncodeToString([]byte(s)) + "')" }

func joinHostPort(host string, port uint16) string {
	return net.JoinHostPort(host, strconv.Itoa(int(port)))
}

// again runs f until it succeeds, at most retries times more. It gives up at once where a repetition cannot help, and says
// which shards are down if that is why.
func (s *Store) again(ctx context.Context, f func() error) error {
	pause := s.pause
	for try := 0; ; try++ {
		err := f()
		switch {
		case err == nil || lastingError(err) || ctx.Err() != nil:
			return err
		case over(ctx):
			return context.DeadlineExceeded
		case try == retries || silence(err):
			return s.silent(ctx, err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
			pause *= 2
		}
	}
}

// silent names the servers of the cluster that do not answer; where all of them do, it returns the error that made it ask.
func (s *Store) silent(ctx context.Context, err error) error {
	nodes, err2 := clusterNodes(ctx, s.conn, s.address)
	if err2 != nil {
		return err
	}
	var names []string
	for _, n := range nodes {
		c, err := reach(ctx, s.address, n)
		if err != nil {
			names = append(names, n.String())
			continue
		}
		c.Close()
	}
	if len(names) == 0 {
		return err
	}
	return &store.Error{Store: s.address.String(), Problem: store.Unreadable, Detail: "no answer from " + strings.Join(names, " and ")}
}

// reach connects to one server and has it answer. The caller closes the connection.
func reach(ctx context.Context, a *address, n node) (driver.Conn, error) {
	c, err := connect(a, n.address)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	if err := c.Ping(ctx); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// Codes of exceptions (ErrorCodes.cpp in ClickHouse's source) that a repetition cannot cure.
var lasting = map[int32]store.Problem{
	46:  "", // unknown function
	47:  "", // unknown identifier
	60:  store.NotThere,
	62:  "", // syntax error
	81:  store.NotThere,
	115: "", // unknown setting
	164: store.ReadOnly,
	192: store.Forbidden, // unknown user
	193: store.Forbidden, // wrong password
	194: store.Forbidden,
	497: store.Forbidden,
	516: store.Forbidden,
	243: store.Full, // not enough space
}

// over tells whether a context's time has run out. The driver may see it before the context does.
func over(ctx context.Context) bool {
	end, ok := ctx.Deadline()
	return ok && !time.Now().Before(end)
}

// silence tells whether a server said nothing for as long as a statement may take: once is enough.
func silence(err error) bool {
	var e net.Error
	return errors.As(err, &e) && e.Timeout()
}

// lastingError tells whether an error would come again if the statement were repeated.
func lastingError(err error) bool {
	var e *clickhouse.Exception
	var known *store.Error
	switch {
	case errors.Is(err, errEnough), errors.As(err, &known), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return true
	case errors.As(err, &e):
		_, is := lasting[e.Code]
		return is
	}
	return false
}

// plain turns what the driver and the servers say into one line that a user can act on.
func plain(a *address, err error) error {
	var known *store.Error
	var e *clickhouse.Exception
	switch {
	case err == nil, errors.As(err, &known), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.As(err, &e):
		if p := lasting[e.Code]; p != "" {
			return &store.Error{Store: a.String(), Problem: p, Detail: fmt.Sprintf("code %d", e.Code), Err: err}
		}
	}
	// The error itself stays here: a connection that broke may be an EPIPE, which lapse takes for a reader of its own output
	// that went away.
	return &store.Error{Store: a.String(), Problem: store.Unreadable, Detail: detail(err)}
}

// detail is what a driver's or a server's error comes down to. Where a connection broke off, that is whose and why.
func detail(err error) string {
	var e *clickhouse.Exception
	var broken *net.OpError
	if !errors.As(err, &e) && errors.As(err, &broken) && broken.Addr != nil {
		return fmt.Sprintf("%s: %s", broken.Addr, broken.Err)
	}
	return oneLine(err.Error())
}

// oneLine cuts an error of many lines (a server adds its stack) to its beginning.
func oneLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	s, _, _ = strings.Cut(s, ", Stack trace")
	const most = 300
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}
