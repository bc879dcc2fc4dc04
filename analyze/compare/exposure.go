package compare

import "lapse/analyze/incident"

// Exposure is how many sessions could have been hit: all that the logs know of, whether refused or not.
type Exposure struct {
	Sessions int
	SDK      map[string]int // by SDK version, of the sessions that name one
	Host     map[string]int // by token host, of the sessions that were issued a token there
}

// Expose counts the sessions of timelines. An identity of which only the server side tells counts as one session.
func Expose(timelines []incident.Timeline) Exposure {
	e := Exposure{SDK: map[string]int{}, Host: map[string]int{}}
	for i := range timelines {
		e.add(&timelines[i])
	}
	return e
}

func (e *Exposure) add(t *incident.Timeline) {
	sessions := map[string]string{} // session → SDK
	hosts := map[string]bool{}
	for i := range t.Events {
		ev := &t.Events[i]
		switch {
		case ev.Kind == incident.KindIssued && ev.Host != "":
			hosts[ev.Host] = true
		case !ev.Kind.Server() && (sessions[ev.Session] == "" || ev.SDK != ""):
			sessions[ev.Session] = ev.SDK
		}
	}
	if len(sessions) > 1 {
		delete(sessions, "") // lines that do not say which of the sessions wrote them
	}
	n := len(sessions)
	if n == 0 && t.Identity != "" {
		n = 1
	}
	e.Sessions += n
	for _, sdk := range sessions {
		if sdk != "" {
			e.SDK[sdk]++
		}
	}
	for h := range hosts {
		e.Host[h] += n
	}
}

// of is how many sessions could have had a finding: those of its SDK version or its host, whichever is fewer; all where
// neither is known.
func (e *Exposure) of(k Key) int {
	n := e.Sessions
	if s := e.SDK[k.SDK]; s > 0 {
		n = min(n, s)
	}
	if h := e.Host[k.Host]; h > 0 {
		n = min(n, h)
	}
	return n
}
