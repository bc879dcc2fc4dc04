package token

import (
	"bytes"
	"encoding/json"

	"lapse/analyze/incident"
)

// maxValue bounds how much of one claim is shown.
const maxValue = 2000

// members lists the members of a JSON object in its own order, duplicates too; of an object that is damaged or cut off,
// those before the damage.
func members(object []byte) []Member {
	decoder := json.NewDecoder(bytes.NewReader(object))
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return nil
	}
	var list []Member
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			break
		}
		var value json.RawMessage
		if decoder.Decode(&value) != nil {
			break
		}
		text, _ := name.(string)
		list = append(list, newMember(text, value))
	}
	return list
}

func newMember(name string, value json.RawMessage) Member {
	m := Member{Name: RedactString(name), Time: incident.NoTime}
	var text string
	if json.Unmarshal(value, &text) == nil && string(value) != "null" {
		m.Value = text
	} else {
		var compact bytes.Buffer
		_ = json.Compact(&compact, value) // value is valid: it was decoded
		m.Value = compact.String()
	}
	if len(m.Value) > maxValue {
		m.Value = m.Value[:maxValue] + "…"
	}
	m.Value = RedactString(m.Value)
	switch name {
	case "iat", "nbf", "exp":
		m.Time, _ = jsonNumber(value).time()
	}
	return m
}
