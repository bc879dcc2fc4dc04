package format

import (
	"strings"

	"lapse/analyze/incident"
)

// dress fills an entry's own columns from its well-known fields. names are what is known of those of e.Fields, index by
// index; nil where they have to be looked up.
func (s *state) dress(e *Entry, names []known) {
	b := best{none, none, none, none, -1, -1}
	for i := range e.Fields {
		var k known
		if names != nil {
			k = names[i]
		} else {
			k = knownAs(e.Fields[i].Key)
		}
		if k.role != noRole && e.Fields[i].Value != "" {
			s.column(e, i, k, &b)
		}
	}
	if !e.Time.Known() {
		e.Time = s.dateAndTime(e)
	}
	if b.form >= 0 {
		e.addForm(e.Fields[b.form])
	}
	if b.request >= 0 {
		e.addRequest(e.Fields[b.request].Value)
		e.markEnd()
	}
}

// best are the ranks of the names that columns were filled from, and where the fields stand that are taken apart at last.
type best struct {
	time, body, received, host int16
	request, form              int
}

// none is a rank behind every name of a list.
const none = 1 << 14

// column fills the column of a role from the field at i, unless a better name has filled it.
func (s *state) column(e *Entry, i int, k known, b *best) {
	x, r := &e.Fields[i], k.role
	switch {
	case r == timeRole:
		s.dressTime(e, x, k.rank, &b.time)
	case r == receivedRole:
		if st, ok := s.stamp(x.Value); ok && better(k.rank, &b.received) {
			e.Received = st
		}
	case r == levelRole && e.Level == "":
		e.Level = levelText(*x)
	case r == bodyRole && x.Type == 's' && better(k.rank, &b.body):
		e.Body = x.Value
	case r == hostRole && x.Type == 's' && better(k.rank, &b.host):
		e.Host = x.Value
	case r == loggerRole && x.Type == 's' && e.Logger == "":
		e.Logger = x.Value
	case r == requestRole:
		b.request = i
	case r == formRole:
		b.form = i
	}
}

// better tells whether a name of that rank stands before the best one so far, and then makes it the best.
func better(rank int16, best *int16) bool {
	if rank >= *best {
		return false
	}
	*best = rank
	return true
}

// dressTime takes a time field that ranks before the one found so far, or shows the same second more finely.
func (s *state) dressTime(e *Entry, x *Field, rank int16, best *int16) {
	st, ok := s.stamp(x.Value)
	if !ok {
		return
	}
	if e.Time.Known() && *best != none {
		away := st.Reading.Sub(e.Time.Reading)
		near := away > -incident.Second && away < incident.Second
		if near && st.Quantum != e.Time.Quantum {
			if st.Quantum < e.Time.Quantum {
				e.Time = st
			}
			better(rank, best)
			return
		}
	}
	if better(rank, best) {
		e.Time = st
	}
}

// dateAndTime joins a date and a time of day that stand in fields of their own, as in many tables.
func (s *state) dateAndTime(e *Entry) Stamp {
	date, ok1 := e.first([]string{"date", "Date", "DATE"})
	clock, ok2 := e.first([]string{"time", "Time", "TIME"})
	if !ok1 || !ok2 {
		return NoStamp()
	}
	st, _ := s.stamp(date.Value + " " + clock.Value)
	return st
}

// levelText reads a level field: a word, a number of pino or of syslog.
func levelText(x Field) string {
	if word, ok := pinoLevels[x.Value]; ok {
		return word
	}
	if len(x.Value) == 1 && x.Value[0] >= '0' && x.Value[0] < '8' { // journald prints it as a string
		return syslogLevels[x.Value[0]-'0']
	}
	if len(x.Value) > 24 {
		return ""
	}
	return strings.ToLower(x.Value)
}

// markEnd notes that the time is the end of a request, where the line gives the time that the request took.
func (e *Entry) markEnd() {
	for _, key := range requestTimes {
		if _, ok := e.Fields.Get(key); ok {
			e.End = true
			return
		}
	}
}

// requestTimes are the fields with which balancers say how long a request took; they write their line when it is over.
var requestTimes = []string{
	"request_time", "upstream_response_time", "requestTime", "responseTime", "latency",
	"httpRequest.latency", "duration",
}
