package dialect

import (
	"strings"

	"lapse/ingest/format"
)

// record is an entry whose fields have been looked up.
type record struct {
	*format.Entry
	at [targets]int32 // index into Fields, plus 1; 0 where the line has no such field
}

func (l *lexicon) read(e *format.Entry, r *record) {
	*r = record{Entry: e}
	var ranks [targets]int16
	for i := range e.Fields {
		x := &e.Fields[i]
		if x.Value == "" || x.Type == '0' {
			continue
		}
		s := l.slot(x.Key)
		if s.target == noTarget {
			continue
		}
		if r.at[s.target] == 0 || s.rank < ranks[s.target] {
			r.at[s.target], ranks[s.target] = int32(i+1), s.rank
		}
	}
}

// has tells whether the line has the field.
func (r *record) has(t target) bool { return r.at[t] != 0 }

// text is the field's value, "" where the line has none.
func (r *record) text(t target) string {
	if r.at[t] == 0 {
		return ""
	}
	return r.Fields[r.at[t]-1].Value
}

// key is the field's name as logged.
func (r *record) key(t target) string {
	if r.at[t] == 0 {
		return ""
	}
	return r.Fields[r.at[t]-1].Key
}

// said is the sentence of a line: its message, or the text field that stands for one.
func (r *record) said() string {
	if r.Body != "" {
		return r.Body
	}
	if k := r.key(messageField); k != "" && !strings.Contains(k, ".") {
		return r.text(messageField)
	}
	return ""
}
