package dialect

// Dialect is one kind of speaker.
type Dialect struct {
	Name string // "voicejs", "tokenserver" …
	Doc  string // one line for `lapse list dialects`

	// read tells what the record says. It must leave records alone that it does not know.
	read func(r *Reader, x *record) answer
}

// answer is what a dialect makes of a record.
type answer uint8

const (
	notMine answer = iota // another dialect may know it
	used                  // it became an event, or belongs to one
	other                 // understood, and not about tokens
)

// Table lists the dialects in the order in which they are asked: those with unmistakable marks first.
func Table() []Dialect {
	return []Dialect{
		{"voicejs", "Twilio Voice JS SDK 2.x: its console lines and signalling frames", readVoiceJS},
		{"frames", "signalling frames on their own: HAR, proxies, WebSocket dumps", readFrame},
		{"monitor", "Twilio Monitor alerts, Debugger webhook, Event Streams, CLI", readMonitor},
		{"insights", "Voice Insights call events, as fetched and as the SDK posts them", readInsights},
		{"access", "requests to the token endpoint: nginx, Apache, morgan, pino-http, HAR", readAccess},
		{"tokenserver", "token servers: issued and failed tokens", readTokenServer},
		{"collector", "an app's own telemetry: posted SDK errors and life-cycle events", readCollector},
		{"mobile", "Voice iOS, Android and React Native: TVOError, VoiceException", readMobile},
		{"legacyjs", "twilio-client.js 1.x console lines", readLegacy},
		{"sentence", "an app's own console sentences: \"token refresh failed\"", readSentence},
	}
}
