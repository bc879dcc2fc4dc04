package analyze

import (
	"lapse/analyze/incident"
)

// episodes groups the repeats of one token in one session, and names each group by its first event. The verdicts must be
// in order.
func episodes(verdicts []incident.Verdict) {
	type group struct {
		identity, session string
		print             incident.Fingerprint
		jti               string
		exp               incident.Time
	}
	first := make(map[group]string, len(verdicts))
	for i := range verdicts {
		v := &verdicts[i]
		g := group{identity: v.Identity, session: v.Session, exp: incident.NoTime}
		if v.Token != nil {
			g.print, g.jti, g.exp = v.Token.Fingerprint, v.Token.JTI, v.Token.Exp
		}
		name, ok := first[g]
		if !ok {
			name = v.Event.String()
			first[g] = name
		}
		v.Episode, v.First = name, !ok
	}
}
