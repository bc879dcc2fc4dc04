package dialect

import (
	"strings"

	"lapse/analyze/incident"
)

// slot is where a field goes: its target, and its rank among the target's names (lower is better).
type slot struct {
	target target
	rank   int16
	marks  mark
}

// mark is what a field's name alone gives away of the line's dialect: a bit set.
type mark uint8

const (
	alertMark   mark = 1 << iota // only alerts have such a field
	sidMark                      // alerts have a SID of their own
	typeMark                     // frames and Event Streams have a type
	versionMark                  // frames have a version beside it
	groupMark                    // call events have a group
	edgeMark                     // and an edge, or the SDK as publisher
)

var markedNames = map[string]mark{
	"alerttext": alertMark, "moreinfo": alertMark, "payloadtype": alertMark, "correlationsid": alertMark,
	"sid": sidMark, "type": typeMark, "version": versionMark, "group": groupMark,
	"edge": edgeMark, "publisher": edgeMark, "sdkedge": edgeMark, "clientedge": edgeMark,
}

func marksOf(path []string) mark {
	var m mark
	for _, name := range path {
		m |= markedNames[name]
	}
	return m
}

// builtin maps plain names to slots.
var builtin = buildNames()

func buildNames() map[string]slot {
	names := map[string]slot{}
	for t, row := range aliasTable {
		for rank, name := range strings.Fields(row.names) {
			names[name] = slot{target: target(t), rank: int16(rank)}
		}
	}
	return names
}

// lexicon finds the slot of a field's name, and remembers the answers. It belongs to one goroutine.
type lexicon struct {
	house map[string]slot // a house's own names, as its mapping has them
	known map[string]slot
	last  []named // the fields of the line before, index by index
	said  map[string]saying
}

// named is a field's name with its slot.
type named struct {
	key string
	slot
}

// saying is what a name or a sentence of an event means.
type saying struct {
	kind    incident.Kind
	isError bool
}

// maxKnown bounds the memory that a log with ever new names could take.
const maxKnown = 4096

// slotAt is the slot of the i-th field of a line. Lines of one logger have the same names in the same order, so the field
// at this place of the line before is looked at first.
func (l *lexicon) slotAt(i int, key string) slot {
	if i < len(l.last) && l.last[i].key == key {
		return l.last[i].slot
	}
	s := l.slot(key)
	switch n := (named{key, s}); {
	case i < len(l.last):
		l.last[i] = n
	case i == len(l.last) && i < maxKnown:
		l.last = append(l.last, n)
	}
	return s
}

func (l *lexicon) slot(key string) slot {
	if s, ok := l.known[key]; ok {
		return s
	}
	path := plainPath(key)
	marks := marksOf(path)
	s, ok := l.house[strings.ToLower(key)]
	if !ok {
		s = lookUp(path)
	}
	s.marks = marks
	if len(l.known) < maxKnown {
		l.known[strings.Clone(key)] = s
	}
	return s
}

// maxSaid is the length from which a text is not worth remembering: it will not come again.
const maxSaid = 80

// meaning is what an event's name or, with sentence set, the first words of a sentence mean.
func (l *lexicon) meaning(text string, sentence bool) saying {
	if s, ok := l.said[text]; ok && len(text) <= maxSaid {
		return s
	}
	var s saying
	if s.kind, s.isError = eventKind(text); s == (saying{}) && sentence {
		s.kind = sentenceKind(text)
	}
	if len(text) <= maxSaid && len(l.said) < maxKnown {
		l.said[strings.Clone(text)] = s
	}
	return s
}

// guessed is the penalty of a name that was found below a container that nobody listed.
const guessed = 100

// lookUp finds the slot of a path of plain names.
func lookUp(path []string) slot {
	for _, name := range path {
		if deaf[name] {
			return slot{}
		}
	}
	penalty := int16(0)
	for len(path) > 0 {
		if s, ok := builtin[strings.Join(path, ".")]; ok {
			s.rank += penalty
			return s
		}
		switch {
		case len(path) == 1:
			return slot{}
		case errorNames[path[0]] && path[0] != "error":
			path = append([]string{"error"}, path[1:]...)
			continue
		case !neutral[path[0]]:
			return guess(path)
		}
		path = path[1:]
		penalty += 10
	}
	return slot{}
}

// guess takes an object of any name for an error where it has what only errors have.
func guess(path []string) slot {
	if path[0] == "error" {
		return slot{}
	}
	switch strings.Join(path[1:], ".") {
	case "code", "message", "originalerror.code", "originalerror.message":
		s := builtin["error."+strings.Join(path[1:], ".")]
		s.rank += guessed
		return s
	}
	return slot{}
}

// plainPath splits a flattened name and makes each part plain. Whatever a token is called, and wherever below it its claims
// are, "token.exp" is what comes out.
func plainPath(key string) []string {
	if len(key) > 200 {
		return nil
	}
	path := strings.Split(key, ".")
	for i, name := range path {
		path[i] = plain(name)
	}
	for i := 0; i+1 < len(path); i++ {
		switch path[i] {
		case "jwt", "accesstoken", "twiliotoken", "voicetoken", "decodedtoken":
			path[i] = "token"
		}
		if path[i] == "token" && i+2 < len(path) && tokenParts[path[i+1]] {
			path = append(path[:i+1], path[i+2:]...)
		}
	}
	return path
}

// tokenParts are what houses call the part of a token object that holds the claims.
var tokenParts = words(`claims payload decoded body data`)

// plain is a name in lower case with letters and digits only.
func plain(name string) string {
	b := make([]byte, 0, 64)
	for i := range len(name) {
		switch c := name[i]; {
		case c >= 'A' && c <= 'Z':
			b = append(b, c+'a'-'A')
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c > 127:
			b = append(b, c)
		}
	}
	return string(b)
}
