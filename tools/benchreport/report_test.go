package main

import (
	"fmt"
	"strings"
	"testing"
)

// ten runs of a scenario with an aim, in which our ratio rises from the first to the last run.
func ten(scenario string, aim, from, step float64) string {
	var b strings.Builder
	b.WriteString("goos: linux\ncpu: Example\n")
	for i := range 10 {
		fmt.Fprintf(&b, "Benchmark%s/hand-written-1\t100\t1000 ns/op\t%d cpu-ns/op\t800 B/op\t90 allocs/op\n", scenario, 1000+i)
		fmt.Fprintf(&b, "Benchmark%s/ours-1\t100\t900 ns/op\t900 cpu-ns/op\t700 B/op\t61 allocs/op\t%.4f ratio\t%.2f aim\n", scenario, from+float64(i)*step, aim)
	}
	return b.String()
}

const growth = `BenchmarkGrowth/clients/1/ours-1	100	900 ns/op	1000 cpu-ns/op	700 B/op	61 allocs/op
BenchmarkMemory/clients/1/ours-1	1	100000 heap-B
BenchmarkGrowth/clients/101/ours-1	100	900 ns/op	1000 cpu-ns/op	700 B/op	61 allocs/op
BenchmarkMemory/clients/101/ours-1	1	304800 heap-B
BenchmarkGrowth/items/10/hand-written-1	100	900 ns/op	2000 cpu-ns/op	700 B/op	61 allocs/op
BenchmarkGrowth/items/10/ours-1	100	900 ns/op	1000 cpu-ns/op	700 B/op	61 allocs/op	0.5 ratio
BenchmarkSize/alone/PaymentsApi/ours-1	1	3145728 file-B
BenchmarkSize/together/1/ours-1	1	3145728 file-B
BenchmarkSize/together/2/ours-1	1	4194304 file-B
BenchmarkSize/compile/ours-1	1	2000000000 cpu-ns/op
BenchmarkPayment/peak-memory-at-64/hand-written-1	30000	10485760 peak-B
BenchmarkPayment/peak-memory-at-64/ours-1	30000	20971520 peak-B	2.0 ratio	1.20 aim
PASS
`

func TestAimIsMissedOnlyIfTheWholeIntervalIsAboveIt(t *testing.T) {
	for _, tc := range []struct {
		from, step float64
		want       string
	}{
		{1.00, 0.001, "| 64-at-a-time | ours | 900 ns | 1.00 | 1.00–1.01 | ≤ 1.12 met | 900 ns | 700 | 61 |"},
		{1.10, 0.010, "| 64-at-a-time | ours | 900 ns | 1.15 | 1.11–1.18 | ≤ 1.12 met within the interval | 900 ns | 700 | 61 |"},
		{1.20, 0.010, "| 64-at-a-time | ours | 900 ns | 1.25 | 1.21–1.28 | ≤ 1.12 **missed** | 900 ns | 700 | 61 |"},
	} {
		report, err := read(strings.NewReader(ten("Payment/64-at-a-time", 1.12, tc.from, tc.step)))
		if err != nil {
			t.Fatal(err)
		}
		if text := report.tables("2026-01-02"); !strings.Contains(text, tc.want) {
			t.Errorf("no %q in\n%s", tc.want, text)
		}
	}
}

func TestTablesAndPlotHaveEverything(t *testing.T) {
	report, err := read(strings.NewReader(ten("Reused/stub-1", 0.85, 0.9, 0) + growth))
	if err != nil {
		t.Fatal(err)
	}
	text := report.tables("2026-01-02")
	for _, want := range []string{
		"Measured on 2026-01-02, linux, Example; medians of 10 run(s). The interval has",
		"| stub-1 | hand-written | 1.0 µs |  |  |  | 1.0 µs | 800 | 90 |",
		"| stub-1 | ours | 900 ns | 0.90 | 0.90–0.90 | ≤ 0.85 **missed** | 900 ns | 700 | 61 |",
		"| items | 10 | 2.0 µs | 1.0 µs | 0.50 | 700 |  |",
		"| clients | 101 |  | 1.0 µs |  | 700 | 2.0 KB |",
		"| PaymentsApi | 3.0 MB |\n| all services | 4.0 MB |\n\nCompiling the library, all that it imports being compiled, takes 2.0 s",
		"| peak-memory-at-64 | ours | 20.0 MB at most | 2.00 | 2.00–2.00 | ≤ 1.20 not judged | | | |",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	plot := report.plot()
	for _, want := range []string{"<polyline", ">items</text>", "KB in memory per client", "MB of program", "</svg>\n"} {
		if !strings.Contains(plot, want) {
			t.Errorf("no %q in the plot: %s", want, plot)
		}
	}
}

func TestIntervalLeavesOutWhatTheBinomialDistributionSays(t *testing.T) {
	for n, want := range map[int]int{1: 0, 5: 0, 6: 0, 9: 1, 10: 1, 12: 2, 20: 5} {
		if got := outside(n); got != want {
			t.Errorf("of %d values %d are left out on each side, want %d", n, got, want)
		}
	}
}

func TestFailedRunIsNoReport(t *testing.T) {
	for _, text := range []string{"", "PASS\n", growth + "--- FAIL: BenchmarkCall\n", "BenchmarkX/y-2 10 fast ns/op\n"} {
		if _, err := read(strings.NewReader(text)); err == nil {
			t.Errorf("%q is taken for a report", text)
		}
	}
}

func TestMeasuredPartIsReplacedAndNothingElse(t *testing.T) {
	page := "# Title\n<!-- benchreport: begin -->\nold\n<!-- benchreport: end -->\nrest\n"
	got, err := replaceMarked(page, "new\n")
	if want := "# Title\n<!-- benchreport: begin -->\n\nnew\n\n<!-- benchreport: end -->\nrest\n"; err != nil || got != want {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := replaceMarked("# Title\n", "new"); err == nil {
		t.Error("a page without markers was accepted")
	}
}
