package cli

import (
	"bytes"
	"cmp"
	"io"
	"slices"

	"github.com/spf13/cobra"
)

func newMerge(env Env) *cobra.Command {
	return &cobra.Command{Use: "merge VERDICTS...", Short: "Join the jsonl outputs of `analyze --buckets` workers to what one run would print",
		Example: "  lapse analyze --store $S --buckets 0..511 --format jsonl > a.jsonl &\n  lapse analyze --store $S --buckets 512..1023 --format jsonl > b.jsonl; wait\n  lapse merge a.jsonl b.jsonl",
		Args:    cobra.MinimumNArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return mergeVerdicts(env, args) }}
}

// mergeVerdicts reads all files side by side, each a line at a time.
func mergeVerdicts(env Env, paths []string) error {
	var files []*verdictFile
	defer func() {
		for _, f := range files {
			f.close()
		}
	}()
	for _, path := range paths {
		f, err := openVerdicts(path)
		if err != nil {
			return err
		}
		files = append(files, f)
	}
	m := merging{renamed: map[episode]string{}}
	return buffered(env.Stdout, func(w io.Writer) error { return m.run(w, files) })
}

// merging joins verdicts as one analysis does. An event that names no identity may have been claimed by the people of several
// workers, and the one who judges what nobody claimed cannot know of that: of several verdicts on one event the first
// person's counts, and nobody's last.
type merging struct {
	last    verdictLine
	renamed map[episode]string // episodes that lost the event they were named by: the new name, "" as long as there is none
}

// episode is one of a person; the verdicts of one event may begin several.
type episode struct{ identity, name string }

func (m *merging) run(w io.Writer, files []*verdictFile) error {
	left := slices.Clone(files)
	for {
		left = slices.DeleteFunc(left, func(f *verdictFile) bool { return f.over })
		if len(left) == 0 {
			return nil
		}
		f := slices.MinFunc(left, func(a, b *verdictFile) int { return a.line.compare(&b.line) })
		if err := m.take(w, &f.line); err != nil {
			return err
		}
		if err := f.next(); err != nil {
			return err
		}
	}
}

// take writes a line, unless it is about the event of the one before.
func (m *merging) take(w io.Writer, l *verdictLine) error {
	of := episode{l.Identity, l.Episode}
	if l.Event == m.last.Event && l.Time == m.last.Time {
		if l.First && of != (episode{m.last.Identity, m.last.Episode}) { // else the same part was given twice
			m.renamed[of] = ""
		}
		return nil
	}
	m.last = *l
	if name, ok := m.renamed[of]; ok {
		m.rename(l, of, name)
	}
	_, err := w.Write(append(l.text, '\n'))
	return err
}

// rename gives a verdict's episode its new name, which is its own event's where it is the first one left. A quote within a
// text is escaped in JSON, so what is replaced stands nowhere else.
func (m *merging) rename(l *verdictLine, of episode, name string) {
	if name == "" {
		name = l.Event
		m.renamed[of] = name
		l.text = bytes.Replace(l.text, []byte(`"first_of_episode":false`), []byte(`"first_of_episode":true`), 1)
	}
	l.text = bytes.Replace(l.text, []byte(`"episode":"`+of.name+`"`), []byte(`"episode":"`+name+`"`), 1)
}

// verdictLine is a line of verdicts.jsonl, and what of it a merge looks at.
type verdictLine struct {
	Schema   string `json:"schema"`
	Time     string `json:"time"`
	Event    string `json:"event"`
	Identity string `json:"identity"`
	Episode  string `json:"episode"`
	First    bool   `json:"first_of_episode"`
	text     []byte
}

// compare is the order of verdicts; of one event's, nobody's comes last.
func (l *verdictLine) compare(m *verdictLine) int {
	nobody := func(l *verdictLine) int {
		if l.Identity == "" {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(l.Time, m.Time), cmp.Compare(l.Event, m.Event), nobody(l)-nobody(m), cmp.Compare(l.Identity, m.Identity))
}
