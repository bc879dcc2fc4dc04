package format

import (
	"strconv"
	"strings"
)

// Limits on the parts that wait for the rest of their line.
const (
	maxWaiting = 64      // streams; a file of one container has two
	maxSplit   = 8 << 20 // bytes of all of them
)

// part is one line of a container runtime's log: a line that the container printed or, where that was long, a part of it.
type part struct {
	owner string // who printed it: the container, as far as lines name it, and the stream
	text  string
	cut   cut
	whole func(text string) string // this line of the runtime, had it held the whole text
}

// cut says how the text of a part ends.
type cut uint8

const (
	ended   cut = iota // with the container's line
	unended            // without a line end, and the runtime does not split so early: the container stopped, or another tool cut
	split              // the runtime split the line here
)

// joiner puts the lines together again that a container runtime split.
type joiner struct {
	waiting []*splitLine // in the order in which they began
	size    int          // bytes of their texts
	refused []Outcome
}

// splitLine is a container's line of which not all parts have been read.
type splitLine struct {
	part         // the first
	first, lines int64
	parts        []byte
	braces       int // opened and not closed in the parts
	last         cut // of the part before
	long         bool
}

func (j *joiner) of(owner string) *splitLine {
	for _, s := range j.waiting {
		if s.owner == owner {
			return s
		}
	}
	return nil
}

// begin keeps the first part of a line. Where too many streams wait, the one that began first is given up.
func (j *joiner) begin(n int64, p part) {
	if len(j.waiting) == maxWaiting {
		j.giveUp(j.waiting[0], "beginning of a line that the container runtime split; "+strconv.Itoa(maxWaiting)+" others began before its end came")
	}
	s := &splitLine{part: p, first: n}
	j.waiting = append(j.waiting, s)
	j.add(s, p)
}

// add keeps one more part. Of a line that is too long only the number of its parts is kept.
func (j *joiner) add(s *splitLine, p part) {
	s.lines++
	s.last = p.cut
	s.braces += braces(p.text)
	if s.long || j.size+len(p.text) > maxSplit {
		s.long = true
		j.size -= len(s.parts)
		s.parts = nil
		return
	}
	s.parts = append(s.parts, p.text...)
	j.size += len(p.text)
}

// take ends the waiting of a line.
func (j *joiner) take(s *splitLine) {
	for i := range j.waiting {
		if j.waiting[i] == s {
			j.waiting = append(j.waiting[:i], j.waiting[i+1:]...)
			break
		}
	}
	j.size -= len(s.parts)
}

func (j *joiner) giveUp(s *splitLine, reason string) {
	j.take(s)
	j.refuse(s, s.lines, reason)
}

// refuse says of the first lines of a split one why they cannot be read.
func (j *joiner) refuse(s *splitLine, lines int64, reason string) {
	j.refused = append(j.refused, Outcome{Line: s.first, Lines: lines, Status: Broken, Reason: reason, Text: s.line()})
}

// line is the runtime's line as it would be, had the runtime not split it.
func (s *splitLine) line() string { return s.whole(string(s.parts)) }

// join takes a line of a container runtime: a whole one is read at once, a part of one when its last part is there.
func (d *Decoder) join(n int64, line string, text []byte, emit func(*Entry)) Outcome {
	j := &d.joiner
	p, ok := d.format.Part(line, len(j.waiting) > 0)
	if !ok {
		return d.single(n, line, text, emit)
	}
	s := j.of(p.owner)
	if s != nil && s.last == unended && d.begins(p.text) {
		d.finish(s, emit)
		s = nil
	}
	switch {
	case s != nil:
		j.add(s, p)
		if p.cut != split && (p.cut == ended || s.braces <= 0) {
			d.complete(s, n, line, text, emit)
		}
		return taken()
	case p.cut == split || p.cut == unended && braces(p.text) > 0:
		j.begin(n, p)
		return taken()
	}
	return d.single(n, line, text, emit)
}

// braces is how many more of them a text opens than it closes: above 0 where it breaks off within a JSON object.
func braces(text string) int { return strings.Count(text, "{") - strings.Count(text, "}") }

// begins tells whether a text is the beginning of a log line that some format knows.
func (d *Decoder) begins(text string) bool {
	claims := d.state.claims(text)
	return len(claims) > 0 && claims[0].score >= acceptance
}

// complete reads a line whose last part, line n, is there. Where the two do not fit each other, the parts between them are
// lost, and the last one may be a line of its own.
func (d *Decoder) complete(s *splitLine, n int64, line string, text []byte, emit func(*Entry)) {
	if s.long {
		d.joiner.giveUp(s, tooLong)
		return
	}
	d.joiner.take(s)
	out := d.whole(s, emit)
	if out.Status == Taken {
		return
	}
	if f, alone := d.read(line); alone.Status == Taken && !d.state.bare {
		d.joiner.refuse(s, s.lines-1, noEnd)
		d.take(n, f, text, emit)
		return
	}
	d.joiner.refuse(s, s.lines, out.Reason)
}

var tooLong = "line that the container runtime split, longer than " + strconv.Itoa(maxSplit>>20) + " MiB"

const (
	noBeginning = "end of a line that the container runtime split; its beginning is not in this file"
	noEnd       = "beginning of a line that the container runtime split; its end is not in this file"
)

// finish ends a line of which no more parts come: a container that stopped may have left its last line without an end.
func (d *Decoder) finish(s *splitLine, emit func(*Entry)) {
	switch {
	case s.long:
		d.joiner.giveUp(s, tooLong)
	case s.last == split:
		d.joiner.giveUp(s, noEnd)
	default:
		d.joiner.take(s)
		if out := d.whole(s, emit); out.Status != Taken {
			d.joiner.refuse(s, s.lines, out.Reason)
		}
	}
}

// whole reads the parts of a line as one.
func (d *Decoder) whole(s *splitLine, emit func(*Entry)) Outcome {
	line := s.line()
	d.lines = s.lines
	out := d.single(s.first, line, []byte(line), emit)
	d.lines = 1
	return out
}

// Refused says, once, of lines given earlier why they cannot be read after all: parts of a long line that never ended.
func (d *Decoder) Refused() []Outcome {
	refused := d.joiner.refused
	d.joiner.refused = nil
	return refused
}
