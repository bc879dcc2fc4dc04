package cause

import (
	"fmt"

	"lapse/analyze/clock"
	"lapse/analyze/incident"
)

// brief writes down what a verdict rests on: facts with their lines, what follows from them, what was assumed, what is
// missing, and which causes the record excludes.
type brief struct {
	*trial
	leaf leaf
	hard *judgement
	soft *judgement
	v    *incident.Verdict
}

func (b *brief) write() {
	b.presented()
	switch b.leaf.cause {
	case incident.GenuineExpiry, incident.MissedRefresh:
		b.expiry()
		b.lifetime()
		b.refreshing()
	case incident.ClockSkew:
		if b.leaf.sub == incident.IssuerBehind {
			b.expiry()
			b.lifetime()
		} else {
			b.tooEarly()
		}
		b.host()
	case incident.WrongIss:
		b.issuer()
	case incident.BadSignature:
		b.signature()
	case incident.BadToken:
		b.claims()
	case incident.Undetermined:
		b.unexplainedFacts()
	}
	b.assumptions()
	b.missing()
	b.exclude()
}

func (b *brief) add(kind incident.EvidenceKind, text string, at ...*incident.Event) {
	pos := make([]incident.Pos, len(at))
	for i, e := range at {
		if e != nil {
			pos[i] = e.Pos
		}
	}
	b.addAt(kind, text, pos...)
}

// addAt adds a step that rests on those lines; zero values name none.
func (b *brief) addAt(kind incident.EvidenceKind, text string, at ...incident.Pos) {
	e := incident.Evidence{Kind: kind, Text: text}
	for _, p := range at {
		if p != (incident.Pos{}) {
			e.At = append(e.At, p)
		}
	}
	b.v.Evidence = append(b.v.Evidence, e)
}

// presented says how the token was told, and who issued it.
func (b *brief) presented() {
	r := b.rejection.Event
	switch b.tier {
	case incident.TierFingerprint:
		b.add(incident.Recorded, "the token that was presented stands in the log by its SHA-256 or whole", r)
	case incident.TierClaims:
		b.add(incident.Recorded, "the line names the token by its claims", r)
	case incident.TierApplied:
		b.add(incident.Recorded, "it is the token that this session applied last", b.appliedBy())
	case incident.TierOnly:
		b.add(incident.Derived, "it is the only token of this session that can have been refused at that moment", r)
	case incident.TierWeighted:
		b.add(incident.Assumed, fmt.Sprintf("%d tokens can have been the one; this is the likeliest", b.v.Candidates), r)
	}
	if first := b.token.First(); first != nil {
		b.add(incident.Recorded, b.issuedText(), first.Issued)
	}
	for _, l := range b.rejection.Lines {
		b.add(incident.Recorded, "the same refusal, told by another log", l)
	}
}

func (b *brief) appliedBy() *incident.Event {
	var last *incident.Event
	for _, u := range b.session.Uses {
		if u.Told() == b.token && u.Event.SortTime() <= b.rejection.Event.SortTime() {
			last = u.Event
		}
	}
	return last
}

func (b *brief) issuedText() string {
	host := b.token.Host
	if host == "" {
		host = "the endpoint"
	}
	if b.ttl.Known() && b.token.Exp.Known() {
		return fmt.Sprintf("%s issued it for %s, to end at %s by its own clock", host, b.ttl, b.token.Exp.Clock())
	}
	return host + " issued it"
}

// expiry says how far after exp it was refused.
func (b *brief) expiry() {
	if b.rejection.SaysExpired() {
		b.add(incident.Recorded, "the validator says that the token had expired", b.rejection.Event)
	}
	if since := b.sinceExp; since.Bounded() {
		b.addAt(incident.Derived, fmt.Sprintf("it was refused %s to %s after its exp", incident.Span(since.Lo), incident.Span(since.Hi)), b.rejection.Event.Pos, b.pin())
	}
}

// pin is the last line before the refusal by which the session's clock was tied to the validator's.
func (b *brief) pin() incident.Pos {
	if b.session.Clock == nil {
		return incident.Pos{}
	}
	a := b.session.Clock.Steady(b.rejection.Event.Time.Reading)
	if a.Hi == nil {
		return incident.Pos{}
	}
	return a.Hi.Why.A
}

// lifetime says how much of its lifetime the token had had, on one clock where one clock tells.
func (b *brief) lifetime() {
	got, asked := b.requestOf()
	r := b.rejection.Event
	switch {
	case got != nil && got.Time.Clock == r.Time.Clock && b.g == Yes:
		b.add(incident.Derived, fmt.Sprintf("this session received it at %s and was refused at %s on the same clock: %s of %s had passed",
			got.Time.Reading.Clock(), r.Time.Reading.Clock(), r.Time.Reading.Sub(got.Time.Reading), b.ttl), got, r)
	case asked != nil && asked.Time.Clock == r.Time.Clock && b.g == No:
		b.add(incident.Derived, fmt.Sprintf("this session asked for it at %s and was refused at %s on the same clock: at most %s of %s had passed",
			asked.Time.Reading.Clock(), r.Time.Reading.Clock(), r.Time.Reading.Sub(asked.Time.Reading), b.ttl), asked, r)
	case b.lived.Bounded() && b.ttl.Known():
		b.add(incident.Derived, fmt.Sprintf("it had been minted %s to %s before; its lifetime is %s",
			incident.Span(b.lived.Lo), incident.Span(b.lived.Hi), b.ttl), r)
	}
}

func (b *brief) requestOf() (got, asked *incident.Event) {
	for _, f := range b.session.Fetches {
		if f.OK() && f.Token == b.token {
			return f.Answered, f.Asked
		}
	}
	for _, u := range b.session.Uses {
		if u.Told() == b.token {
			return u.Event, nil
		}
	}
	return nil, nil
}

// host says what the minting host's clock was worth, by the two lines that bind it.
func (b *brief) host() {
	first := b.token.First()
	if first == nil {
		return
	}
	m := b.known.Mint(first)
	a := b.known.Book.Answer(b.level, m.Clock, m.Lo)
	if !a.Bounded() || a.Lo == nil || a.Hi == nil {
		return
	}
	text := clock.Sentence(m.Clock, m.Lo, a.Interval)
	var minted incident.Pos
	if first.Issued != nil {
		minted = first.Issued.Pos
	}
	b.addAt(incident.Derived, text, minted, a.Lo.Why.A, a.Hi.Why.A)
}

func (b *brief) tooEarly() {
	since := minus(b.t, point(int64(b.token.Nbf)))
	if since.Bounded() {
		b.addAt(incident.Derived, fmt.Sprintf("it was refused %s to %s before its nbf", incident.Span(-since.Hi), incident.Span(-since.Lo)), b.rejection.Event.Pos, b.pin())
	}
}
