package ingest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lapse/analyze/incident"
	"lapse/ingest/source"
)

func TestBadInput(t *testing.T) {
	const good = `{"time":"2026-06-21T09:00:00.123Z","hostname":"t1","identity":"a","exp":1782035999,"msg":"access token issued"}`
	const rest = "\n" + `{"time":"2026-06-21T09:00:00.124Z","hostname":"t1","identity":"a","exp":1782035999,"msg":"access token issued"}`
	limits := source.DefaultLimits()
	limits.Line = 1000
	cases := []struct {
		name, text           string
		read, used, rejected int64
	}{
		{"empty", "", 0, 0, 0},
		{"one line feed", "\n", 1, 0, 0},
		{"no line feed at the end", good + rest, 2, 2, 0},
		{"NUL bytes in front, as a log has that was cut by copying", strings.Repeat("\x00", 300) + good + rest, 2, 2, 0},
		{"NUL bytes in front of a later line", good + "\n\x00\x00" + rest[1:], 2, 2, 0},
		{"NUL bytes inside", good + "\n{\"a\x00\":1}" + rest, 3, 2, 1},
		{"not UTF-8", good + "\n\xff\xfe\xfd" + rest, 3, 2, 1},
		{"half a document", good + "\n{\"a\":" + rest, 3, 2, 1},
		{"deep", good + "\n" + strings.Repeat("[", 900) + rest, 3, 2, 1},
		{"a long line", good + "\n" + strings.Repeat("x", 1001) + rest, 3, 2, 1},
		{"no log at all", strings.Repeat("\x01\x02\x03\n", 5), 5, 0, 5},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := read(t, newMemory(), Options{Stdin: strings.NewReader(c.text), Limits: limits}, "-")
			if a := r.Accounting; a.Read != c.read || a.Used != c.used || a.Rejected != c.rejected {
				t.Errorf("got %+v, want %d read, %d used, %d rejected", a, c.read, c.used, c.rejected)
			}
			if r.Accounting.Sources != 1 {
				t.Error("the source has no row")
			}
		})
	}
}

func TestTroubleDoesNotStopTheRest(t *testing.T) {
	files := logs(6)
	cut := zipped(t, strings.Repeat(files["logs/sdk.ndjson"], 3))
	write(t, map[string]string{"cut.gz": cut[:len(cut)-40], "good.ndjson": files["logs/issued.ndjson"]})
	r := read(t, newMemory(), Options{}, "cut.gz", "gone.log", "good.ndjson")
	if len(r.Sources) != 2 || r.Sources[0].Truncated == "" || r.Sources[0].Used == 0 || r.Sources[1].Used == 0 {
		t.Errorf("sources %+v", r.Sources)
	}
	if len(r.Troubles) != 1 || r.Troubles[0].Path != "gone.log" {
		t.Errorf("troubles %+v, want gone.log", r.Troubles)
	}
}

func TestAZoneThatThereIsNotIsTold(t *testing.T) {
	write(t, map[string]string{"a.log": "2026-06-21 09:12:03 access token issued identity=a exp=1782036723\n"})
	r := read(t, newMemory(), Options{}, "zone=Mars:a.log")
	if len(r.Sources) != 0 || len(r.Troubles) != 1 || !strings.Contains(r.Troubles[0].Message, `"Mars" is no time zone`) {
		t.Errorf("%+v %+v", r.Sources, r.Troubles)
	}
	if r := read(t, newMemory(), Options{}, "zone=America/New_York:a.log"); len(r.Troubles) != 0 || r.Events != 1 {
		t.Errorf("%+v", r)
	}
}

