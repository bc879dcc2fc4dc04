package report

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"testing"

	"lapse/analyze/incident"
)

// The libraries in the page are the published ones, byte for byte.
func TestVendoredLibraries(t *testing.T) {
	for name, want := range map[string]string{
		"page/uplot/uPlot.iife.min.js": "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f",
		"page/uplot/uPlot.min.css":     "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
		"page/uplot/LICENSE":           "8f989229699b4fe2f1a0432d0e9edc338a8a911e250e2d1b01ecd770a5f5b1bd",
	} {
		b, err := pageFiles.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != want {
			t.Errorf("%s has the hash %x", name, sum)
		}
	}
}

// A script that held "</script" would end its element early, and the hash would not fit.
func TestScriptsCanStandInAPage(t *testing.T) {
	for _, name := range pageScripts {
		b, err := pageFiles.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(bytes.ToLower(b), []byte("</script")) || bytes.Contains(b, []byte("<!--")) {
			t.Errorf("%s cannot be put into a page as it is", name)
		}
	}
}

var (
	scriptElement = regexp.MustCompile(`(?s)<script>(.*?)</script>`)
	styleElement  = regexp.MustCompile(`(?s)<style>(.*?)</style>`)
	policyElement = regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]*)"`)
	dataElement   = regexp.MustCompile(`id="data">([^<]*)<`)
	outside       = regexp.MustCompile(`(?i)(src|href|action)="?(https?:|//)|@import|url\((http|//)`)
	handler       = regexp.MustCompile(`(?i)<[^>]* (on[a-z]+|style)=`)
)

// The policy allows the style and the scripts that stand in the page, by hash, and nothing else.
func TestPolicyAllowsExactlyWhatIsThere(t *testing.T) {
	page := string(render(t, "html", fixture(), Options{}))
	match := policyElement.FindStringSubmatch(page)
	if match == nil {
		t.Fatal("no policy")
	}
	policy := strings.ReplaceAll(strings.ReplaceAll(match[1], "&#39;", "'"), "&#43;", "+")
	for _, m := range append(scriptElement.FindAllStringSubmatch(page, -1), styleElement.FindAllStringSubmatch(page, -1)...) {
		sum := sha256.Sum256([]byte(m[1]))
		if hash := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(policy, hash) {
			t.Errorf("%s of %.60q is not allowed", hash, m[1])
		}
	}
	if n := strings.Count(policy, "sha256-"); n != len(pageScripts)+1 {
		t.Errorf("%d hashes, want %d", n, len(pageScripts)+1)
	}
	for _, loose := range []string{"unsafe", "*", "http"} {
		if strings.Contains(policy, loose) {
			t.Errorf("the policy says %q: %s", loose, policy)
		}
	}
}

func TestPageAsksForNothing(t *testing.T) {
	for _, in := range []Input{fixture(), hostileFixture()} {
		page := render(t, "html", in, Options{})
		markup := scriptElement.ReplaceAll(page, nil)
		if m := outside.Find(markup); m != nil {
			t.Errorf("the page names something outside: %s", m)
		}
		if m := handler.Find(markup); m != nil {
			t.Errorf("the page has an attribute that the policy forbids: %s", m)
		}
	}
}

func TestHostileTextMakesNoElement(t *testing.T) {
	page := scriptElement.ReplaceAllString(string(render(t, "html", hostileFixture(), Options{})), "")
	for _, bad := range []string{"<script>alert", "<img", "onerror=alert(1)>"} {
		if strings.Contains(page, bad) {
			t.Errorf("%q stands in the page", bad)
		}
	}
}

// unpacked is what the test looks at of a pageData.
type unpacked struct {
	Verdicts []struct {
		First    int            `json:"first"`
		Evidence []pageEvidence `json:"ev"`
	} `json:"verdicts"`
	Lanes    []pageLane    `json:"lanes"`
	Endpoint *pageEndpoint `json:"endpoint"`
}

