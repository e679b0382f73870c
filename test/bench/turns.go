package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/test/bench/work"
)

const (
	turns    = 7                     // of each contender in a run
	turnTime = 60 * time.Millisecond // about

	callsForPeak = 30_000 // before the most memory that a process has had is asked for
)

// measure runs a scenario once and prints a line for each contender.
func (b *bench) measure(output io.Writer, s *scenario) error {
	clients := make([]*client, 0, len(s.contenders))
	defer func() {
		for _, c := range clients {
			c.stop()
		}
	}()
	for i := range s.contenders {
		c, err := b.client(&s.contenders[i])
		if err != nil {
			return err
		}
		clients = append(clients, c)
	}
	if s.kind == cost {
		return costs(output, s, clients)
	}
	return memories(output, s, clients)
}

// costs lets the clients take turns.
func costs(output io.Writer, s *scenario, clients []*client) error {
	for _, c := range clients {
		if err := c.warm(s.concurrency); err != nil {
			return err
		}
	}
	sums := make([]work.Report, len(clients))
	ratios := make([][]float64, len(clients))
	for range turns {
		var yardstick float64
		for i, c := range clients {
			report, err := c.carryOut(work.Order{Calls: c.turn, Concurrency: s.concurrency})
			if err != nil {
				return err
			}
			each := float64(report.CPU) / float64(c.turn)
			if i == 0 {
				yardstick = each
			}
			ratios[i] = append(ratios[i], each/yardstick)
			sums[i].CPU += report.CPU
			sums[i].Wall += report.Wall
			sums[i].Allocs += report.Allocs
			sums[i].Bytes += report.Bytes
		}
	}
	for i, c := range clients {
		n := turns * c.turn
		line := fmt.Sprintf("%d\t%d ns/op\t%d cpu-ns/op\t%d B/op\t%d allocs/op",
			n, int(sums[i].Wall)/n, int(sums[i].CPU)/n, int(sums[i].Bytes)/n, int(sums[i].Allocs)/n)
		printLine(output, s, c, line, i, median(ratios[i]))
	}
	return nil
}

// printLine adds the ratio to the yardstick for all but that, and the aim for ours.
func printLine(output io.Writer, s *scenario, c *client, line string, i int, ratio float64) {
	if i > 0 {
		line += fmt.Sprintf("\t%.4f ratio", ratio)
	}
	if s.aim > 0 && strings.HasPrefix(c.contender.name, "ours") {
		line += fmt.Sprintf("\t%.2f aim", s.aim)
	}
	fmt.Fprintf(output, "Benchmark%s/%s-%d\t%s\n", s.name, c.contender.name, 1, line)
}

// warm opens the connections and brings code and memory into use. After that it finds out
// how many calls make a turn: some for each that are under way at a time, at least.
func (c *client) warm(concurrency int) error {
	if _, err := c.carryOut(work.Order{Calls: 3 * concurrency, Concurrency: concurrency}); err != nil {
		return err
	}
	for calls := max(8, 3*concurrency); ; calls *= 2 {
		report, err := c.carryOut(work.Order{Calls: calls, Concurrency: concurrency})
		if err != nil {
			return err
		}
		if report.CPU > turnTime/4 {
			c.turn = max(1, int(float64(calls)*float64(turnTime)/float64(report.CPU)))
			if concurrency > 1 {
				c.turn = max(c.turn, 8*concurrency)
			}
			return nil
		}
	}
}

// memories prints the most memory that each process has had, or what it keeps.
func memories(output io.Writer, s *scenario, clients []*client) error {
	var yardstick float64
	for i, c := range clients {
		calls := callsForPeak
		if s.kind == heap {
			calls = max(1, c.contender.job.Clients)
		}
		if _, err := c.carryOut(work.Order{Calls: calls, Concurrency: s.concurrency}); err != nil {
			return err
		}
		report, err := c.carryOut(work.Order{Memory: true})
		if err != nil {
			return err
		}
		value, unit := report.Peak, "peak-B"
		if s.kind == heap {
			value, unit = report.Heap, "heap-B"
		}
		if i == 0 {
			yardstick = float64(value)
		}
		printLine(output, s, c, fmt.Sprintf("%d\t%d %s", calls, value, unit), i, float64(value)/yardstick)
	}
	return nil
}

func median(values []float64) float64 {
	values = slices.Sorted(slices.Values(values))
	middle := len(values) / 2
	if len(values)%2 == 0 {
		return (values[middle-1] + values[middle]) / 2
	}
	return values[middle]
}
