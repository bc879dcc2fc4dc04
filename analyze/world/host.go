package world

import (
	"strconv"

	"lapse/analyze/incident"
)

// host is a token host.
type host struct {
	name      string
	clock     clock
	claimsOff incident.Span
	logOff    incident.Span
	faults    []Rollout
}

// mint makes a token at true time t.
func (h *host) mint(w *World, t incident.Time, identity string) *token {
	skew := h.clock.offset(t) + h.claimsOff
	iat := t.Add(skew).Seconds()
	k := &token{identity: identity, iss: w.Key, sub: w.Account, iat: iat, nbf: iat, minted: t, skew: skew, host: h, secret: w.Secret}
	k.exp = iat + int64(w.Config.TTL/incident.Second)
	k.jti = w.Key + "-" + strconv.FormatInt(iat, 10)
	if w.Config.NoNbf {
		k.nbf = 0
	}
	for _, r := range h.faults {
		if w.inside(r.Window, t) {
			k.spoil(r.Fault, w)
		}
	}
	return k
}

func (k *token) spoil(f Fault, w *World) {
	switch f {
	case AccountIssuer:
		k.iss = w.Account
	case UnknownIssuer:
		k.iss = "SK" + w.luck.of("unknown issuer").hex(32)
	case NoIssuer:
		k.iss = ""
	case ForeignSubject:
		k.sub = "AC" + w.luck.of("foreign account").hex(32)
	case ForgedKey:
		k.forged = true
	case LongLife:
		k.exp = k.iat + 25*3600
	case NoLife:
		k.exp = k.iat - 60
	case LateStart:
		k.nbf = k.iat + 600
	case NoVoiceGrant:
		k.noGrant = true
	}
}

// inside tells whether true time t lies in the window.
func (w *World) inside(win Window, t incident.Time) bool {
	return t >= w.Start.Add(win.From) && t < w.Start.Add(win.To)
}
