package main

import (
	"fmt"
	"strings"
)

// goal is what a contender is to stay under.
type goal struct {
	ratio  float64 // of processor time to the yardstick; 0 = none
	allocs float64 // a call; 0 = none
}

// goals are by scenario and contender. They were set before the first measurement
// and are not moved to where the figures are.
var goals = map[string]goal{
	"Call/stub-1/ours-jwt":          {0.85, 60},
	"Call/stub-1/ours-signature":    {0.85, 60},
	"Call/https-1/ours-jwt":         {0.92, 130},
	"Call/https-1/ours-signature":   {0.92, 130},
	"Call/https-8/ours-jwt":         {0.95, 130},
	"Call/https-8/ours-signature":   {0.95, 130},
	"Call/https-64/ours-jwt":        {0.95, 130},
	"Call/https-64/ours-signature":  {0.95, 130},
	"LineItems/items-100/ours-jwt":  {0.60, 0},
	"LineItems/items-1000/ours-jwt": {0.60, 0},
	"RSA/ours-rs256":                {1.05, 0},
	"RSA/ours-mle":                  {1.05, 0},
	"ColdStart/ours-jwt":            {1.10, 0},
	"Listeners/logger-disabled":     {0, 0},
}

// tables is the measured part of the page.
func (r *report) tables(date string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Measured on %s, %s; medians of %d runs. \"cpu\" is processor time of the client's process per call.\n\n",
		date, strings.Join(r.machine, ", "), r.benchmark[r.order[0]].repetitions())
	b.WriteString("| scenario | contender | cpu | ratio | goal | wall clock | bytes | allocations | goal |\n")
	b.WriteString("|---|---|---:|---:|---:|---:|---:|---:|---:|\n")
	for _, name := range r.order {
		if !strings.HasPrefix(name, "Growth/") {
			b.WriteString(r.row(name))
		}
	}
	b.WriteString("\nGrowth, processor time per call; the ratio is ours to hand-written:\n\n")
	b.WriteString("| dimension | size | hand-written | ours | ratio |\n|---|---:|---:|---:|---:|\n")
	for _, name := range r.order {
		if strings.HasPrefix(name, "Growth/") && strings.HasSuffix(name, "/ours-jwt") {
			b.WriteString(r.growthRow(name))
		}
	}
	return b.String()
}

func (r *report) row(name string) string {
	m, want := r.benchmark[name], goals[name]
	scenario, contender := split(name)
	ratio := m.median("ratio")
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %.0f | %.0f | %s |\n", scenario, contender,
		duration(m.median(cpu)), number(ratio, "%.2f"), verdict(want.ratio, ratio, "%.2f"),
		duration(m.median("ns/op")), m.median("B/op"), m.median("allocs/op"), verdict(want.allocs, m.median("allocs/op"), "%.0f"))
}

func (r *report) growthRow(name string) string {
	parts := strings.Split(name, "/")
	hand := r.benchmark[strings.TrimSuffix(name, "ours-jwt")+"hand-written"].median(cpu)
	return fmt.Sprintf("| %s | %s | %s | %s | %s |\n", parts[1], parts[2], duration(hand),
		duration(r.benchmark[name].median(cpu)), number(r.benchmark[name].median("ratio"), "%.2f"))
}

func split(name string) (scenario, contender string) {
	i := strings.LastIndex(name, "/")
	return name[:i], name[i+1:]
}

func verdict(goal, got float64, format string) string {
	switch {
	case goal == 0:
		return ""
	case got <= goal:
		return fmt.Sprintf("≤ "+format, goal)
	default:
		return fmt.Sprintf("**missed** ≤ "+format, goal)
	}
}

func number(value float64, format string) string {
	if value == 0 {
		return ""
	}
	return fmt.Sprintf(format, value)
}

func duration(ns float64) string {
	switch {
	case ns == 0:
		return ""
	case ns < 1e3:
		return fmt.Sprintf("%.0f ns", ns)
	case ns < 1e6:
		return fmt.Sprintf("%.1f µs", ns/1e3)
	default:
		return fmt.Sprintf("%.2f ms", ns/1e6)
	}
}
