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

// answerWithin is how long after asking an answer may come and still be the answer to that question.
const answerWithin = 15 * incident.Minute

// read sorts a session's lines into fetches, uses and rejections.
func (s *Session) read(ix *index) {
	order(s.Events)
	s.ix = ix
	var asking, got *Fetch
	var handed *Use
	var listened *incident.Event
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
			handed = s.hand(e, named, handed, got)
			listened = e
		case incident.KindReconnecting, incident.KindRegistering:
			listened = e
		case incident.KindRegistered, incident.KindConnected, incident.KindReconnected:
			u := &Use{Event: e, Token: named, named: named, Accepted: true, of: handed, before: listened}
			if handed == nil {
				u.from = got // an app that logs no handing over still registers with what it fetched
			}
			s.Uses = append(s.Uses, u)
			listened = nil
		case incident.KindFrozen, incident.KindResumed:
			s.Pauses = append(s.Pauses, e)
		case incident.KindRejected, incident.KindSuspect:
			s.refuse(e)
		}
	}
}

// answer closes the open question, or records an answer to a question that the log does not show.
func (s *Session) answer(asking *Fetch, e *incident.Event, named *Token) *Fetch {
	if asking == nil || e.SortTime().Sub(asking.Asked.SortTime()) > answerWithin {
		asking = &Fetch{}
		s.Fetches = append(s.Fetches, asking)
	}
	asking.Answered, asking.Token, asking.named = e, named, named
	return asking
}

// handsOver is how soon after asking a token is handed over whose arrival no line shows.
const handsOver = 30 * incident.Second

// answeredBy tells whether handing a token over shows that the open question was answered: the line of the answer is lost.
func (f *Fetch) answeredBy(e *incident.Event, named *Token, handed *Use) bool {
	if f == nil || e.Kind == incident.KindListen || e.SortTime().Sub(f.Asked.SortTime()) > handsOver {
		return false
	}
	return e.Kind == incident.KindUpdateToken || named != nil && (handed == nil || handed.Told() != named)
}

// hand records that a token was handed over to the SDK or to the wire. A line that names none hands over the token that
// was fetched last, unless it only repeats what was handed over before (the SDK's listen on a reconnect).
func (s *Session) hand(e *incident.Event, named *Token, before *Use, got *Fetch) *Use {
	u := &Use{Event: e, Token: named, named: named}
	switch {
	case named != nil:
	case e.Kind == incident.KindListen && before != nil:
		u.of = before
	default:
		u.from = got
	}
	s.Uses = append(s.Uses, u)
	return u
}

// Told is the token of a use, as far as it is told by now.
func (u *Use) Told() *Token {
	for n := 0; u != nil && n < 4; n++ {
		switch {
		case u.Token != nil:
			return u.Token
		case u.from != nil:
			return u.from.Token
		}
		u = u.of
	}
	return nil
}

// Doubt is how surely Told is the token of a use.
func (u *Use) Doubt() Doubt {
	for n := 0; u != nil && n < 4; n++ {
		switch {
		case u.Token != nil:
			return u.doubt
		case u.from != nil:
			return u.from.doubt
		}
		u = u.of
	}
	return Sure
}

// sameRefusal is how far apart lines of one refusal may stand on one clock.
const sameRefusal = 2 * incident.Second

// refuse records a refusal, or joins the line to the one before where another log tells the same refusal: another
// format or dialect, the same session, codes that go together, at most sameRefusal apart.
func (s *Session) refuse(e *incident.Event) {
	if n := len(s.Rejections); n > 0 {
		r := s.Rejections[n-1]
		if near(r.Event, e) && !r.has(e.Format) && goTogether(r.Event, e) {
			r.join(e)
			return
		}
	}
	s.Rejections = append(s.Rejections, &Rejection{Event: e})
}

func near(a, b *incident.Event) bool {
	d := b.SortTime().Sub(a.SortTime())
	return d >= -sameRefusal && d <= sameRefusal
}

func (r *Rejection) has(format string) bool {
	if r.Event.Format == format {
		return true
	}
	for _, l := range r.Lines {
		if l.Format == format {
			return true
		}
	}
	return false
}

// goTogether tells whether two lines can be of one refusal: they name no two tokens, and no two wire codes.
func goTogether(a, b *incident.Event) bool {
	if a.Token.Fingerprint != "" && b.Token.Fingerprint != "" && !agree(a.Token.Fingerprint, b.Token.Fingerprint) {
		return false
	}
	return a.WireCode == 0 || b.WireCode == 0 || a.WireCode == b.WireCode
}

// join adds a line. The line in which the application was told stands for the refusal: a posted error object or
// "Received error" before a bare wire message or an alert.
func (r *Rejection) join(e *incident.Event) {
	if told(e) > told(r.Event) {
		r.Lines = append(r.Lines, r.Event)
		r.Event = e
		return
	}
	r.Lines = append(r.Lines, e)
}

// told ranks lines of one refusal: the application's own knowledge first.
func told(e *incident.Event) int {
	switch {
	case e.Time.Clock == incident.Validator:
		return 0
	case e.Code == 0:
		return 1
	case e.Kind == incident.KindSuspect:
		return 2
	}
	return 3
}

// FetchesBefore lists the session's last fetches that began by a reading of its clock, at most n.
func (s *Session) FetchesBefore(at incident.Time, n int) []*Fetch {
	end, _ := slices.BinarySearchFunc(s.Fetches, at, func(f *Fetch, t incident.Time) int {
		if f.began() <= t {
			return -1
		}
		return 1
	})
	return s.Fetches[max(0, end-n):end]
}

func (f *Fetch) began() incident.Time { return f.Line().SortTime() }

// Line is the first line of a fetch: the question, or the answer where no question is recorded.
func (f *Fetch) Line() *incident.Event {
	if f.Asked != nil {
		return f.Asked
	}
	return f.Answered
}

// Paired tells which requests answered the session's fetches.
func (s *Session) Paired() map[*Request]bool { return s.paired }
