package cause

import (
	"slices"

	"lapse/analyze/clock"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// noToken is the evidence of a rejection for which there is no candidate.
func noToken(r *match.Rejection) []incident.Evidence {
	return []incident.Evidence{{
		Kind: incident.Missing, At: []incident.Pos{r.Event.Pos},
		Text: "no line says which token was presented, and none that is known can have been refused then; the token's SHA-256 or its jti and exp in this line would have told",
	}}
}

// assumptions lists what a verdict that is not proved takes for granted.
func (b *brief) assumptions() {
	if b.v.Certainty == incident.Proved {
		return
	}
	if b.leaf.cause == incident.WrongIss && b.known.Inferred {
		b.add(incident.Assumed, "iss and sub are expected to be those of tokens that were accepted; --issuer and --account would make it certain")
	}
	if b.near && (b.leaf.cause == incident.GenuineExpiry || b.leaf.cause == incident.MissedRefresh) {
		b.add(incident.Assumed, "the refusal lies within two seconds of the token's end; a clock that may be right is taken as right")
	}
	if b.session.Name == "" {
		b.add(incident.Assumed, "no line names the device or tab; the identity is taken as one")
	}
	if b.level == clock.Soft && !b.hard.tells(b.leaf.cause) {
		b.add(incident.Assumed, "most clocks are taken as right where nothing ties them to the validator's")
	}
	if b.token.Unseen {
		b.add(incident.Assumed, "no line issued this token; it is taken to live as long as the others")
	}
}

// tells tells whether a judgement leaves one cause only.
func (j *judgement) tells(c incident.Cause) bool {
	return len(j.union) == 1 && j.union[0] == c
}

// missing names the single field that would have made the verdict surer.
func (b *brief) missing() {
	if b.v.Certainty == incident.Proved {
		return
	}
	switch {
	case b.tier == incident.TierWeighted || b.tier == incident.TierOnly:
		b.add(incident.Missing, "tokenSha256 (or jti and exp) in the rejection's line would have named the token", b.rejection.Event)
	case b.session.Name == "":
		b.add(incident.Missing, "a device or tab id in the client's lines would have told the session", b.rejection.Event)
	case !b.t.Bounded() || b.t.Width() > 30*incident.Second:
		b.add(incident.Missing, "the ttl of a `registered` or `connected` line of this session would have tied its clock to the validator's", b.rejection.Event)
	case b.leaf.cause == incident.BadSignature:
		b.add(incident.Missing, "the API key's secret (--keys) would have settled the signature")
	}
}

// exclude lists the causes that the record leaves no room for, with the reason. Nothing is excluded by likelihood, nor
// where it is not certain which token or which tab it was.
func (b *brief) exclude() {
	if len(b.hard.trials) != 1 || b.hard.conflict || b.session.Name == "" {
		return
	}
	t := &b.hard.trials[0]
	if t.tier == incident.TierWeighted || t.tier == incident.TierOnly || t.newer != nil || t.doubt > match.Sure {
		return
	}
	for _, c := range []incident.Cause{incident.GenuineExpiry, incident.MissedRefresh, incident.ClockSkew, incident.WrongIss, incident.BadSignature, incident.BadToken} {
		if c == b.leaf.cause || slices.Contains(b.hard.union, c) {
			continue
		}
		if why := t.why(c); why != "" {
			b.v.RuledOut = append(b.v.RuledOut, incident.RuledOut{Cause: c, Why: why})
		}
	}
}

func (t *trial) why(c incident.Cause) string {
	switch c {
	case incident.GenuineExpiry, incident.MissedRefresh:
		return t.whyNotExpiry(c)
	case incident.ClockSkew:
		switch {
		case t.g == Yes && t.x == Yes:
			return "the lifetime had really elapsed, whatever the issuer's clock showed"
		case t.x == No && t.n == No:
			return "by the validator's clock the token was neither over nor too early"
		}
	case incident.WrongIss:
		if _, wrong := t.known.wrongIssuer(&t.token.Token); !wrong && t.accepted != nil {
			return "the same token was accepted, so its iss and sub are good"
		}
	case incident.BadSignature:
		switch {
		case t.token.Signature == incident.SignatureGood:
			return "the signature was made with the given key"
		case t.accepted != nil:
			return "the same token was accepted, so its signature is good"
		}
	case incident.BadToken:
		if t.accepted != nil && t.n == No {
			return "the same token was accepted, so it is well formed"
		}
	}
	return ""
}

func (t *trial) whyNotExpiry(c incident.Cause) string {
	switch {
	case t.x == No && (t.ttl.Known() || c == incident.MissedRefresh):
		return "the token's time was not over by the validator's clock"
	case t.g == No:
		return "with a right issuer's clock the token would still have been valid"
	case c == incident.GenuineExpiry && !t.ttl.Known():
		return "" // it may have been born expired
	case c == incident.GenuineExpiry && t.duty == Yes:
		return "the session had a refresh cycle"
	case c == incident.MissedRefresh && t.duty == No:
		return "the session had no refresh cycle"
	}
	return ""
}
