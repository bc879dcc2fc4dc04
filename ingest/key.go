package ingest

import (
	"crypto/sha256"
	"encoding/binary"

	"lapse/analyze/incident"
)

// keyOf makes an ID of what tells an event from others.
func keyOf(raw []byte) incident.ID {
	sum := sha256.Sum256(raw)
	return incident.ID(sum[:16])
}

// inSession is the ID of an event within a session. Console files name theirs by the file: two devices that print the same
// words in the same millisecond have not printed one line.
func inSession(id incident.ID, session string) incident.ID {
	if session == "" {
		return id
	}
	var short [128]byte // most sessions fit; append takes more where they do not
	return keyOf(append(append(short[:0], id[:]...), session...))
}

// ordinals tell apart equal entries that are not copies of each other. An equal line with a stamp of a millisecond or finer
// is the same line shipped twice. Two equal lines within one second of an access log, or without any stamp, are two
// requests: they are numbered. The count of a stamp begins anew when another stamp has come between, so that a log that
// stands in its file twice gives the same numbers both times.
type ordinals struct {
	reading incident.Time
	coarse  map[incident.ID]uint32 // with that reading
	bare    map[incident.ID]uint32 // without any stamp
}

// bareLimit bounds the memory for entries without a stamp. Beyond it counting begins anew.
const bareLimit = 1 << 20

func (o *ordinals) number(e *incident.Event) {
	var n uint32
	switch {
	case fine(e.Time) || fine(e.Received):
		return
	case e.Time.Known() || e.Received.Known():
		if t := e.SortTime(); o.coarse == nil || t != o.reading {
			o.reading, o.coarse = t, make(map[incident.ID]uint32)
		}
		n = o.coarse[e.ID]
		o.coarse[e.ID]++
	default:
		if o.bare == nil || len(o.bare) >= bareLimit {
			o.bare = make(map[incident.ID]uint32)
		}
		n = o.bare[e.ID]
		o.bare[e.ID]++
	}
	if n > 0 {
		e.ID = numbered(e.ID, n)
	}
}

func fine(s incident.Stamp) bool { return s.Known() && s.Quantum <= incident.Millisecond }

// numbered is the ID of the (n+1)-th of equal events.
func numbered(id incident.ID, n uint32) incident.ID {
	return keyOf(binary.BigEndian.AppendUint32(id[:], n))
}
