package mem_test

import (
	"testing"

	"lapse/store"
	"lapse/store/mem"
	"lapse/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store { return mem.New() })
}
