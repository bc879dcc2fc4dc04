package dialect

import (
	"hash/maphash"
	"strings"
	"unicode/utf8"

	"lapse/ingest/token"
)

// safe makes texts of lines safe to keep in events: without secrets, not too long, and copied, so that none keeps the text
// of many lines in memory. Hosts, versions and messages come again and again, so it remembers what became of them; it forgets,
// too: a slot holds the last text that fell into it. There are few slots, because a miss of the processor's cache takes longer
// than looking at a text anew. The zero value is ready.
type safe struct {
	seed  maphash.Seed
	slots []safeText
	last  safeText // of identity
}

type safeText struct{ text, redacted string }

const safeSlots = 512

// Limits on the text that an event takes over from a line.
const (
	maxName    = 256
	maxMessage = 2000
)

// name makes a short text of a line safe to keep.
func (s *safe) name(text string) string { return s.keep(text, maxName) }

// message makes a sentence of a line safe to keep.
func (s *safe) message(text string) string { return s.keep(text, maxMessage) }

// keep redacts before it cuts: half a secret may no longer look like one.
func (s *safe) keep(text string, limit int) string {
	switch {
	case text == "":
		return ""
	case len(text) > maxName:
		return strings.Clone(cut(token.RedactString(text), limit))
	}
	return cut(s.redacted(text), limit)
}

// redacted is what became of a text, now or before.
func (s *safe) redacted(text string) string {
	if s.slots == nil {
		s.seed, s.slots = maphash.MakeSeed(), make([]safeText, safeSlots)
	}
	slot := &s.slots[maphash.String(s.seed, text)%safeSlots]
	if slot.text != text {
		slot.text = strings.Clone(text)
		slot.redacted = token.RedactString(slot.text)
	}
	return slot.redacted
}

// rare is name for texts of which a log has thousands: identities, devices, calls.
func rare(text string) string { return cut(token.RedactString(strings.Clone(text)), maxName) }

// cut shortens a text without cutting a character in two.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// identity cleans a client identity: the scheme of a client address goes, and what cannot be one is dropped. Mostly it is
// asked twice, for a line's token and for its field.
func (s *safe) identity(text string) string {
	if text != s.last.text {
		text = strings.Clone(text)
		s.last = safeText{text, cleanIdentity(text)}
	}
	return s.last.redacted
}

func cleanIdentity(text string) string {
	text = strings.TrimPrefix(strings.TrimSpace(text), "client:")
	if strings.HasPrefix(text, "Mozilla/") || text == "-" || text == "undefined" || text == "null" {
		return ""
	}
	return cut(token.RedactString(text), maxName)
}

// callSID drops what is no call's SID: resource SIDs of alerts name other things too.
func callSID(text string) string {
	if strings.HasPrefix(text, "CA") || strings.HasPrefix(text, "TJS") {
		return rare(text)
	}
	return ""
}
