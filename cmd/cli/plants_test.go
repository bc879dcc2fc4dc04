package cli_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"lapse/ingest/format"
)

// markPrefix begins every planted secret. No rule of lapse can know it: only the place where it stands tells that it is one.
const markPrefix = "Zq7mark"

// garden makes carriers, log texts with secrets planted in them, and counts the secrets.
type garden struct{ planted int }

// mark is a new secret of 43 characters, as long as the signature of a token.
func (g *garden) mark() string {
	g.planted++
	return fmt.Sprintf("%s%07d%sA", markPrefix, g.planted, strings.Repeat("k", 28))
}

// head and body are those of a token: {"alg":"HS256","typ":"JWT"} and claims with an identity and an exp.
const (
	head = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
	body = "eyJpc3MiOiJTSzEiLCJzdWIiOiJBQzEiLCJleHAiOjE3ODIwMjUyMDIsImdyYW50cyI6eyJpZGVudGl0eSI6ImFnZW50LTciLCJ2b2ljZSI6e319fQ"
)

// texts are the ways in which people write secrets. %s is the secret, %b the base64 of "user:" and it.
var texts = []string{
	head + "." + body + ".%s", "Bearer " + head + "." + body + ".%s", "token=" + head + "." + body + ".%s&x=1",
	"{\"token\":\"" + head + "." + body + ".%s\"}",
	"Authorization: Bearer %s", "authorization=Bearer %s", "Proxy-Authorization: Basic %b", "sent Bearer %s, refused",
	"Authorization%%3A%%20Bearer%%20%s", "Authorization:[Bearer %s]", `["authorization","Bearer %s"]`, "('cookie', 'sid=%s')",
	"Cookie: theme=dark; sid=%s", "Set-Cookie: session=%s; Path=/; HttpOnly", "cookie=%s",
	`{"name":"Cookie","value":"sid=%s"}`, `{"name":"X-Api-Key","value":"%s"}`, `{"value":"%s","name":"password"}`,
	"https://user:%s@example.com/token", "postgres://lapse:p%s@db:5432/x", "redis://:%s@cache:6379/0",
	"wss://h/x?access_token=%s&state=1", "/cb?client_secret=%s", "/cb?next=https%%3A%%2F%%2Fh%%3Fapi_key%%3D%s%%26x%%3D1",
	"grant_type=client_credentials&client_id=x&client_secret=%s&scope=y", "refresh_token=%s", "X-Twilio-Signature: %s",
	"password=%s", "password: %s", `password="two words %s"`, "password => '%s'", "TWILIO_AUTH_TOKEN=%s", "authToken: '%s'",
	"apiKeySecret=%s", "api-key-secret=%s", "api_key_secret=%s", "clientSecret: %s", "secretAccessKey=%s", "pwd=%s", "db_pass=%s",
	`{"authToken":"%s"}`, `{"auth":{"password":"%s"}}`, `{"credentials":{"key":"%s"}}`, `{"secrets":["%s"]}`, `{\"apiSecret\":\"%s\"}`,
	`{"refreshToken": "%s", "ok": true}`, `{'client_secret': '%s'}`, `{"Authorization":["Bearer %s"]}`, `{"password":"a\"%s"}`,
	"curl -u AC00000000000000000000000000000001:%s https://api", "curl -H 'Authorization: Basic %b'", "--auth-token %s", "--password=%s",
	"a=ice-pwd:%s", "<password>%s</password>", "SK00000000000000000000000000000001=%s", "jwt: %s", "opaque token: %s",
}

// text is the n-th way, with a new secret.
func (g *garden) text(n int) string {
	m := g.mark()
	r := strings.NewReplacer("%%", "%", "%s", m, "%b", base64.StdEncoding.EncodeToString([]byte("user:"+m)))
	return r.Replace(texts[n%len(texts)])
}