// unpack reads the page's data as its scripts do.
func unpack(t *testing.T, page []byte) (d unpacked) {
	t.Helper()
	m := dataElement.FindSubmatch(page)
	if m == nil {
		t.Fatal("no data")
	}
	packed, err := base64.StdEncoding.DecodeString(string(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestPageData(t *testing.T) {
	d := unpack(t, render(t, "html", fixture(), Options{}))
	if len(d.Verdicts) != 5 || d.Verdicts[1].First != 0 || d.Verdicts[1].Evidence != nil || len(d.Verdicts[0].Evidence) != 3 {
		t.Errorf("verdicts: %+v", d.Verdicts)
	}
	var lane *pageLane
	for i := range d.Lanes {
		if d.Lanes[i].Session == "dev-1" {
			lane = &d.Lanes[i]
		}
	}
	if lane == nil {
		t.Fatalf("no lane for dev-1: %+v", d.Lanes)
	}
	// the two lines of the token host name no session, and the identity has two
	if len(lane.Marks) != 5 || len(lane.Verdicts) != 2 {
		t.Errorf("the lane has %d marks and %d verdicts, want 5 and 2", len(lane.Marks), len(lane.Verdicts))
	}
	if d.Endpoint == nil || d.Endpoint.Source != "token hosts" || sum(d.Endpoint.Requests) != 2 || sum(d.Endpoint.Errors) != 1 {
		t.Errorf("endpoint: %+v", d.Endpoint)
	}
}

// line is one line of a session for TestTokenBars: kinds at seconds after 09:00, with the token that each line names.
type line struct {
	kind  incident.Kind
	at    int
	token int // exp in seconds after 09:00, 0 where the line names none
}

func stepsOf(lines []line) (out []step, end incident.Time) {
	zero := at("09:00:00.000")
	for _, l := range lines {
		e := incident.NewEvent(l.kind)
		if l.token != 0 {
			e.Token.Exp = zero.Add(incident.Span(l.token) * incident.Second)
		}
		end = zero.Add(incident.Span(l.at) * incident.Second)
		out = append(out, step{event: &e, utc: end})
	}
	return out, end
}

func TestTokenBars(t *testing.T) {
	type want struct {
		from, to, exp int
		applied       bool
	}
	for name, c := range map[string]struct {
		lines []line
		want  []want
	}{
		"a token is held until the next is applied": {
			[]line{{incident.KindTokenFetched, 0, 100}, {incident.KindRegister, 0, 0}, {incident.KindTokenFetched, 80, 180}, {incident.KindUpdateToken, 81, 0}, {incident.KindUnregistered, 120, 0}},
			[]want{{0, 81, 100, true}, {80, 120, 180, true}},
		},
		"a token that is not handed over stays unused, the old one in use": {
			[]line{{incident.KindTokenFetched, 0, 100}, {incident.KindRegister, 0, 0}, {incident.KindTokenFetched, 80, 180}, {incident.KindRejected, 110, 0}},
			[]want{{0, 110, 100, true}, {80, 180, 180, false}},
		},
		"a client line without a token takes the latest issuance": {
			[]line{{incident.KindIssued, 0, 100}, {incident.KindTokenFetched, 1, 0}, {incident.KindRegister, 1, 0}, {incident.KindRejected, 50, 0}},
			[]want{{1, 50, 100, true}},
		},
		"a reconnect with the same token opens no second bar": {
			[]line{{incident.KindTokenFetched, 0, 100}, {incident.KindListen, 1, 100}, {incident.KindListen, 30, 100}, {incident.KindRejected, 60, 0}},
			[]want{{0, 60, 100, true}},
		},
		"tokens of which no client line speaks are shown as issued": {
			[]line{{incident.KindIssued, 0, 100}, {incident.KindRejected, 50, 0}},
			[]want{{0, 100, 100, false}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			steps, end := stepsOf(c.lines)
			var got []want
			for _, b := range tokenBars(steps, nil, end) {
				sec := func(t incident.Time) int { return int(t.Sub(at("09:00:00.000")) / incident.Second) }
				got = append(got, want{sec(b.from), sec(b.to), sec(b.exp), b.applied})
			}
			if len(got) != len(c.want) {
				t.Fatalf("got %v, want %v", got, c.want)
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("bar %d is %v, want %v", i, got[i], c.want[i])
				}
			}
		})
	}
}
