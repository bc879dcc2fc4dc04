// Command gen writes the load that speed is measured on: what a token server and the apps of a call centre log in one day.
// The same flags give the same bytes.
//
//	go run ./testdata/bench/gen -out bench-data -issued 1000000 -refused 200000 -people 20000
//
// issued.ndjson holds the minted tokens, whole in 24 of 25 lines, refused.ndjson the rejections that apps reported, and
// keys.txt the secrets, as `lapse --keys` takes them. No two tokens are minted in one millisecond, so "the last token before
// the rejection" is one and the same for every tool.
package main

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

type load struct {
	issued, refused, people int
	hit                     int // only so many of them are rejected
	short                   bool
	random                  *rand.Rand
	latest                  []mint // by person
}

// mint is the token that a person got last.
type mint struct {
	at  int64 // milliseconds
	sum [sha256.Size]byte
}

const (
	day  = int64(8 * time.Hour / time.Millisecond) // a working day
	keys = 4
)

var morning = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC).UnixMilli()

func main() {
	l := load{random: rand.New(rand.NewPCG(7, 11))}
	out := flag.String("out", "bench-data", "folder to write to")
	flag.IntVar(&l.issued, "issued", 1_000_000, "minted tokens")
	flag.IntVar(&l.refused, "refused", 200_000, "rejections, at most as many as tokens")
	flag.IntVar(&l.people, "people", 20_000, "identities")
	flag.IntVar(&l.hit, "hit", 0, "identities among whom the rejections are; 0: all")
	flag.BoolVar(&l.short, "short", false, "write fingerprints instead of tokens: shorter lines")
	flag.Parse()
	if l.hit == 0 {
		l.hit = l.people
	}
	if err := l.write(*out); err != nil {
		log.Fatal(err)
	}
}

func (l *load) write(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	l.latest = make([]mint, l.people)
	issued, err := newLog(filepath.Join(folder, "issued.ndjson"))
	if err != nil {
		return err
	}
	refused, err := newLog(filepath.Join(folder, "refused.ndjson"))
	if err != nil {
		return err
	}
	for i := range l.issued {
		at := morning + day*int64(i)/int64(l.issued)
		l.issue(issued, at)
		if (i+1)*l.refused/l.issued > i*l.refused/l.issued {
			l.refuse(refused, at+l.random.Int64N(5000))
		}
	}
	if err := issued.close(); err != nil {
		return err
	}
	if err := refused.close(); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "keys.txt"), keyFile(), 0o600)
}

// issue writes the line of a minted token.
func (l *load) issue(w io.Writer, at int64) {
	who := l.random.IntN(l.people)
	key := l.random.IntN(keys)
	lifetime := []int64{3600, 3600, 3600, 600, 300}[l.random.IntN(5)]
	token := mintToken(key, who, at/1000, lifetime)
	l.latest[who] = mint{at, sha256.Sum256([]byte(token))}
	named := `"token":"` + token + `"`
	if l.short || l.random.IntN(25) == 0 {
		named = fmt.Sprintf(`"iat":%d,"exp":%d,"token_sha256":"%x"`, at/1000, at/1000+lifetime, l.latest[who].sum)
	}
	fmt.Fprintf(w, `{"ts":"%s","level":"info","msg":"access token issued","request_id":"%016x%016x","identity":"%s","device_id":"%s",`+
		`"platform":"android","endpoint":"/v1/voice/token","client_ip":"10.%d.%d.%d","ttl":%d,"kid":"%s","duration_ms":%d,`+
		`"hostname":"token-%d",%s}`+"\n", stamp(at), l.random.Uint64(), l.random.Uint64(), person(who), device(who),
		l.random.IntN(256), l.random.IntN(256), l.random.IntN(256), lifetime, keySID(key), 5+l.random.IntN(80), l.random.IntN(12), named)
}

// refuse writes the rejection of the token that somebody holds.
func (l *load) refuse(w io.Writer, at int64) {
	who := l.random.IntN(l.hit)
	for tries := 0; l.latest[who].at == 0 && tries < 50; tries++ {
		who = l.random.IntN(l.hit)
	}
	named := ""
	if l.latest[who].at != 0 && l.random.IntN(5) < 3 {
		named = fmt.Sprintf(`"token_sha256":"%x",`, l.latest[who].sum)
	}
	code := []int{20101, 20104, 31202, 31205}[l.random.IntN(4)]
	fmt.Fprintf(w, `{"ts":"%s","level":"error","event":"device.error","sdk":"@twilio/voice-sdk","sdk_version":"2.18.5","identity":"%s",`+
		`"device_id":"%s","error":{"code":%d,"name":"AuthorizationError","message":"Access Token refused",`+
		`"explanation":"The access token was refused by the signalling server; fetch another one."},%s`+
		`"network":{"type":"wifi","rtt_ms":%d,"jitter":%d.%d},"edge":"ashburn","os":"android 16.0","app":{"version":"4.18.5","build":4765}}`+"\n",
		stamp(at), person(who), device(who), code, named, l.random.IntN(400), l.random.IntN(40), l.random.IntN(100))
}

func mintToken(key, who int, iat, lifetime int64) string {
	sid := keySID(key)
	header := encode(`{"cty":"twilio-fpa;v=1","typ":"JWT","alg":"HS256"}`)
	claims := encode(fmt.Sprintf(`{"jti":"%s-%d","grants":{"identity":"%s","voice":{"incoming":{"allow":true},"outgoing":{"application_sid":"%s"},`+
		`"push_credential_sid":"%s"}},"iat":%d,"exp":%d,"iss":"%s","sub":"%s"}`,
		sid, iat, person(who), sidOf("AP", 1), sidOf("CR", 1), iat, iat+lifetime, sid, sidOf("AC", 1)))
	mac := hmac.New(sha256.New, []byte(secret(key)))
	mac.Write([]byte(header + "." + claims))
	return header + "." + claims + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func encode(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// sidOf makes a SID from a hash, so that it looks like one.
func sidOf(prefix string, n int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", prefix, n))
	return prefix + hex.EncodeToString(sum[:16])
}

func keySID(key int) string { return sidOf("SK", key) }
func secret(key int) string { return sidOf("", key) }
func person(who int) string { return fmt.Sprintf("agent_%07d", who) }
func device(who int) string { return sidOf("dev-", who) }
func stamp(ms int64) string { return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z") }

func keyFile() []byte {
	var out []byte
	for key := range keys {
		out = fmt.Appendf(out, "%s=%s\n", keySID(key), secret(key))
	}
	return out
}

// logFile is a buffered file that is written from front to back.
type logFile struct {
	*bufio.Writer
	file *os.File
}

func newLog(path string) (*logFile, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	return &logFile{bufio.NewWriterSize(f, 1<<20), f}, nil
}

func (l *logFile) close() error {
	if err := l.Flush(); err != nil {
		return err
	}
	return l.file.Close()
}
