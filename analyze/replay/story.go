package replay

import (
	"cmp"
	"slices"

	"lapse/analyze/incident"
)

// line is an event in true time.
type line struct {
	at incident.Time
	*incident.Event
}

// story is everything that was logged of one session, in true time.
type story struct {
	identity, name string
	client         []line // what the client logged
	server         []line // what was logged about its requests
}

// stories cuts an identity's timeline into sessions. A line that names no session belongs to the only one, or to a session named
// like the identity where there is none; where there are several, requests without a session are left for claim.
// An error that only may be a rejection counts where it was judged to be one.
func (b *builder) stories(tl *incident.Timeline) (all []*story, loose []line) {
	byName := map[string]*story{}
	find := func(name string) *story {
		s := byName[name]
		if s == nil {
			s = &story{identity: tl.Identity, name: name}
			byName[name] = s
			all = append(all, s)
		}
		return s
	}
	var nameless []line
	for i := range tl.Events {
		e := &tl.Events[i]
		if e.Kind == incident.KindSuspect && b.verdicts[e.ID] == nil {
			continue
		}
		at := b.clocks.utc(e.Time)
		if !at.Known() {
			at = b.clocks.utc(e.Received)
		}
		switch l := (line{at, e}); {
		case !at.Known():
		case e.Session == "":
			nameless = append(nameless, l)
		default:
			find(e.Session).add(l)
		}
	}
	all = slices.DeleteFunc(all, func(s *story) bool { return !s.lived() })
	for _, l := range nameless {
		switch {
		case len(all) == 1 && all[0].name != tl.Identity:
			all[0].add(l)
		case len(byName) == 0 || byName[tl.Identity] != nil:
			find(tl.Identity).add(l)
		case l.Kind.Server():
			loose = append(loose, l)
		}
	}
	all = slices.DeleteFunc(all, func(s *story) bool { return !s.lived() })
	slices.SortFunc(all, func(a, b *story) int { return cmp.Compare(a.name, b.name) })
	for _, s := range all {
		s.sort()
	}
	return all, loose
}

func (s *story) add(l line) {
	if l.Kind.Server() {
		s.server = append(s.server, l)
	} else {
		s.client = append(s.client, l)
	}
}

// lived tells whether the lines show a session that used tokens, not only noise.
func (s *story) lived() bool {
	if len(s.server) > 0 {
		return true
	}
	return slices.ContainsFunc(s.client, func(l line) bool {
		switch l.Kind {
		case incident.KindTokenFetched, incident.KindRegister, incident.KindRegistered, incident.KindUpdateToken,
			incident.KindListen, incident.KindConnected, incident.KindRejected:
			return true
		}
		return false
	})
}

func (s *story) sort() {
	order := func(a, b line) int { return cmp.Or(cmp.Compare(a.at, b.at), a.Event.Compare(b.Event)) }
	slices.SortStableFunc(s.client, order)
	slices.SortStableFunc(s.server, order)
}

// claim gives requests that name no session to the session of the identity that has the same token, else to the one with a line
// of its own nearest in time.
func claim(all []*story, loose []line) {
	if len(all) == 0 {
		return
	}
	owner := map[name]*story{}
	for _, s := range all {
		for _, l := range s.client {
			for _, k := range names(&l.Token) {
				owner[k] = s
			}
		}
	}
	for _, l := range loose {
		s := all[0]
		if o := ownerOf(owner, l); o != nil {
			s = o
		} else {
			least := incident.Span(never)
			for _, t := range all {
				if d := t.nearest(l.at); d < least {
					s, least = t, d
				}
			}
		}
		s.add(l)
	}
	for _, s := range all {
		s.sort()
	}
}

func ownerOf(owner map[name]*story, l line) *story {
	for _, k := range names(&l.Token) {
		if s := owner[k]; s != nil {
			return s
		}
	}
	return nil
}

// nearest is how far the session's nearest line about a request is from that time.
func (s *story) nearest(at incident.Time) incident.Span {
	least := incident.Span(never)
	for _, l := range s.client {
		switch l.Kind {
		case incident.KindRefreshStarted, incident.KindTokenFetched, incident.KindFetchFailed:
			least = min(least, abs(l.at.Sub(at)))
		}
	}
	return least
}

// name is one way in which a line may name a token: two lines that share one mean the same token.
type name struct {
	text       string // its hash, or its jti
	begin, end incident.Time
}

// names lists the ways in which a line names a token. Twilio's helpers build jti from the key and the second, so it names a
// token only together with exp, within one identity.
func names(t *incident.Token) []name {
	var all []name
	if t.Fingerprint.Whole() {
		all = append(all, name{text: string(t.Fingerprint)})
	}
	if t.JTI != "" && t.Exp.Known() {
		all = append(all, name{text: t.JTI, end: t.Exp})
	}
	if t.Iat.Known() && t.Exp.Known() {
		all = append(all, name{begin: t.Iat, end: t.Exp})
	}
	return all
}

func sharesName(a, b []name) bool {
	return slices.ContainsFunc(a, func(n name) bool { return slices.Contains(b, n) })
}
