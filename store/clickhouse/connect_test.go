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
		if _, err = (&impatient{Conn: c, limit: 50 * time.Millisecond}).Write(make([]byte, 1<<20)); err != nil {
			break
		}
	}
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("writing to somebody who does not read: %v", err)
	}
}

// A long answer may take longer than the limit, as long as something comes.
func TestReadingWaitsForEachPiece(t *testing.T) {
	us, server := net.Pipe()
	defer us.Close()
	defer server.Close()
	c := &impatient{Conn: us, limit: time.Hour}
	go server.Write([]byte("ab"))
	for range 2 {
		if _, err := c.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
	}
	c.limit = time.Nanosecond
	if _, err := c.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("nobody says anything: %v", err)
	}
	c.limit = time.Hour
	c.SetReadDeadline(time.Now())
	if _, err := c.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the context's time is over: %v", err)
	}
	c.SetDeadline(time.Time{})
	go server.Write([]byte("c"))
	if _, err := c.Read(make([]byte, 1)); err != nil {
		t.Errorf("the next statement: %v", err)
	}
}
