package e2e

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Every theme and width opens without a complaint, a request, or anything that sticks out or overlaps.
func TestOpens(t *testing.T) {
	path := page(t, 60)
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int64{1440, 390} {
			t.Run(fmt.Sprint(theme, width), func(t *testing.T) {
				b := open(t, path, view{width: width, height: 900, theme: theme})
				if over := eval[int](b, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
					t.Errorf("the page is %d px wider than the screen", over)
				}
				if bad := eval[string](b, overlaps); bad != "" {
					t.Errorf("these overlap: %s", bad)
				}
				if bad := eval[string](b, contrasts); bad != "" {
					t.Errorf("too little contrast: %s", bad)
				}
				b.keep(fmt.Sprint(theme, width))
			})
		}
	}
}

// overlaps names neighbours of the page's flow that lie on each other.
const overlaps = `(() => {
  const boxes = [...document.querySelectorAll("h1, h2, .tiles > div, section > .scroll, figure, .note, .legend button, .tools > *, .filter > *, nav a, #theme")]
    .filter((e) => e.offsetParent && !e.closest("[hidden]")).map((e) => [e, e.getBoundingClientRect()]);
  const name = (e) => e.tagName + "#" + e.id + "." + e.className + " " + e.textContent.trim().slice(0, 20);
  for (const [a, p] of boxes) for (const [b, q] of boxes) {
    if (a === b || a.contains(b) || b.contains(a) || a.closest(".filter") !== b.closest(".filter")) continue;
    const x = Math.min(p.right, q.right) - Math.max(p.left, q.left), y = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    if (x > 1 && y > 1) return name(a) + " / " + name(b);
  }
  return "";
})()`

// contrasts checks WCAG AA: 4.5 for text, 3 for what is drawn.
const contrasts = `(() => {
  const probe = document.body.appendChild(document.createElement("i"));
  const rgb = (name) => { probe.style.color = "var(--" + name + ")"; return getComputedStyle(probe).color.match(/\d+/g).slice(0, 3).map(Number); };
  const light = (c) => c.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (a, b) => { const [x, y] = [light(rgb(a)), light(rgb(b))].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const bad = [];
  for (const ground of ["paper", "card", "faint"]) for (const text of ["text", "soft", "accent", "warn"]) if (ratio(text, ground) < 4.5) bad.push(text + " on " + ground + " " + ratio(text, ground).toFixed(2));
  for (const mark of ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "bad", "ok", "heldline"]) if (ratio(mark, "card") < 3) bad.push(mark + " on card " + ratio(mark, "card").toFixed(2));
  probe.remove();
  return bad.join(", ");
})()`

// TestPaper: on paper the page is light whatever the theme, nothing that has to be opened is closed, and what only a screen can
// use is gone.
func TestPaper(t *testing.T) {
	path := page(t, 60)
	for _, theme := range []string{"light", "dark"} {
		for _, noScript := range []bool{false, true} {
			b := open(t, path, view{width: 1000, height: 900, theme: theme, noScript: noScript})
			features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}
			b.do(emulation.SetScriptExecutionDisabled(false), emulation.SetEmulatedMedia().WithMedia("print").WithFeatures(features))
			if got := eval[string](b, `getComputedStyle(document.body).backgroundColor + getComputedStyle(document.body).color`); got != "rgb(255, 255, 255)rgb(28, 32, 36)" {
				t.Errorf("%s: the paper and its text are %s", theme, got)
			}
			if got := eval[string](b, contrasts); got != "" {
				t.Errorf("%s: too little contrast: %s", theme, got)
			}
			if got := eval[int](b, `[...document.querySelectorAll("details.sub > :not(summary)")].filter((e) => !e.checkVisibility()).length`); got != 0 {
				t.Errorf("%s, scripts off %v: %d sections are closed", theme, noScript, got)
			}
			if got := eval[int](b, `[...document.querySelectorAll(".top, .filter, .tools, .list button, #lanes-app")].filter((e) => e.checkVisibility()).length`); got != 0 {
				t.Errorf("%s, scripts off %v: %d controls are printed", theme, noScript, got)
			}
		}
	}
}

func TestHostileTextStaysText(t *testing.T) {
	b := open(t, page(t, 10), wide)
	b.do(chromedp.Click("#rows .open", chromedp.ByQuery))
	eval[any](b, "lanes.goTo(0)")
	b.until(`document.querySelector("#lane-detail h3").textContent.includes("<img src=x")`)
	if !eval[bool](b, `window.owned === undefined && document.images.length === 0`) {
		t.Error("log text became markup")
	}
	if !eval[bool](b, `document.querySelector(".evidence").textContent.includes("<script>window.owned=1</script>")`) {
		t.Error("the evidence does not show the text")
	}
	if eval[bool](b, `document.documentElement.textContent.includes("\u202e")`) {
		t.Error("a bidi override reached the page")
	}
}

