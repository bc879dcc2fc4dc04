package dialect

import (
	"bytes"
	"strings"

	"lapse/ingest/format"
	"lapse/ingest/token"
)

// record is an entry whose fields have been looked up.
type record struct {
	*format.Entry
	at    [targets]int32 // index into Fields, plus 1; 0 where the line has no such field
	marks mark           // of all fields
}

func (l *lexicon) read(e *format.Entry, x *record) {
	*x = record{Entry: e}
	quotes := x.quotesHeader()
	if quotes && token.Hides(e.Raw, e.Host) {
		e.Host = ""
	}
	var ranks [targets]int16
	for i := range e.Fields {
		f := &e.Fields[i]
		if f.Value == "" || f.Type == '0' || quotes && token.Hides(e.Raw, f.Value) {
			continue
		}
		s := l.slotAt(i, f.Key)
		x.marks |= s.marks
		if s.target == noTarget {
			continue
		}
		if x.at[s.target] == 0 || s.rank < ranks[s.target] {
			x.at[s.target], ranks[s.target] = int32(i+1), s.rank
		}
	}
}

// quotesHeader tells whether a line quotes a header whose value formats may take apart: the "sid=…" of a cookie is no
// session of ours. A long value of one word, a token mostly, is stepped over.
func (x *record) quotesHeader() bool {
	from := 0
	for i := range x.Fields {
		f := &x.Fields[i]
		if len(f.Value) < longValue || int(f.At) < from || !x.stands(f) || !oneWord(f.Value) {
			continue
		}
		if namesHeader(x.Raw[from:f.At]) {
			return true
		}
		from = int(f.At) + len(f.Value)
	}
	return namesHeader(x.Raw[from:])
}

// longValue is the length from which it pays to find out that a value is one word.
const longValue = 256

// oneWord tells whether a text has nothing that could part a header's name from its value.
func oneWord(text string) bool {
	for _, b := range []byte(" :=%") {
		if strings.IndexByte(text, b) >= 0 {
			return false
		}
	}
	return true
}

// namesHeader tells whether a text has the name of a header with secrets. The SDK's errors have it, too
// ("AuthorizationErrors"), in nearly every line that lapse is about, and redacting each of those would take longer than all
// else.
func namesHeader(raw []byte) bool {
	return hasWord(raw, "ookie", 2, "") || hasWord(raw, "uthorization", 7, "Error")
}

// hasWord tells whether a word stands in a text without that end behind it. It looks for the letter of the word that is
// rarest in logs.
func hasWord(text []byte, word string, rare int, but string) bool {
	for at := rare; at < len(text); at++ {
		n := bytes.IndexByte(text[at:], word[rare])
		if n < 0 {
			return false
		}
		at += n
		end := at - rare + len(word)
		if end <= len(text) && string(text[at-rare:end]) == word && (but == "" || !bytes.HasPrefix(text[end:], []byte(but))) {
			return true
		}
	}
	return false
}

// has tells whether the line has the field.
func (x *record) has(t target) bool { return x.at[t] != 0 }

// field is the field itself.
func (x *record) field(t target) (*format.Field, bool) {
	if x.at[t] == 0 {
		return nil, false
	}
	return &x.Fields[x.at[t]-1], true
}

// stands tells whether a field's value stands in the entry's bytes where the format says.
func (x *record) stands(f *format.Field) bool {
	return f.At > 0 && int(f.At)+len(f.Value) <= len(x.Raw) && string(x.Raw[f.At:int(f.At)+len(f.Value)]) == f.Value
}

// text is the field's value, "" where the line has none.
func (x *record) text(t target) string {
	if x.at[t] == 0 {
		return ""
	}
	return x.Fields[x.at[t]-1].Value
}

// key is the field's name as logged.
func (x *record) key(t target) string {
	if x.at[t] == 0 {
		return ""
	}
	return x.Fields[x.at[t]-1].Key
}

// said is the sentence of a line: its message, or the text field that stands for one.
func (x *record) said() string {
	if x.Body != "" {
		return x.Body
	}
	if k := x.key(messageField); k != "" && !strings.Contains(k, ".") {
		return x.text(messageField)
	}
	return ""
}
