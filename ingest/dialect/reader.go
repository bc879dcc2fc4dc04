package dialect

import (
	"lapse/analyze/incident"
	"lapse/ingest/format"
	"lapse/ingest/token"
)

// Context is what is known of a source besides its lines.
type Context struct {
	Path    string // as the user named it; a console file without a session is named after it
	Host    string // the user's label for the host or balancer that wrote it, "" if there is none
	Mapping Mapping
	Keys    token.Keys
}

// Outcome is what became of an entry. Neither Used nor Reject means that it is well-formed and not about tokens.
type Outcome struct {
	Used   bool   // it became an event, or belongs to one
	Reject string // why it cannot be used, in words that hold nothing of the line; "" if nothing is wrong
}

// Reader reads the entries of one source in order. It belongs to one goroutine.
type Reader struct {
	safe
	context  Context
	dialects []Dialect
	names    lexicon
	source   string // the session's name for a source that tells none
	talks    map[string]*talk
	order    []*talk // in the order in which they began

	emit         func(*incident.Event)
	out          incident.Event // that is handed out
	made         int            // events of the current entry
	id           incident.ID    // of the first of them
	dialect      string         // the name of the one that is asked
	record       record
	tokenIsField bool // the token last decoded is the whole text of the field, and its fingerprint the SHA-256 of that
	tokens       *token.Decoder
	bytes        []byte // reused

	format, by, formatBy string // the last format and dialect, and the two joined
}

// NewReader returns a reader for one source.
func NewReader(c Context) *Reader {
	return &Reader{
		context:  c,
		dialects: Table(),
		names:    lexicon{house: c.Mapping.slots(), known: map[string]slot{}, said: map[string]saying{}},
		source:   sessionOf(c.Path),
		talks:    map[string]*talk{},
		tokens:   token.NewDecoder(c.Keys),
	}
}

// Read tells what an entry says, and calls emit for each event that is complete. Events of a conversation may come later,
// in another order than their lines; their positions and stamps tell. Pos.File is left to the caller, in Related too. The
// event is the reader's again when emit returns.
func (r *Reader) Read(e *format.Entry, emit func(*incident.Event)) Outcome {
	r.emit, r.made = emit, 0
	r.names.read(e, &r.record)
	for i := range r.dialects {
		r.dialect = r.dialects[i].Name
		switch r.dialects[i].read(r, &r.record) {
		case used:
			return Outcome{Used: true}
		case other:
			return Outcome{}
		}
	}
	return Outcome{}
}

// Stateful tells whether the reader holds anything that later entries of the source could complete. Until it does,
// entries may be given to several readers in parallel.
func (r *Reader) Stateful() bool { return len(r.talks) > 0 }

// Close hands out what is still held.
func (r *Reader) Close(emit func(*incident.Event)) {
	r.emit = emit
	for _, t := range r.order {
		t.close(r)
	}
	r.talks, r.order = map[string]*talk{}, nil
}
