package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/olekukonko/tablewriter/tw"
)

// grid is a table for the terminal. What does not fit goes on below: nothing that a line said is cut off.
type grid struct {
	head  []string
	right []bool // columns of numbers
	whole []bool // columns that keep their width whatever it takes
	rows  [][]string
	notes map[int][]string             // paragraphs under a row, as wide as the table may be
	ink   func(row, column int) string // SGR parameters of a cell ("31"), "" for plain; nil: all plain
}

// newGrid takes the column heads; one that begins with '>' is a column of numbers, set to the right, one that begins with
// '!' keeps its width. The others are folded where the terminal is too narrow.
func newGrid(head ...string) *grid {
	n := len(head)
	g := &grid{head: make([]string, n), right: make([]bool, n), whole: make([]bool, n), notes: map[int][]string{}}
	for i, h := range head {
		h, g.right[i] = strings.CutPrefix(h, ">")
		h, g.whole[i] = strings.CutPrefix(h, "!")
		g.whole[i] = g.whole[i] || g.right[i]
		g.head[i] = h
	}
	return g
}

func (g *grid) add(cells ...any) {
	row := make([]string, len(cells))
	for i, c := range cells {
		row[i] = Clean(fmt.Sprint(c))
	}
	g.rows = append(g.rows, row)
}

// note adds a paragraph below the last row.
func (g *grid) note(text string) {
	last := len(g.rows) - 1
	g.notes[last] = append(g.notes[last], Clean(text))
}

// print writes the table, indented by two columns, and below each row its notes.
func (g *grid) print(w io.Writer, o Options) error {
	if len(g.rows) == 0 {
		return nil
	}
	limits, gap := g.limits(o.width() - 2)
	var text strings.Builder
	t := tablewriter.NewTable(&text, g.options(o, gap)...)
	t.Header(g.folded(g.head, limits))
	for i := range g.rows {
		if err := t.Append(g.cells(i, limits, o)); err != nil {
			return err
		}
	}
	if err := t.Render(); err != nil {
		return err
	}
	_, err := io.WriteString(w, g.withNotes(text.String(), limits, o))
	return err
}

// cells are a row, folded and painted.
func (g *grid) cells(i int, limits []int, o Options) []string {
	cells := g.folded(g.rows[i], limits)
	for j, c := range cells {
		lines := strings.Split(c, "\n")
		for k := range lines {
			lines[k] = g.paint(lines[k], i, j, o)
		}
		cells[j] = strings.Join(lines, "\n")
	}
	return cells
}

// folded breaks cells to the widths of their columns.
func (g *grid) folded(row []string, limits []int) []string {
	cells := make([]string, len(row))
	for j, c := range row {
		cells[j] = strings.Join(foldCell(c, limits[j]), "\n")
	}
	return cells
}

// withNotes indents a rendered table and puts each row's notes below it.
func (g *grid) withNotes(table string, limits []int, o Options) string {
	var out strings.Builder
	row, left := -1, height(g.folded(g.head, limits))+1 // the heads and the rule below them
	for line := range strings.Lines(table) {
		fmt.Fprintf(&out, "  %s\n", strings.TrimRight(line, " \n"))
		if left--; left > 0 {
			continue
		}
		for _, note := range g.notes[row] {
			for _, l := range fold(note, o.width()-6) {
				fmt.Fprintf(&out, "      %s\n", l)
			}
		}
		if row++; row < len(g.rows) {
			left = height(g.folded(g.rows[row], limits))
		}
	}
	return out.String()
}

// height is how many lines a row takes.
func height(cells []string) int {
	n := 0
	for _, c := range cells {
		n = max(n, strings.Count(c, "\n")+1)
	}
	return n
}

func (g *grid) options(o Options, gap int) []tablewriter.Option {
	style := tw.StyleLight
	if o.ASCII {
		style = tw.StyleASCII
	}
	align := make(tw.Alignment, len(g.right))
	for i, right := range g.right {
		align[i] = tw.AlignLeft
		if right {
			align[i] = tw.AlignRight
		}
	}
	return []tablewriter.Option{
		tablewriter.WithSymbols(tw.NewSymbols(style)),
		tablewriter.WithRendition(tw.Rendition{
			Borders: tw.BorderNone,
			Settings: tw.Settings{
				Separators: tw.Separators{BetweenColumns: tw.Off, BetweenRows: tw.Off},
				Lines:      tw.Lines{ShowHeaderLine: tw.On},
			},
		}),
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithAlignment(align),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithHeaderAutoWrap(tw.WrapNone),
		tablewriter.WithPadding(tw.Padding{Left: "", Right: strings.Repeat(" ", gap), Overwrite: true}),
	}
}

// limits gives every column a width, and a gap between them, so that the whole fits: text is folded where it is widest, down
// to what reads well; if that is not enough, the gap is narrowed, and text folded further.
func (g *grid) limits(total int) (widths []int, gap int) {
	gaps := len(g.head) - 1
	if widths, ok := g.within(total-2*gaps, 20); ok {
		return widths, 2
	}
	widths, _ = g.within(total-gaps, 8)
	return widths, 1
}

// within takes what is more than total from the widest columns, but leaves folded ones at least narrowest.
func (g *grid) within(total, narrowest int) (widths []int, ok bool) {
	widths, least := make([]int, len(g.head)), make([]int, len(g.head))
	for j, h := range g.head {
		cells := 0
		for _, row := range g.rows {
			cells = max(cells, twwidth.Width(row[j]))
		}
		widths[j], least[j] = max(twwidth.Width(h), cells), max(longestPiece(h), cells)
		if !g.whole[j] {
			least[j] = max(longestPiece(h), min(cells, narrowest))
		}
		total -= widths[j]
	}
	for total < 0 {
		widest := -1
		for j, n := range widths {
			if n > least[j] && (widest < 0 || n > widths[widest]) {
				widest = j
			}
		}
		if widest < 0 {
			return widths, false
		}
		widths[widest]--
		total++
	}
	return widths, true
}

func (g *grid) paint(s string, row, column int, o Options) string {
	if !o.Color || g.ink == nil {
		return s
	}
	return ink(s, g.ink(row, column))
}

// ink colours text that holds no control characters of its own.
func ink(s, sgr string) string {
	if sgr == "" || s == "" {
		return s
	}
	return "\x1b[" + sgr + "m" + s + "\x1b[0m"
}
