package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	browserpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"lapse/analyze/report"
)

// browser is one Chromium for all tests.
var browser context.Context

func TestMain(m *testing.M) {
	path := chromium()
	if path == "" {
		fmt.Fprintln(os.Stderr, "the page is tested in a real browser: install Chromium (Debian: apt-get install chromium) or name it in CHROMIUM")
		os.Exit(1)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	if err := chromedp.Run(ctx); err != nil { // starts the browser; every test opens a tab in it
		fmt.Fprintln(os.Stderr, "starting", path, "failed:", err)
		os.Exit(1)
	}
	browser = ctx
	code := m.Run()
	cancel()
	stop()
	os.Exit(code)
}

func chromium() string {
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// view is how the page is looked at.
type view struct {
	width, height int64
	theme         string // prefers-color-scheme
	noScript      bool
}

var wide = view{width: 1440, height: 900, theme: "light"}

// tab is an open page. It fails the test for everything that the browser complains about and for every request.
type tab struct {
	*testing.T
	ctx context.Context

	mu         sync.Mutex
	complaints []string
}

// page writes the report of n sessions into a file.
func page(t *testing.T, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.html")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Write(f, "html", report.NewModel(world(n)), report.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// open shows a file in a tab of its own.
func open(t *testing.T, path string, v view) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	ctx, cancelTime := context.WithTimeout(ctx, 2*time.Minute)
	b := &tab{T: t, ctx: ctx}
	chromedp.ListenTarget(ctx, b.watch)
	t.Cleanup(func() {
		for _, c := range b.heard() {
			t.Error(c)
		}
		cancelTime()
		cancel()
	})
	actions := []chromedp.Action{
		network.Enable(), log.Enable(), browserpage.BringToFront(), emulation.SetFocusEmulationEnabled(true),
		emulation.SetDeviceMetricsOverride(v.width, v.height, 1, v.width < 600),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: v.theme}}),
		emulation.SetScriptExecutionDisabled(v.noScript),
		chromedp.Navigate("file://" + path),
	}
	if !v.noScript {
		actions = append(actions, chromedp.WaitReady("html[data-ready=true]", chromedp.ByQuery))
	}
	if err := chromedp.Run(ctx, actions...); err != nil {
		t.Fatalf("%v; the browser said: %s", err, strings.Join(b.heard(), "; "))
	}
	return b
}

// watch notes what the browser complains about.
func (b *tab) watch(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.complain("exception: " + e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		b.complain("console: " + string(e.Type))
	case *log.EventEntryAdded:
		b.complain("log: " + e.Entry.Text)
	case *network.EventRequestWillBeSent:
		if !strings.HasSuffix(e.Request.URL, "/report.html") {
			b.complain("request: " + e.Request.URL)
		}
	}
}

func (b *tab) complain(what string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.complaints = append(b.complaints, what)
}

func (b *tab) heard() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.complaints...)
}

// eval runs a script in the page and gives its value.
func eval[T any](b *tab, script string) (value T) {
	b.Helper()
	if err := chromedp.Run(b.ctx, chromedp.Evaluate(script, &value)); err != nil {
		b.Fatalf("%s: %v", script, err)
	}
	return value
}

func (b *tab) do(actions ...chromedp.Action) {
	b.Helper()
	if err := chromedp.Run(b.ctx, actions...); err != nil {
		b.Fatal(err)
	}
}

// until waits for something to become true: what scripts draw is drawn at the next frame.
func (b *tab) until(condition string) {
	b.Helper()
	if err := chromedp.Run(b.ctx, chromedp.Poll(condition, nil, chromedp.WithPollingTimeout(10*time.Second))); err != nil {
		b.Errorf("never true: %s (%v)", condition, err)
	}
}

// keep saves a screenshot where SCREENSHOTS names a folder, for people to look at.
func (b *tab) keep(name string) {
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	var png []byte
	b.do(chromedp.FullScreenshot(&png, 100))
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o666); err != nil {
		b.Error(err)
	}
}
