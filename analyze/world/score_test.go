package world_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"lapse/analyze"
	"lapse/analyze/incident"
	"lapse/analyze/world"
)

// score counts verdicts against the truth, as the score programs of incident folders do.
type score struct {
	n, cause, sub, token, missing int
	proved, provedRight           int
	confused                      map[string]int
}

func scoreOf(j judged) score {
	s := score{confused: map[string]int{}}
	for _, row := range j.world.Truth() {
		if row.Margin < boundary {
			continue
		}
		s.n++
		v := j.verdicts[row.Event]
		if v == nil {
			s.missing++
			s.confused[fmt.Sprintf("%s/%s→no verdict", row.Cause, row.Sub)]++
			continue
		}
		s.add(row, v)
	}
	return s
}

func (s *score) add(row world.Truth, v *incident.Verdict) {
	right := v.Cause == row.Cause
	if v.Certainty == incident.Proved {
		s.proved++
		s.provedRight += count(right)
	}
	s.cause += count(right)
	s.sub += count(right && v.Subcause == row.Sub)
	s.token += count(v.Token != nil && samePresented(v, row))
	if !right || v.Subcause != row.Sub {
		s.confused[fmt.Sprintf("%s/%s→%s/%s %s", row.Cause, row.Sub, v.Cause, v.Subcause, v.Certainty)]++
	}
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

func percent(part, of int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f", 100*float64(part)/float64(of))
}

const scoreHead = "| kind-seed | n | cause % | sub % | token % | missing | proved % | proved wrong | most frequent confusion |\n" +
	"|---|---|---|---|---|---|---|---|---|\n"

func (s *score) row(name string) string {
	return fmt.Sprintf("| %s | %d | %s | %s | %s | %d | %s | %d | %s |\n", name, s.n, percent(s.cause, s.n), percent(s.sub, s.n),
		percent(s.token, s.n), s.missing, percent(s.proved, s.n), s.proved-s.provedRight, s.worst())
}

// worst is the most frequent confusion.
func (s *score) worst() string {
	best, most := "", 0
	for k, n := range s.confused {
		if n > most || n == most && k < best {
			best, most = k, n
		}
	}
	if most == 0 {
		return ""
	}
	return fmt.Sprintf("%d × %s", most, best)
}

// TestScores judges every kind of incident. With LAPSE_WORLD_SCORES=FILE it uses three seeds of full size and writes a
// table; without, small worlds, of which at least so many verdicts must be right.
func TestScores(t *testing.T) {
	path := os.Getenv("LAPSE_WORLD_SCORES")
	seeds, size := uint64(1), 24
	if path != "" {
		seeds, size = 3, 120
	}
	var out strings.Builder
	out.WriteString(scoreHead)
	total := score{}
	for _, k := range world.Kinds() {
		for seed := uint64(1); seed <= seeds; seed++ {
			s := scoreOf(judge(t, world.Generate(k.Name, seed, size), analyze.Options{}))
			total.n, total.cause = total.n+s.n, total.cause+s.cause
			if wrong := s.proved - s.provedRight; wrong > 0 {
				t.Errorf("%s-%d: %d proved and wrong, mostly %s", k.Name, seed, wrong, s.worst())
			}
			out.WriteString(s.row(fmt.Sprintf("%s-%d", k.Name, seed)))
		}
	}
	t.Logf("%s %% of %d causes right", percent(total.cause, total.n), total.n)
	if total.cause*100 < total.n*95 {
		t.Errorf("only %s %% of the causes are right", percent(total.cause, total.n))
	}
	if path != "" {
		if err := os.WriteFile(path, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
