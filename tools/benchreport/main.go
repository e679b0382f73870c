// Command benchreport reads the output of the benchmarks in test/bench and prints
// each contender's cost as a ratio to the hand-written client of the same run.
// With -root it also writes the tables and the plot of docs/performance.md.
//
//	make bench
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	root := flag.String("root", "", "write docs/performance.md and docs/performance.svg below this folder")
	date := flag.String("date", time.Now().UTC().Format(time.DateOnly), "day of the run")
	flag.Parse()
	if err := run(os.Stdin, os.Stdout, *root, *date); err != nil {
		fmt.Fprintln(os.Stderr, "benchreport:", err)
		os.Exit(1)
	}
}

func run(input io.Reader, output io.Writer, root, date string) error {
	report, err := read(input)
	if err != nil {
		return err
	}
	tables := report.tables(date)
	if _, err := io.WriteString(output, tables); err != nil || root == "" {
		return err
	}
	page := filepath.Join(root, "docs", "performance.md")
	text, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	updated, err := replaceMarked(string(text), tables)
	if err != nil {
		return fmt.Errorf("%s: %w", page, err)
	}
	if err := os.WriteFile(page, []byte(updated), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(root, "docs", "performance.svg"), []byte(report.plot()), 0o644)
}

// replaceMarked puts the tables where the page has room for them.
func replaceMarked(page, tables string) (string, error) {
	const begin, end = "<!-- benchreport: begin -->\n", "<!-- benchreport: end -->"
	before, rest, ok := strings.Cut(page, begin)
	_, after, ended := strings.Cut(rest, end)
	if !ok || !ended {
		return "", errors.New("the markers of the measured part are missing")
	}
	return before + begin + "\n" + tables + "\n" + end + after, nil
}
