package format

import (
	"slices"
	"strings"
)

// spread makes an entry of each element of an array of objects among the fields ("logEvents.0.message" …) and takes those
// fields out of e. read turns an element's fields into a whole entry. A decoder hands these entries out before e. It tells
// whether there were any; what stands inside an element is not spread again.
func (s *state) spread(prefix string, e *Entry, read func(in *Entry)) bool {
	if s.spreading {
		return false
	}
	s.spreading = true
	defer func() { s.spreading = false }()
	kept := make(Fields, 0, len(e.Fields))
	index, open := "", false
	for _, x := range e.Fields {
		at, key, ok := elementOf(prefix, x.Key)
		if !ok {
			kept = append(kept, x)
			continue
		}
		if !open || at != index {
			s.spill = append(s.spill, Entry{})
			s.spill[len(s.spill)-1].reset()
			index, open = at, true
		}
		s.spill[len(s.spill)-1].addElement(key, x)
	}
	e.Fields = kept
	for i := range s.spill {
		read(&s.spill[i])
	}
	return len(s.spill) > 0
}

// addElement appends a field of an element, and its text to what tells this element from the others of the line.
func (e *Entry) addElement(key string, x Field) {
	e.Raw = append(append(append(append(e.Raw, key...), '='), x.Value...), '\n')
	x.Key = key
	e.Fields = append(e.Fields, x)
}

// elementOf splits "logEvents.0.message" into "0" and "message".
func elementOf(prefix, key string) (index, rest string, ok bool) {
	rest, ok = strings.CutPrefix(key, prefix)
	if !ok {
		return "", "", false
	}
	index, rest, ok = strings.Cut(rest, ".")
	return index, rest, ok && digits(index)
}

// lastSpilled makes the last element the entry itself, where what surrounds the elements is none.
func (s *state) lastSpilled(e *Entry) {
	last := len(s.spill) - 1
	around := e.Fields
	*e = s.spill[last]
	e.Fields = append(e.Fields, around...)
	s.spill = slices.Delete(s.spill, last, last+1)
}
