package format

import "io"

// Format is one way in which entries are wrapped. It is a line format (Line set) or a document format (Document set:
// HAR, a REST list, a JSON array over many lines).
type Format struct {
	Name    string   // "json", "logfmt", "console" …
	Doc     string   // one line for `lapse list formats`
	Expects string   // what it looks for, for the message "nothing recognised"
	Samples []Sample // real lines, read by the tests and shown by `lapse list formats --verbose`

	// Claim says how well one line fits, 0 (not mine) to 100 (certain). It looks, it does not parse.
	Claim func(line string) int

	// General formats have special ones, which know their lines better: a line that another format claims more surely says
	// nothing for a general one.
	General bool

	// Line reads one line into an empty entry. The line holds no end and is valid UTF-8.
	Line func(s *state, line string, e *Entry) Outcome

	// Multiline formats know entries of several lines: what begins no entry belongs to the one before it. Their sources
	// are read in order; the lines of other formats can be read by several decoders at once.
	Multiline bool

	// Part takes a line of a container runtime apart, which splits long lines of a container into several of its own; nil
	// for other formats. While no part waits for the rest of its line, ok may be false for a line that is surely whole.
	Part func(line string, waiting bool) (p part, ok bool)

	// Sniff says how well the first bytes of a source fit a document format, 0 to 100.
	Sniff func(head []byte) int

	// Document reads a whole source. The outcomes name the damaged parts only.
	Document func(d *document) []Outcome
}

// Sample is text in that format and what must be read from it.
type Sample struct {
	Text string
	Want []string // one rendered Entry a line, as the tests print it
}

// Options are what the user declared about a source and what the whole input told.
type Options struct {
	Zone     string   // IANA name or fixed offset for stamps without a zone; "" means UTC, guessed
	Year     int      // the year of the earliest stamp with a year in the whole input, for stamps without one; 0 if there is none
	Patterns []Format // formats of the user's own (see [Pattern]), asked before those of the table
}

// Outcome is what became of a line (or of a part of a document, or of lines given earlier, which then have a Line).
type Outcome struct {
	Line   int64 // 0 for the line just given
	Lines  int64 // how many lines it is about; 0 means one
	Status Status
	Reason string // why it is Broken or Foreign: plain words, no log text
	Text   string // what was refused, where that is not the line just given
}

// Status of a line.
type Status uint8

const (
	Taken   Status = iota // it is, or belongs to, an entry
	Blank                 // nothing on it
	Foreign               // not this format: another may take it
	Broken                // this format, but damaged: half a JSON object
)

// taken, foreign and broken are the answers of a Format's Line.
func taken() Outcome                { return Outcome{} }
func foreign(reason string) Outcome { return Outcome{Status: Foreign, Reason: reason} }
func broken(reason string) Outcome  { return Outcome{Status: Broken, Reason: reason} }

// document is a source that is read as a whole.
type document struct {
	in      io.Reader
	state   *state
	emit    func(*Entry)
	entry   Entry
	decoder *Decoder
}
