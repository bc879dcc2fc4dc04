package ingest

import (
	"lapse/analyze/incident"
)

// live finds whole tokens that have not expired yet: whoever reads the logs could use them.
type live struct {
	now   incident.Time // NoTime: not asked
	seen  map[incident.Fingerprint]struct{}
	more  bool
	until incident.Time
}

// liveLimit bounds the memory for the fingerprints of live tokens.
const liveLimit = 100_000

func newLive(w watch) live {
	l := live{now: incident.NoTime, until: incident.NoTime}
	if w.now != nil {
		l.now = incident.TimeOf(w.now())
		l.seen = make(map[incident.Fingerprint]struct{})
	}
	return l
}

func (l *live) look(t *incident.Token) {
	if !l.now.Known() || !t.Exp.Known() || t.Exp <= l.now || !t.Claims || !t.Fingerprint.Whole() || t.Defects.Has(incident.SignatureCut) {
		return
	}
	l.until = max(l.until, t.Exp)
	if len(l.seen) >= liveLimit {
		_, known := l.seen[t.Fingerprint]
		l.more = l.more || !known
		return
	}
	l.seen[t.Fingerprint] = struct{}{}
}

func (l *live) report() Live { return Live{Tokens: len(l.seen), More: l.more, Until: l.until} }
