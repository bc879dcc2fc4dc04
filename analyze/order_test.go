package analyze

import (
	"fmt"
	"strings"
	"testing"

	"lapse/analyze/cause"
	"lapse/analyze/incident"
)

// TestOrder joins parts of one or two judges. A verdict is written time/event/identity/token; what comes out has its
// episode's first event and, for a first one, a star.
func TestOrder(t *testing.T) {
	for _, c := range []struct{ name, parts, want string }{
		{"by time, then event", "3/c/x/t 1/a/x/t|2/b/y/t 1/b/z/t", "a*a b*b b*b c.a"},
		{"an event of two is the first one's", "1/a/x/t|1/a/w/t", "a*a"},
		{"whose second verdict then names the episode", "1/a/x/t 2/b/x/t 3/c/x/t|1/a/w/t", "a*a b*b c.b"},
		{"another token's episode keeps its name", "1/a/x/t 2/b/x/u 3/c/x/u|1/a/w/t", "a*a b*b c.b"},
		{"and the other one's episode too", "1/a/x/t|1/a/w/t 2/b/w/t", "a*a b.a"},
		{"one event at two times is two", "1/a/x/t 2/a/x/t", "a*a a.a"},
	} {
		var parts []part
		for _, text := range strings.Split(c.parts, "|") {
			j := newJudge(&cause.Known{}, &Options{Brief: true})
			for _, word := range strings.Fields(text) {
				f := strings.Split(word, "/")
				v := incident.Verdict{Event: incident.ID{f[1][0]}, Identity: f[2], Token: &incident.Token{JTI: f[3], Exp: 5}}
				v.Time = incident.Unix(int64(f[0][0]))
				j.part.add(&v)
			}
			parts = append(parts, j.end())
		}
		var got []string
		for _, v := range inOrder(parts) {
			mark := "."
			if v.First {
				mark = "*"
			}
			if v.Token != nil {
				t.Errorf("%s: a brief verdict keeps its token", c.name)
			}
			var first incident.ID
			fmt.Sscanf(v.Episode[:2], "%x", &first[0])
			got = append(got, string(v.Event[0])+mark+string(first[0]))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %s becomes %s, want %s", c.name, c.parts, strings.Join(got, " "), c.want)
		}
	}
}

// TestManyVerdictsStayInOrder fills more than one block.
func TestManyVerdictsStayInOrder(t *testing.T) {
	j := newJudge(&cause.Known{}, &Options{})
	const n = 3*largestBlock + 1
	for i := range n {
		v := incident.Verdict{Event: incident.ID{byte(i), byte(i >> 8)}, Time: incident.Unix(int64(i * 7 % n))}
		j.part.add(&v)
	}
	all := inOrder([]part{{}, j.end(), j.end()})
	for i := range all {
		if all[i].Time != incident.Unix(int64(i)) {
			t.Fatalf("verdict %d is of %v", i, all[i].Time)
		}
	}
	if len(all) != n {
		t.Errorf("%d verdicts of %d", len(all), n)
	}
}
