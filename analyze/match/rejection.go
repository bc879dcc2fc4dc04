package match

import "lapse/analyze/incident"

// Rejection is one refusal: the line in which the application was told, and the other lines of the same refusal.
type Rejection struct {
	Event *incident.Event
	Lines []*incident.Event // the others

	words words
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
