package token

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"lapse/analyze/incident"
)

// Pseudonymizer replaces what names people and their devices by names that are the same wherever the same key is used,
// and that nobody without the key can turn back or test a guess against. The key sits in a closure, out of the reach of
// printing. A nil Pseudonymizer changes nothing.
type Pseudonymizer struct {
	name func(prefix, text string) string
}

// NewPseudonymizer returns one for the key, which may have any length above 0.
func NewPseudonymizer(key []byte) *Pseudonymizer {
	key = []byte(strings.TrimSpace(string(key)))
	return &Pseudonymizer{name: func(prefix, text string) string {
		if text == "" {
			return ""
		}
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(prefix + text))
		return prefix + hex.EncodeToString(mac.Sum(nil)[:8])
	}}
}

// String hides the key from every way of printing.
func (p *Pseudonymizer) String() string { return "pseudonymizer" }

// Identity, Session, CallSID and Address are the names for a client identity, a device or session, a call and an address.
func (p *Pseudonymizer) Identity(text string) string { return p.apply("id-", text) }
func (p *Pseudonymizer) Session(text string) string  { return p.apply("dev-", text) }
func (p *Pseudonymizer) CallSID(text string) string  { return p.apply("call-", text) }
func (p *Pseudonymizer) Address(text string) string  { return p.apply("ip-", text) }

// IsPseudonym tells whether a text looks like a name that a Pseudonymizer made.
func IsPseudonym(text string) bool {
	kind, digits, _ := strings.Cut(text, "-")
	switch kind {
	case "id", "dev", "call", "ip":
		return len(digits) == 16 && strings.Trim(digits, "0123456789abcdef") == ""
	}
	return false
}

func (p *Pseudonymizer) apply(prefix, text string) string {
	if p == nil {
		return text
	}
	return p.name(prefix, text)
}

// Event replaces everything in an event that names a person, a device, a call or an address: also in its clocks and host, in
// its messages, and in the paths of files.
func (p *Pseudonymizer) Event(e *incident.Event) {
	if p == nil {
		return
	}
	names := p.own(e)
	for _, text := range []*string{&e.Message, &e.WireMessage} {
		*text = p.addresses(replaceNames(*text, names))
	}
	e.Time.Clock = p.clock(e.Time.Clock, e)
	e.Received.Clock = p.clock(e.Received.Clock, e)
	e.Host = p.addresses(e.Host)
	e.Pos.File = p.Path(e.Pos.File)
	for i := range e.Sightings {
		e.Sightings[i].File = p.Path(e.Sightings[i].File)
	}
	for i := range e.Related {
		e.Related[i].File = p.Path(e.Related[i].File)
	}
	e.Identity, e.Token.Identity = p.Identity(e.Identity), p.Identity(e.Token.Identity)
	e.Session, e.CallSID = p.Session(e.Session), p.CallSID(e.CallSID)
}

// pseudonym is a name and what replaces it.
type pseudonym struct{ name, by string }

// own are the event's own names, longer ones first, since one may be a part of another.
func (p *Pseudonymizer) own(e *incident.Event) []pseudonym {
	names := []pseudonym{
		{e.Session, p.Session(e.Session)}, {e.Identity, p.Identity(e.Identity)},
		{e.Token.Identity, p.Identity(e.Token.Identity)}, {e.CallSID, p.CallSID(e.CallSID)},
	}
	slices.SortStableFunc(names, func(a, b pseudonym) int { return len(b.name) - len(a.name) })
	return names
}

// wordLength is the length below which a name counts only where it is a word of its own.
const wordLength = 4

// replaceNames replaces names inside of a text.
func replaceNames(text string, names []pseudonym) string {
	var b strings.Builder
next:
	for i := 0; i < len(text); {
		for _, n := range names {
			if n.name != "" && strings.HasPrefix(text[i:], n.name) && (len(n.name) >= wordLength || isWord(text, i, i+len(n.name))) {
				b.WriteString(n.by)
				i += len(n.name)
				continue next
			}
		}
		b.WriteByte(text[i])
		i++
	}
	return b.String()
}

// isWord tells whether neither a letter nor a digit stands beside a part of a text.
func isWord(text string, from, to int) bool {
	return (from == 0 || !wordByte(text[from-1])) && (to == len(text) || !wordByte(text[to]))
}

func wordByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b >= 0x80
}

// clock renames the owner of a client's clock in the same way as the event's session or identity.
func (p *Pseudonymizer) clock(c incident.Clock, e *incident.Event) incident.Clock {
	owner, client := strings.CutPrefix(string(c), "client:")
	switch {
	case !client:
		return incident.Clock(p.addresses(string(c)))
	case owner == "":
		return c
	case owner == e.Identity && owner != e.Session:
		return incident.ClientClock(p.Identity(owner))
	}
	return incident.ClientClock(p.Session(owner))
}

// addresses replaces IPv4 and IPv6 addresses in a text.
func (p *Pseudonymizer) addresses(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		n := addressLength(text, i)
		if n == 0 {
			b.WriteByte(text[i])
			i++
			continue
		}
		b.WriteString(p.Address(text[i : i+n]))
		i += n
	}
	return b.String()
}

// addressLength is the length of the address that begins at i, 0 where none does.
func addressLength(text string, i int) int {
	if i > 0 && addressByte(text[i-1]) {
		return 0
	}
	end := i
	for end < len(text) && addressByte(text[end]) {
		end++
	}
	word := strings.TrimRight(text[i:end], ".:")
	if host, port, ok := strings.Cut(word, ":"); ok && isIPv4(host) && len(port) <= 5 {
		return len(host)
	}
	if isIPv4(word) || isIPv6(word) {
		return len(word)
	}
	return 0
}

func addressByte(b byte) bool { return isHex(b) || b == '.' || b == ':' }

func isIPv4(word string) bool {
	parts := strings.Split(word, ".")
	if len(parts) != 4 {
		return false
	}
	for _, part := range parts {
		if len(part) == 0 || len(part) > 3 || strings.Trim(part, "0123456789") != "" {
			return false
		}
	}
	return true
}

// isIPv6 takes what has at least three groups of hex digits; a time of day has no more than three, of two digits.
func isIPv6(word string) bool {
	groups := strings.Split(word, ":")
	if len(groups) < 3 || len(groups) > 8 {
		return false
	}
	long := strings.Contains(word, "::") || len(groups) > 4
	for _, g := range groups {
		if len(g) > 4 || strings.Contains(g, ".") {
			return false
		}
		long = long || len(g) > 2
	}
	return long
}
