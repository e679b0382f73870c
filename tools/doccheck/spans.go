package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// span is a command in running text, between back quotes.
type span struct {
	line    int
	command string
}

var (
	spanPattern   = regexp.MustCompile("`((?:cd [^`&]+ && )?(?:make|go run|go test) [^`]+)`")
	folderPattern = regexp.MustCompile(`^(?:cd (\S+) && )?go (?:run|test) (?:-C (\S+) )?(\.\S*)`)
	makePattern   = regexp.MustCompile(`^make ([a-z-]+)`)
)

// checkSpans reports commands in running text that name a folder or a target of make that
// is not there. What blocks say is run, by checkRun.
func checkSpans(root string, pages []*page) (problems []problem) {
	makefile, _ := os.ReadFile(filepath.Join(root, "Makefile")) // without one there are no targets
	for _, p := range pages {
		for _, s := range p.spans {
			if fault := s.fault(root, string(makefile)); fault != "" {
				problems = append(problems, problem{p.path, s.line, "`" + s.command + "`: " + fault})
			}
		}
	}
	return problems
}

// fault is what is wrong with a command, or "".
func (s span) fault(root, makefile string) string {
	if target := makePattern.FindStringSubmatch(s.command); target != nil && !strings.Contains(makefile, "\n"+target[1]+":") {
		return "no such target"
	}
	if folder := folderPattern.FindStringSubmatch(s.command); folder != nil {
		to := filepath.Join(root, folder[1], folder[2], strings.TrimSuffix(folder[3], "..."))
		if _, err := os.Stat(to); err != nil {
			return "no such folder"
		}
	}
	return ""
}
