package main

import (
	"strings"
	"testing"
)

// Two runs, the second on a machine that had become slower.
const sample = `goos: linux
cpu: Example
BenchmarkCall/stub-1/hand-written-2   100   1000 ns/op   1000 cpu-ns/op   800 B/op   90 allocs/op
BenchmarkCall/stub-1/ours-jwt-2       100   900 ns/op    900 cpu-ns/op    0.9 ratio   700 B/op   61 allocs/op
PASS
goos: linux
cpu: Example
BenchmarkCall/stub-1/hand-written-2   100   3000 ns/op   4000 cpu-ns/op   800 B/op   90 allocs/op
BenchmarkCall/stub-1/ours-jwt-2       100   900 ns/op    4000 cpu-ns/op   1.0 ratio   700 B/op   61 allocs/op
BenchmarkGrowth/items/10/hand-written-2   100   900 ns/op    2000 cpu-ns/op    700 B/op   61 allocs/op
BenchmarkGrowth/items/10/ours-jwt-2   100   900 ns/op    1000 cpu-ns/op    0.5 ratio   700 B/op   61 allocs/op
PASS
`

func TestRatiosAndVerdictsComeFromMedians(t *testing.T) {
	report, err := read(strings.NewReader(sample))
	if err != nil {
		t.Fatal(err)
	}
	text := report.tables("2026-01-02")
	for _, want := range []string{
		"Measured on 2026-01-02, linux, Example; medians of 2 runs",
		"| Call/stub-1 | hand-written | 2.5 µs |  |  | 2.0 µs | 800 | 90 |  |",
		"| Call/stub-1 | ours-jwt | 2.5 µs | 0.95 | **missed** ≤ 0.85 | 900 ns | 700 | 61 | **missed** ≤ 60 |",
		"| items | 10 | 2.0 µs | 1.0 µs | 0.50 |",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if plot := report.plot(); !strings.Contains(plot, "<polyline") || !strings.HasSuffix(plot, "</svg>\n") {
		t.Errorf("no plot: %s", plot)
	}
}

func TestAFailedRunIsNoReport(t *testing.T) {
	for _, text := range []string{"", "PASS\n", sample + "--- FAIL: BenchmarkCall\n", "BenchmarkX/y-2 10 fast ns/op\n"} {
		if _, err := read(strings.NewReader(text)); err == nil {
			t.Errorf("%q is taken for a report", text)
		}
	}
}

func TestTheMeasuredPartIsReplacedAndNothingElse(t *testing.T) {
	page := "# Title\n<!-- benchreport: begin -->\nold\n<!-- benchreport: end -->\nrest\n"
	got, err := replaceMarked(page, "new\n")
	if want := "# Title\n<!-- benchreport: begin -->\n\nnew\n\n<!-- benchreport: end -->\nrest\n"; err != nil || got != want {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := replaceMarked("# Title\n", "new"); err == nil {
		t.Error("a page without markers was accepted")
	}
}
