package format

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// jsonDocument is JSON that is not one object a line: an array of records, a page of a REST API, printed objects.
var jsonDocument = Format{
	Name:     "json-document",
	Doc:      "one JSON document: an array of records, a REST list (Twilio Monitor alerts, CloudWatch events), printed objects",
	Expects:  "a JSON array of objects, or an object with a list of records in it",
	Sniff:    sniffJSONDocument,
	Document: readRecords,
	Samples: []Sample{
		{
			Text: "{\"alerts\": [\n {\"sid\": \"NO1\", \"error_code\": \"20104\", \"date_created\": \"2026-06-21T09:12:03Z\"},\n {\"sid\": \"NO2\", \"date_created\": \"2026-06-21T09:12:04Z\"}],\n \"meta\": {\"page\": 0}}",
			Want: []string{
				`json 2026-06-21T09:12:03.000Z sid=NO1 error_code=20104 date_created=2026-06-21T09:12:03Z`,
				`json 2026-06-21T09:12:04.000Z sid=NO2 date_created=2026-06-21T09:12:04Z`,
			},
		},
		{
			Text: "[\n  {\n    \"dateCreated\": \"2026-06-21T09:12:03.000Z\",\n    \"errorCode\": \"20104\"\n  }\n]",
			Want: []string{`json 2026-06-21T09:12:03.000Z dateCreated=2026-06-21T09:12:03.000Z errorCode=20104`},
		},
		{
			Text: "{\n  \"level\": 50,\n  \"msg\": \"token mint failed\"\n}\n{\n  \"level\": 30,\n  \"msg\": \"ok\"\n}",
			Want: []string{`json level=error body="token mint failed" level:50 msg="token mint failed"`, `json level=info body=ok level:30 msg=ok`},
		},
	},
}

// sniffJSONDocument tells a document from a JSON object a line: a document's first line is no whole object, or it is the
// only line and holds a list of records.
func sniffJSONDocument(head []byte) int {
	head = bytes.TrimLeft(head, " \t\r\n")
	if len(head) < 2 {
		return 0
	}
	if head[0] == '[' {
		rest := bytes.TrimLeft(head[1:], " \t\r\n")
		if len(rest) > 1 && rest[0] == '{' {
			return 85
		}
		return 0
	}
	if head[0] != '{' {
		return 0
	}
	line, rest, more := bytes.Cut(head, []byte("\n"))
	rest = bytes.TrimLeft(rest, "\r\n")
	switch {
	case len(bytes.TrimSpace(line)) == 1 && more:
		return 85
	case jsontext.Value(line).IsValid(jsonOptions...) || !more:
		if len(rest) == 0 && holdsRecords(line) {
			return 85
		}
	case len(rest) > 0 && bytes.IndexByte([]byte(" \t}[]\""), rest[0]) >= 0:
		return 82
	}
	return 0
}

// holdsRecords tells whether the beginning of an object names a list of records.
func holdsRecords(line []byte) bool {
	dec := jsontext.NewDecoder(bytes.NewReader(line), jsonOptions...)
	if tok, err := dec.ReadToken(); err != nil || tok.Kind() != '{' {
		return false
	}
	for {
		tok, err := dec.ReadToken()
		if err != nil || tok.Kind() != '"' {
			return false
		}
		name := tok.String()
		kind := dec.PeekKind()
		if kind == '[' && recordLists[name] || kind == '{' && recordParents[name] {
			return true
		}
		if dec.SkipValue() != nil {
			return false
		}
	}
}
