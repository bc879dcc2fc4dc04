package format

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// harArchive is what a browser's network panel exports: requests with their answers, and the frames of WebSockets.
var harArchive = Format{
	Name:     "har",
	Doc:      "HTTP archive of a browser: token requests with their answers, and the SDK's WebSocket frames, per tab",
	Expects:  `a document with "log", "version" and "entries"`,
	Sniff:    sniffHAR,
	Document: readHAR,
	Samples: []Sample{{
		Text: `{"log":{"version":"1.2","pages":[{"id":"page_1","title":"desk"}],"entries":[
{"pageref":"page_1","startedDateTime":"2026-06-21T09:12:03.120Z","time":57.5,"request":{"method":"GET","url":"https://app.example.com/token?identity=agent-7"},"response":{"status":200,"content":{"text":"eyJ0b2tlbiI6ImV5SiJ9","encoding":"base64"}}},
{"pageref":"page_1","connection":"443","startedDateTime":"2026-06-21T09:12:03.300Z","time":0,"request":{"method":"GET","url":"wss://chunderw-vpc-gll.twilio.com/signal"},"response":{"status":101},"_webSocketMessages":[{"type":"send","time":1782033123.45,"opcode":1,"data":"{\"type\":\"listen\"}"},{"type":"receive","time":1782033123.55,"opcode":1,"data":"{\"type\":\"ready\"}"}]}
]}}`,
		Want: []string{
			`har 2026-06-21T09:12:03.120Z body="GET https://app.example.com/token" page=page_1 startedDateTime=2026-06-21T09:12:03.120Z responseTime:57.5 status:200 response.body.token=eyJ request.method=GET request.path=/token query.identity=agent-7`,
			`har 2026-06-21T09:12:03.300Z body="GET wss://chunderw-vpc-gll.twilio.com/signal" page=page_1 connection=443 startedDateTime=2026-06-21T09:12:03.300Z responseTime:0 status:101 request.method=GET request.path=/signal`,
			`har/frame 2026-06-21T09:12:03.450Z logger=TwilioVoice/WSTransport body="Sending: {\"type\":\"listen\"}" type=send time:1782033123.45 opcode:1 page=page_1 connection=443`,
			`har/frame 2026-06-21T09:12:03.550Z logger=TwilioVoice/WSTransport body="Received: {\"type\":\"ready\"}" type=receive time:1782033123.55 opcode:1 page=page_1 connection=443`,
		},
	}},
}

func sniffHAR(head []byte) int {
	t := bytes.TrimLeft(head, " \t\r\n")
	if len(t) == 0 || t[0] != '{' {
		return 0
	}
	t = bytes.TrimLeft(t[1:], " \t\r\n")
	if rest, ok := bytes.CutPrefix(t, []byte(`"log"`)); ok {
		rest = bytes.TrimLeft(rest, " \t\r\n:")
		if len(rest) > 0 && rest[0] == '{' && bytes.Contains(head, []byte(`"version"`)) &&
			(bytes.Contains(head, []byte(`"creator"`)) || bytes.Contains(head, []byte(`"entries"`))) {
			return 95
		}
	}
	return 0
}

// readHAR walks to log.entries and reads one exchange after the other.
func readHAR(d *document) []Outcome {
	r := newRecords(d)
	if err := r.exchanges(0); err != nil {
		return r.finish(err)
	}
	return r.bad
}

// exchanges descends into "log" and reads the elements of "entries"; everything else is skipped.
func (r *records) exchanges(depth int) error {
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	for {
		r.lines.mark(r.dec.InputOffset())
		if r.dec.PeekKind() != '"' {
			_, err := r.dec.ReadToken()
			return err
		}
		tok, err := r.dec.ReadToken()
		if err != nil {
			return err
		}
		name, kind := tok.String(), r.dec.PeekKind()
		switch {
		case depth == 0 && name == "log" && kind == '{':
			err = r.exchanges(1)
		case depth == 1 && name == "entries" && kind == '[':
			err = r.exchangeList()
		default:
			err = r.dec.SkipValue()
		}
		if err != nil {
			return err
		}
	}
}

func (r *records) exchangeList() error {
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	for r.dec.PeekKind() == '{' {
		r.lines.mark(r.dec.InputOffset())
		value, err := r.dec.ReadValue()
		if err != nil {
			return err
		}
		end := r.dec.InputOffset()
		from := r.lines.at(end - int64(len(value)))
		r.exchange(value, from, r.lines.at(end))
	}
	_, err := r.dec.ReadToken()
	return err
}