// fieldNames are names of secret fields, in the spellings of several houses.
var fieldNames = []string{
	"authToken", "auth_token", "auth-token", "TWILIO_AUTH_TOKEN", "apiSecret", "api_key_secret", "X-Api-Key", "client_secret", "clientSecret",
	"password", "passwd", "pwd", "Authorization", "authorization", "cookie", "set-cookie", "refreshToken", "refresh_token", "accessToken",
	"access_token", "idToken", "privateKey", "sessionToken", "signature", "x-twilio-signature", "credentials", "secret", "token", "jwt", "bearer",
}

// member is a JSON member with a secret name, flat, nested, in a list or in a string of JSON.
func (g *garden) member(n int) string {
	name, m := fieldNames[n%len(fieldNames)], g.mark()
	switch n / len(fieldNames) % 4 {
	case 1:
		return fmt.Sprintf(`"request":{"headers":{%q:%q}}`, name, m)
	case 2:
		return fmt.Sprintf(`%q:["a",%q]`, name, m)
	case 3:
		inner, _ := json.Marshal(fmt.Sprintf(`{"a":1,%q:%q}`, name, m))
		return `"payload":` + string(inner)
	}
	return fmt.Sprintf(`%q:%q`, name, m)
}

// densities are how many of the ways are tried at each place of a sample, for line formats and for documents.
const (
	perPlace         = 9
	perDocumentPlace = 2
)

// carriers are the samples of a format with secrets planted at every place: at the end of each line, within each quoted
// text, in front of each word, as a member of each JSON object. A line format gives one text, a document format many.
func (g *garden) carriers(f format.Format) []string {
	n, lines := 0, strings.Builder{}
	var documents []string
	density := perPlace
	if f.Document != nil {
		density = perDocumentPlace
	}
	for _, sample := range f.Samples {
		for at := range places(sample.Text) {
			for range density {
				text := g.plant(sample.Text, at, n)
				n++
				if f.Document != nil {
					documents = append(documents, text)
					continue
				}
				lines.WriteString(strings.TrimSuffix(text, "\n") + "\n")
			}
		}
	}
	if f.Document == nil {
		return []string{lines.String()}
	}
	return documents
}

// places are where something can be planted: in front of quotes, spaces and line ends, and behind opening braces.
func places(text string) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range len(text) {
			if strings.IndexByte("\" \n{", text[i]) >= 0 && !yield(i) {
				return
			}
		}
		yield(len(text))
	}
}

// plant puts the n-th secret at a place, escaped as the place needs it.
func (g *garden) plant(text string, at, n int) string {
	if strings.Contains(text, `""`) { // CSV doubles quotes
		return text[:at] + strings.ReplaceAll(" "+g.text(n), `"`, `""`) + text[at:]
	}
	switch {
	case at == len(text) || text[at] == ' ' || text[at] == '\n':
		return text[:at] + " " + g.text(n) + text[at:]
	case text[at] == '{':
		depth := depthOf(text[at+1:])
		return text[:at+1] + escape(g.member(n)+",", depth) + text[at+1:]
	}
	begin := at
	for begin > 0 && text[begin-1] == '\\' {
		begin--
	}
	return text[:begin] + escape(" "+g.text(n), depthOf(text[begin:])+1) + text[begin:]
}

