package work

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Order tells a program what to do next.
type Order struct {
	Calls       int
	Concurrency int

	Memory bool // asks for Peak and Heap instead
}

// Report is what the calls of an order cost the process, all together.
type Report struct {
	CPU    time.Duration // processor time
	Wall   time.Duration
	Allocs uint64
	Bytes  uint64

	Peak uint64 // the most memory that the process has had, in bytes; 0 where the system does not say
	Heap uint64 // what is in use after a garbage collection, in bytes

	Error string
}

// Main is the whole of a program: it reads a [Job], then orders, from standard input,
// one a line, and writes a [Report] for each to standard output.
func Main(newCall func(*Job) (Call, error)) {
	if err := serve(os.Stdin, os.Stdout, newCall); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(input io.Reader, output io.Writer, newCall func(*Job) (Call, error)) error {
	orders := json.NewDecoder(bufio.NewReader(input))
	var job Job
	if err := orders.Decode(&job); err != nil {
		return fmt.Errorf("the job: %w", err)
	}
	call, err := newCall(&job)
	if err != nil {
		return err
	}
	reports := json.NewEncoder(output)
	for {
		var order Order
		if err := orders.Decode(&order); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("an order: %w", err)
		}
		if err := reports.Encode(CarryOut(order, call)); err != nil {
			return err
		}
	}
}

// CarryOut does what an order says.
func CarryOut(order Order, call Call) Report {
	if order.Memory {
		return memory()
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	begun, used := time.Now(), processorTime()
	err := spread(order.Concurrency, order.Calls, call)
	report := Report{CPU: processorTime() - used, Wall: time.Since(begun)}
	runtime.ReadMemStats(&after)
	report.Allocs, report.Bytes = after.Mallocs-before.Mallocs, after.TotalAlloc-before.TotalAlloc
	if err != nil {
		report.Error = err.Error()
	}
	return report
}

// spread makes n calls, so many at a time, and returns the first error.
func spread(concurrency, n int, call Call) error {
	var left atomic.Int64
	left.Store(int64(n))
	work := func() error {
		for left.Add(-1) >= 0 {
			if err := call(); err != nil {
				return err
			}
		}
		return nil
	}
	if concurrency <= 1 {
		return work()
	}
	var all sync.WaitGroup
	var first atomic.Pointer[error]
	for range concurrency {
		all.Go(func() {
			if err := work(); err != nil {
				first.CompareAndSwap(nil, &err)
			}
		})
	}
	all.Wait()
	if err := first.Load(); err != nil {
		return *err
	}
	return nil
}

// processorTime is what this process has used so far.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func memory() Report {
	peak := peakMemory()
	runtime.GC()
	runtime.GC() // what pools held was let go by the first
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return Report{Peak: peak, Heap: stats.HeapAlloc}
}

// peakMemory is VmHWM of Linux.
func peakMemory() uint64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := bytes.Cut(status, []byte("VmHWM:"))
	line, _, _ := bytes.Cut(rest, []byte("kB"))
	kilobytes, err := strconv.ParseUint(string(bytes.TrimSpace(line)), 10, 64)
	if err != nil {
		return 0
	}
	return kilobytes << 10
}
