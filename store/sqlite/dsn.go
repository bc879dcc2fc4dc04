package sqlite

import (
	"net/url"
	"strings"
)

// Each connection gets its settings from its name, so that none can miss them.
const (
	busyTimeout = "60000" // milliseconds; another lapse holds the lock for one batch, or while it loads a look-up

	// A page cache of 16 MiB (in KiB, negative) holds what appending touches: the right edge of event, the dictionaries.
	writeCache = "-16384"
	readCache  = "-16384"
)

// dsn names a file for the driver: an URI, because a path may hold '?' and '%'.
func dsn(path string, settings url.Values) string {
	escaped := strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
	return "file:" + escaped + "?" + settings.Encode()
}

// writing are the settings of the one connection that writes. With the WAL that openWriter asks for, synchronous=NORMAL
// survives kill -9 and power loss.
func writing(private bool) url.Values {
	v := url.Values{
		"mode":          {"rw"},
		"_busy_timeout": {busyTimeout},
		"_synchronous":  {"NORMAL"},
		"_cache_size":   {writeCache},
		"_mutex":        {"no"},
	}
	if private { // removed at Close, worthless after a crash
		v.Set("_synchronous", "OFF")
	}
	return v
}

// reading are the settings of the connections that read.
func reading(immutable bool) url.Values {
	v := url.Values{
		"mode":          {"ro"},
		"_busy_timeout": {busyTimeout},
		"_cache_size":   {readCache},
		"_mutex":        {"no"},
	}
	if immutable { // nobody can write to it, and the shared-memory file of the WAL cannot be made beside it
		v.Set("immutable", "1")
	}
	return v
}
