package analyze

import (
	"slices"
	"strings"

	"lapse/analyze/cause"
	"lapse/analyze/clock"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// defaultLeeway is what a validator may forgive where nobody says and the logs do not tell: no document of Twilio's names
// a number, and other validators grant up to a minute.
var defaultLeeway = incident.Interval{Lo: 0, Hi: int64(incident.Minute)}

// mostlyRight is how far most clients' clocks are taken to be off at most, at the level of likelihood.
const mostlyRight = int64(5 * incident.Second)

// tight is how well a clock must be known for nothing to be assumed of it.
const tight = 10 * incident.Second

// learn draws from all stories what is then used on each: zones, the meaning of ttl, clocks, issuers, leeways.
func learn(r *reading, o Options) *cause.Known {
	stories := r.stories
	k := &cause.Known{UsualTTL: incident.NoSpan, Brief: o.Brief}
	k.Book = clock.NewBook()
	k.Leeway = match.Leeway{Exp: o.Leeway, Nbf: defaultLeeway}
	if o.Leeway == (incident.Interval{}) {
		k.Leeway.Exp = defaultLeeway
	}
	k.Issuers, k.Accounts = set(o.Issuers), set(o.Accounts)
	k.Zones = zones(stories)
	k.TTL = meaning(r, k)
	learnClocks(r, k)
	trust(k, o.Trust)
	learnClocks(r, k)
	resolve(r, k)
	keepClients(r, k.Book)
	k.PolicyDue = obliges(o.Policy)
	k.WrongHosts = wrongHosts(k.Book)
	k.HostsRight = len(k.WrongHosts) == 0
	k.Accused = accused(k.Book, stories)
	survey := cause.NewSurvey()
	for _, s := range stories {
		survey.Add(s, k)
	}
	survey.Conclude(k)
	k.Habit = habit(stories, k)
	return k
}

func set(values []string) map[string]bool {
	m := map[string]bool{}
	for _, v := range values {
		m[v] = true
	}
	return m
}

func zones(stories []*match.Story) match.Mints {
	votes := map[string]map[incident.Span]int{}
	for _, s := range stories {
		s.ZoneVotes(votes)
	}
	return match.Zones(votes)
}

// meaning decides what a validator's ttl means.
func meaning(r *reading, k *cause.Known) match.Meaning {
	resolve(r, k)
	remaining, nominal := 0, 0
	for _, s := range r.stories {
		for _, ses := range s.Sessions {
			left, whole := ses.TTLVotes()
			remaining, nominal = remaining+left, nominal+whole
		}
	}
	switch {
	case remaining > nominal:
		return match.Remaining
	case nominal > remaining:
		return match.Nominal
	}
	return match.MeaningUnknown
}

func resolve(r *reading, k *cause.Known) {
	r.spread(len(r.stories), func(i int) { r.stories[i].Resolve(&k.Known) })
}

// learnClocks bounds the clocks of hosts and balancers, first by what is recorded, then by what is likely.
func learnClocks(r *reading, k *cause.Known) {
	resolve(r, k)
	stories := r.stories
	parts := make([][]clock.Exchange, len(stories))
	r.spread(len(stories), func(i int) { parts[i] = stories[i].Exchanges(k.Zones) })
	exchanges := slices.Concat(parts...)
	bySource := map[string]*match.Session{}
	for _, s := range stories {
		for _, ses := range s.Sessions {
			bySource[s.Identity+"\x00"+ses.Name] = ses
		}
	}
	k.Book.Learn(clock.Hard, exchanges, func(x *clock.Exchange) incident.Interval {
		s := bySource[x.Source]
		if s == nil || s.Name == "" {
			return incident.Anything() // several tabs may stand behind it, each with a clock of its own
		}
		return clientOffset(s.Clock, x)
	})
	k.Skew = skew(k, residuals(stories, k))
	if k.Book.Tight(exchanges) {
		return
	}
	k.Book.Learn(clock.Soft, exchanges, func(x *clock.Exchange) incident.Interval {
		i := incident.Anything()
		if s := bySource[x.Source]; s != nil {
			i = clientOffset(s.Likely, x)
		}
		if i.Bounded() && i.Width() <= tight {
			return i
		}
		lo, hi := max(i.Lo, -mostlyRight), min(i.Hi, mostlyRight)
		if lo > hi {
			return i
		}
		return incident.Interval{Lo: lo, Hi: hi}
	})
	anchor(k.Book, exchanges)
	assumeHosts(k.Book, stories)
}

// clientOffset is what is known of a session's own clock at an exchange.
func clientOffset(t *clock.Track, x *clock.Exchange) incident.Interval {
	r := x.Got
	if !r.Known() {
		r = x.Asked
	}
	if t == nil || !r.Known() {
		return incident.Anything()
	}
	return t.At(r.Lo).Interval
}

// residuals tells how far hosts stand whose requests found no fetch.
func residuals(stories []*match.Story, k *cause.Known) map[string]incident.Span {
	m := match.Residuals{}
	for _, s := range stories {
		s.Residuals(m, k.Skew)
	}
	return m.Skews()
}

// skew is the middle of what is known of a host's offset, else what its unpaired requests show, for pairing only.
func skew(k *cause.Known, residual map[string]incident.Span) match.Skew {
	return func(host string, at incident.Time) (incident.Span, bool) {
		zone := k.Zones[host]
		if !zone.Known() {
			return 0, false
		}
		a := k.Book.Answer(clock.Soft, incident.IssuerClock(host), at.Add(-zone))
		if !a.Bounded() {
			d, ok := residual[host]
			return d, ok
		}
		return zone + incident.Span(a.Interval.Lo/2+a.Interval.Hi/2), true
	}
}

// anchor ties the endpoint's clocks to UTC where nothing else does: where most hosts agree with the balancer, it is taken
// as right.
func anchor(b *clock.Book, exchanges []clock.Exchange) {
	type pair struct{ issuer, balancer incident.Clock }
	diffs := map[pair][]int64{}
	for _, x := range exchanges {
		if x.Mint.Known() && x.End.Known() {
			p := pair{x.Mint.Clock, x.End.Clock}
			diffs[p] = append(diffs[p], int64(x.Mint.Lo-x.End.Lo))
		}
	}
	agree, all := map[incident.Clock]int{}, map[incident.Clock]int{}
	for p, d := range diffs {
		all[p.balancer]++
		if within(d, 2*mostlyRight) {
			agree[p.balancer]++
		}
	}
	assumed := false
	for c, n := range all {
		if 2*agree[c] >= n && !b.Answer(clock.Soft, c, anyTime(exchanges, c)).Bounded() {
			b.Assume(c, incident.Interval{Lo: -mostlyRight, Hi: mostlyRight})
			assumed = true
		}
	}
	if !assumed {
		return
	}
	b.Learn(clock.Soft, exchanges, func(*clock.Exchange) incident.Interval { return incident.Anything() })
}

// assumeHosts places token hosts that nothing else ties to UTC: by the schedules that clients keep, else as right.
func assumeHosts(b *clock.Book, stories []*match.Story) {
	gaps := match.Gaps{}
	for _, s := range stories {
		s.Gaps(gaps)
	}
	offsets := gaps.Offsets()
	for _, host := range hosts(stories) {
		c := incident.IssuerClock(host)
		if b.Hull(c).Bounded() {
			continue
		}
		at := int64(offsets[host])
		b.Assume(c, incident.Interval{Lo: at - mostlyRight, Hi: at + mostlyRight})
	}
}

// hosts lists the token hosts that minted anything.
func hosts(stories []*match.Story) []string {
	seen := map[string]bool{}
	for _, s := range stories {
		for _, t := range s.Tokens {
			if len(t.Served) > 0 {
				seen[t.Host] = true
			}
		}
	}
	return sorted(seen)
}

// within tells whether most of the values lie within ±limit.
func within(values []int64, limit int64) bool {
	n := 0
	for _, v := range values {
		if v >= -limit && v <= limit {
			n++
		}
	}
	return 2*n > len(values)
}

func anyTime(exchanges []clock.Exchange, c incident.Clock) incident.Time {
	for _, x := range exchanges {
		if x.End.Clock == c {
			return x.End.Lo
		}
	}
	return 0
}

// rightWithin is how far a host's clock may be off and still be called right.
const rightWithin = int64(15 * incident.Second)

// trust declares clocks right, and remembers those that the logs refute or do not know.
func trust(k *cause.Known, clocks []incident.Clock) {
	known := k.Book.Clocks()
	k.Refuted = map[incident.Clock]incident.Evidence{}
	for _, c := range clocks {
		if e := k.Book.Trust(c); e != nil {
			k.Refuted[c] = *e
		} else if !slices.Contains(known, c) {
			k.Unseen = append(k.Unseen, c)
		}
	}
}

// keepClients makes the clocks of clients known to whoever asks for offsets later. Lines that name no session may come
// from several tabs, and so from several clocks.
func keepClients(r *reading, b *clock.Book) {
	for _, s := range r.stories {
		for _, ses := range s.Sessions {
			if ses.Name == "" || ses.Clock == nil || len(ses.Events) == 0 {
				continue
			}
			b.Keep(ses.Events[0].Time.Clock, ses.Clock)
		}
	}
}

// obliges tells whether a declared policy obliges clients to refresh.
func obliges(policy string) bool {
	name, _, _ := strings.Cut(policy, ",")
	switch name {
	case "", "never", "as-recorded", "on-error", "on-expiry":
		return false
	}
	return true
}

// wrongHosts lists the offsets of token hosts whose clock is known to be off.
func wrongHosts(b *clock.Book) []incident.Interval {
	var out []incident.Interval
	for _, c := range b.Clocks() {
		if h := b.Hull(c); strings.HasPrefix(string(c), "issuer:") && h.Bounded() && (h.Hi < -rightWithin || h.Lo > rightWithin) {
			out = append(out, h)
		}
	}
	return out
}

// accused lists the token hosts that are behind by record, by the word of more than one source, or by the schedules that
// clients keep. A single client that nothing ties to UTC may as well be the one whose clock is wrong.
func accused(b *clock.Book, stories []*match.Story) map[incident.Clock]bool {
	out := map[incident.Clock]bool{}
	for _, host := range hosts(stories) {
		c := incident.IssuerClock(host)
		if b.Accusers(clock.Hard, c, 0) > 0 || b.Accusers(clock.Soft, c, mostlyRight) > 1 || b.Assumed(c).Hi < 0 {
			out[c] = true
		}
	}
	return out
}

// habit is the age at which clients usually replace a token.
func habit(stories []*match.Story, k *cause.Known) incident.Span {
	limit := k.UsualTTL
	if !limit.Known() {
		limit = incident.Day
	}
	var ages []incident.Span
	for _, s := range stories {
		if ages = s.Ages(ages, k.Skew, limit); len(ages) > 1<<20 {
			break
		}
	}
	return match.Habit(ages)
}
