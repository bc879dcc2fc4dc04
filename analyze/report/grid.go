package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/olekukonko/tablewriter/tw"
)

// grid is a table for the terminal. Cells hold log text as it is; print makes it safe.
type grid struct {
	head  []string
	right []bool // columns of numbers
	whole []bool // columns that are never shortened
	wraps []bool // columns whose text goes on below instead of being cut
	rows  [][]string
	ink   func(row, column int) string // SGR parameters of a cell ("31"), "" for plain; nil: all plain
}

// newGrid takes the column heads; one that begins with '>' is a column of numbers, set to the right, one that begins with
// '!' is never shortened, one that begins with '~' goes on in further lines.
func newGrid(head ...string) *grid {
	n := len(head)
	g := &grid{head: make([]string, n), right: make([]bool, n), whole: make([]bool, n), wraps: make([]bool, n)}
	for i, h := range head {
		h, g.right[i] = strings.CutPrefix(h, ">")
		h, g.whole[i] = strings.CutPrefix(h, "!")
		h, g.wraps[i] = strings.CutPrefix(h, "~")
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

// print writes the table, indented by two columns. What is too wide for the terminal is taken from the widest columns.
func (g *grid) print(w io.Writer, o Options) error {
	if len(g.rows) == 0 {
		return nil
	}
	limits := g.limits(o.width() - 2)
	var text strings.Builder
	t := tablewriter.NewTable(&text, g.options(o)...)
	t.Header(g.head)
	for i, row := range g.rows {
		cells := make([]string, len(row))
		for j, c := range row {
			cells[j] = g.paint(g.fit(c, limits[j], j), i, j, o)
		}
		if err := t.Append(cells); err != nil {
			return err
		}
	}
	if err := t.Render(); err != nil {
		return err
	}
	for line := range strings.Lines(text.String()) {
		if _, err := fmt.Fprintf(w, "  %s\n", strings.TrimRight(line, " \n")); err != nil {
			return err
		}
	}
	return nil
}

func (g *grid) options(o Options) []tablewriter.Option {
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
		tablewriter.WithPadding(tw.Padding{Left: "", Right: "  ", Overwrite: true}),
	}
}

// limits gives every column a width so that the whole fits; some keep theirs whatever it takes.
func (g *grid) limits(total int) []int {
	widths := make([]int, len(g.head))
	sum := -2 // the last column needs no gap
	for j, h := range g.head {
		widths[j] = twwidth.Width(h)
		for _, row := range g.rows {
			widths[j] = max(widths[j], twwidth.Width(row[j]))
		}
		sum += widths[j] + 2
	}
	for sum > total {
		widest := -1
		for j, n := range widths {
			if !g.whole[j] && n > max(8, twwidth.Width(g.head[j])) && (widest < 0 || n > widths[widest]) {
				widest = j
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
		sum--
	}
	return widths
}

func (g *grid) fit(cell string, width, column int) string {
	if g.wraps[column] {
		return strings.Join(fold(cell, width), "\n")
	}
	return shorten(cell, width, column)
}

// fold breaks text at spaces into lines of at most n columns; a longer word keeps a line to itself.
func fold(s string, n int) []string {
	var out []string
	line := ""
	for _, word := range strings.Fields(s) {
		switch {
		case line == "":
			line = word
		case twwidth.Width(line)+1+twwidth.Width(word) > n:
			out, line = append(out, line), word
		default:
			line += " " + word
		}
	}
	return append(out, line)
}

// shorten cuts a cell to its column. The first column often holds paths, whose end tells more than their beginning.
func shorten(s string, n, column int) string {
	if twwidth.Width(s) <= n {
		return s
	}
	if column > 0 {
		return twwidth.Truncate(s, n, "…")
	}
	r := []rune(s)
	for len(r) > 0 && twwidth.Width(string(r)) > n-1 {
		r = r[1:]
	}
	return "…" + string(r)
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

func (o Options) width() int {
	if o.Width <= 0 {
		return 100
	}
	return max(o.Width, 40)
}
