package ingest

import "lapse/analyze/incident"

// weights tell how many lines stand behind an event: the lines of its own entry and of the entries related to it. An entry
// counts for the first event that names it, which may come when later entries were read; further events of it count 0.
type weights struct {
	line, lines int64           // the entry being read; lines is 0 once it is counted
	held        map[int64]int64 // lines of used entries, by their first line, that no event has named yet
}

func (w *weights) enter(line, lines int64) { w.line, w.lines = line, lines }

// leave ends an entry.
func (w *weights) leave(used bool) {
	if used && w.lines > 0 {
		if w.held == nil {
			w.held = make(map[int64]int64)
		}
		w.held[w.line] += w.lines
	}
	w.lines = 0
}

func (w *weights) of(e *incident.Event) int64 {
	n := w.claim(e.Pos.Line)
	for _, p := range e.Related {
		n += w.claim(p.Line)
	}
	return n
}

func (w *weights) claim(line int64) int64 {
	n := w.held[line]
	delete(w.held, line)
	if line == w.line {
		n += w.lines
		w.lines = 0
	}
	return n
}
