package clickhouse

import (
	"errors"
	"net"
	"syscall"
	"testing"

	"lapse/store"
)

// A server that went away in the middle of an insert is trouble with the store. lapse ends without a word where the reader
// of its own output went away, so the one must not look like the other.
func TestBrokenConnectionIsNoBrokenPipe(t *testing.T) {
	a := &address{hosts: []string{"ch1:9000"}, database: "lapse"}
	broken := &net.OpError{Op: "write", Net: "tcp", Addr: &net.TCPAddr{IP: net.IPv4(10, 0, 0, 7), Port: 9000}, Err: syscall.EPIPE}
	err := plain(a, broken)
	if !store.Is(err, store.Unreadable) || errors.Is(err, syscall.EPIPE) {
		t.Errorf("%v is a broken pipe", err)
	}
	if want := "clickhouse://ch1:9000/lapse cannot be reached (10.0.0.7:9000: broken pipe)"; err.Error() != want {
		t.Errorf("%q, want %q", err, want)
	}
}
