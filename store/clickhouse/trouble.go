package clickhouse

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"

	"lapse/store"
)

// literal is a string in a statement, in hex: a server's parser stops at a NUL, and quoting is for others to get wrong.
func literal(s string) string { return "unhex('" + hex.EncodeToString([]byte(s)) + "')" }

func joinHostPort(host string, port uint16) string {
	return net.JoinHostPort(host, strconv.Itoa(int(port)))
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

// passing tells whether an error may be over when the statement is repeated.
func passing(err error) bool {
	var e *clickhouse.Exception
	var known *store.Error
	switch {
	case errors.Is(err, errEnough), errors.As(err, &known), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return false
	case errors.As(err, &e):
		_, is := lasting[e.Code]
		return !is
	}
	return true
}

// plain turns what the driver and the servers say into one line that a user can act on.
func plain(a *address, err error) error {
	var known *store.Error
	var e *clickhouse.Exception
	switch {
	case err == nil, errors.As(err, &known), errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &e):
		if p := lasting[e.Code]; p != "" {
			return &store.Error{Store: a.String(), Problem: p, Detail: fmt.Sprintf("code %d", e.Code), Err: err}
		}
	}
	return &store.Error{Store: a.String(), Problem: store.Unreadable, Detail: oneLine(err.Error()), Err: err}
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
