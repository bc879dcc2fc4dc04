package format

import (
	"strings"
	"testing"
)

// A frame stands on its own line, and its text is whole however long: the token in a listen frame is a long one.
func TestFramesKeepTheirTextAndTheirLine(t *testing.T) {
	token := strings.Repeat("x", 4*keptText)
	text := `{"log": {"version": "1.2", "creator": {}, "entries": [
{"startedDateTime": "2026-06-21T09:12:03Z",
 "_webSocketMessages": [
  {"type": "send", "time": 1782033123.5, "data": "{\"type\":\"listen\",\"token\":\"` + token + `\"}"},
  {"type": "receive",
   "time": 1782033124, "data": "\n"}
 ],
 "request": {"method": "GET", "url": "wss://voice.example.com/signal"}, "response": {"status": 101}}
]}}`
	type frame struct {
		line int64
		body string
	}
	var got []frame
	d := Detect([]byte(text), Options{})
	if d == nil || d.Name() != "har" {
		t.Fatalf("taken for %v", d)
	}
	outcomes := d.ReadDocument(strings.NewReader(text), func(e *Entry) {
		if e.Format == "har/frame" {
			got = append(got, frame{e.Line, e.Body})
		}
	})
	want := []frame{{4, `Sending: {"type":"listen","token":"` + token + `"}`}, {5, "Received: \n"}}
	if len(outcomes) > 0 || len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("got %+v %+v", got, outcomes)
	}
}

// An archive that was cut off gives the exchanges that are whole.
func TestArchiveIsReadExchangeByExchange(t *testing.T) {
	exchange := `{"startedDateTime":"2026-06-21T09:12:03Z","request":{"method":"GET","url":"/token?a=1"},"response":{"status":200}},`
	text := `{"log":{"version":"1.2","entries":[` + strings.Repeat(exchange+"\n", 50)
	entries, outcomes := decodeAll(Detect([]byte(text[:500]), Options{}), text)
	if len(entries) != 50 || len(outcomes) != 1 || outcomes[0].Line != 50 {
		t.Errorf("%d entries, %+v", len(entries), outcomes)
	}
}
