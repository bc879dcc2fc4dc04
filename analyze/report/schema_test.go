package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

func TestOutputFitsItsSchema(t *testing.T) {
	for _, in := range []Input{fixture(), hostileFixture(), {}} {
		checkSchema(t, "report-v1", render(t, "json", in, Options{}))
		for line := range bytes.Lines(render(t, "jsonl", in, Options{})) {
			checkSchema(t, "verdict-v1", line)
		}
	}
}

// The checker itself must see what is wrong.
func TestSchemaRefuses(t *testing.T) {
	line := render(t, "jsonl", fixture(), Options{})
	line = line[:bytes.IndexByte(line, '\n')]
	for _, c := range [][2]string{
		{`"code":31202`, `"code":"31202"`}, {`"candidates":1`, `"candidates":1,"more":2`}, {`"call_sid":null,`, ``},
		{`"cause":"missed_refresh"`, `"cause":"bad_luck"`}, {`"certainty":"proved"`, `"certainty":null`}, {`"line":12`, `"line":1.5`},
	} {
		bad := strings.Replace(string(line), c[0], c[1], 1)
		if bad == string(line) {
			t.Fatalf("nothing to replace: %s", c[0])
		}
		if err := schemaError(t, "verdict-v1", []byte(bad)); err == nil {
			t.Errorf("%s was taken", c[1])
		}
	}
}

func checkSchema(t *testing.T, name string, doc []byte) {
	t.Helper()
	if err := schemaError(t, name, doc); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

func schemaError(t *testing.T, name string, doc []byte) error {
	t.Helper()
	text, ok := Schema(name)
	if !ok {
		t.Fatalf("no schema %s", name)
	}
	var root map[string]any
	var value any
	if err := json.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(doc, &value); err != nil {
		return err
	}
	return schemaCheck{root}.value("$", root, value)
}

// schemaCheck knows the keywords of JSON Schema that the schemas here use.
type schemaCheck struct{ root map[string]any }

func (s schemaCheck) value(at string, schema map[string]any, v any) error {
	if ref, ok := schema["$ref"].(string); ok {
		return s.value(at, s.root["$defs"].(map[string]any)[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any), v)
	}
	if want, ok := schema["const"]; ok && v != want {
		return fmt.Errorf("%s is %v, want %v", at, v, want)
	}
	if allowed, ok := schema["enum"].([]any); ok && !slices.Contains(allowed, v) {
		return fmt.Errorf("%s is %v, want one of %v", at, v, allowed)
	}
	if !typeFits(schema["type"], v) {
		return fmt.Errorf("%s is %v, want %v", at, v, schema["type"])
	}
	switch v := v.(type) {
	case []any:
		for i, x := range v {
			if err := s.value(fmt.Sprintf("%s[%d]", at, i), schema["items"].(map[string]any), x); err != nil {
				return err
			}
		}
	case map[string]any:
		return s.object(at, schema, v)
	}
	return nil
}

func (s schemaCheck) object(at string, schema map[string]any, v map[string]any) error {
	required, _ := schema["required"].([]any)
	for _, k := range required {
		if _, ok := v[k.(string)]; !ok {
			return fmt.Errorf("%s has no %s", at, k)
		}
	}
	properties, _ := schema["properties"].(map[string]any)
	for k, x := range v {
		sub, ok := properties[k].(map[string]any)
		if !ok {
			sub, ok = schema["additionalProperties"].(map[string]any)
		}
		if !ok {
			return fmt.Errorf("%s.%s is not in the schema", at, k)
		}
		if err := s.value(at+"."+k, sub, x); err != nil {
			return err
		}
	}
	return nil
}

func typeFits(want any, v any) bool {
	switch want := want.(type) {
	case nil:
		return true
	case []any:
		return slices.ContainsFunc(want, func(w any) bool { return typeFits(w, v) })
	default:
		return slices.Contains(typesOf(v), want.(string))
	}
}

func typesOf(v any) []string {
	switch v := v.(type) {
	case nil:
		return []string{"null"}
	case string:
		return []string{"string"}
	case bool:
		return []string{"boolean"}
	case []any:
		return []string{"array"}
	case map[string]any:
		return []string{"object"}
	case float64:
		if v == math.Trunc(v) {
			return []string{"number", "integer"}
		}
		return []string{"number"}
	}
	return nil
}
