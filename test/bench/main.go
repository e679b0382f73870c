// Command bench measures what a call costs, as ratios to a careful hand-written client.
//
// Each client is a program of its own, see programs, and so is the server. The clients of a
// scenario take turns, so that what else the machine does weighs on all of them, and a
// ratio is the median of those of all turns. A run starts every program anew. Results are
// printed as the lines of Go's benchmarks:
//
//	bench [-programs folder] [-runs n] [-only regexp]
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"strings"
)

func main() {
	programs := flag.String("programs", "bin", "folder of the programs")
	runs := flag.Int("runs", 10, "how often everything is measured")
	only := flag.String("only", ".", "measure the scenarios whose names match this regular expression")
	list := flag.Bool("list", false, "print the names of the scenarios and measure nothing")
	flag.Parse()
	pattern, err := regexp.Compile(*only)
	if err == nil {
		err = run(os.Stdout, *programs, *runs, pattern, *list)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(output io.Writer, programs string, runs int, only *regexp.Regexp, list bool) error {
	var chosen []scenario
	for _, s := range scenarios() {
		if only.MatchString(s.name) {
			chosen = append(chosen, s)
		}
	}
	if len(chosen) == 0 {
		return errors.New("no scenario has such a name")
	}
	if list {
		for _, s := range chosen {
			fmt.Fprintln(output, s.name)
		}
		return nil
	}
	b, err := newBench(programs)
	if err != nil {
		return err
	}
	defer b.close()
	fmt.Fprintf(output, "goos: %s\ngoarch: %s\ncpu: %s\n", runtime.GOOS, runtime.GOARCH, processor())
	for range runs {
		for i := range chosen {
			if err := b.measure(output, &chosen[i]); err != nil {
				return fmt.Errorf("%s: %w", chosen[i].name, err)
			}
		}
	}
	return nil
}

// processor is the model of the machine's processor, where Linux says it.
func processor() string {
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown"
	}
	_, rest, found := strings.Cut(string(info), "model name")
	name, _, _ := strings.Cut(rest, "\n")
	if !found {
		return "unknown"
	}
	return strings.Trim(name, "\t :")
}
