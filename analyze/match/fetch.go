package match

import (
	"slices"

	"lapse/analyze/incident"
)

// Fetch is one attempt of a session to get a token, by its own lines.
type Fetch struct {
	Asked    *incident.Event // nil where the log does not say when it asked
	Answered *incident.Event // nil where no answer is recorded
	Token    *Token          // nil where it could not be told
	Request  *Request        // that answered, nil where it could not be told

	named *Token // what the answer's own line names
	doubt Doubt  // in Token and Request
}

// answerWithin is how long after asking an answer may come and still be the answer to that question.
const answerWithin = 15 * incident.Minute

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

// Doubt is how surely Token and Request are those of the fetch.
func (f *Fetch) Doubt() Doubt { return f.doubt }

// OK tells whether a token came back: the line of the answer says so, or that of its hand-over where there is none.
func (f *Fetch) OK() bool {
	return f.Answered != nil && f.Answered.Kind != incident.KindFetchFailed
}
