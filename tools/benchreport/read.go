package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// report is what a run of the benchmarks printed.
type report struct {
	machine   []string             // goos, goarch, cpu
	order     []string             // names in the order of the run
	benchmark map[string]*measured // by name without "Benchmark" and processor count
}

// measured holds each repetition of one benchmark, by unit.
type measured struct{ byUnit map[string][]float64 }

// cpu is the unit of processor time.
const cpu = "cpu-ns/op"

// median is the middle repetition; "" units that were not measured give 0.
func (m *measured) median(unit string) float64 {
	if m == nil {
		return 0
	}
	return median(m.byUnit[unit])
}

// median is 0 where nothing was measured.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	values = slices.Sorted(slices.Values(values))
	middle := len(values) / 2
	if len(values)%2 == 0 {
		return (values[middle-1] + values[middle]) / 2
	}
	return values[middle]
}

func (m *measured) repetitions() int {
	most := 0
	for _, values := range m.byUnit {
		most = max(most, len(values))
	}
	return most
}

// ratio is the median of the ratios of all runs, and the interval that contains the median
// of as many runs as one likes with a probability of 95 %. All are 0 for a yardstick.
func (m *measured) ratio() (middle, low, high float64) {
	values := slices.Sorted(slices.Values(m.byUnit["ratio"]))
	if len(values) == 0 {
		return 0, 0, 0
	}
	k := outside(len(values))
	return median(values), values[k], values[len(values)-1-k]
}

// outside is how many of n sorted values are left out on each side of the interval. The
// number of values below the true median is that of heads in n throws of a coin, whatever the values
// are like. Below six values even all of them are no such interval, but there is no better one.
func outside(n int) int {
	probability := math.Pow(0.5, float64(n)) // of as many heads as k
	sum := probability
	k := 0
	for sum <= 0.025 {
		k++
		probability *= float64(n-k+1) / float64(k)
		sum += probability
	}
	return max(k-1, 0)
}

var processors = regexp.MustCompile(`-\d+$`)

// read takes the lines of the framework and passes over everything else.
func read(input io.Reader) (*report, error) {
	r := &report{benchmark: map[string]*measured{}}
	lines := bufio.NewScanner(input)
	for lines.Scan() {
		line := lines.Text()
		fields := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "goos:"), strings.HasPrefix(line, "goarch:"), strings.HasPrefix(line, "cpu:"):
			if _, value, _ := strings.Cut(line, ": "); !slices.Contains(r.machine, value) {
				r.machine = append(r.machine, value) // each run says it again
			}
		case strings.HasPrefix(line, "--- FAIL"), line == "FAIL":
			return nil, errors.New("a benchmark failed")
		case strings.HasPrefix(line, "Benchmark") && len(fields) >= 4:
			if err := r.add(fields); err != nil {
				return nil, fmt.Errorf("%q: %w", line, err)
			}
		}
	}
	if len(r.order) == 0 {
		return nil, errors.New("no benchmark in the input")
	}
	return r, lines.Err()
}

// add takes one line: name, count, then pairs of value and unit.
func (r *report) add(fields []string) error {
	name := processors.ReplaceAllString(strings.TrimPrefix(fields[0], "Benchmark"), "")
	m := r.benchmark[name]
	if m == nil {
		m = &measured{byUnit: map[string][]float64{}}
		r.benchmark[name] = m
		r.order = append(r.order, name)
	}
	for i := 2; i+1 < len(fields); i += 2 {
		value, err := strconv.ParseFloat(fields[i], 64)
		if err != nil {
			return err
		}
		m.byUnit[fields[i+1]] = append(m.byUnit[fields[i+1]], value)
	}
	return nil
}
