package sqlite

// #include "functions.h"
import "C"

import "github.com/mattn/go-sqlite3"

// installFunctions gives every connection that is opened from now on the SQL functions put_rows and packed, which
// putrows.c and packed.c explain. The driver's own ways of adding functions would cross into Go for every row.
func installFunctions() error {
	if code := C.lapse_install_functions(); code != 0 {
		return sqlite3.ErrNo(code)
	}
	return nil
}

// The first byte of a value, see functions.h.
const (
	packedNull = iota
	packedInteger
	packedText
	packedBlob
)
