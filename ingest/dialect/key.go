package dialect

import (
	"crypto/sha256"
	"strconv"

	"lapse/analyze/incident"
)

// entryID is the identity of an entry: half a SHA-256 of its bytes, since whoever writes a client's log must not be able to
// make two lines count as one. A token in the line, which is most of it, was hashed for its fingerprint: its SHA-256 stands
// for it, between line feeds, with which no line begins.
func (r *Reader) entryID(x *record, t *incident.Token) incident.ID {
	f, ok := x.field(tokenField)
	if !ok || !r.tokenIsField || !x.stands(f) {
		sum := sha256.Sum256(x.Raw)
		return incident.ID(sum[:16])
	}
	at := int(f.At)
	b := append(r.bytes[:0], '\n')
	b = append(append(b, x.Raw[:at]...), '\n')
	b = append(append(b, t.Fingerprint...), x.Raw[at+len(f.Value):]...)
	r.bytes = b
	sum := sha256.Sum256(b)
	return incident.ID(sum[:16])
}

// nextID is the identity of the next event of an entry: the entry's own, then IDs derived from it.
func (r *Reader) nextID(x *record, t *incident.Token) incident.ID {
	r.made++
	if r.made == 1 {
		r.id = r.entryID(x, t)
		return r.id
	}
	sum := sha256.Sum256(append(r.id[:], strconv.Itoa(r.made)...))
	return incident.ID(sum[:16])
}
