package world

import "lapse/analyze/incident"

// reason is why the validator refused a token.
type reason int

const (
	accepted reason = iota
	issuerWrong
	subjectWrong
	signatureWrong
	grantMissing
	lifeTooLong
	expired
	notYetValid
	raced // a fault of the SDK, not of the token
)

// judge is the validator's decision on a token at true time t. Its clock is UTC. Credentials are looked at before time.
func (w *World) judge(k *token, t incident.Time) reason {
	switch {
	case k.iss != w.Key:
		return issuerWrong
	case k.sub != w.Account:
		return subjectWrong
	case k.forged:
		return signatureWrong
	case k.noGrant:
		return grantMissing
	case k.exp-k.iat > 24*3600:
		return lifeTooLong
	case t >= k.end().Add(w.Config.Leeway):
		return expired
	case k.nbf != 0 && t < incident.Unix(k.nbf).Add(-w.Config.Early):
		return notYetValid
	}
	return accepted
}

// told is the ttl in `connected` for a token accepted at t, in whole seconds.
func (w *World) told(k *token, t incident.Time) incident.Span {
	if w.Config.Nominal {
		return k.lifetime()
	}
	left := k.end().Sub(t)
	return max(left-left%incident.Second, 0)
}
