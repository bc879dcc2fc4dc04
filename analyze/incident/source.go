package incident

// Source is one file (or archive member, or standard input) that was read to its end.
// Every line is counted once: Read = Used + Other + Rejected (Used counts duplicates too: a store tells them apart
// when it adds up, see Accounting).
type Source struct {
	Path      string // as the user gave it
	SHA256    [32]byte
	Bytes     int64 // as stored on disk
	Format    string
	Read      int64
	Used      int64 // lines that became events or belong to one (the stack under an error)
	Other     int64 // well-formed lines that are not about tokens
	Rejected  int64
	Events    int64    // events made of the used lines
	Reasons   []Reason // why lines were rejected, most frequent first, then by text
	Truncated string   // why the file ended early ("unexpected end of gzip data"), "" if it did not
}

// Reason is one reason for rejecting lines, with the first line that had it.
type Reason struct {
	Text  string
	Count int64
	First Pos
}

// Accounting is the sum over all sources: Read = Used + Other + Duplicate + Rejected.
type Accounting struct {
	Sources                                int
	Read, Used, Other, Duplicate, Rejected int64
}
