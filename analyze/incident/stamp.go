package incident

import "cmp"

// Pos is where a line stands: File as the user named it (a folder joined with the name inside it), Line from 1 in the
// uncompressed text. Line 0 means "the whole file".
type Pos struct {
	File string
	Line int64
}

// Compare orders positions by file, then by line.
func (p Pos) Compare(q Pos) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line))
}

// Clock names the clock that was read. The zero value means that nothing says which clock it was.
// A name is a kind and, after a colon, an owner: "issuer:token-2", "client:dev-1", "balancer:lb", "collector:", "validator:".
type Clock string

// Kinds of clocks. UTC is the reference: its offset is 0 by definition. Validator is the clock of whoever accepts or
// refuses tokens; Twilio's is taken to be UTC.
const (
	UTC       Clock = "utc"
	Validator Clock = "validator:"
)

// IssuerClock, ClientClock, BalancerClock and CollectorClock name the clock of a token host, of a device or tab,
// of a balancer or proxy, and of whoever received posted lines.
func IssuerClock(host string) Clock    { return Clock("issuer:" + host) }
func ClientClock(session string) Clock { return Clock("client:" + session) }
func BalancerClock(name string) Clock  { return Clock("balancer:" + name) }
func CollectorClock(name string) Clock { return Clock("collector:" + name) }

// Zone says how sure the time zone of a stamp is.
type Zone uint8

const (
	ZoneKnown   Zone = iota // the stamp carries its zone, or counts from an epoch
	ZoneGuessed             // the stamp carries none; UTC was assumed
	ZoneGiven               // the stamp carries none; the user declared it (--zone)
)

// Stamp is one reading of one clock. The true reading r of that clock lies in [Reading, Reading+Quantum): a log that
// prints whole seconds has Quantum = 1 s. It is never corrected in place.
type Stamp struct {
	Clock   Clock
	Reading Time
	Quantum Span
	Zone    Zone
}

// Known tells whether there is a reading.
func (s Stamp) Known() bool { return s.Reading.Known() }

// NoStamp returns the stamp of a line that has none (the zero Stamp is 1970-01-01T00:00:00Z).
func NoStamp() Stamp { return Stamp{Reading: NoTime} }
