// Command doccheck reads every Markdown page of the repository and fails if a Go
// block does not compile against the working tree, if a relative link or its anchor
// leads nowhere, if a command in running text names a folder or a target of make that is
// not there, or if a page of docs/ cannot be reached from the read-me.
//
//	doccheck [-root dir]
//	doccheck [-root dir] -run [page ...]
//
// A block that is not a whole file is a fragment: the fragments of a page make up one
// package together with prelude.go.txt, which declares what all pages take for
// granted. A block may be left out with a reason, written behind its language:
//
//	```go ignore: pseudo code
//
// With -run it does what the pages say instead, see run.go.
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
)

// problem is one thing wrong with a page.
type problem struct {
	path string // of the page, relative to root
	line int
	text string
}

func (p problem) String() string { return fmt.Sprintf("%s:%d: %s", p.path, p.line, p.text) }

func main() {
	root := flag.String("root", ".", "folder of the repository")
	run := flag.Bool("run", false, "run the commands of the pages instead, and compare what they print")
	flag.Parse()
	var problems []problem
	var summary string
	var err error
	if *run {
		problems, summary, err = checkRun(*root, flag.Args())
	} else {
		problems, summary, err = check(*root)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "doccheck:", err)
		os.Exit(1)
	}
	for _, p := range problems {
		fmt.Fprintln(os.Stderr, p)
	}
	fmt.Println("doccheck:", summary)
	if len(problems) > 0 {
		os.Exit(1)
	}
}

// check returns what is wrong with the pages below root, in the order of the pages.
func check(root string) (problems []problem, summary string, err error) {
	pages, err := readPages(root)
	if err != nil {
		return nil, "", err
	}
	problems = checkLinks(root, pages)
	problems = append(problems, checkReach(pages)...)
	problems = append(problems, checkSpans(root, pages)...)
	found, err := checkCode(root, pages)
	if err != nil {
		return nil, "", err
	}
	problems = append(problems, found...)
	slices.SortStableFunc(problems, func(a, b problem) int {
		if c := strings.Compare(a.path, b.path); c != 0 {
			return c
		}
		return a.line - b.line
	})
	return problems, count(pages, problems), nil
}

func count(pages []*page, problems []problem) string {
	blocks, links := 0, 0
	for _, p := range pages {
		for _, b := range p.blocks {
			if b.language == "go" {
				blocks++
			}
		}
		links += len(p.links)
	}
	return fmt.Sprintf("%d pages, %d Go blocks, %d links, %d problems", len(pages), blocks, links, len(problems))
}