// exchange reads one request with its answer, then the frames that went over it.
func (r *records) exchange(value jsontext.Value, from, to int64) {
	e := &r.entry
	e.reset()
	r.state.begin()
	r.state.flat.quotes = true // a frame's text is read by whoever reads the SDK's lines
	out := r.state.object(valid(string(value)), e)
	r.state.flat.quotes = false
	if out.Status != Taken {
		r.refuse(from, out.Reason)
		return
	}
	e.Line, e.Lines, e.Format = from, to-from+1, "har"
	s := r.state
	s.decodeContent(e)
	s.spread("_webSocketMessages.", e, s.frame)
	e.exchangeColumns(s)
	r.buf = append(r.buf[:0], value...)
	e.Raw = r.buf
	r.emit(e)
	lines := frameLines(value, from)
	for i := range s.spill {
		in := &s.spill[i]
		in.Line, in.Lines, in.Format = from, 1, "har/frame"
		if i < len(lines) {
			in.Line = lines[i]
		}
		for _, key := range []string{"page", "connection", "_connectionId"} {
			if x, ok := e.Fields.Get(key); ok {
				in.Fields = append(in.Fields, x)
			}
		}
		r.emit(in)
	}
	e.Raw = nil
}

// frameLines are the lines on which the frames of an exchange begin.
func frameLines(value jsontext.Value, from int64) []int64 {
	dec := jsontext.NewDecoder(bytes.NewBuffer(value), jsonOptions...)
	dec.ReadToken()
	for dec.PeekKind() == '"' {
		tok, err := dec.ReadToken()
		if err != nil {
			return nil
		}
		if tok.String() == "_webSocketMessages" && dec.PeekKind() == '[' {
			break
		}
		if dec.SkipValue() != nil {
			return nil
		}
	}
	dec.ReadToken()
	var lines []int64
	for dec.PeekKind() == '{' {
		frame, err := dec.ReadValue()
		if err != nil {
			return lines
		}
		start := int(dec.InputOffset()) - len(frame)
		lines = append(lines, from+int64(bytes.Count(value[:start], []byte("\n"))))
	}
	return lines
}

// decodeContent replaces an answer in base64 by what it says.
func (s *state) decodeContent(e *Entry) {
	if x, ok := e.Fields.Get("response.content.encoding"); !ok || x.Value != "base64" {
		return
	}
	x, ok := e.Fields.Get("response.content.text")
	text, err := base64.StdEncoding.DecodeString(x.Value)
	if !ok || err != nil {
		return
	}
	e.drop("response.content.text")
	s.cell("response.content.text", valid(string(text)), e)
}

// frame reads a WebSocket message as the SDK's own log would show it.
func (s *state) frame(in *Entry) {
	in.Time = s.stampOf(in, []string{"time"})
	in.Logger = "TwilioVoice/WSTransport"
	kind, _ := in.Fields.Get("type")
	data, _ := in.Fields.Get("data")
	in.Body = "Received: " + data.Value
	if kind.Value == "send" || kind.Value == "request" || kind.Value == "outgoing" {
		in.Body = "Sending: " + data.Value
	}
	in.Fields = slices.DeleteFunc(in.Fields, func(x Field) bool {
		return x.Key == "data" || strings.HasPrefix(x.Key, "data.")
	})
}

// exchangeColumns fills the columns of a request, and leaves out what says nothing about tokens.
func (e *Entry) exchangeColumns(s *state) {
	e.Time = s.stampOf(e, []string{"startedDateTime"})
	var out Fields
	for _, x := range e.Fields {
		switch key := x.Key; {
		case key == "pageref":
			out = append(out, Field{Key: "page", Value: x.Value, Type: 's'})
		case key == "connection" || key == "_connectionId" || key == "serverIPAddress" || key == "startedDateTime":
			out = append(out, x)
		case key == "time":
			out = append(out, Field{Key: "responseTime", Value: x.Value, Type: x.Type})
		case key == "response.status":
			out = append(out, Field{Key: "status", Value: x.Value, Type: x.Type})
		case key == "response.content.text":
			out = append(out, Field{Key: "response.body", Value: x.Value, Type: 's'})
		case strings.HasPrefix(key, "response.content.text."):
			out = append(out, Field{Key: "response.body" + strings.TrimPrefix(key, "response.content.text"), Value: x.Value, Type: x.Type})
		case key == "response._error":
			out = append(out, x)
		}
	}
	url, _ := e.Fields.Get("request.url")
	method, _ := e.Fields.Get("request.method")
	date := e.headerValue("date")
	e.Fields = append(e.Fields[:0], out...)
	e.addRequest(method.Value + " " + url.Value)
	e.Body = strings.TrimSpace(method.Value + " " + pathOf(url.Value))
	if date != "" {
		e.add("response.date", date)
	}
}

// headerValue finds a header of the answer: HAR keeps them as a list of names and values.
func (e *Entry) headerValue(name string) string {
	for i, x := range e.Fields {
		if strings.HasPrefix(x.Key, "response.headers.") && strings.HasSuffix(x.Key, ".name") && strings.EqualFold(x.Value, name) {
			value := strings.TrimSuffix(x.Key, "name") + "value"
			for _, y := range e.Fields[i:min(i+4, len(e.Fields))] {
				if y.Key == value {
					return y.Value
				}
			}
		}
	}
	return ""
}

// pathOf is a URL without its query, which may hold secrets.
func pathOf(url string) string {
	path, _, _ := strings.Cut(url, "?")
	return path
}
