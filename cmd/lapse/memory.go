package main

import (
	"os"
	"runtime/debug"
)

// collect sets how often garbage is collected: a quarter as often as Go's default, since ingest has little that lives and much
// that dies; from memoryLimit on as often as it takes to stay there. Who sets GOGC or GOMEMLIMIT knows better.
func collect() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}

// memoryLimit is for Go's heap; SQLite's page caches, 16 MiB of the writer and 2 of each reader, come on top.
const memoryLimit = 176 << 20
