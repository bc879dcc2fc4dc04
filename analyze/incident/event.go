package incident

import (
	"cmp"
	"encoding/hex"
	"slices"
)

// ID identifies an event by its content: the first 16 bytes of a hash of the raw entry (in which a token is stood for by its
// own hash) and, for entries without a fine stamp, its ordinal among equal entries of its source. The same line read twice,
// or in an overlapping file, has the same ID.
type ID [16]byte

// String is the ID in hex, as `lapse explain` takes it.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// Event is one thing that one line says. Fields that the line does not tell are "", 0, NoTime or NoSpan.
type Event struct {
	ID   ID
	Pos  Pos // the first place it stands, by file, then line
	Kind Kind

	Identity string // the client identity (grants.identity); "" where the line names none
	Session  string // device, tab or session as logged; for a console file without one, a name made from the file
	CallSID  string
	Host     string // the token host or balancer that wrote or served it

	Time     Stamp // by the clock of whoever wrote the line
	Received Stamp // by the collector that received it; an upper bound only: offline queues post late

	Code        int32  // what the application saw (the top-level code)
	WireCode    int32  // what came over the wire (originalError.code, a `Received:` frame); 0 where hidden
	Message     string // redacted
	WireMessage string // what the validator said in its own words; "" where only the SDK's canned text is there

	Token   Token
	TTL     Span // `connected` or `registered`: the token's ttl as the validator told it, NoSpan if it did not
	Status  int32
	Latency Span // how long the request took by the writer's clock, NoSpan if not told
	End     bool // Time was taken at the END of a request that took Latency (nginx, morgan)

	SDK, App  string // as logged: "@twilio/voice-sdk@2.18.5", "desk/3.1"
	Format    string // which format and dialect read it, "json/voicejs"; for `explain`
	Sightings []Pos  // further places where the same entry stands, ordered; mostly empty

	// Related are the other lines of the same source that tell of this event, in order: a rejection's wire message, the
	// SDK's `#error` and the app's own report. They are evidence, not events of their own.
	Related []Pos
}

// NewEvent is an event of that kind of which nothing else is known.
func NewEvent(kind Kind) Event {
	return Event{Kind: kind, Time: NoStamp(), Received: NoStamp(), Token: NoToken(), TTL: NoSpan, Latency: NoSpan}
}

// EffectiveCode is the wire code or, without one, the code that the app saw.
func (e *Event) EffectiveCode() int32 {
	if e.WireCode != 0 {
		return e.WireCode
	}
	return e.Code
}

// Compare orders events by the reading of their own clock (the receive stamp where there is none), then by ID.
func (e *Event) Compare(f *Event) int {
	return cmp.Or(cmp.Compare(e.SortTime(), f.SortTime()), cmp.Compare(string(e.ID[:]), string(f.ID[:])))
}

// SortTime is the reading by which a timeline is ordered; it means nothing across clocks.
func (e *Event) SortTime() Time {
	if e.Time.Known() {
		return e.Time.Reading
	}
	return e.Received.Reading
}

// Timeline is everything that names one identity, ordered by [Event.Compare]. The identity "" holds events that name none.
type Timeline struct {
	Identity string
	Events   []Event
}

// Clone is a copy that stays when the memory of t's events is used again.
func (t *Timeline) Clone() *Timeline {
	return &Timeline{Identity: t.Identity, Events: slices.Clone(t.Events)}
}

// Buckets is the number of parts into which identities are spread.
const Buckets = 1024

// Bucket is FNV-1a (64 bit) of the identity, mod Buckets. It is computed here only, and stored, so that every engine
// orders and cuts the same way.
func Bucket(identity string) int {
	h := uint64(14695981039346656037)
	for i := 0; i < len(identity); i++ {
		h = (h ^ uint64(identity[i])) * 1099511628211
	}
	return int(h % Buckets)
}
