package cli_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

const kills = 100

// TestKilled kills an ingest after so many writes to its store's files; then the store is sound, and the next ingest
// completes it. A new store is loaded aside, one that is there takes batch after batch: half of them are there.
func TestKilled(t *testing.T) {
	b := newBench(t)
	luck := rand.New(rand.NewPCG(5, 5))
	b.begin("whole/facts.db")
	writes := b.killAfter("whole/facts.db", 1<<30)
	name, killed := "", 0
	for i := 0; killed < kills; i++ {
		if i == 4*kills {
			t.Fatalf("only %d of %d processes could be killed before their end", killed, i)
		}
		if i == 0 || luck.IntN(4) > 0 { // else over what the last one left
			name = fmt.Sprintf("killed-%d/facts.db", i)
			if i%2 == 1 {
				b.begin(name)
			}
		}
		after := luck.IntN(writes)
		if b.killAfter(name, after) == after {
			killed++
		} else {
			writes = max(writes*9/10, 10) // the kernel joins changes that come too fast to be read one by one
		}
		b.sound(name)
		if luck.IntN(8) == 0 && b.complete(name) != b.want {
			t.Errorf("after kill %d the completed store differs from an undisturbed one", i)
		}
	}
}

// begin makes an empty store.
func (b *bench) begin(name string) {
	b.t.Helper()
	if err := os.MkdirAll(filepath.Dir(b.path(name)), 0o700); err != nil {
		b.t.Fatal(err)
	}
	if status, _, stderr := lapse("", "store", "init", b.path(name)); status != 0 {
		b.t.Fatalf("store init: status %d: %s", status, stderr)
	}
}

// killAfter kills an ingest after so many writes to files beside its store and tells how many it saw before the end.
func (b *bench) killAfter(name string, writes int) int {
	dir := filepath.Dir(b.path(name))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		b.t.Fatal(err)
	}
	folder := watch(b.t, dir)
	defer folder.Close()
	changes := bufio.NewReader(folder)
	c := b.ingest(name)
	c.Stdin = bytes.NewReader(b.two)
	if err := c.Start(); err != nil {
		b.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		c.Wait()
		os.Mkdir(filepath.Join(dir, "ended"), 0o700) // wakes the reader below
		close(ended)
	}()
	seen := 0
	for seen < writes {
		kind := next(b.t, changes)
		if kind&syscall.IN_CREATE != 0 && kind&syscall.IN_ISDIR != 0 {
			break
		}
		seen++
	}
	c.Process.Kill()
	<-ended
	os.Remove(filepath.Join(dir, "ended"))
	return seen
}

// watch opens a stream of the changes of files in a folder.
func watch(t *testing.T, dir string) *os.File {
	t.Helper()
	fd, err := syscall.InotifyInit1(syscall.IN_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := syscall.InotifyAddWatch(fd, dir, syscall.IN_MODIFY|syscall.IN_CREATE|syscall.IN_DELETE); err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fd), "inotify")
}

// next waits for one change and tells of what kind it was. The name behind it is of no interest.
func next(t *testing.T, changes *bufio.Reader) (kind uint32) {
	t.Helper()
	var head [syscall.SizeofInotifyEvent]byte
	_, err := io.ReadFull(changes, head[:])
	if err == nil {
		_, err = changes.Discard(int(binary.NativeEndian.Uint32(head[12:])))
	}
	if err != nil {
		t.Fatal(err)
	}
	return binary.NativeEndian.Uint32(head[4:])
}
