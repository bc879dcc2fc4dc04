package format

import (
	"slices"
	"strings"
)

// maxWraps is how many wrappings are taken off one line.
const maxWraps = 5

// claim is how well a line fits a format.
type claim struct {
	format *Format
	score  int
}

// claims are the formats that know a line, best first, then in the order of the table.
func (s *state) claims(line string) []claim {
	if len(line) > sniffWidth {
		line = strings.ToValidUTF8(line[:sniffWidth], "")
	}
	var found []claim
	for _, f := range s.formats {
		if score := f.Claim(line); score > 0 {
			found = append(found, claim{f, score})
		}
	}
	slices.SortStableFunc(found, func(a, b claim) int { return b.score - a.score })
	return found
}

// inside looks into the message of an entry: what a logger printed may be a line of another format that was passed on (an
// SDK line that a page sent to its collector, a JSON line in a shipper's envelope).
func (s *state) inside(name string, e *Entry) Outcome {
	if strings.Contains(e.Body, "[Twilio") && claimConsole(e.Body) >= twilioClaim || looksObject(strings.TrimRight(e.Body, "\r\n")) {
		s.unwrapMessage(name, e)
	} else if strings.IndexByte(e.Body, '=') > 0 {
		s.pairs(e)
	}
	return taken()
}

// unwrapMessage decodes the message of an entry and takes the field that held it out, where a format knew it.
func (s *state) unwrapMessage(name string, e *Entry) {
	text := e.Body
	for i, x := range e.Fields {
		if x.Value == text && knownAs(x.Key).role == bodyRole {
			e.Fields = slices.Delete(e.Fields, i, i+1)
			if s.unwrap(name, text, e); s.bare {
				e.Fields = append(e.Fields, x)
			}
			return
		}
	}
	s.unwrap(name, text, e)
}

func looksObject(s string) bool {
	return len(s) > 2 && s[0] == '{' && s[1] == '"' && s[len(s)-1] == '}'
}

// unwrap reads the text inside a wrapping of which e holds what the wrapping itself says, and joins the two: the inside's
// columns win, its fields come first. A text that no format knows is the message.
func (s *state) unwrap(name, text string, e *Entry) Outcome {
	e.Format, e.Body, s.bare = name, strings.TrimRight(text, "\r\n"), false
	if s.depth >= maxWraps {
		return taken()
	}
	text = strings.TrimRight(text, "\r\n")
	for _, c := range s.claims(plain(text)) {
		if c.score < acceptance {
			break
		}
		in := s.enter()
		out := c.format.Line(s, plain(text), in)
		s.depth--
		switch out.Status {
		case Taken:
			e.join(name, c.format.Name, in)
			return out
		case Broken:
			return broken("inside " + name + ": " + out.Reason)
		}
	}
	s.bare = true
	s.pairs(e)
	return taken()
}

// enter goes one wrapping deeper and gives the entry for what is there.
func (s *state) enter() *Entry {
	if s.inner[s.depth] == nil {
		s.inner[s.depth] = &Entry{}
	}
	in := s.inner[s.depth]
	in.reset()
	s.depth++
	return in
}

// join puts what stood inside a wrapping into the wrapping's entry.
func (e *Entry) join(name, inner string, in *Entry) {
	if in.Format != "" {
		inner = in.Format
	}
	e.Format = name + "/" + inner
	if in.Time.Known() {
		if e.Time.Known() {
			e.Received = e.Time
		}
		e.Time, e.End = in.Time, in.End
	}
	if in.Received.Known() {
		e.Received = in.Received
	}
	e.Level = either(in.Level, e.Level)
	e.Host = either(in.Host, e.Host)
	e.Logger = either(in.Logger, e.Logger)
	e.Body = in.Body
	in.Fields = append(in.Fields, e.Fields...)
	e.Fields, in.Fields = in.Fields, e.Fields
}

func either(first, second string) string {
	if first != "" {
		return first
	}
	return second
}

// plain takes colour and cursor codes of terminals out of a line.
func plain(line string) string {
	if strings.IndexByte(line, 0x1b) < 0 {
		return line
	}
	b := make([]byte, 0, len(line))
	for i := 0; i < len(line); i++ {
		if line[i] != 0x1b {
			b = append(b, line[i])
			continue
		}
		if i+1 < len(line) && line[i+1] == '[' {
			i += 2
			for i < len(line) && (line[i] < '@' || line[i] > '~') {
				i++
			}
		}
	}
	return string(b)
}

// line reads one line with whatever format claims it best.
func (s *state) line(text string, e *Entry) Outcome {
	s.begin()
	for _, c := range s.claims(text) {
		out := c.format.Line(s, text, e)
		if out.Status == Foreign {
			e.reset()
			continue
		}
		if e.Format == "" {
			e.Format = c.format.Name
		}
		return out
	}
	return foreign("no format knows this record")
}
