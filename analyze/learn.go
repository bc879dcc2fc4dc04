package analyze

import (
	"strings"

	"lapse/analyze/cause"
	"lapse/analyze/clock"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// defaultLeeway is what a validator may forgive where nobody says and the logs do not tell: no document of Twilio's names
// a number, and other validators grant up to a minute.
var defaultLeeway = incident.Interval{Lo: 0, Hi: int64(incident.Minute)}

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
	collect(stories, k.Book)
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

// obliges tells whether a declared policy obliges clients to refresh.
func obliges(policy string) bool {
	name, _, _ := strings.Cut(policy, ",")
	switch name {
	case "", "never", "as-recorded", "on-error", "on-expiry":
		return false
	}
	return true
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
