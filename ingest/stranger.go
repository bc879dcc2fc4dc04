package ingest

import (
	"fmt"
	"strings"

	"lapse/analyze/incident"
	"lapse/ingest/source"
)

// strangers are the lines of a text that name another host than the one that the user declared for it (host=H:PATH). What a
// line says of itself counts, so the declaration may come to nothing, and that must be said.
type strangers struct {
	lines int64
	first int64 // the least number of them
}

// meet counts an event of a server whose clock is not that of the declared host or balancer.
func (s *strangers) meet(e *incident.Event, declared string) {
	if !e.Kind.Server() || !e.Time.Known() {
		return
	}
	if _, host, _ := strings.Cut(string(e.Time.Clock), ":"); host != declared {
		s.add(strangers{1, e.Pos.Line})
	}
}

// add takes over those of another part of the same text.
func (s *strangers) add(u strangers) {
	if s.lines == 0 || u.lines > 0 && u.first < s.first {
		s.first = u.first
	}
	s.lines += u.lines
}

// trouble says that the declaration was not followed. It names no host: reports may have to hide them.
func (s *strangers) trouble(path string) source.Trouble {
	named := fmt.Sprintf("%d lines name", s.lines)
	if s.lines == 1 {
		named = "1 line names"
	}
	return source.Trouble{Path: path, Message: fmt.Sprintf("%s another host than the one declared (the first is line %d); what a line says of itself counts", named, s.first)}
}
