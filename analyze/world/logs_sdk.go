package world

import (
	"bytes"
	"encoding/json"

	"lapse/analyze/incident"
)

// sdkEvents are the names of events in the app's own reports.
var sdkEvents = map[incident.Kind]string{
	incident.KindTokenFetched:    "tokenFetched",
	incident.KindRegister:        "register",
	incident.KindRegistered:      "registered",
	incident.KindRefreshStarted:  "tokenRefresh",
	incident.KindUpdateToken:     "updateToken",
	incident.KindReconnecting:    "reconnecting",
	incident.KindUnregistered:    "unregistered",
	incident.KindFetchFailed:     "tokenFetchFailed",
	incident.KindRejected:        "error",
	incident.KindSuspect:         "error",
	incident.KindTokenWillExpire: "tokenWillExpire",
	incident.KindFrozen:          "freeze",
	incident.KindResumed:         "resume",
}

// renderSDK writes one posted client event.
func (w *World) renderSDK(out *bytes.Buffer, l *line) {
	f, logs := l.fact, &w.Config.Logs
	out.WriteByte('{')
	add := func(name string, value any) { field(out, ", ", name, value) }
	add("timestamp", iso(f.session.clock.read(f.at)))
	if l.received.Known() {
		add("receivedAt", iso(w.receiver.read(l.received)))
	}
	add("level", level(f.kind))
	add("identity", f.session.identity)
	if f.noise == 0 {
		if !logs.NoDevice {
			add("deviceId", f.session.device)
		}
		add("sdk", sdkName)
		add("app", f.session.app)
	}
	add("event", sdkEvents[f.kind])
	switch f.kind {
	case incident.KindRejected:
		add("error", json.RawMessage(w.report(f.refusal).json()))
	case incident.KindSuspect:
		add("error", json.RawMessage(noiseReport(f.noise).short()))
	case incident.KindRegistered:
		add("tokenTtl", int64(f.ttl/incident.Second))
	case incident.KindFetchFailed:
		add("status", f.request.status)
	}
	if f.named() {
		w.refer(f.token, add)
	}
	out.WriteByte('}')
}

// named tells whether the app's report of a fact says which token it is about.
func (f *fact) named() bool {
	switch f.kind {
	case incident.KindTokenFetched, incident.KindRegister, incident.KindUpdateToken, incident.KindRejected:
		return true
	}
	return false
}

const sdkName = "@twilio/voice-sdk@2.18.5"

// refer names the token as far as this world's clients do.
func (w *World) refer(k *token, add func(string, any)) {
	switch w.Config.Logs.Ref {
	case RefHash:
		add("tokenSha256", k.print().Hex())
	case RefJTI:
		add("tokenJti", k.jti)
		add("tokenExp", k.exp)
	}
}

func level(k incident.Kind) string {
	switch k {
	case incident.KindRejected, incident.KindSuspect:
		return "error"
	case incident.KindFetchFailed:
		return "warn"
	}
	return "info"
}