func TestFilter(t *testing.T) {
	b := open(t, page(t, 60), wide)
	all := eval[int](b, "lapse.verdicts().length")
	b.do(chromedp.SendKeys("#query", "agent-13", chromedp.ByID))
	b.until(`lapse.verdicts().length === 2 && lanes.view.list.length === 1 && document.querySelectorAll("#rows tr").length === 1`)
	b.until(`document.getElementById("shown").textContent.startsWith("2 of ")`)
	b.do(chromedp.Click("#clear", chromedp.ByID))
	b.until(fmt.Sprintf("lapse.verdicts().length === %d", all))

	b.do(chromedp.Click("#legend button", chromedp.ByQuery))
	b.until(fmt.Sprintf(`lapse.verdicts().length < %d && document.querySelector("#legend button").getAttribute("aria-pressed") === "false"`, all))
	b.do(chromedp.Click("#clear", chromedp.ByID))

	b.do(chromedp.SendKeys("#from", "07:10\n", chromedp.ByID), chromedp.SendKeys("#to", "07:20\n", chromedp.ByID))
	b.until(`lapse.state.range && lapse.verdicts().length > 0 && lapse.verdicts().every((i) => lapse.data.verdicts[i].l.slice(11, 16) >= "07:10" && lapse.data.verdicts[i].l.slice(11, 16) <= "07:20")`)
	b.do(chromedp.Clear("#from", chromedp.ByID), chromedp.SendKeys("#from", "yesterday\n", chromedp.ByID))
	b.until(`document.getElementById("from").getAttribute("aria-invalid") === "true"`)
}

// Dragging across the chart chooses a stretch of time for every part of the page.
func TestBrush(t *testing.T) {
	b := open(t, page(t, 60), wide)
	all := eval[int](b, "lapse.verdicts().length")
	at := eval[[]float64](b, `(() => { const e = document.querySelector("#causes-chart .u-over"); e.scrollIntoView({ block: "center" }); const r = e.getBoundingClientRect(); return [r.left, r.top + r.height / 2, r.width]; })()`)
	b.drag(at[0]+at[2]*0.5, at[1], at[0]+at[2]*0.6, at[1])
	b.until(fmt.Sprintf("lapse.state.range !== null && lapse.verdicts().length < %d && lapse.verdicts().length > 0", all))
	b.until("Math.abs(lanes.view.from - lapse.state.range[0]) < 1")
}

func (b *tab) drag(x1, y1, x2, y2 float64) {
	b.Helper()
	b.do(chromedp.MouseEvent(input.MouseMoved, x1, y1),
		chromedp.MouseEvent(input.MousePressed, x1, y1, chromedp.ButtonLeft),
		chromedp.MouseEvent(input.MouseMoved, (x1+x2)/2, (y1+y2)/2, chromedp.ButtonLeft),
		chromedp.MouseEvent(input.MouseMoved, x2, y2, chromedp.ButtonLeft),
		chromedp.MouseEvent(input.MouseReleased, x2, y2, chromedp.ButtonLeft))
}

func TestLanesZoomAndPan(t *testing.T) {
	b := open(t, page(t, 60), wide)
	b.do(chromedp.ScrollIntoView("#lanes-app", chromedp.ByID))
	span := eval[float64](b, "lanes.view.to - lanes.view.from")
	b.do(chromedp.Click("#zoom-in", chromedp.ByID), chromedp.Click("#zoom-in", chromedp.ByID))
	b.until(fmt.Sprintf("lanes.view.to - lanes.view.from < %f * 0.5", span))
	from := eval[float64](b, "lanes.view.from")
	at := eval[[]float64](b, `(() => { const r = document.getElementById("lanes-canvas").getBoundingClientRect(); return [r.left + r.width / 2, r.top + 100]; })()`)
	b.drag(at[0], at[1], at[0]+120, at[1])
	b.until(fmt.Sprintf("lanes.view.from < %f", from))
	b.do(chromedp.Click("#zoom-fit", chromedp.ByID))
	b.until(fmt.Sprintf("Math.abs(lanes.view.to - lanes.view.from - %f) < 1", span))
}

func TestFromVerdictToLaneAndBack(t *testing.T) {
	b := open(t, page(t, 60), wide)
	b.do(chromedp.Click("#rows tr:nth-child(9) .open", chromedp.ByQuery))
	b.until(`document.querySelectorAll("#rows .evidence li").length >= 1`)
	b.do(chromedp.Click("#rows .evidence button", chromedp.ByQuery))
	b.until(`!document.getElementById("lane-detail").hidden && document.querySelector("#lane-detail .now") !== null`)
	chosen := eval[int](b, "lapse.state.verdict")
	if !eval[bool](b, fmt.Sprintf("lapse.data.lanes[lapse.state.lane].v.includes(%d)", chosen)) {
		t.Error("the lane shown is not that of the verdict")
	}
	b.do(chromedp.Click("#lane-detail p button", chromedp.ByQuery))
	b.until(fmt.Sprintf(`document.activeElement.closest("tr").dataset.verdict === "%d"`, chosen))
}

