// Package format takes the wrapping off log lines: JSON lines, logfmt, access logs, console text, docker, journald, HAR …
// It says HOW an entry is wrapped; what the entry MEANS is for package dialect.
//
// An example. The line
//
//	{"log":"{\"level\":50,\"time\":1782033123120,\"msg\":\"token mint failed\",\"identity\":\"agent-7\"}\n","stream":"stdout","time":"2026-06-21T09:12:03.125Z"}
//
// is a pino line in docker's json-file. It becomes an Entry of Format "docker/json": Time is pino's own stamp, Received is
// docker's, Level "error", Body "token mint failed", and identity is one of its Fields.
//
// [Detect] looks at the beginning of a source and gives the [Decoder] of the format that fits it best. A line that does
// not fit is offered to every other format before it is refused with a reason.
package format

import "lapse/analyze/incident"

// Entry is one log record with its wrapping taken off. Text in it is as the log had it, tokens included: an Entry never
// leaves ingest. Its strings may be kept, but are parts of a text of many lines: whoever keeps one for long should copy it.
// Fields and Cont are used again for the next entry.
type Entry struct {
	Line   int64  // where it starts, from 1
	Lines  int64  // how many lines it took: more than 1 where a stack belongs to it, 0 where it shares the line of the next
	Raw    []byte // the entry's bytes, for its identity; valid only until the next entry is read
	Format string // name of the innermost format, "json", "console" …; wrappings before it: "docker/json"

	Time     Stamp // the entry's innermost own stamp; Known() is false where it has none
	Received Stamp // a receive field's stamp, else that of a wrapping whose inside has a stamp of its own
	End      bool  // Time is the end of a request (access logs)

	Level  string   // as logged, lower case; pino's numbers as words
	Host   string   // the machine, from a wrapping (syslog, journald, docker labels) or a field named hostname
	Logger string   // "TwilioVoice/WSTransport", a Go caller, a syslog tag
	Body   string   // the message text: pino's msg, winston's message, the rest of a console line
	Fields Fields   // everything else
	Cont   []string // further lines: a stack under an error
}

// reset empties an entry and keeps its slices.
func (e *Entry) reset() {
	*e = Entry{Lines: 1, Time: NoStamp(), Received: NoStamp(), Raw: e.Raw[:0], Fields: e.Fields[:0], Cont: e.Cont[:0]}
}

// Stamp is a reading whose clock is not yet named (the dialect knows who wrote the line).
type Stamp struct {
	Reading incident.Time
	Quantum incident.Span
	Zone    incident.Zone
}

// NoStamp is the stamp of an entry that has none.
func NoStamp() Stamp { return Stamp{Reading: incident.NoTime} }

// Known tells whether there is a reading.
func (s Stamp) Known() bool { return s.Reading.Known() }

// Field is one named value, flattened: {"error":{"code":31202}} is Key "error.code", Value "31202", Type 'n'.
// Elements of arrays are named by their index: "errors.0.code".
type Field struct {
	Key   string
	Value string // strings unescaped, numbers as written
	Type  byte   // 's' string, 'n' number, 'b' true or false, '0' null
	At    int32  // where Value stands in the text of a line of plain JSON; 0 where that is not known
}

// Fields are in the order of the log.
type Fields []Field

// Get returns the first field of that exact name.
func (f Fields) Get(key string) (Field, bool) {
	for _, x := range f {
		if x.Key == key {
			return x, true
		}
	}
	return Field{}, false
}
