package cli

import (
	"encoding/json"
	"os"
	"testing"
)

// TestConfigSchema holds docs/lapse-yaml.schema.json to what the program reads: the same keys, no more and no less.
func TestConfigSchema(t *testing.T) {
	text, err := os.ReadFile("../../docs/lapse-yaml.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		AdditionalProperties bool                       `json:"additionalProperties"`
		Properties           map[string]json.RawMessage `json:"properties"`
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	if schema.AdditionalProperties {
		t.Error("the schema allows unknown keys; the program does not")
	}
	keys := configKeys()
	for k := range keys {
		if _, ok := schema.Properties[k]; !ok {
			t.Errorf("the program reads %q, the schema does not know it", k)
		}
	}
	for k := range schema.Properties {
		if !keys[k] {
			t.Errorf("the schema knows %q, the program does not", k)
		}
	}
}

func TestConfigErrorsNameTheLine(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"unknown key": {"policy: 80%\nisuer: x\n", `f.yaml:2: unknown key "isuer"; the nearest is "issuer"`},
		"twice":       {"policy: 80%\npolicy: 70%\n", `f.yaml:2: "policy" stands there twice`},
		"no mapping":  {"- a\n", "f.yaml:1: expected `key: value` lines"},
		"nested":      {"policy: {a: b}\n", "f.yaml:1: a value or a list of values is expected"},
	} {
		_, err := (&common{}).parseConfig("f.yaml", []byte(c.text))
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
	if s, err := (&common{}).parseConfig("f.yaml", []byte("# nothing yet\n")); err != nil || len(s) != 0 {
		t.Errorf("an empty file: %v, %v", s, err)
	}
}

func FuzzConfig(f *testing.F) {
	f.Add([]byte("policy: 80%\nmapping:\n  identity: [a]\n"))
	f.Add([]byte("fail-on: [a, b]\n&a *a"))
	f.Fuzz(func(t *testing.T, text []byte) { _, _ = (&common{}).parseConfig("f.yaml", text) })
}
