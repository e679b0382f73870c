package main

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// varying is what differs from run to run. In its place there may be anything of its kind.
var varying = []struct {
	kind    string
	pattern *regexp.Regexp
}{
	{"TIME", regexp.MustCompile(`\b(\d{4}[-/]\d\d[-/]\d\d[ T])?\d\d:\d\d:\d\d\b`)},
	{"UUID", regexp.MustCompile(`\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b`)}, // of keys and answers
	{"ID", regexp.MustCompile(`\b\d{22}\b`)},                                      // of payments
	{"TRANSACTION", regexp.MustCompile(`\b[A-Z2-7]{26}\b`)},                       // ids of the client
	{"ADDRESS", regexp.MustCompile(`\b127\.0\.0\.1:\d+`)},
	{"PORT", regexp.MustCompile(`port[ =]+\d+`)},
	{"-DATE", regexp.MustCompile(`-\d{8}-\d{6}\b`)}, // ends the references of the examples
}

func withoutVarying(text string) string {
	for _, v := range varying {
		text = v.pattern.ReplaceAllString(text, v.kind)
	}
	return text
}

// compare returns what is wrong with a block of output, or "". Its lines have to be consecutive
// lines of what was printed. In place of "..." there may be anything. A server may print a
// little later than its client.
func (shown output) compare(printed func(line int) string, servers []int) (fault string) {
	for range 20 {
		fault = "is not what was printed:"
		for _, source := range append([]int{shown.command}, servers...) {
			got := printed(source)
			if contains(got, shown.text) {
				return ""
			}
			fault += fmt.Sprintf("\n\tby line %d\n%s", source, indented(got))
		}
		if len(servers) == 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fault
}

// contains reports whether lines that fit those of shown are in printed, one after the other.
func contains(printed, shown string) bool {
	var pattern strings.Builder
	for line := range strings.Lines(shown) {
		pattern.WriteString("\n *" + patternOf(strings.TrimSpace(line)) + " *")
	}
	return regexp.MustCompile(pattern.String() + "\n").MatchString("\n" + withoutVarying(printed) + "\n")
}

// patternOf is the pattern of a line as a page shows it.
func patternOf(line string) string {
	return strings.ReplaceAll(regexp.QuoteMeta(withoutVarying(line)), `\.\.\.`, ".*")
}

// indented indents the end of a text that may be long.
func indented(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return "\t\t" + strings.Join(lines[max(0, len(lines)-15):], "\n\t\t")
}
