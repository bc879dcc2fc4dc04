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
	quotes := quotesHeader(e.Raw)
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
// session of ours. The SDK's errors have the other header's name, too ("AuthorizationErrors"), in nearly every line that
// lapse is about, and redacting each of those would take longer than all else.
func quotesHeader(raw []byte) bool {
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
