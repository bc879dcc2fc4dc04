package sqlite

import (
	"encoding/binary"
	"errors"
)

var errPacked = errors.New("a row of table event is damaged")

// unpacker takes apart what packed made, value by value. After a value that is not what was asked for, err is set and
// nothing follows.
type unpacker struct {
	rest string
	err  error
}

// integer is the next value, or what NULL is to mean.
func (u *unpacker) integer(null int64) int64 {
	switch {
	case len(u.rest) >= 9 && u.rest[0] == packedInteger:
		n := binary.NativeEndian.Uint64([]byte(u.rest[1:9]))
		u.rest = u.rest[9:]
		return int64(n)
	case len(u.rest) >= 1 && u.rest[0] == packedNull:
		u.rest = u.rest[1:]
		return null
	}
	u.fail()
	return null
}

// text is the next value, a text or blob; NULL is "". It keeps all that was packed with it in memory: what stays for long
// is worth a copy.
func (u *unpacker) text() string {
	switch {
	case len(u.rest) >= 5 && (u.rest[0] == packedText || u.rest[0] == packedBlob):
		n := int(binary.NativeEndian.Uint32([]byte(u.rest[1:5])))
		if n > len(u.rest)-5 {
			break
		}
		s := u.rest[5 : 5+n]
		u.rest = u.rest[5+n:]
		return s
	case len(u.rest) >= 1 && u.rest[0] == packedNull:
		u.rest = u.rest[1:]
		return ""
	}
	u.fail()
	return ""
}

// null tells whether the next value is NULL.
func (u *unpacker) null() bool { return len(u.rest) > 0 && u.rest[0] == packedNull }

func (u *unpacker) fail() { u.rest, u.err = "", errPacked }
