package world

import "lapse/analyze/incident"

// noteServed adds what the server side saw of a request.
func (w *World) noteServed(r *run, q *request) {
	r.note(fact{kind: incident.KindAccess, at: q.ended, session: q.session, token: q.token, request: q})
	switch {
	case q.status != 200:
		r.note(fact{kind: incident.KindIssueFailed, at: q.ended, session: q.session, request: q})
	case !q.again:
		rest := q.ended.Sub(q.token.minted)
		at := q.token.minted.Add(r.luck.of("log", int64(q.session.id), int64(q.sent)).between(0, rest))
		r.note(fact{kind: incident.KindIssued, at: at, session: q.session, token: q.token, request: q})
	case w.Config.Cache.Logged:
		r.note(fact{kind: incident.KindIssued, at: q.ended, session: q.session, token: q.token, request: q})
	}
}

// noteStored adds the issuance of a token that a page left in storage, where the log reaches back so far.
func (w *World) noteStored(r *run, s *session) {
	if s.stored == nil || s.stored.minted < w.Start {
		return
	}
	took := latency(w.luck.of("stored", int64(s.id)))
	q := &request{session: s, host: s.stored.host, status: 200, token: s.stored, latency: took, ended: s.stored.minted.Add(took)}
	w.noteServed(r, q)
}

// noteNoise adds errors that have nothing to do with tokens; they name an identity and no device.
func (w *World) noteNoise(r *run) {
	codes := [...]int{31401, 31003, 31009, 31005, 53000}
	n := int(w.Config.Logs.Noise * float64(len(w.sessions)))
	for i := range n {
		l := w.luck.of("noise", int64(i))
		s := w.sessions[l.of("whose").below(len(w.sessions))]
		at := s.from.Add(l.of("when").between(0, s.to.Sub(s.from)))
		r.note(fact{kind: incident.KindSuspect, at: at, session: s, noise: codes[l.of("code").below(len(codes))]})
	}
}

// mangle doubles some lines and puts malformed ones between them.
func (w *World) mangle(lines []line) []line {
	share := w.Config.Logs.Mangled
	if share == 0 {
		return lines
	}
	out := make([]line, 0, len(lines)+len(lines)/20)
	for _, l := range lines {
		out = append(out, l)
		draw := w.luck.of("mangle", int64(l.seq), int64(l.form))
		if l.form != formSDK || !draw.chance(2*share) {
			continue
		}
		next := l
		if next.copyOf = 1; draw.of("junk").chance(0.5) {
			next = line{form: formJunk, file: l.file, seq: l.seq, written: l.written, received: l.received, fact: l.fact}
		}
		out = append(out, next)
	}
	return out
}

// junk are malformed lines as collectors really get them.
func (l *line) junk() string {
	texts := [...]string{`{"timestamp": "2026-06-21T`, "not json at all", "", "[]", "{}"}
	return texts[l.seq%len(texts)]
}
