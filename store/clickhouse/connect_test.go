package clickhouse

import (
	"errors"
	"net"
	"os"
	"testing"
	"time"
)

// Somebody who accepts and never reads, as a server does whose shard is frozen, must not be written to for ever.
func TestWritingEnds(t *testing.T) {
	frozen, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer frozen.Close()
	c, err := net.Dial("tcp", frozen.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for range 1000 { // a gigabyte: more than any system's buffers
		if _, err = (impatient{c, 50 * time.Millisecond}).Write(make([]byte, 1<<20)); err != nil {
			break
		}
	}
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("writing to somebody who does not read: %v", err)
	}
}