// Everything that the mouse does with lanes, the keyboard does too, and says what it came to.
func TestKeyboard(t *testing.T) {
	b := open(t, page(t, 60), wide)
	b.do(chromedp.Focus("#lanes-scroll", chromedp.ByID), chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown))
	b.until(`lapse.state.lane === lanes.view.list[1] && document.getElementById("lanes-say").textContent.includes("rejection")`)
	b.do(chromedp.KeyEvent(kb.ArrowLeft))
	b.until(`document.getElementById("lanes-say").textContent.includes("asking for a token failed")`)
	b.do(chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent("+"))
	b.until("lapse.state.verdict >= 0 && lanes.view.to - lanes.view.from < (lapse.data.to - lapse.data.from) * 0.7")
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until(`document.activeElement.closest("tr") !== null`)
	b.do(chromedp.Focus("#lanes-scroll", chromedp.ByID), chromedp.KeyEvent(kb.Escape))
	b.until(`document.getElementById("lane-detail").hidden`)
}

func TestThemeToggle(t *testing.T) {
	b := open(t, page(t, 10), wide)
	const paper = `getComputedStyle(document.body).backgroundColor`
	light := eval[string](b, paper)
	b.do(chromedp.Click("#theme", chromedp.ByID), chromedp.Click("#theme", chromedp.ByID))
	b.until(`document.documentElement.dataset.theme === "dark"`)
	if dark := eval[string](b, paper); dark == light {
		t.Errorf("dark is as light: %s", dark)
	}
}

// Without scripts the page is figures and tables.
func TestWithoutScripts(t *testing.T) {
	b := open(t, page(t, 60), view{width: 1440, height: 900, theme: "light", noScript: true})
	b.keep("noscript")
	var text string
	b.do(chromedp.Text("body", &text, chromedp.ByQuery))
	for _, want := range []string{"of 60 sessions had a token refused", "Causes, most frequent first", "What was read and assumed", "80%,retry=5s..60s"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not shown", want)
		}
	}
	var figures, shown int
	b.do(chromedp.Evaluate(`document.querySelectorAll("svg.figure").length`, &figures),
		chromedp.Evaluate(`[...document.querySelectorAll("svg.figure, .episode")].filter((e) => e.getBoundingClientRect().height > 0).length`, &shown))
	if figures < 4 || shown < figures+20 {
		t.Errorf("%d figures, %d of them and of the verdicts shown", figures, shown)
	}
}

// What screen readers need: landmarks, a name for every control, heads that say what they head.
func TestStructure(t *testing.T) {
	b := open(t, page(t, 10), wide)
	for script, want := range map[string]string{
		`["header", "nav", "main", "h1"].filter((s) => document.querySelectorAll(s).length !== 1).join()`:                                              "",
		`[...document.querySelectorAll("section")].filter((s) => !s.getAttribute("aria-labelledby")).map((s) => s.id).join()`:                          "",
		`[...document.querySelectorAll("th")].filter((h) => !h.scope).map((h) => h.textContent).join()`:                                                "",
		`[...document.querySelectorAll("table")].filter((t) => !t.caption).map((t) => t.textContent.slice(0, 30)).join()`:                              "",
		`[...document.querySelectorAll("button")].filter((e) => !e.textContent.trim() && !e.getAttribute("aria-label")).length + ""`:                   "0",
		`[...document.querySelectorAll("input, select")].filter((e) => !e.labels.length && !e.getAttribute("aria-label")).map((e) => e.id).join()`:     "",
		`[...document.querySelectorAll("svg.figure")].filter((s) => !s.getAttribute("aria-label")).length + ""`:                                        "0",
		`(() => { const ids = [...document.querySelectorAll("[id]")].map((e) => e.id); return ids.filter((x, i) => ids.indexOf(x) !== i).join(); })()`: "",
		`document.documentElement.lang`: "en",
	} {
		if got := eval[string](b, script); got != want {
			t.Errorf("%s\n\tis %q, want %q", script, got, want)
		}
	}
}

// Five thousand sessions open, and scrolling through them draws no more than what is in sight.
func TestFiveThousandSessions(t *testing.T) {
	path := page(t, 5000)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > 5<<20 {
		t.Errorf("the page has %d bytes", info.Size())
	}
	b := open(t, path, wide)
	if n := eval[int](b, "lanes.view.list.length"); n != 4000 {
		t.Errorf("%d lanes listed, want 4000", n)
	}
	b.do(chromedp.ScrollIntoView("#lanes-app", chromedp.ByID))
	ms := eval[float64](b, `(() => {
	  const ctx = document.createElement("canvas").getContext("2d"), v = lanes.view, began = performance.now();
	  for (let n = 0; n < 100; n++) laneDraw.all(ctx, { ...v, scroll: n * 1000 });
	  return (performance.now() - began) / 100;
	})()`)
	t.Logf("%d bytes; a frame of lanes takes %.2f ms to draw; the page was ready %.0f ms after it was opened", info.Size(), ms, eval[float64](b, "lapse.ready"))
	b.do(chromedp.SendKeys("#query", "agent-4321", chromedp.ByID))
	b.until("lanes.view.list.length === 1")
}
