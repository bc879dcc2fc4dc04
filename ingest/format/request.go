package format

import "strings"

// addRequest appends what a request line says: request.method, request.path, and each parameter of the query as
// query.NAME, decoded. A bare target adds something only where it has a query.
func (e *Entry) addRequest(line string) {
	method, target := "", line
	if m, rest, ok := strings.Cut(line, " "); ok && isMethod(m) {
		method = m
		target, _, _ = strings.Cut(rest, " ")
	}
	if i := strings.Index(target, "://"); i > 0 && i < 8 {
		_, target, _ = strings.Cut(target[i+3:], "/")
		target = "/" + target
	}
	if !strings.HasPrefix(target, "/") || method == "" && strings.IndexByte(target, '?') < 0 {
		return
	}
	if method != "" {
		e.add("request.method", method)
	}
	path, query, _ := strings.Cut(target, "?")
	e.add("request.path", path)
	query, _, _ = strings.Cut(query, "#")
	e.addQuery("query.", query)
}

// addQuery appends the parameters of a query string or of a form.
func (e *Entry) addQuery(prefix, query string) {
	for query != "" && len(e.Fields) < maxFields {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		name, value, _ := strings.Cut(pair, "=")
		if name != "" {
			e.add(prefix+unescape(name), unescape(value))
		}
	}
}

// addForm appends the parts of a form-encoded value below its name: alert_text.Msg.
func (e *Entry) addForm(x Field) {
	if strings.ContainsAny(x.Value, " {") || !strings.Contains(x.Value, "=") || !strings.ContainsAny(x.Value, "&%+") {
		return
	}
	e.addQuery(x.Key+".", x.Value)
}

// add appends a string field.
func (e *Entry) add(key, value string) {
	e.Fields = append(e.Fields, Field{Key: key, Value: value, Type: 's'})
}

// addNumber appends a value that was written as a number; "-" means that there is none.
func (e *Entry) addNumber(key, value string) {
	if value == "" || value == "-" {
		return
	}
	e.Fields = append(e.Fields, Field{Key: key, Value: value, Type: typeOf(value)})
}

func isMethod(s string) bool {
	switch s {
	case "GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH", "CONNECT", "TRACE":
		return true
	}
	return false
}

// unescape decodes %41 and + as forms and queries use them; what is no escape stays as it is.
func unescape(s string) string {
	if strings.IndexByte(s, '%') < 0 && strings.IndexByte(s, '+') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '+':
			b = append(b, ' ')
		case s[i] == '%' && i+2 < len(s) && hex(s[i+1]) >= 0 && hex(s[i+2]) >= 0:
			b = append(b, byte(hex(s[i+1])<<4|hex(s[i+2])))
			i += 2
		default:
			b = append(b, s[i])
		}
	}
	return valid(string(b))
}

// hex is the value of a hexadecimal digit, -1 where it is none.
func hex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// typeOf tells how a bare value of a text log is to be read: as a number, as true or false, or as a string.
func typeOf(value string) byte {
	switch value {
	case "true", "false":
		return 'b'
	}
	rest := strings.TrimPrefix(value, "-")
	whole, frac, point := strings.Cut(rest, ".")
	if digits(whole) && (!point || digits(frac)) {
		return 'n'
	}
	return 's'
}
