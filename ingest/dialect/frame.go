package dialect

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"lapse/analyze/incident"
	"lapse/ingest/format"
)

// frame is one message of the signalling WebSocket, as the SDK logs it behind "Sending: " and "Received: ", or as a HAR or
// a proxy recorded it.
type frame struct {
	kind     string // "listen", "connected", "error", "hangup" …
	code     int32
	message  string
	callSID  string
	token    string // of a listen
	identity string // of connected
	ttl      incident.Span
	sdk      string // browserinfo.v of a listen
	refused  bool   // it has an error
}

// parseFrame reads a frame from its JSON. A frame that was cut off within its token is still read as far as it goes.
func parseFrame(text string) (frame, bool) {
	return frameOf(flatten(text), "")
}

// frameOf picks a frame from fields, which stand below prefix ("data." where a line quotes the frame).
func frameOf(fields format.Fields, prefix string) (frame, bool) {
	f := frame{ttl: incident.NoSpan}
	for _, x := range fields {
		key, ok := strings.CutPrefix(x.Key, prefix)
		if !ok {
			continue
		}
		switch key {
		case "type":
			f.kind = x.Value
		case "payload.error.code":
			f.code, f.refused = code(x.Value), true
		case "payload.error.message":
			f.message, f.refused = x.Value, true
		case "payload.callsid":
			f.callSID = x.Value
		case "payload.token":
			f.token = x.Value
		case "payload.token.identity":
			f.identity = x.Value
		case "payload.token.ttl":
			f.ttl = span("ttl", x.Value, incident.Second)
		case "payload.browserinfo.v":
			f.sdk = x.Value
		}
	}
	return f, f.kind != "" || f.token != ""
}

// readFrame reads a frame that stands on its own: {"dir":"in","data":"{\"type\":\"listen\",…}"}, or bare.
func readFrame(r *Reader, x *record) answer {
	prefix, ok := framePrefix(x)
	if !ok {
		return notMine
	}
	f, ok := frameOf(x.Fields, prefix)
	if !ok {
		return notMine
	}
	if strings.HasPrefix(x.key(identityField), prefix) {
		x.at[identityField] = 0 // it is the answer's word on whose token it was, not the name of the session
	}
	t := r.talk(x)
	t.settleBefore(r, x)
	return t.frame(r, x, &f)
}

// framePrefix finds where a line's fields hold a frame: beside "type" stand "version" and something in "payload".
func framePrefix(x *record) (string, bool) {
	if x.marks&(typeMark|versionMark) != typeMark|versionMark {
		return "", false
	}
	for i := range x.Fields {
		key := x.Fields[i].Key
		prefix, ok := strings.CutSuffix(key, "type")
		if !ok || prefix != "" && !strings.HasSuffix(prefix, ".") || !frameKinds[x.Fields[i].Value] {
			continue
		}
		if _, ok := x.Fields.Get(prefix + "version"); ok {
			return prefix, true
		}
	}
	return "", false
}

// frameKinds are the messages of the signalling protocol.
var frameKinds = words(`listen connected register ready error hangup cancel invite answer ringing offline reinvite ack
	reconnect transportClose`)

// maxFrameDepth and maxFrameFields bound what a hostile frame costs.
const (
	maxFrameDepth  = 16
	maxFrameFields = 400
)

// flatten reads a JSON object into fields with dotted names; it stops at the first damage and keeps what came before.
func flatten(text string) format.Fields {
	var fields format.Fields
	decoder := jsontext.NewDecoder(strings.NewReader(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	var path []string
	for len(fields) < maxFrameFields {
		token, err := decoder.ReadToken()
		if err != nil {
			return append(fields, cutToken(text, decoder.InputOffset())...)
		}
		depth := decoder.StackDepth()
		if depth > maxFrameDepth {
			return fields
		}
		switch token.Kind() {
		case '{', '[':
			for len(path) < depth {
				path = append(path, "")
			}
		case '}', ']':
			if depth == 0 {
				return fields
			}
			path = path[:depth]
		default:
			if depth == 0 {
				return fields
			}
			kind, n := decoder.StackIndex(depth)
			if kind == '{' && n%2 == 1 {
				path[depth-1] = token.String()
				continue
			}
			fields = append(fields, format.Field{Key: strings.Join(path, "."), Value: token.String(), Type: typeOf(token.Kind())})
		}
	}
	return fields
}

func typeOf(kind jsontext.Kind) byte {
	switch kind {
	case '"':
		return 's'
	case '0':
		return 'n'
	case 'n':
		return '0'
	}
	return 'b'
}

// cutToken finds a token in the rest of a text that ended within it: a log line cut at some length.
func cutToken(text string, from int64) format.Fields {
	if from < 0 || from > int64(len(text)) {
		return nil
	}
	_, value, ok := strings.Cut(text[from:], `"token":"`)
	if !ok {
		return nil
	}
	return format.Fields{{Key: "payload.token", Value: value, Type: 's'}}
}
