package dialect

import "strings"

// readLegacy reads the console lines of twilio-client.js 1.x, which are those of the 2.x SDK without the mark in front.
// Its errors are the wire's own objects, printed as browsers print objects.
func readLegacy(r *Reader, x *record) answer {
	text := strings.TrimSpace(withoutTags(x.said()))
	if x.named() || !legacyLine(text) {
		return notMine
	}
	t := r.talk(x)
	t.settleBefore(r, x)
	if rest, ok := strings.CutPrefix(text, "Received error:"); ok {
		f := failureInText(rest)
		if f.code != 0 {
			f.wireCode = f.code // 1.x hands the wire's code over as it is
		}
		return t.told(r, x, f)
	}
	if strings.HasPrefix(text, "Stream is ready") {
		return t.registered(r, x)
	}
	return t.transport(r, x, text)
}

func legacyLine(text string) bool {
	for _, start := range []string{`Sending: {`, `Received: {`, "Received error:", "Setting token and publishing listen",
		"Stream is ready", "Received websocket close event"} {
		if strings.HasPrefix(text, start) {
			return true
		}
	}
	return false
}
