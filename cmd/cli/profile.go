package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
)

// profiled runs a command under the CPU profiler and the tracer where --profile names a folder, and leaves a heap profile.
func (c *common) profiled(run func() error) error {
	if c.profile == "" {
		return run()
	}
	if err := os.MkdirAll(c.profile, 0o700); err != nil {
		return err
	}
	cpu, err := os.Create(filepath.Join(c.profile, "cpu.pprof"))
	if err != nil {
		return err
	}
	defer cpu.Close()
	events, err := os.Create(filepath.Join(c.profile, "trace.out"))
	if err != nil {
		return err
	}
	defer events.Close()
	if err := pprof.StartCPUProfile(cpu); err != nil {
		return err
	}
	if err := trace.Start(events); err != nil {
		return err
	}
	err = run()
	trace.Stop()
	pprof.StopCPUProfile()
	if err2 := c.heapProfile(); err == nil {
		err = err2
	}
	return err
}

func (c *common) heapProfile() error {
	f, err := os.Create(filepath.Join(c.profile, "heap.pprof"))
	if err != nil {
		return err
	}
	defer f.Close()
	runtime.GC()
	return pprof.WriteHeapProfile(f)
}
