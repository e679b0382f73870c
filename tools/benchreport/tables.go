package main

import (
	"fmt"
	"strconv"
	"strings"
)

// sections are the tables of costs, in the order of the page.
var sections = []struct{ prefix, title, text string }{
	{"Payment", "A payment as it is made", "A request is built for each call, and its answer has 1.6 KB."},
	{"Other", "Follow-ups, look-ups and searches", "Built for each call too. The answer to the search has 100 hits and 130 KB."},
	{"Reused", "One request sent again and again", "It is built once, and its answer has 1.2 KB. No merchant does this; it shows what the client itself adds."},
	{"Setting", "Settings", "The first contender of each scenario is the yardstick of the others."},
}

// fewestRuns are those without which there is no interval of 95 %.
const fewestRuns = 6

// tables is the measured part of the page.
func (r *report) tables(date string) string {
	var b strings.Builder
	runs := r.benchmark[r.order[0]].repetitions()
	fmt.Fprintf(&b, "Measured on %s, %s; medians of %d run(s).", date, strings.Join(r.machine, ", "), runs)
	if runs < fewestRuns {
		b.WriteString(" These are too few to judge an aim by: in place of an interval stand the lowest and the highest value.\n")
	} else {
		b.WriteString(" The interval has the median of all runs in it with a probability of 95 %.\n")
	}
	for _, s := range sections {
		r.section(&b, s.prefix, s.title, s.text)
	}
	r.growth(&b)
	r.sizes(&b)
	return b.String()
}

func (r *report) section(b *strings.Builder, prefix, title, text string) {
	names := r.below(prefix)
	if len(names) == 0 {
		return
	}
	fmt.Fprintf(b, "\n### %s\n\n%s\n\n", title, text)
	b.WriteString("| scenario | contender | processor time | ratio | 95 % interval | aim | wall clock | bytes | allocations |\n")
	b.WriteString("|---|---|---:|---:|---:|---:|---:|---:|---:|\n")
	for _, name := range names {
		b.WriteString(r.row(name))
	}
}

// below returns the benchmarks of a section.
func (r *report) below(prefix string) []string {
	var names []string
	for _, name := range r.order {
		if strings.HasPrefix(name, prefix+"/") {
			names = append(names, name)
		}
	}
	return names
}

func (r *report) row(name string) string {
	m := r.benchmark[name]
	scenario, contender := split(name)
	ratio, low, high := m.ratio()
	between := ""
	if ratio != 0 {
		between = fmt.Sprintf("%.2f–%.2f", low, high)
	}
	if peak := m.median("peak-B"); peak != 0 {
		return fmt.Sprintf("| %s | %s | %s at most | %s | %s | %s | | | |\n", scenario, contender,
			size(peak), number(ratio, "%.2f"), between, m.verdict(ratio, low))
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %s | %.0f | %.0f |\n", scenario, contender,
		duration(m.median(cpu)), number(ratio, "%.2f"), between, m.verdict(ratio, low),
		duration(m.median("ns/op")), m.median("B/op"), m.median("allocs/op"))
}

// verdict judges a contender with an aim, which is missed if the whole interval lies above it.
func (m *measured) verdict(ratio, low float64) string {
	aim := m.median("aim")
	switch {
	case aim == 0:
		return ""
	case len(m.byUnit["ratio"]) < fewestRuns:
		return fmt.Sprintf("≤ %.2f not judged", aim)
	case ratio <= aim:
		return fmt.Sprintf("≤ %.2f met", aim)
	case low <= aim:
		return fmt.Sprintf("≤ %.2f met within the interval", aim)
	default:
		return fmt.Sprintf("≤ %.2f **missed**", aim)
	}
}

func (r *report) growth(b *strings.Builder) {
	names := r.below("Growth")
	if len(names) == 0 {
		return
	}
	b.WriteString("\n### Growth\n\nProcessor time per call; the ratio is ours to hand-written.\n\n")
	b.WriteString("| dimension | size | hand-written | ours | ratio | bytes of ours | in memory per client |\n|---|---:|---:|---:|---:|---:|---:|\n")
	for _, name := range names {
		if strings.HasSuffix(name, "/ours") {
			b.WriteString(r.growthRow(name))
		}
	}
}

func (r *report) growthRow(name string) string {
	parts := strings.Split(name, "/")
	ours, hand := r.benchmark[name], r.benchmark[strings.TrimSuffix(name, "ours")+"hand-written"]
	ratio, _, _ := ours.ratio()
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %.0f | %s |\n", parts[1], parts[2], duration(hand.median(cpu)),
		duration(ours.median(cpu)), number(ratio, "%.2f"), ours.median("B/op"), r.perClient(parts[1], parts[2]))
}

// perClient is what each of n clients adds to the memory in use, which says nothing for one.
func (r *report) perClient(dimension, n string) string {
	if dimension != "clients" {
		return ""
	}
	if added := r.addedPerClient(n); added > 0 {
		return size(added)
	}
	return ""
}

// addedPerClient is in bytes, 0 where it is not known.
func (r *report) addedPerClient(n string) float64 {
	one, all := r.benchmark["Memory/clients/1/ours"], r.benchmark["Memory/clients/"+n+"/ours"]
	clients, err := strconv.ParseFloat(n, 64)
	if err != nil || clients < 2 || one == nil || all == nil {
		return 0
	}
	return (all.median("heap-B") - one.median("heap-B")) / (clients - 1)
}

// sizes are those of programs, and what compiling the library takes.
func (r *report) sizes(b *strings.Builder) {
	names := r.below("Size/alone")
	if len(names) == 0 {
		return
	}
	b.WriteString("\n### Programs\n\nSize without debug information of a program that may make all calls of one service.\n\n")
	b.WriteString("| calls of | size |\n|---|---:|\n")
	for _, name := range names {
		calls, _ := split(name)
		fmt.Fprintf(b, "| %s | %s |\n", strings.TrimPrefix(calls, "alone/"), size(r.benchmark[name].median("file-B")))
	}
	if together := r.below("Size/together"); len(together) > 0 {
		fmt.Fprintf(b, "| all services | %s |\n", size(r.benchmark[together[len(together)-1]].median("file-B")))
	}
	if compile := r.benchmark["Size/compile/ours"]; compile != nil {
		fmt.Fprintf(b, "\nCompiling the library, all that it imports being compiled, takes %.1f s of processor time.\n", compile.median(cpu)/1e9)
	}
}

// split returns the scenario without its section, and the contender.
func split(name string) (scenario, contender string) {
	_, name, _ = strings.Cut(name, "/")
	i := strings.LastIndex(name, "/")
	return name[:i], name[i+1:]
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

func size(bytes float64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%.1f KB", bytes/(1<<10))
	}
	return fmt.Sprintf("%.1f MB", bytes/(1<<20))
}
