package ingest

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lapse/analyze/incident"
	"lapse/ingest/format"
	"lapse/ingest/source"
)

// jobs cuts a text into jobs of one lane.
func jobs(texts ...string) []*job {
	r := &run{}
	r.results = make(chan *result, 8)
	l := &lane{run: r, path: "x", decoder: format.Detect([]byte(strings.Join(texts, "")), format.Options{})}
	l.main = l.newPass(l.decoder)
	var out []*job
	line := int64(1)
	for _, text := range texts {
		n := int64(strings.Count(text, "\n"))
		out = append(out, &job{lane: l, chunk: source.Chunk{First: line, Lines: n, Data: []byte(text)}})
		line += n
	}
	return append(out, &job{lane: l, end: &source.End{}})
}

// TestReadingAheadIsForgottenWhenItsTurnComesTooLate: the second chunk is read ahead while nothing is known of the first, in
// which a conversation begins that the second belongs to.
func TestReadingAheadIsForgottenWhenItsTurnComesTooLate(t *testing.T) {
	at := time.Date(2026, 6, 21, 9, 0, 0, 0, time.UTC)
	events := func(ahead bool) (out []incident.Event) {
		all := jobs(wrapped(console("x", at)), report(at))
		var parsed *pass
		if ahead {
			if parsed = all[1].ahead(); parsed == nil {
				t.Fatal("the second chunk alone can be read ahead")
			}
		}
		for i, j := range all {
			if i == 1 {
				j.turn(parsed)
			} else {
				j.turn(nil)
			}
			for _, e := range j.lane.take().events {
				out = append(out, e.Event)
			}
		}
		return out
	}
	if d := cmp.Diff(events(false), events(true)); d != "" {
		t.Errorf("-in order +ahead:\n%s", d)
	}
}

func TestAChunkThatBeginsAConversationIsNotReadAhead(t *testing.T) {
	all := jobs(wrapped(console("x", time.Date(2026, 6, 21, 9, 0, 0, 0, time.UTC))), "{}\n")
	if all[0].ahead() != nil {
		t.Error("a console was read ahead")
	}
	if all[1].ahead() != nil {
		t.Error("once a conversation was seen, no chunk of the text is worth it")
	}
}
