package world

import (
	"slices"

	"lapse/analyze/incident"
)

// Timelines are the same lines as incident events, ordered by identity, without any text in between.
func (w *World) Timelines() []incident.Timeline {
	byIdentity := map[string][]incident.Event{}
	for i := range w.lines {
		if w.lines[i].copyOf != 0 {
			w.sight(byIdentity[w.lines[i].fact.session.identity], &w.lines[i])
			continue
		}
		if e, ok := w.event(&w.lines[i]); ok {
			byIdentity[e.Identity] = append(byIdentity[e.Identity], e)
		}
	}
	out := make([]incident.Timeline, 0, len(byIdentity))
	for identity, events := range byIdentity {
		slices.SortFunc(events, func(a, b incident.Event) int { return a.Compare(&b) })
		out = append(out, incident.Timeline{Identity: identity, Events: events})
	}
	slices.SortFunc(out, func(a, b incident.Timeline) int {
		return compareBuckets(a.Identity, b.Identity)
	})
	return out
}

// sight adds the place of a copy to the event just read, where its original made one.
func (w *World) sight(events []incident.Event, l *line) {
	if n := len(events); n > 0 && events[n-1].ID == l.id {
		events[n-1].Sightings = append(events[n-1].Sightings, w.pos(l))
	}
}

// compareBuckets is the order in which a store hands out timelines.
func compareBuckets(a, b string) int {
	if d := incident.Bucket(a) - incident.Bucket(b); d != 0 {
		return d
	}
	if a < b {
		return -1
	}
	return 1
}

func (w *World) pos(l *line) incident.Pos { return incident.Pos{File: l.file, Line: l.number} }

// event is what package ingest would make of a line; ok is false where it is part of another line's event or of none.
func (w *World) event(l *line) (e incident.Event, ok bool) {
	if l.form == formJunk || l.form == formConsoleSetting || l.form == formConsoleAnswer && l.fact.kind == incident.KindRejected {
		return e, false
	}
	f := l.fact
	e = incident.NewEvent(f.kind)
	e.ID, e.Pos, e.Identity = l.id, w.pos(l), f.session.identity
	if !w.Config.Logs.NoDevice && f.noise == 0 {
		e.Session = f.session.device
	}
	switch l.form {
	case formServer:
		w.fillServer(&e, l)
	case formBalancer:
		w.fillAccess(&e, l)
	case formAlert:
		w.fillAlert(&e, l)
	default:
		w.fillClient(&e, l)
	}
	return e, e.Kind != incident.KindNone
}

func (w *World) fillServer(e *incident.Event, l *line) {
	q := l.fact.request
	e.Time, e.Host, e.Status, e.Latency = w.serverStamp(l), q.host.name, int32(q.status), q.latency
	switch k := l.fact.token; {
	case k == nil:
		_, e.Message = w.serverWords(l.fact)
	case w.Config.Logs.Whole && !w.Config.Logs.Logfmt:
		e.Token = k.facts(true, true)
	default:
		e.Token = k.facts(w.Config.Logs.Logfmt, true)
		e.Token.Claims, e.Token.Identity, e.Token.Defects = k.iss != "", "", 0
	}
}

func (w *World) fillAccess(e *incident.Event, l *line) {
	q := l.fact.request
	e.Time, e.Host, e.Status = w.balancer.stamp(l.fact.at, incident.Second), q.host.name, int32(q.status)
	e.Latency, e.End = w.balancerTime(q), true
}

func (w *World) fillAlert(e *incident.Event, l *line) {
	code, text := w.frame(l.fact.refusal)
	e.Session = ""
	e.Time = incident.Stamp{Clock: incident.Validator, Reading: w.alertTime(l), Quantum: incident.Second}
	e.Code, e.Message = int32(code), text
	if text != textSignature {
		e.WireMessage = text
	}
}

func (w *World) fillClient(e *incident.Event, l *line) {
	f := l.fact
	e.Time = f.session.clock.stamp(f.at, incident.Millisecond)
	e.Time.Clock = w.clientClock(f.session)
	if l.received.Known() {
		e.Received = w.receiver.stamp(l.received, incident.Millisecond)
	}
	e.SDK, e.App = sdkName, f.session.app
	switch f.kind {
	case incident.KindRegistered:
		e.TTL = f.ttl
	case incident.KindFetchFailed:
		e.Status = int32(f.request.status)
	case incident.KindSuspect:
		w.fillNoise(e, f)
	case incident.KindRejected:
		w.fillRejected(e, l)
	}
	if l.form == formConsoleAnswer {
		e.Kind = incident.KindConnected
	}
	if l.form.console() {
		w.fillConsole(e, l)
	}
	if f.named() && l.form == formSDK {
		w.fillRef(e, f.token)
	}
}

// fillConsole adds what a reader of the whole console knows: the token of the last listen frame, and the lines around.
func (w *World) fillConsole(e *incident.Event, l *line) {
	e.App = ""
	if l.fact.token != nil && l.fact.kind != incident.KindRegister {
		e.Token = l.fact.token.facts(true, true)
	}
	if l.form == formConsoleError {
		e.Related = []incident.Pos{{File: l.file, Line: l.number - 1}}
	}
}

// fillNoise is an error that names no device; its clock is the identity's, for want of another.
func (w *World) fillNoise(e *incident.Event, f *fact) {
	e.Code, e.SDK, e.App = int32(f.noise), "", ""
	e.Message, e.WireMessage = noiseReport(f.noise).message(), noiseText
	e.Time.Clock = incident.ClientClock(f.session.identity)
	if !incident.IsMaskCode(f.noise) {
		e.Kind = incident.KindNone
	}
}

func (w *World) fillRejected(e *incident.Event, l *line) {
	r := w.report(l.fact.refusal)
	e.Code, e.Message = int32(r.code), r.message()
	e.WireCode, e.WireMessage = int32(r.wireCode), r.wireText
	if !r.own && r.wireText == "" {
		e.WireMessage = r.text
	}
	if l.form == formConsoleError {
		code, text := w.frame(l.fact.refusal)
		e.WireCode, e.WireMessage = int32(code), text
		if text == textSignature {
			e.WireMessage = ""
		}
	}
	if incident.IsMaskCode(r.code) && e.WireCode == 0 {
		e.Kind = incident.KindSuspect
	}
}

func (w *World) fillRef(e *incident.Event, k *token) {
	switch w.Config.Logs.Ref {
	case RefHash:
		e.Token.Fingerprint = k.print()
	case RefJTI:
		e.Token.JTI, e.Token.Exp = k.jti, incident.Unix(k.exp)
	}
}