// TestAHostThatIsNotTheLinesIsTold: a host that is declared for a log whose lines name others is not followed, and that is
// said; it is followed where the lines name none.
func TestAHostThatIsNotTheLinesIsTold(t *testing.T) {
	own := `{"ts":"2026-06-21T09:12:03.120Z","msg":"access token issued","host":"token-1","identity":"a","exp":1782036723}` + "\n"
	none := strings.Replace(own, `"host":"token-1",`, "", 1)
	other := `{"ts":"2026-06-21T09:12:04Z","msg":"hello","host":"token-3"}` + "\n"
	for name, c := range map[string]struct {
		text string
		want string // "" where nothing is told
	}{
		"its lines name it":        {strings.ReplaceAll(own, "token-1", "token-2"), ""},
		"its lines name none":      {none, ""},
		"its lines name another":   {own + none + strings.Replace(own, "09:12:03", "09:12:05", 1), "2 lines name another host than the one declared (the first is line 1)"},
		"one line does":            {none + own, "1 line names another host than the one declared (the first is line 2)"},
		"only other lines name it": {none + other, ""},
	} {
		t.Run(name, func(t *testing.T) {
			write(t, map[string]string{"a.ndjson": c.text})
			r := read(t, newMemory(), Options{}, "host=token-2:a.ndjson")
			switch {
			case r.Events == 0:
				t.Error("nothing was read")
			case c.want == "" && len(r.Troubles) != 0, c.want != "" && (len(r.Troubles) != 1 || !strings.HasPrefix(r.Troubles[0].Message, c.want)):
				t.Errorf("troubles %+v, want %q", r.Troubles, c.want)
			}
		})
	}
	write(t, map[string]string{"a.ndjson": own})
	if r := read(t, newMemory(), Options{}, "a.ndjson"); len(r.Troubles) != 0 {
		t.Errorf("nothing was declared, and %+v is told", r.Troubles)
	}
}

// TestARunThatFailsIsCompletedByTheNext lets the sink fail at every batch in turn.
func TestARunThatFailsIsCompletedByTheNext(t *testing.T) {
	write(t, logs(7))
	whole := newMemory()
	read(t, whole, Options{Batch: 20}, "logs")
	for at := 1; ; at++ {
		m := newMemory()
		m.failAt = at
		r, err := Run(context.Background(), []string{"logs"}, Options{Batch: 20}, m)
		if err == nil {
			if at < 5 {
				t.Errorf("only %d batches", at)
			}
			return
		}
		if !errors.Is(err, errFull) {
			t.Fatalf("batch %d: %v", at, err)
		}
		checkAccounting(t, r)
		if r.Added != int64(len(m.events)) {
			t.Errorf("batch %d: the report says %d kept, there are %d", at, r.Added, len(m.events))
		}
		for path, s := range m.sources {
			if s.Events != whole.sources[path].Events {
				t.Errorf("batch %d: a row for %s, which was not read to its end", at, path)
			}
		}
		read(t, m, Options{Batch: 20}, "logs")
		if m.where() != whole.where() || !cmp.Equal(m.sources, whole.sources) {
			t.Errorf("batch %d: the next run does not complete the store", at)
		}
	}
}

// stopping ends a context at the n-th Put.
type stopping struct {
	*memory
	n    int
	stop func()
}

func (s *stopping) Put(ctx context.Context, batch []incident.Event) (int, error) {
	if s.n--; s.n == 0 {
		s.stop()
	}
	if ctx.Err() != nil {
		return 0, ctx.Err()
	}
	return s.memory.Put(ctx, batch)
}

func TestAnInterruptKeepsWhatWasRead(t *testing.T) {
	write(t, logs(8))
	whole := newMemory()
	read(t, whole, Options{}, "logs")
	for n := 1; n < 6; n++ {
		ctx, stop := context.WithCancel(context.Background())
		m := newMemory()
		r, err := Run(ctx, []string{"logs"}, Options{Batch: 20, Workers: 1}, &stopping{m, n, stop})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("put %d: error %v", n, err)
		}
		checkAccounting(t, r)
		if r.Added != int64(len(m.events)) || r.Added == 0 {
			t.Errorf("put %d: the report says %d kept, there are %d", n, r.Added, len(m.events))
		}
		read(t, m, Options{}, "logs")
		if m.where() != whole.where() {
			t.Errorf("put %d: the next run does not complete the store", n)
		}
	}
}
