package match

import (
	"cmp"
	"slices"

	"lapse/analyze/incident"
)

// order sorts a session's lines by reading; lines of one millisecond stand in the order in which a client does things.
func order(events []*incident.Event) {
	slices.SortStableFunc(events, func(a, b *incident.Event) int {
		return cmp.Or(cmp.Compare(a.SortTime(), b.SortTime()), cmp.Compare(rank(a.Kind), rank(b.Kind)), a.Compare(b))
	})
}

func rank(k incident.Kind) int {
	switch k {
	case incident.KindResumed, incident.KindVisible, incident.KindOnline:
		return 0
	case incident.KindTokenWillExpire:
		return 1
	case incident.KindRefreshStarted:
		return 2
	case incident.KindTokenFetched, incident.KindFetchFailed:
		return 3
	case incident.KindUpdateToken, incident.KindRegister:
		return 4
	case incident.KindRegistering, incident.KindReconnecting:
		return 5
	case incident.KindListen:
		return 6
	case incident.KindRejected, incident.KindSuspect:
		return 8
	case incident.KindUnregistered, incident.KindFrozen, incident.KindHidden:
		return 9
	}
	return 7
}

// read sorts a session's lines into fetches, uses and rejections.
func (s *Session) read(ix *index) {
	order(s.Events)
	s.ix = ix
	var asking, got *Fetch
	var handed, earlier *Use
	var listened, shown *incident.Event // shown is a presentation that nothing has answered yet
	for _, e := range s.Events {
		var named *Token
		if e.Token.Known() {
			named = ix.add(&e.Token)
		}
		switch e.Kind {
		case incident.KindRefreshStarted:
			asking = &Fetch{Asked: e}
			s.Fetches = append(s.Fetches, asking)
		case incident.KindTokenFetched, incident.KindFetchFailed:
			asking = s.answer(asking, e, named)
			if asking.OK() {
				got = asking
			}
			asking = nil
		case incident.KindRegister, incident.KindUpdateToken, incident.KindListen:
			if asking.answeredBy(e, named, handed) {
				got, asking = s.answer(asking, e, named), nil
			}
			earlier, handed = handed, s.hand(e, named, handed, got)
			listened = e
		case incident.KindReconnecting, incident.KindRegistering:
			listened, shown = e, e
		case incident.KindRegistered, incident.KindConnected, incident.KindReconnected:
			u := &Use{Event: e, Token: named, named: named, Accepted: true, of: handed, since: handed.overtaken(got), before: listened}
			if handed == nil {
				u.from = got // an app that logs no handing over still registers with what it fetched
			}
			if shown != nil && earlier != nil && shown.SortTime() < handed.Event.SortTime() {
				u.cross(earlier)
			}
			s.Uses = append(s.Uses, u)
			listened, shown = nil, nil
		case incident.KindFrozen, incident.KindResumed:
			s.Pauses = append(s.Pauses, e)
		case incident.KindRejected, incident.KindSuspect:
			s.refuse(e)
			shown = nil
		}
	}
}

// Paired tells which requests answered the session's fetches.
func (s *Session) Paired() map[*Request]bool { return s.paired }
