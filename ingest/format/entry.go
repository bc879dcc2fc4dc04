// Package format takes the wrapping off log lines: JSON lines, logfmt, access logs, console text, docker, journald, HAR …
// It says HOW an entry is wrapped; what the entry MEANS is for package dialect.
package format

import "lapse/analyze/incident"

// Entry is one log record with its wrapping taken off. Text in it is as the log had it, tokens included: an Entry never
// leaves ingest.
type Entry struct {
	Line   int64       // where it starts, from 1
	Lines  int64       // how many lines it took (1, or more where a stack or a document belongs to it)
	Raw    []byte      // the entry's bytes, for its identity; valid only until the next entry is read
	Key    incident.ID // identity of the entry (package ingest fills it); an event takes it over
	Format string      // name of the innermost format, "json", "console" …; wrappings before it: "docker/json"

	Time     Stamp // the entry's own stamp; Known() is false where it has none
	Received Stamp // the stamp of the outermost wrapping, or of a receive field, where that is another one
	End      bool  // Time is the end of a request (access logs)

	Level  string   // as logged, lower case; pino's numbers as words
	Host   string   // the machine, from a wrapping (syslog, journald, docker labels) or a field named hostname
	Logger string   // "TwilioVoice/WSTransport", a Go caller, a syslog tag
	Body   string   // the message text: pino's msg, winston's message, the rest of a console line
	Fields Fields   // everything else
	Cont   []string // further lines: a stack under an error
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
