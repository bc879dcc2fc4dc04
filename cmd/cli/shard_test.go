package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"lapse/cmd/cli"
	"lapse/store/clickhouse/chtest"
)

// TestKilledShard kills a shard at some points of an ingest. That ends with an error that names the shard; when it is back, a
// second ingest completes the first one to the bytes of an SQLite file.
func TestKilledShard(t *testing.T) {
	b, c := newBench(t), chtest.StartOwn(t, 2)
	for i, percent := range []int{0, 70} {
		url, victim := c.URL(), i%2
		if status, _, stderr := lapse("", "store", "init", url); status != 0 {
			t.Fatal(stderr)
		}
		deadly := &tripwire{Reader: bytes.NewReader(b.two), left: len(b.two) * percent / 100, trip: func() { c.Kill(victim) }}
		status, _, stderr := lapseReading(deadly, "ingest", "--quiet", "--store", url, b.path("first.ndjson"), "-")
		if status != 5 || !strings.Contains(stderr, fmt.Sprintf("no answer from shard %d, %s", victim+1, c.Address(victim))) {
			t.Errorf("killed after %d %%: status %d: %s", percent, status, stderr)
		}
		c.Restart(victim)
		if status, _, stderr := lapse(string(b.two), "ingest", "--quiet", "--store", url, b.path("first.ndjson"), "-"); status != 0 {
			t.Errorf("the second ingest: status %d: %s", status, stderr)
		}
		if _, got, stderr := lapse("", "analyze", "--store", url, "--format", "jsonl"); got != b.want {
			t.Errorf("killed after %d %%, then completed: %s%s", percent, stderr, firstDifference("sqlite", "clickhouse", b.want, got))
		}
	}
}

// TestInterruptedTwice interrupts an ingest whose last rows a frozen shard does not take. Once, it goes on waiting for them; twice,
// it ends.
func TestInterruptedTwice(t *testing.T) {
	b, c := newBench(t), chtest.StartOwn(t, 2)
	url := c.URL()
	if status, _, stderr := lapse("", "store", "init", url); status != 0 {
		t.Fatal(stderr)
	}
	interrupts, exited, returned := make(chan os.Signal, 2), make(chan int, 1), make(chan int, 1)
	in := &tripwire{Reader: bytes.NewReader(b.two), left: len(b.two) / 2, trip: func() {
		c.Freeze(1)
		interrupts <- os.Interrupt
		interrupts <- os.Interrupt
	}}
	env := cli.Env{
		Stdin: in, Stdout: io.Discard, Stderr: io.Discard, Now: time.Now, Getenv: func(string) string { return "" },
		Interrupts: interrupts, Exit: func(status int) { exited <- status },
	}
	go func() {
		returned <- cli.Main(context.Background(), env, []string{"ingest", "--store", url, b.path("first.ndjson"), "-"})
	}()
	select {
	case status := <-exited:
		c.Thaw(1)
		if <-returned; status != 130 {
			t.Errorf("status %d", status)
		}
	case status := <-returned:
		t.Errorf("waited for the shard in spite of a second interrupt, status %d", status)
	}
}

// tripwire does something when so many bytes have been read.
type tripwire struct {
	io.Reader
	left int
	trip func()
}

func (r *tripwire) Read(p []byte) (int, error) {
	if r.left <= 0 && r.trip != nil {
		r.trip()
		r.trip = nil
	}
	n, err := r.Reader.Read(p)
	r.left -= n
	return n, err
}
