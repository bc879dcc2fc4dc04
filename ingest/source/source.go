// Package source finds log texts and reads their lines. It knows files, folders, globs, archives and compression, and
// nothing about what a line says.
//
// An example. The arguments
//
//	logs/  host=token-2:old.zip  -
//
// become three groups of texts. The folder gives "logs/console/dev-1.log" and "logs/token.ndjson.gz": files in it at any
// depth, by name, hidden ones left out. The archive gives a text for each member, "old.zip/token.ndjson", each with the
// label Host "token-2". Standard input gives "-". Compression is told by the first bytes, never by the name, and a text's
// line numbers count in what was compressed.
//
//	files, troubles := source.Resolve(args, stdin)
//	for _, f := range files {
//		troubles, err := f.Walk(ctx, options, func(t *source.Text) error {
//			for {
//				chunk, err := t.Next(buffer) // whole lines, about a MiB, until io.EOF
//				…
//			}
//		})
//	}
//
// A text that ends early (a cut gzip file, a decompression bomb, a read error) still gives what could be read; the reason
// is in [End.Truncated]. A file that cannot be read at all is a [Trouble], and the others go on.
package source

// Label is what the user declared about a path: host=token-2:PATH, zone=America/New_York:PATH, or NAME=PATH, which is
// short for host=NAME:PATH.
type Label struct {
	Host string
	Zone string // an IANA name or an offset such as +05:30, for stamps without a zone
}

// Trouble is something that could not be read, or not as it was declared.
type Trouble struct {
	Path    string
	Message string // without the path
}

// Limits bound what one stored file may cost. They guard against decompression bombs and against lines that fill the memory;
// no log that people keep comes near them.
type Limits struct {
	Chunk  int   // bytes of lines handed out at a time; more where one line is longer
	Line   int   // bytes of one line; a longer one is skipped and counted
	Ratio  int64 // how many times its stored size a file may grow when it is decompressed, beyond the first Grace bytes
	Grace  int64
	Output int64 // bytes that come out of one stored file
	Depth  int   // how deep compression and archives may nest: a .gz in a .tar.gz is 3
	Spool  int64 // bytes of a zip archive that cannot be read in place (standard input, a zip in a zip)
	Names  int64 // bytes of a zip archive's list of members
}

// DefaultLimits are the limits of `lapse`. Deflate cannot grow more than 1032 times and logs grow 5 to 50 times.
func DefaultLimits() Limits {
	return Limits{
		Chunk:  1 << 20, // the hand-over costs nothing, and some chunks for each worker fit the memory
		Line:   16 << 20,
		Ratio:  300,
		Grace:  64 << 20,
		Output: 1 << 40,
		Depth:  4,
		Spool:  64 << 20,
		Names:  16 << 20,
	}
}
