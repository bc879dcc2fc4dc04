package report

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"html/template"
	"io"
	"strings"

	"lapse/analyze/incident"
)

//go:embed page
var pageFiles embed.FS

// pageScripts are run in this order, each in a script element of its own with its hash in the Content-Security-Policy.
var pageScripts = []string{
	"page/uplot/uPlot.iife.min.js", "page/state.js", "page/time.js", "page/ink.js", "page/causes.js", "page/endpoint.js",
	"page/lanedraw.js", "page/lanestory.js", "page/lanes.js", "page/verdicts.js", "page/main.js",
}

// htmlPage is what page.html shows without JavaScript, and the data for what its scripts draw.
type htmlPage struct {
	*Model
	CSP              string
	Style            template.HTML
	Scripts          []template.HTML
	Data             template.HTML // base64 of the gzipped pageData
	Figures          htmlFigures
	Defs             template.HTML
	Clocks           []incident.ClockReport
	Rest             int // client clocks that are not shown
	Lanes, LanesLeft int // sessions, and how many of them no static figure shows
	Episodes         []htmlEpisode
	Left             int // that are not in the plain table
}

type htmlFigures struct {
	Causes, Lanes, Clocks, Endpoint, Pareto, Simulated template.HTML
	EndpointSource                                     string
}

// htmlEpisode is one row of the plain table of verdicts.
type htmlEpisode struct {
	*incident.Verdict
	Repeats int
}

// writeHTML writes one file that needs nothing else: no request leaves it, and the policy in its head forbids any.
func writeHTML(w io.Writer, m *Model, _ Options) error {
	p, err := m.page()
	if err != nil {
		return err
	}
	t, err := template.New("page.html").Funcs(pageFuncs).ParseFS(pageFiles, "page/page.html")
	if err != nil {
		return err
	}
	return t.Execute(w, p)
}

func (m *Model) page() (*htmlPage, error) {
	lanes := m.lanes()
	data := m.pageData(lanes)
	packed, err := pack(data)
	if err != nil {
		return nil, err
	}
	p := &htmlPage{Model: m, Data: packed, Lanes: len(lanes), LanesLeft: max(len(lanes)-staticLanes, 0), Defs: patternDefs()}
	p.Clocks, p.Rest = clockRows(m.Result.Clocks)
	p.Episodes, p.Left = plainEpisodes(m.Result.Verdicts)

	from, to := axis(m, lanes)
	t := timeScale{from, to}
	p.Figures.Causes = m.causesFigure(t)
	if len(lanes) > 0 {
		p.Figures.Lanes = m.lanesFigure(lanes, t)
	}
	if len(p.Clocks) > 0 {
		p.Figures.Clocks = m.clocksFigure(p.Clocks, t)
	}
	if e := m.endpoint(); e != nil {
		p.Figures.Endpoint, p.Figures.EndpointSource = endpointFigure(e, t), e.source
	}
	if r := m.Replay; r != nil {
		p.Figures.Pareto = paretoFigure(r)
		if r.Timeline != nil {
			p.Figures.Simulated = simulatedFigure(r.Timeline)
		}
	}
	return p, p.assets()
}

// assets puts style and scripts into the page and allows exactly these by their hashes.
func (p *htmlPage) assets() error {
	style, err := readAll("page/page.css", "page/uplot/uPlot.min.css")
	if err != nil {
		return err
	}
	p.Style = template.HTML("<style>" + style + "</style>")
	var allowed []string
	for _, name := range pageScripts {
		js, err := readAll(name)
		if err != nil {
			return err
		}
		p.Scripts = append(p.Scripts, template.HTML("<script>"+js+"</script>"))
		allowed = append(allowed, cspHash(js))
	}
	p.CSP = "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src " + cspHash(style) + "; script-src " + strings.Join(allowed, " ")
	return nil
}

func readAll(names ...string) (string, error) {
	var all bytes.Buffer
	for _, name := range names {
		b, err := pageFiles.ReadFile(name)
		if err != nil {
			return "", err
		}
		all.Write(b)
	}
	return all.String(), nil
}

func cspHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// pack makes data small enough to carry: JSON, gzip, base64, whose letters need no escaping in HTML.
func pack(data any) (template.HTML, error) {
	b, err := encode(data, "")
	if err != nil {
		return "", err
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return "", err
	}
	if _, err := z.Write(b); err != nil {
		return "", err
	}
	if err := z.Close(); err != nil {
		return "", err
	}
	return template.HTML(base64.StdEncoding.EncodeToString(packed.Bytes())), nil
}

// plainEpisodes are the first verdicts without their repeats, for readers without JavaScript.
func plainEpisodes(verdicts []incident.Verdict) (out []htmlEpisode, left int) {
	const most = 100
	index := map[int]int{}
	for i, first := range firsts(verdicts) {
		at, known := index[first]
		switch {
		case known && i != first:
			out[at].Repeats++
		case i == first && len(out) < most:
			index[i] = len(out)
			out = append(out, htmlEpisode{Verdict: &verdicts[i]})
		case i == first:
			left++
		}
	}
	return out, left
}

var pageFuncs = template.FuncMap{
	"clean": Clean, "group": group, "minute": minute, "name": name, "rank": causeRank, "place": place, "places": places,
	"offset": offsetText, "drift": driftText, "steps": steps, "binding": bindingText, "equation": equation, "reason": reason,
	"unknown": orUnknown, "symbol": func(c incident.Cause) string { return symbols[min(causeRank(c), len(symbols)-1)] },
	"hash":    func(sum [32]byte) string { return hex.EncodeToString(sum[:]) },
	"command": func(words []string) string { return shell(words...) },
	"inc":     func(n int) int { return n + 1 },
	"ranked":  ranked, "range_": rangeText, "calibration": calibrationText, "long": long, "mix": mixText, "outage": outageText,
}

// patternDefs are the patterns that say what the colours of causes say: ink.js draws the same on a canvas.
func patternDefs() template.HTML {
	return `<svg width="0" height="0" aria-hidden="true" class="defs"><defs>` +
		`<pattern id="pat1" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M0 6L6 0M-1 1L1 -1M5 7L7 5" class="hatch"/></pattern>` +
		`<pattern id="pat2" width="6" height="6" patternUnits="userSpaceOnUse"><circle cx="3" cy="3" r="1.2" class="dot"/></pattern>` +
		`<pattern id="pat3" width="5" height="5" patternUnits="userSpaceOnUse"><path d="M0 2.5H5" class="hatch"/></pattern>` +
		`<pattern id="pat4" width="5" height="5" patternUnits="userSpaceOnUse"><path d="M2.5 0V5" class="hatch"/></pattern>` +
		`<pattern id="pat5" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M0 3H6M3 0V6" class="hatch"/></pattern>` +
		`<pattern id="pat6" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M0 0L6 6M5 -1L7 1M-1 5L1 7" class="hatch"/></pattern>` +
		`<pattern id="late" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M0 6L6 0M-1 1L1 -1M5 7L7 5" class="late"/></pattern>` +
		`<pattern id="gap" width="8" height="8" patternUnits="userSpaceOnUse"><path d="M0 0L8 8M7 -1L9 1M-1 7L1 9" class="gapline"/></pattern>` +
		`</defs></svg>`
}
