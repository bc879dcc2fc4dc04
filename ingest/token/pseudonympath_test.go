package token

import "testing"

func TestPathsNameNobody(t *testing.T) {
	p := NewPseudonymizer([]byte("key"))
	for path, want := range map[string]string{
		"logs/sdk.ndjson":                    "logs/sdk.ndjson",
		"logs/token-server-2.ndjson.gz":      "logs/token-server-2.ndjson.gz",
		"logs/token-server.log.2.gz":         "logs/token-server.log.2.gz",
		"lb-access-2026-06-21.log":           "lb-access-2026-06-21.log",
		"logs/2026-06-21.log":                "logs/2026-06-21.log",
		"-":                                  "-",
		"../logs/./x.log":                    "../logs/./" + p.Session("x") + ".log",
		"console/dev-01.log":                 "console/" + p.Session("dev-01") + ".log",
		"console/dev-01.log.2.gz":            "console/" + p.Session("dev-01") + ".log.2.gz",
		"agent-7/console.log":                p.Session("agent-7") + "/console.log",
		"jane.doe.log":                       p.Session("jane.doe") + ".log",
		"/home/jane/logs/sdk.ndjson":         "/home/" + p.Session("jane") + "/logs/sdk.ndjson",
		"12345678.log":                       p.Session("12345678") + ".log",
		"101.log":                            p.Session("101") + ".log",
		"b.zip/user-7/console.txt":           p.Session("b") + ".zip/" + p.Session("user-7") + "/console.txt",
		"logs/token-4155550100.log":          "logs/" + p.Session("token-4155550100") + ".log",
		"console/dev-x-2026-06-21T09.12.log": "console/" + p.Session("dev-x-2026-06-21T09") + ".12.log",
	} {
		if got := p.Path(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	var none *Pseudonymizer
	if none.Path("jane.log") != "jane.log" {
		t.Error("no pseudonymizer changed something")
	}
}
