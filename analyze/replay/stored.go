package replay

import (
	"slices"

	"lapse/analyze/incident"
)

// earlier is how long before its client's first line a request belongs to an earlier page.
const earlier = incident.Minute

// stored finds the token that a session began with without asking for it: one that an earlier page left in storage, or that
// it held before the log began. Requests of earlier pages are none of this session's.
func (s *story) stored(all []request, b *builder) []request {
	first := s.firstPresented()
	if first == nil {
		return all
	}
	kept := slices.DeleteFunc(slices.Clone(all), func(r request) bool { return !r.heard && r.answered < first.at.Add(-earlier) })
	if len(kept) > 0 && asked(&kept[0], first) {
		return kept
	}
	old := request{fetch: fetch{asked: first.at, answered: first.at, ok: true, given: true, host: -1}, heard: true}
	for i := range all {
		if all[i].ok && sharesName(all[i].names, names(&first.Token)) {
			old.names, old.token, old.valid, old.served = all[i].names, all[i].token, all[i].valid, all[i].served
		}
	}
	old.learn(first.Event)
	if old.token.expires == 0 {
		old.token.expires = s.endOfFirst(first, b)
	}
	return append([]request{old}, kept...)
}

// asked tells whether the token that a session shows first is the one that it asked for. An on-error request follows a stored
// token within a second, so times alone do not tell where both sides name their tokens.
func asked(r *request, first *line) bool {
	shown := names(&first.Token)
	switch {
	case len(shown) > 0 && len(r.names) > 0:
		return sharesName(shown, r.names)
	case r.heard:
		return r.answered <= first.at.Add(usual)
	}
	return r.answered <= first.at.Add(hands)
}

// firstPresented is the first line that shows the session using a token; nil for a client that logs nothing but errors.
func (s *story) firstPresented() *line {
	for i := range s.client {
		switch s.client[i].Kind {
		case incident.KindRegister, incident.KindListen, incident.KindRegistered, incident.KindConnected, incident.KindUpdateToken:
			return &s.client[i]
		case incident.KindTokenFetched:
			return nil
		}
	}
	return nil
}

// endOfFirst is the end of a token of which no line names it: what the validator told, else just before it was refused, else a
// whole lifetime.
func (s *story) endOfFirst(first *line, b *builder) incident.Time {
	for _, l := range s.client {
		switch d := l.at.Sub(first.at); {
		case d < 0:
		case d > hands:
			return first.at.Add(b.ttl)
		case l.TTL.Known():
			return l.at.Add(l.TTL)
		case l.Kind.Rejection():
			if v := b.verdicts[l.ID]; v != nil && expired(v) {
				return first.at.Add(-incident.Second)
			}
		}
	}
	return first.at.Add(b.ttl)
}
