package format

import (
	"io"
)

// Format is one way in which entries are wrapped. It is either a line format (Lines set) or a document format (Document
// set: HAR, a REST list, a JSON array over many lines).
type Format struct {
	Name    string   // "json", "logfmt", "console" …
	Doc     string   // one line for `lapse list formats`
	Expects string   // what it looks for, for the message "nothing recognised"
	Samples []Sample // real lines, read by the tests and shown by `lapse list formats --verbose`

	// Sniff says how well the first bytes of a source fit, 0 (not mine) to 100 (certain).
	Sniff func(head []byte) int

	Lines    func(o Options) LineParser
	Document func(r io.Reader, o Options, emit func(*Entry)) []Outcome
}

// Sample is text in that format and what must be read from it.
type Sample struct {
	Text string
	Want []string // one rendered Entry a line, as the tests print it
}

// Options are what the user declared about a source and what the whole input told.
type Options struct {
	Zone string // IANA name or fixed offset for stamps without a zone; "" means UTC, guessed
	Year int    // the year of the earliest stamp with a year in the whole input, for stamps without one; 0 if there is none
}

// LineParser reads the lines of one source in order.
type LineParser interface {
	// Line takes one line without its end (n counts from 1) and calls emit for each entry that is now complete: a stack
	// under an error belongs to the entry before it, so an entry may be handed out only when the next begins.
	Line(n int64, text []byte, emit func(*Entry)) Outcome

	// Close hands out what is still open.
	Close(emit func(*Entry))
}

// Outcome is what became of a line (or of a part of a document, which then has a Line).
type Outcome struct {
	Line   int64 // for documents; 0 for the line just given
	Status Status
	Reason string // why it is Broken or Foreign: plain words, no log text beyond a few redacted characters
}

// Status of a line.
type Status uint8

const (
	Taken   Status = iota // it is, or belongs to, an entry
	Blank                 // nothing on it
	Foreign               // not this format: another may take it
	Broken                // this format, but damaged: half a JSON object
)
