package match

import "lapse/analyze/incident"

// Token is one distinct token of an identity with every line that minted or served it.
type Token struct {
	incident.Token
	Host    string // that wrote the first line; "" where no line issued it or none names its host
	Served  []*Request
	fetched int // how many fetches name it
	Ordinal int // its place in Story.Tokens; means nothing for a token that no line issued

	// Unseen: a session fetched it, and no line tells which it was (a log that is lost or rotated away).
	Unseen bool
}

// First is the first line that issued or served the token; nil where only clients name it.
func (t *Token) First() *Request {
	if len(t.Served) == 0 {
		return nil
	}
	return t.Served[0]
}

// sameSecond is how long before iat, by its own clock, a host's line may stand and still be the line of the mint.
const sameSecond = 2 * incident.Second

// findMint puts the line of the mint first: the earliest, unless it stands before iat and another does not (the host's
// clock was set back between the two).
func (t *Token) findMint() {
	for i, r := range t.Served {
		at := r.Issued.Time.Reading
		if !t.Iat.Known() || !at.Known() || at >= t.Iat.Add(-sameSecond) {
			copy(t.Served[1:i+1], t.Served[:i])
			t.Served[0] = r
			break
		}
	}
	if len(t.Served) > 0 {
		t.Host = t.Served[0].Issued.Host
	}
}
