package format

import "strings"

// envelope says where a platform's JSON record keeps what it carries. Names are flattened; the first of a list that exists
// counts.
type envelope struct {
	name     string
	text     []string // the line as it was printed
	lift     []string // prefix of the fields of a carried object, which stand for themselves once it is taken off
	time     []string
	received []string // when the platform took it in, beside time
	level    []string
	host     []string
	logger   []string
}

// read takes an envelope off: what it carries is decoded as an entry, and the envelope's own fields come behind.
func (v *envelope) read(s *state, line string, e *Entry) Outcome {
	if out := s.object(strings.TrimSpace(line), e); out.Status != Taken {
		return out
	}
	v.columns(s, e)
	for _, prefix := range v.lift {
		if in := s.lift(prefix, e); in != nil {
			if x, ok := e.first(v.text); ok && in.Body == "" {
				in.Body = x.Value
			}
			e.join(v.name, "json", in)
			return taken()
		}
	}
	for _, key := range v.text {
		if x, ok := e.Fields.Get(key); ok && x.Type == 's' {
			e.drop(key)
			return s.unwrap(v.name, x.Value, e)
		}
	}
	return foreign("not of " + v.name + ": none of its texts is in it")
}

// columns fills the entry's columns with what the envelope itself says.
func (v *envelope) columns(s *state, e *Entry) {
	e.Time = s.stampOf(e, v.time)
	e.Received = s.stampOf(e, v.received)
	if x, ok := e.first(v.level); ok {
		e.Level = levelText(x)
	}
	if x, ok := e.first(v.host); ok {
		e.Host = x.Value
	}
	if x, ok := e.first(v.logger); ok {
		e.Logger = x.Value
	}
}

// stampOf reads the first field of these names that is a stamp.
func (s *state) stampOf(e *Entry, names []string) Stamp {
	for _, key := range names {
		if x, ok := e.Fields.Get(key); ok {
			if st, ok := s.stamp(x.Value); ok {
				return st
			}
		}
	}
	return NoStamp()
}

// first returns the first field of these names that says something.
func (e *Entry) first(names []string) (Field, bool) {
	for _, key := range names {
		if x, ok := e.Fields.Get(key); ok && x.Value != "" {
			return x, true
		}
	}
	return Field{}, false
}

// drop takes a field out: the text that is decoded by itself.
func (e *Entry) drop(key string) {
	for i := range e.Fields {
		if e.Fields[i].Key == key {
			e.Fields = append(e.Fields[:i], e.Fields[i+1:]...)
			return
		}
	}
}

// lift moves the fields below a prefix into an entry of their own and decodes that; nil where there are none.
func (s *state) lift(prefix string, e *Entry) *Entry {
	if s.depth >= maxWraps {
		return nil
	}
	in := s.enter()
	kept := e.Fields[:0]
	for _, x := range e.Fields {
		if key, ok := strings.CutPrefix(x.Key, prefix); ok && key != "" {
			x.Key = key
			in.Fields = append(in.Fields, x)
		} else {
			kept = append(kept, x)
		}
	}
	e.Fields = kept
	if len(in.Fields) > 0 {
		s.dress(in, nil)
		s.inside("json", in)
		s.depth--
		return in
	}
	s.depth--
	return nil
}

// hasKeys tells whether a JSON text names all of these keys, at whatever depth. It looks and does not parse.
func hasKeys(line string, keys ...string) bool {
	for _, key := range keys {
		if !hasKey(line, key) {
			return false
		}
	}
	return true
}

func hasKey(line, key string) bool {
	for at := 0; ; {
		i := strings.Index(line[at:], key)
		if i < 0 {
			return false
		}
		at += i
		end := at + len(key)
		if at > 0 && line[at-1] == '"' && strings.HasPrefix(line[end:], `"`) {
			if rest := strings.TrimLeft(line[end+1:], " "); strings.HasPrefix(rest, ":") {
				return true
			}
		}
		at = end
	}
}

// isObject tells whether a line looks like a JSON object.
func isObject(line string) bool { return claimJSON(line) > 0 }
