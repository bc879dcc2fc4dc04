package ingest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// logs makes small logs of every kind that ingest treats differently: JSON lines (read by several workers), an access log
// with equal lines within a second, console text (read in order, with stacks), and lines that no format takes.
func logs(seed uint64) map[string]string {
	g := rand.New(rand.NewPCG(seed, 1))
	at := time.Date(2026, 6, 21, 9, 0, 0, 0, time.UTC)
	var sdk, issued, access strings.Builder
	for i := range 60 {
		at = at.Add(time.Duration(g.IntN(700)) * time.Millisecond)
		who := fmt.Sprintf("agent-%d", g.IntN(5))
		stamp := at.Format("2006-01-02T15:04:05.000Z07:00")
		fmt.Fprintf(&issued, `{"time":%q,"level":30,"hostname":"token-%d","identity":%q,"iat":%d,"exp":%d,"jti":"j%d","msg":"access token issued"}`+"\n",
			stamp, g.IntN(2), who, at.Unix(), at.Unix()+3600, i)
		fmt.Fprintf(&sdk, `{"timestamp":%q,"identity":%q,"deviceId":"dev-%d","event":"error","error":{"code":31202,"message":"Access Token expired or expiration date invalid"}}`+"\n",
			stamp, who, g.IntN(5))
		fmt.Fprintf(&access, `10.0.0.8 - - [%s] "GET /token HTTP/1.1" 200 812 "-" "curl/8"`+"\n", at.Format("02/Jan/2006:15:04:05 -0700"))
		switch g.IntN(8) {
		case 0:
			fmt.Fprintln(&sdk, `{"timestamp":"2026-06-21T09:12:03.1`)
		case 1:
			fmt.Fprintln(&sdk, `{"timestamp":"2026-06-21T09:12:03.120Z","msg":"nothing to do with it"}`)
		case 2:
			fmt.Fprintln(&issued)
		}
	}
	return map[string]string{
		"logs/sdk.ndjson":         sdk.String(),
		"logs/issued.ndjson":      issued.String(),
		"logs/access.log":         access.String(),
		"logs/console/dev-x1.log": console("x", at),
		"logs/console/dev-x2.log": console("x", at),
		"logs/wrapped.ndjson":     wrapped(console("x", at)) + report(at),
		"logs/readme":             "This folder holds logs.\n\nNothing in this file is one.\n",
		"logs/empty.log":          "",
	}
}

// console is what the SDK prints around a refused token, in the words of a real console.
func console(who string, at time.Time) string {
	stamp := func(ms int) string {
		return at.Add(time.Duration(ms) * time.Millisecond).Format("2006-01-02T15:04:05.000Z07:00")
	}
	return stamp(0) + ` log [TwilioVoice][Device] .register` + "\n" +
		stamp(100) + ` log [TwilioVoice][WSTransport] Received: {"type":"error","version":"1.6","payload":{"error":{"code":31202,"message":"Access Token expired or expiration date invalid"}}}` + "\n" +
		stamp(101) + ` error [TwilioVoice][Device] Received error:  ConnectionError: ConnectionError (53000): Raised whenever a signaling connection error occurs that is not covered by a more specific error code.` + "\n" +
		"    at ConnectionError.TwilioError [as constructor] (http://app.example.com/twilio.js:6258:28)\n" +
		"    at new ConnectionError (http://app.example.com/twilio.js:6300:28)\n" +
		stamp(200) + ` log [TwilioVoice][Device] #registered` + "\n"
}

// wrapped is console text as a collector ships it, a JSON object a line: lines that each stand for themselves to the format,
// but not to the dialect, which joins a wire message and what the application was told.
func wrapped(text string) string {
	var out strings.Builder
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		stamp, rest, _ := strings.Cut(line, " ")
		if stamp != "" {
			fmt.Fprintf(&out, `{"time":%q,"deviceId":"dev-9","msg":%q}`+"\n", stamp, rest)
		}
	}
	return out.String()
}

// report is what the app itself logs when it is told of the error: the same rejection as the console's, in the same session.
func report(at time.Time) string {
	stamp := at.Add(103 * time.Millisecond).Format("2006-01-02T15:04:05.000Z07:00")
	return fmt.Sprintf(`{"time":%q,"deviceId":"dev-9","event":"error","error":{"code":53000,"message":"ConnectionError (53000): Raised whenever a signaling connection error occurs that is not covered by a more specific error code."}}`+"\n", stamp)
}

// write puts files below a new folder, which becomes the current one.
func write(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, data := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
