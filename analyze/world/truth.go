package world

import (
	"math"

	"lapse/analyze/incident"
)

// Truth is why one rejection happened, and in which line it stands.
type Truth struct {
	Pos      incident.Pos // File below logs/
	Event    incident.ID  // as in Timelines
	At       incident.Time
	Identity string
	Device   string
	Cause    incident.Cause
	Sub      incident.Subcause

	Fingerprint incident.Fingerprint // of the presented token
	JTI         string
	Exp         int64
	Margin      float64 // seconds to the nearest boundary; Far where none is near
}

// Far is the margin of a case that no boundary could flip.
const Far = 1e9

// Tolerances of the rules: a lifetime counts as elapsed 2 s early; a waking client has 5 s to ask; a token received is
// handed over within 3 s or not at all.
const (
	elapsedEarly = 2 * incident.Second
	wakingAsks   = 5 * incident.Second
	handsOver    = 3 * incident.Second
)

// finding is a cause with the distance to what would have been another.
type finding struct {
	cause  incident.Cause
	sub    incident.Subcause
	margin float64
}

// judgeRefusal is the truth of one refusal, by counterfactual and by the session's own story.
func (w *World) judgeRefusal(r *refusal) finding {
	k := r.token
	switch {
	case r.why == issuerWrong:
		return finding{incident.WrongIss, w.issuerFault(k), Far}
	case r.why == subjectWrong:
		return finding{incident.WrongIss, incident.WrongSubject, Far}
	case r.why == signatureWrong:
		return finding{incident.BadSignature, "", Far}
	case r.why == grantMissing:
		return finding{incident.BadToken, incident.MissingVoiceGrant, Far}
	case r.why == lifeTooLong:
		return finding{incident.BadToken, incident.TTLTooLong, Far}
	case r.why == raced:
		return finding{incident.Undetermined, incident.ValidWhenPresented, Far}
	case k.exp <= k.iat:
		return finding{incident.GenuineExpiry, incident.BornExpired, Far}
	case r.why == notYetValid:
		return w.judgeEarly(r)
	}
	return w.judgeExpired(r)
}

func (w *World) issuerFault(k *token) incident.Subcause {
	switch k.iss {
	case w.Account:
		return incident.AccountAsIssuer
	case "":
		return incident.MissingIssuer
	}
	return incident.UnknownIssuer
}

// judgeEarly asks whether a right clock would have made the token valid in time.
func (w *World) judgeEarly(r *refusal) finding {
	fair := incident.Unix(r.token.nbf).Add(-r.token.skew - w.Config.Early)
	f := finding{incident.ClockSkew, incident.IssuerAhead, apart(r.at, fair)}
	if r.at < fair {
		f.cause, f.sub = incident.BadToken, incident.NotBeforeInFuture
	}
	return f
}

// judgeExpired asks whether the lifetime had really elapsed, and only then what the session had done about it.
func (w *World) judgeExpired(r *refusal) finding {
	over := r.token.fairEnd().Add(w.Config.Leeway)
	margin := float64(Far)
	if r.token.skew < -elapsedEarly || r.token.skew > elapsedEarly {
		margin = apart(r.at, over)
	}
	if r.at < over.Add(-elapsedEarly) {
		return finding{incident.ClockSkew, incident.IssuerBehind, margin}
	}
	f := r.life.account(r.token, r.at)
	f.margin = math.Min(f.margin, margin)
	return f
}

func apart(a, b incident.Time) float64 { return math.Abs(a.Sub(b).Seconds()) }

// Truth lists why each rejection that stands in a log happened, in the order of the lines.
func (w *World) Truth() []Truth { return w.truth }

func (w *World) judgeAll() []Truth {
	var out []Truth
	for i := range w.lines {
		l := &w.lines[i]
		if l.fact.kind != incident.KindRejected || l.copyOf != 0 || l.form == formJunk || l.form == formConsoleAnswer {
			continue
		}
		r := l.fact.refusal
		f := w.judgeRefusal(r)
		if r.token.twin {
			f.margin = 0 // which of the two was presented is nobody's to tell
		}
		out = append(out, Truth{
			Pos: w.pos(l), Event: l.id, At: r.at, Identity: r.session.identity, Device: r.session.device,
			Cause: f.cause, Sub: f.sub, Margin: f.margin,
			Fingerprint: r.token.print(), JTI: r.token.jti, Exp: r.token.exp,
		})
	}
	return out
}
