package analyze

import "lapse/analyze/incident"

// group is what the repeats of one token in one session have in common: an episode.
type group struct {
	identity, session string
	print             incident.Fingerprint
	jti               string
	exp               incident.Time
}

func groupOf(v *incident.Verdict) group {
	g := group{identity: v.Identity, session: v.Session, exp: incident.NoTime}
	if v.Token != nil {
		g.print, g.jti, g.exp = v.Token.Fingerprint, v.Token.JTI, v.Token.Exp
	}
	return g
}

// name puts a verdict into its episode, which is named by its first event. Verdicts must come in order.
func (j *judge) name(v *incident.Verdict) {
	g := groupOf(v)
	name, ok := j.episodes[g]
	if !ok {
		name = v.Event.String()
		j.episodes[g] = name
	}
	v.Episode, v.First = name, !ok
}

// renaming gives episodes a new name whose first verdict was left out: that of the first one that is left.
type renaming map[episode]string

type episode struct{ identity, name string }

func (r renaming) without(v *incident.Verdict) {
	if v.First {
		r[episode{v.Identity, v.Episode}] = ""
	}
}

func (r renaming) rename(v *incident.Verdict) {
	e := episode{v.Identity, v.Episode}
	name, ok := r[e]
	if !ok {
		return
	}
	if v.First = name == ""; v.First {
		name = v.Event.String()
		r[e] = name
	}
	v.Episode = name
}
