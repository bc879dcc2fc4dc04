package sqlite_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"context"

	"lapse/analyze/incident"
	"lapse/store/sqlite"
	"lapse/store/storetest"
)

// Some faults happen to whole processes: being killed, running into a size limit, having no rights. So this test binary
// runs itself again as such a process, which TestMain turns into the job that childJob names.
const childJob = "LAPSE_TEST_CHILD"

func TestMain(m *testing.M) {
	if job := os.Getenv(childJob); job != "" {
		if err := work(job); err != nil {
			fmt.Println(err)
			os.Exit(5)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child is this binary again, with a job and a store.
func child(t *testing.T, job, path string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self, path)
	c.Env = append(os.Environ(), childJob+"="+job)
	c.Stderr = os.Stderr
	return c
}

// work says "." after every step, so that a parent can kill it at a chosen one.
func work(job string) error {
	path := os.Args[1]
	job, load := strings.CutSuffix(job, loads)
	switch job {
	case "limited": // no file may grow beyond 256 KiB
		signal.Ignore(syscall.SIGXFSZ)
		limit := syscall.Rlimit{Cur: 256 << 10, Max: 256 << 10}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			return err
		}
	case "nobody": // root may write everywhere
		if os.Getuid() == 0 {
			if err := syscall.Setuid(65534); err != nil {
				return err
			}
		}
		return readOnly(path)
	}
	return ingest(path, sqlite.Options{Load: load}, job == "backwards")
}

// loads ends the jobs of a child that opens its store to load it.
const loads = ", loading"

func ingest(path string, o sqlite.Options, backwards bool) error {
	ctx := context.Background()
	s, err := sqlite.Open(ctx, path, o)
	if err != nil {
		return err
	}
	fmt.Println(".")
	all := load()
	for i := range batches {
		if backwards {
			i = batches - 1 - i
		}
		if _, err := s.Put(ctx, cut(all, i)); err != nil {
			return err
		}
		fmt.Println(".")
	}
	if err := s.PutSource(ctx, incident.Source{Path: "logs/a.log", Read: int64(len(all))}); err != nil {
		return err
	}
	fmt.Println(".")
	return s.Close()
}

const batches = 24

func load() []incident.Event { return storetest.Load(11, 4800) }

// cut is the i-th batch; each begins within the one before.
func cut(all []incident.Event, i int) []incident.Event {
	n := len(all) / batches
	return all[max(0, i*n-n/2) : (i+1)*n]
}

func readOnly(path string) error {
	s, err := sqlite.Open(context.Background(), path, sqlite.Options{Existing: true})
	if err != nil {
		return err
	}
	defer s.Close()
	c, err := s.Counts(context.Background())
	if err != nil {
		return err
	}
	fmt.Println(c.Events)
	_, err = s.Put(context.Background(), storetest.Load(12, 1))
	return err
}

// killAfter runs a child and kills it once it has done that many steps. It reports whether the child came to its end.
func killAfter(t *testing.T, c *exec.Cmd, steps int) (ended bool) {
	t.Helper()
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for range steps {
		if !lines.Scan() {
			break
		}
		if !strings.HasPrefix(lines.Text(), ".") {
			t.Errorf("child: %s", lines.Text())
		}
	}
	c.Process.Kill()
	return c.Wait() == nil
}

func newPath(t *testing.T) string { return filepath.Join(t.TempDir(), "facts.db") }
