package world

import (
	"bytes"
	"encoding/json"

	"lapse/analyze/incident"
)

// File is one log file; Name is its path below logs/.
type File struct {
	Name string
	Data []byte
}

// Files are the logs as text, ordered by name.
func (w *World) Files() []File {
	var files []File
	var out bytes.Buffer
	for i := range w.lines {
		l := &w.lines[i]
		w.render(&out, l)
		out.WriteByte('\n')
		if i+1 == len(w.lines) || w.lines[i+1].file != l.file {
			files = append(files, File{l.file, bytes.Clone(out.Bytes())})
			out.Reset()
		}
	}
	return files
}

func (w *World) render(out *bytes.Buffer, l *line) {
	switch l.form {
	case formSDK:
		w.renderSDK(out, l)
	case formServer:
		w.renderServer(out, l)
	case formBalancer:
		w.renderBalancer(out, l)
	case formAlert:
		w.renderAlert(out, l)
	case formJunk:
		out.WriteString(l.junk())
	default:
		w.renderConsole(out, l)
	}
}

// field appends a JSON member; the separator comes before every member but the first.
func field(out *bytes.Buffer, sep, name string, value any) {
	if b := out.Bytes(); len(b) > 0 && b[len(b)-1] != '{' {
		out.WriteString(sep)
	}
	out.WriteString(`"` + name + `":`)
	if sep == ", " {
		out.WriteByte(' ')
	}
	if raw, ok := value.(json.RawMessage); ok {
		out.Write(raw)
		return
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		panic(err) // only strings, numbers and finished JSON come here
	}
	out.Truncate(out.Len() - 1) // Encode ends with a newline
}

// hexes is a made-up ID of n hex digits for a line.
func (w *World) hexes(l *line, name string, n int) string {
	return w.luck.of(name, int64(l.seq)).hex(n)
}

func iso(t incident.Time) string { return t.String() }
