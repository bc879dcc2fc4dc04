package sqlite

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Each connection gets its settings from its name, so that none can miss them.
const (
	// Another lapse holds the lock for one batch, or while it loads by_id.
	usualWait = time.Minute

	// A page cache of 16 MiB (in KiB, negative) holds what appending touches: the right edge of event, the dictionaries.
	// Reading goes through the file from one stretch to the next, and comes back to little.
	writeCache = "-16384"
	readCache  = "-2048"
)

// A file that others see has a WAL, chosen after the schema was made (see applicationID). It may grow to 128 MiB before it
// is carried over: with the usual 4 MiB a load of a million events waits for the disk 70 times. The first read after the
// change makes the WAL, and only a connection that may write can remove it in the end.
const walJournal = "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 32768; PRAGMA user_version"

const journalMode = "_journal_mode"

func (o Options) wait() time.Duration { return cmp.Or(o.Wait, usualWait) }

func (o Options) busyTimeout() string { return strconv.FormatInt(o.wait().Milliseconds(), 10) }

// dsn names a file for the driver: an URI, because a path may hold '?' and '%'.
func dsn(path string, settings url.Values) string {
	escaped := strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
	return "file:" + escaped + "?" + settings.Encode()
}

// writing are the settings of the one connection that writes. With the WAL that openWriter asks for, synchronous=NORMAL
// survives kill -9 and power loss.
func writing(o Options) url.Values {
	v := url.Values{
		"mode":          {"rw"},
		"_busy_timeout": {o.busyTimeout()},
		"_synchronous":  {"NORMAL"},
		"_cache_size":   {writeCache},
		"_mutex":        {"no"},
	}
	if o.Private { // removed at Close
		inMemory(v)
	}
	return v
}

// loading are the settings of the connection that fills a file which nobody sees yet. Its lock tells others that it is alive.
func loading(o Options) url.Values {
	v := writing(o)
	v.Set("_locking_mode", "EXCLUSIVE")
	inMemory(v)
	return v
}

// inMemory is for a file that is worthless after a crash: an error rolls a batch back, and nothing waits for the disk.
func inMemory(v url.Values) {
	v.Set("_synchronous", "OFF")
	v.Set(journalMode, "MEMORY")
}

// reading are the settings of the connections that read.
func reading(o Options, immutable bool) url.Values {
	v := url.Values{
		"mode":          {"ro"},
		"_busy_timeout": {o.busyTimeout()},
		"_cache_size":   {readCache},
		"_mutex":        {"no"},
	}
	if immutable { // nobody can write to it, and the shared-memory file of the WAL cannot be made beside it
		v.Set("immutable", "1")
	}
	return v
}
