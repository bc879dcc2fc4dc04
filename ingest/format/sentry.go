package format

import "strings"

// sentryEvents are Sentry's events as its API and its export give them. Their breadcrumbs are entries of their own: they
// are what the page did and printed before.
var sentryEvents = Format{
	Name:      "sentry",
	Doc:       "Sentry event JSON, a line or a document; breadcrumbs become entries of their own",
	Expects:   "JSON with event_id, platform and exception",
	Claim:     claimSentry,
	Line:      readSentry,
	Sniff:     sniffSentry,
	Document:  readRecord,
	Multiline: true,
	Samples: []Sample{{
		Text: `{"event_id":"9fc1","timestamp":"2026-06-21T09:12:03.500Z","platform":"javascript","user":{"id":"agent-7"},"exception":{"values":[{"type":"AccessTokenExpired","value":"AccessTokenExpired (20104): expired"}]},"breadcrumbs":{"values":[{"timestamp":1782033120.1,"category":"console","level":"debug","message":"[TwilioVoice][Device] #tokenWillExpire"},{"timestamp":1782033123.4,"category":"console","message":"[TwilioVoice][Device] #error"}]}}`,
		Want: []string{
			`sentry/console 2026-06-21T09:12:00.100Z level=debug logger=TwilioVoice/Device body=#tokenWillExpire timestamp:1782033120.1 category=console level=debug user.id=agent-7`,
			`sentry/console 2026-06-21T09:12:03.400Z logger=TwilioVoice/Device body=#error timestamp:1782033123.4 category=console user.id=agent-7`,
			`sentry 2026-06-21T09:12:03.500Z body="AccessTokenExpired (20104): expired" event_id=9fc1 timestamp=2026-06-21T09:12:03.500Z platform=javascript user.id=agent-7 exception.values.0.type=AccessTokenExpired exception.values.0.value="AccessTokenExpired (20104): expired"`,
		},
	}},
}

func claimSentry(line string) int {
	if isObject(line) && (hasKey(line, "event_id") || hasKey(line, "eventID")) && hasKey(line, "platform") &&
		(hasKey(line, "exception") || hasKey(line, "breadcrumbs") || hasKey(line, "entries")) {
		return 92
	}
	return 0
}

func readSentry(s *state, line string, e *Entry) Outcome {
	if out := s.object(strings.TrimSpace(line), e); out.Status != Taken {
		return out
	}
	for _, prefix := range []string{"breadcrumbs.values.", "breadcrumbs."} {
		if s.spread(prefix, e, func(in *Entry) {
			s.dress(in, nil)
			s.inside("sentry", in)
			in.Format = either(in.Format, "sentry")
			in.Fields = append(in.Fields, e.about()...)
		}) {
			break
		}
	}
	s.dress(e, nil)
	e.Format = "sentry"
	if x, ok := e.first([]string{"exception.values.0.value", "exception.0.value", "title"}); ok {
		e.Body = x.Value
		if kind, ok := e.first([]string{"exception.values.0.type", "exception.0.type"}); ok && !strings.HasPrefix(x.Value, kind.Value) {
			e.Body = kind.Value + ": " + x.Value
		}
	}
	return taken()
}

// about are the fields that say whose event it is; breadcrumbs do not repeat them.
func (e *Entry) about() Fields {
	var about Fields
	for _, x := range e.Fields {
		if strings.HasPrefix(x.Key, "user.") || strings.HasPrefix(x.Key, "tags.") {
			about = append(about, x)
		}
	}
	return about
}

// sniffSentry knows an event printed over many lines.
func sniffSentry(head []byte) int {
	text := string(head)
	if sniffJSONDocument(head) > 0 && strings.HasPrefix(strings.TrimSpace(text), "{") && hasKey(text, "platform") &&
		(hasKey(text, "event_id") || hasKey(text, "eventID")) {
		return 90
	}
	return 0
}

// readRecord reads a document whose whole objects are records.
func readRecord(d *document) []Outcome {
	r := newRecords(d)
	for {
		r.lines.mark(r.dec.InputOffset())
		var err error
		if r.dec.PeekKind() == '[' {
			err = r.array(0)
		} else {
			err = r.record()
		}
		if err != nil {
			return r.finish(err)
		}
	}
}