// depthOf is how often a text that begins at a quote was put into a JSON string.
func depthOf(text string) int {
	n := len(text) - len(strings.TrimLeft(text, `\`))
	depth := 0
	for ; n > 0; n /= 2 {
		depth++
	}
	return depth
}

// escape writes a text as the inside of a JSON string, depth times.
func escape(text string, depth int) string {
	for range depth {
		quoted, _ := json.Marshal(text)
		text = string(quoted[1 : len(quoted)-1])
	}
	return text
}

// conversations are lines as the Voice SDKs, token servers and balancers write them; each has one %t for a text and perhaps
// one %m for a JSON member.
var conversations = []string{
	"2026-06-21T09:12:03.120Z error [TwilioVoice][Device] Received error:  AccessTokenExpired: AccessTokenExpired (20104): %t\n    at Object.<anonymous> (https://u:p@h/x.js?%t)",
	`2026-06-21T09:12:03.120Z [TwilioVoice][Device] #error {code: 31202, message: %t}`,
	`2026-06-21T09:12:03.120Z [TwilioVoice][WSTransport] Received: {"type":"error","version":"1.6","payload":{"error":{"code":31202,"message":"%q"}}}`,
	`2026-06-21T09:12:03.120Z [TwilioVoice][WSTransport] Sending: {"type":"listen","version":"1.6","payload":{%m}}`,
	`2026-06-21T09:12:03.120Z [TwilioVoice][WSTransport] Received: {"type":"connected","version":"1.6","payload":{"token":{"identity":"%q","ttl":3600}}}`,
	`{"timestamp":"2026-06-21T09:12:03.120Z","identity":"%q","deviceId":"%q","event":"error","error":{"code":31202,"message":"%q","originalError":{"code":20104,"message":"%q"},%m}}`,
	`{"timestamp":"2026-06-21T09:12:03.120Z","identity":"agent-7","deviceId":"dev-7","event":"error","error":{"code":20104,"message":"%q"},%m}`,
	`{"timestamp":"2026-06-21T09:12:03.120Z","identity":"agent-7","session":"%q","event":"tokenFetchFailed","status":503,"reason":"%q","hostname":"%q","url":"%q"}`,
	`{"time":"2026-06-21T06:00:00.100Z","hostname":"token-1","identity":"agent-7","deviceId":"dev-7","statusCode":200,"jti":"%q","iss":"%q","sub":"%q","iat":1782021600,"exp":1782025200,"msg":"access token issued",%m}`,
	`{"level":50,"time":1782033123120,"hostname":"token-1","msg":"token mint failed %q","err":{"type":"Error","message":"%q","stack":"Error: %q\n    at x (%q)"},"req":{"method":"GET","url":"/token?identity=agent-7&%q","headers":{%m}}}`,
	`{"timestamp":"2026-06-21T09:12:03.120Z","event":"error","error":{"code":31202,"message":"%t`,
	`time=2026-06-21T09:12:03.120Z level=error msg="mint failed %q" identity=agent-7 err="%q" %t`,
	`10.0.0.8 - - [21/Jun/2026:09:12:03 +0000] "GET /voice/token?identity=%t HTTP/1.1" 503 812 "https://app.example.com/?%t" "Mozilla/5.0" rt=0.068 upstream=token-1`,
	`{"%q`, `%t`,
}

// talk is one text with every conversation, each with several secrets.
func (g *garden) talk() string {
	var b strings.Builder
	n := 0
	for _, form := range conversations {
		for range len(texts) {
			line := form
			for _, what := range []string{"%t", "%q", "%m"} {
				for strings.Contains(line, what) {
					line = strings.Replace(line, what, g.speak(what, n), 1)
					n++
				}
			}
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

func (g *garden) speak(what string, n int) string {
	switch what {
	case "%q":
		return escape(g.text(n), 1)
	case "%m":
		return g.member(n)
	}
	return g.text(n)
}

// archive is a HAR file with secrets in headers, cookies, forms, the URL, and an answer in base64.
func (g *garden) archive() string {
	answer := fmt.Sprintf(`{"identity":"agent-7","token":"%s.%s.%s","refresh_token":%q}`, head, body, g.mark(), g.mark())
	return fmt.Sprintf(`{"log":{"version":"1.2","entries":[
{"startedDateTime":"2026-06-21T09:12:03.120Z","time":57.5,"request":{"method":"POST","url":"https://u:%s@h/token?identity=agent-7&api_key=%s",
"headers":[{"name":"Cookie","value":"sid=%s"},{"name":"Authorization","value":"Bearer %s"}],"cookies":[{"name":"sid","value":"%s"}],
"postData":{"mimeType":"x","text":"client_secret=%s","params":[{"name":"password","value":"%s"}]}},
"response":{"status":200,"headers":[{"name":"Set-Cookie","value":"sid=%s"}],"content":{"mimeType":"application/json","encoding":"base64","text":%q}}}
]}}
`, g.mark(), g.mark(), g.mark(), g.mark(), g.mark(), g.mark(), g.mark(), g.mark(), base64.StdEncoding.EncodeToString([]byte(answer)))
}
