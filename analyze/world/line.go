package world

import (
	"cmp"
	"slices"

	"lapse/analyze/incident"
)

// line is one line of one log file; text and event are both made from it.
type line struct {
	form     form
	file     string
	number   int64
	written  incident.Time // true time by which the file is ordered
	received incident.Time // by the collector; NoTime where there is none
	fact     *fact
	seq      int
	id       incident.ID
	copyOf   int64 // line number of the original, 0 if this is one
}

// form is what a line looks like.
type form int

const (
	formSDK            form = iota // one JSON object a client event
	formConsoleCall                // `[Device] .register` and the like, or a lost socket
	formConsoleSetting             // `[PStream] Setting token and publishing listen`
	formConsoleSending             // `[WSTransport] Sending: {…listen…}`
	formConsoleAnswer              // `[WSTransport] Received: {…}`
	formConsoleError               // `[Device] Received error:`
	formServer
	formBalancer
	formAlert
	formJunk // a malformed line
)

// console tells whether a line of this form stands in a console file.
func (f form) console() bool { return f >= formConsoleCall && f <= formConsoleError }

// File names below logs/.
const (
	sdkFile      = "sdk.ndjson"
	balancerFile = "lb-access.log"
	alertFile    = "monitor-alerts.ndjson"
)

func (w *World) serverFile() string {
	if w.Config.Logs.Logfmt {
		return "token-server.log"
	}
	return "token-server.ndjson"
}

// write decides which facts were logged, where, and in which order.
func (w *World) write(r *run) []line {
	for _, q := range r.requests {
		w.noteServed(r, q)
	}
	for _, s := range w.sessions {
		w.noteStored(r, s)
	}
	w.noteNoise(r)
	var lines []line
	for i := range r.facts {
		lines = append(lines, w.linesOf(&r.facts[i], i)...)
	}
	slices.SortFunc(lines, func(a, b line) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.key(), b.key()),
			cmp.Compare(a.seq, b.seq), cmp.Compare(a.form, b.form))
	})
	return w.number(w.mangle(lines))
}

// key is what a file is ordered by: the receive stamp where the collector wrote it.
func (l *line) key() incident.Time {
	if l.received.Known() {
		return l.received
	}
	return l.written
}

func (w *World) number(lines []line) []line {
	for i := range lines {
		l := &lines[i]
		l.number = 1
		if i > 0 && lines[i-1].file == l.file {
			l.number = lines[i-1].number + 1
		}
		if l.copyOf != 0 {
			l.copyOf = l.number - 1
		}
	}
	return lines
}

// linesOf are the lines a fact leaves behind; mostly one, often none.
func (w *World) linesOf(f *fact, seq int) []line {
	forms := w.forms(f)
	lines := make([]line, 0, len(forms))
	for _, form := range forms {
		l := line{form: form, fact: f, seq: seq, written: f.at, received: incident.NoTime, file: w.file(form, f)}
		if form == formSDK && f.noise == 0 {
			l.received = w.posted(f)
		}
		lines = append(lines, l.named(w))
	}
	return lines
}

// named gives the line the ID of what it says: the same in every run, wherever the line stands.
func (l line) named(w *World) line {
	a := w.luck.of("line", int64(l.seq), int64(l.form))
	for i := range 8 {
		l.id[i] = byte(a >> (8 * i))
		l.id[8+i] = byte(a.of("low") >> (8 * i))
	}
	return l
}

func (w *World) file(form form, f *fact) string {
	switch form {
	case formServer:
		return w.serverFile()
	case formBalancer:
		return balancerFile
	case formAlert:
		return alertFile
	case formSDK:
		return sdkFile
	}
	return "console/" + f.session.device + ".log"
}

// forms says in which shapes a fact was logged in this world.
func (w *World) forms(f *fact) []form {
	logs := &w.Config.Logs
	switch {
	case f.kind == incident.KindAccess:
		if logs.Balancer {
			return []form{formBalancer}
		}
	case f.kind.Server():
		if lost := logs.Lost; lost == nil || !w.inside(*lost, f.at) {
			return []form{formServer}
		}
	case logs.Alerts:
		if f.kind == incident.KindRejected {
			return []form{formAlert}
		}
	case logs.Console:
		return consoleForms(f)
	case f.kind == incident.KindListen, logs.Errors && f.kind != incident.KindRejected:
	case logs.Quiet && f.kind == incident.KindTokenWillExpire:
	default:
		return []form{formSDK}
	}
	return nil
}

func consoleForms(f *fact) []form {
	switch f.kind {
	case incident.KindRegister, incident.KindUpdateToken, incident.KindUnregistered,
		incident.KindTokenWillExpire, incident.KindReconnecting:
		return []form{formConsoleCall}
	case incident.KindListen:
		return []form{formConsoleSetting, formConsoleSending}
	case incident.KindRegistered:
		return []form{formConsoleAnswer}
	case incident.KindRejected:
		return []form{formConsoleAnswer, formConsoleError}
	}
	return nil
}

// posted is when the collector got a client's line: within half a second, or, from an offline queue, minutes later with
// everything else of those five minutes.
func (w *World) posted(f *fact) incident.Time {
	l := w.luck.of("post", int64(f.session.id))
	at := f.at.Add(l.of("way", int64(f.at)).between(50*incident.Millisecond, 400*incident.Millisecond))
	if b := l.of("burst", int64(f.at)/int64(5*incident.Minute)); b.chance(w.Config.Logs.Late) {
		at = at.Add(b.of("late").between(incident.Minute, 15*incident.Minute))
	}
	return at
}
