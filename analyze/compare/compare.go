package compare

import (
	"cmp"
	"math"
	"slices"

	"lapse/analyze/incident"
)

// Status is how a finding changed.
type Status string

const (
	New    Status = "new"    // not in the baseline, and too often for chance
	Worse  Status = "worse"  // its rate rose by more than chance explains
	Same   Status = "same"   // no difference that chance does not explain
	Better Status = "better" // its rate fell by more than chance explains
	Gone   Status = "gone"   // not in this run, and chance does not explain it
)

// Limits of what counts as a difference.
const (
	side     = 0.005 // error of each side of a rate's interval: together 99 %
	slack    = 1.25  // a rate must have changed by more than this factor, whatever the interval
	byChance = 0.01  // a cause that chance can bring is new below this chance
	byFault  = 0.15  // a cause that only a fault can bring is new below this one: from three sessions on
)

// Change is one finding in both runs.
type Change struct {
	Key
	Whole    bool // the whole cause and sub-cause; else one SDK version and host of it
	Status   Status
	Base     Finding
	Now      Finding
	Lo, Hi   float64 // 99 % interval of now's rate over the baseline's; Hi may be infinite
	Chance   float64 // of at least this many hits, had nothing changed
	Accepted *Accepted
}

// Comparison is two runs side by side.
type Comparison struct {
	Base, Now *Baseline
	Changes   []Change // what matters most first: whole causes before parts, by status, then the number of sessions
	Expired   []Accepted
	Unused    []Accepted // that fit nothing: the finding is gone
}

// Alarming are the changes that are new or, if asked for, worse, and that nobody has accepted. Parts of a cause are left out
// where the whole cause is among them.
func (c *Comparison) Alarming(worse bool) []Change {
	var out []Change
	whole := map[Key]bool{}
	for _, ch := range c.Changes { // whole causes stand before their parts
		if ch.Accepted != nil || ch.Status != New && !(worse && ch.Status == Worse) || whole[ch.group()] {
			continue
		}
		whole[ch.group()] = ch.Whole
		out = append(out, ch)
	}
	return out
}

// Evaluated tells whether both runs had sessions. A gate that evaluated nothing must not let a build pass.
func (c *Comparison) Evaluated() bool { return c.Base.Sessions > 0 && c.Now.Sessions > 0 }

// Compare puts two runs side by side. accepted are findings that people have reviewed; today decides which of them have expired.
func Compare(base, now *Baseline, accepted []Accepted, today incident.Time) *Comparison {
	c := &Comparison{Base: base, Now: now}
	c.add(pairs(base.Groups, now.Groups), true)
	c.add(pairs(base.Findings, now.Findings), false)
	c.accept(accepted, today)
	slices.SortStableFunc(c.Changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(number(b.Whole), number(a.Whole)), cmp.Compare(order[a.Status], order[b.Status]),
			cmp.Compare(b.Now.Sessions, a.Now.Sessions), cmp.Compare(b.Base.Sessions, a.Base.Sessions), a.Key.Compare(b.Key))
	})
	return c
}

var order = map[Status]int{New: 0, Worse: 1, Same: 2, Better: 3, Gone: 4}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// pairs puts findings of the same key together; the other side is nil where only one run has it.
func pairs(base, now []Finding) map[Key][2]*Finding {
	out := map[Key][2]*Finding{}
	for i := range base {
		out[base[i].Key] = [2]*Finding{&base[i], nil}
	}
	for i := range now {
		out[now[i].Key] = [2]*Finding{out[now[i].Key][0], &now[i]}
	}
	return out
}

// add judges the pairs. Parts of a cause are many, so each of them has to be that much surer (Bonferroni), and what is
// new for a version or host is only so where the other run could have had it.
func (c *Comparison) add(found map[Key][2]*Finding, whole bool) {
	tests := 1
	if !whole {
		tests = max(len(found), 1)
	}
	for k, f := range found {
		ch := Change{Key: k, Whole: whole, Base: c.side(c.Base, f[0], k), Now: c.side(c.Now, f[1], k)}
		base, now := rate{ch.Base.Sessions, ch.Base.Exposed}, rate{ch.Now.Sessions, ch.Now.Exposed}
		if base.of == 0 || now.of == 0 {
			ch.Status, ch.Lo, ch.Hi, ch.Chance = Same, 0, math.Inf(1), 1
		} else {
			ch.Lo, ch.Hi = ratio(base, now, side/float64(tests))
			ch.Chance = tail(base, now)
			ch.Status = status(ch, base, now, tests)
		}
		c.Changes = append(c.Changes, ch)
	}
}

// side is a finding of one run. Where the run does not have it, its sessions still could have had it: those of that version or
// host, or all where the run does not know the version or host.
func (c *Comparison) side(b *Baseline, f *Finding, k Key) Finding {
	if f != nil {
		return *f
	}
	e := Exposure{b.Sessions, b.SDK, b.Host}
	other := Finding{Key: k, Exposed: e.of(k)}
	if k.SDK != "" && b.SDK[k.SDK] == 0 || k.Host != "" && b.Host[k.Host] == 0 {
		other.Sessions, other.Exposed = elsewhere(b, k)
	}
	return other
}

// elsewhere is how often a cause hit a run that does not know the version or host: a finding is not new because the
// version is.
func elsewhere(b *Baseline, k Key) (hit, exposed int) {
	for _, g := range b.Groups {
		if g.Key == k.group() {
			return g.Sessions, g.Exposed
		}
	}
	return 0, b.Sessions
}

func status(c Change, base, now rate, tests int) Status {
	switch {
	case base.hit == 0 && c.Chance < threshold(c.Key)/float64(tests):
		return New
	case base.hit == 0:
		return Same
	case now.hit == 0 && tail(now, base) < byChance/float64(tests):
		return Gone
	case c.Lo > slack:
		return Worse
	case c.Hi < 1/slack:
		return Better
	}
	return Same
}

// threshold is the chance below which a cause that was not there before is new.
func threshold(k Key) float64 {
	switch k.Cause {
	case incident.ClockSkew, incident.WrongIss, incident.BadSignature, incident.BadToken:
		return byFault
	}
	switch k.Subcause {
	case incident.BornExpired, incident.StaleToken:
		return byFault
	}
	return byChance
}
