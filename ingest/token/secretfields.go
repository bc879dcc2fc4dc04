package token

import "bytes"

// redactFields takes out the values of secret fields. A field is a name and a value in one of the forms that logs, headers,
// URLs, JSON and command lines have:
//
//	password=…  "password":"…"  password%3D…  ["password","…"]  {"name":"password","value":"…"}  <password>…<  --password …
func redactFields(text []byte) []byte {
	var out []byte
	for {
		start, end, ok := nextSecret(text)
		if !ok {
			return join(out, text)
		}
		out = append(out, text[:start]...)
		if end > start {
			out = append(out, Redacted...)
		}
		text = text[end:]
	}
}

// nextSecret finds where the value of the next secret field stands.
func nextSecret(text []byte) (start, end int, ok bool) {
	for i, b := range text {
		switch b {
		case ':', '=':
			start, end, ok = assigned(text, i)
		case '%':
			start, end, ok = encoded(text, i)
		case ',':
			start, end, ok = paired(text, i)
		case '>':
			start, end, ok = element(text, i)
		case ' ':
			start, end, ok = option(text, i)
		}
		if ok {
			return start, end, true
		}
	}
	return 0, 0, false
}

// assigned is the value behind a colon or an equals sign.
func assigned(text []byte, sep int) (start, end int, ok bool) {
	name := nameBefore(text, sep)
	kind := nameKind(name)
	if kind == public {
		if !isValueKey(name) {
			return 0, 0, false
		}
		start, end = valueSpan(text, sep+1, secretValue)
		return start, end, end > start && namedBehind(text[end:])
	}
	start, end = valueSpan(text, sep+1, kind)
	return start, end, kind != opaqueValue || opaque(text[start:end])
}

// isValueKey tells whether a member of that name holds the value in a list of names and values, as HAR keeps headers.
func isValueKey(name []byte) bool { return string(name) == "value" || string(name) == "Value" }

// namedBehind tells whether the text that follows a value goes on with `","name":"` and the name of a secret.
func namedBehind(text []byte) bool {
	text = bytes.TrimLeft(text, "\\\"' ,\t")
	if !bytes.HasPrefix(text, []byte("name")) && !bytes.HasPrefix(text, []byte("Name")) {
		return false
	}
	text = bytes.TrimLeft(text[len("name"):], "\\\"' :=\t")
	return nameKind(text[:nameEnd(text)]) != public
}

// encoded is the value behind a colon or an equals sign in a part of a URL. It ends with the part.
func encoded(text []byte, at int) (start, end int, ok bool) {
	if len(text) < at+3 || !folded(text[at:at+3], "%3a") && !folded(text[at:at+3], "%3d") {
		return 0, 0, false
	}
	name := at
	for name >= 3 && folded(text[name-3:name], "%22") {
		name -= 3
	}
	kind := nameKind(nameBefore(text, name))
	start, end = at+3, at+3+toAny(text[at+3:], " \t\r\n\"'&<>")
	return start, end, kind == secretValue || kind == secretLine || kind == opaqueValue && opaque(text[start:end])
}

// paired is the value of `"name","value"` and of `"name":"password","value":"…"`, where the comma is at sep.
func paired(text []byte, sep int) (start, end int, ok bool) {
	if sep == 0 || text[sep-1] != '"' && text[sep-1] != '\'' {
		return 0, 0, false
	}
	kind := nameKind(nameBefore(text, sep))
	if kind == public {
		return 0, 0, false
	}
	at := skip(text, sep+1, " \t\\")
	if at == len(text) || text[at] != '"' && text[at] != '\'' {
		return 0, 0, false
	}
	start, end = valueSpan(text, sep+1, kind)
	if colon := skip(text, end, "\\\"' \t"); colon < len(text) && text[colon] == ':' {
		if !isValueKey(text[start:end]) {
			return 0, 0, false
		}
		start, end = valueSpan(text, colon+1, kind)
	}
	return start, end, kind != opaqueValue || opaque(text[start:end])
}

// element is the content of an XML element whose tag ends at sep.
func element(text []byte, sep int) (start, end int, ok bool) {
	name := nameBefore(text, sep)
	if open := sep - len(name) - 1; open < 0 || text[open] != '<' || nameKind(name) == public {
		return 0, 0, false
	}
	return sep + 1, sep + 1 + toAny(text[sep+1:], "<\r\n"), true
}

// option is the value of a command line's "--password VALUE".
func option(text []byte, sep int) (start, end int, ok bool) {
	name := nameBefore(text, sep)
	if !bytes.HasPrefix(name, []byte("--")) || !bytes.HasSuffix(text[:sep], name) || nameKind(name) == public {
		return 0, 0, false
	}
	start, end = valueSpan(text, sep+1, secretValue)
	return start, end, end > start && text[start] != '-'
}

// nameBefore is the word before a separator, without the quotes, escapes and spaces between the two.
func nameBefore(text []byte, sep int) []byte {
	end := len(bytes.TrimRight(text[:sep], " \t\"'\\"))
	if sep-end > 8 {
		return nil
	}
	start := end
	for start > 0 && end-start < longestName && nameByte(text[start-1]) {
		start--
	}
	return text[start:end]
}

// nameEnd is where the name at the beginning of a text ends.
func nameEnd(text []byte) int {
	n := 0
	for n < len(text) && nameByte(text[n]) {
		n++
	}
	return n
}

func nameByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_' || b == '-' || b == '.'
}
