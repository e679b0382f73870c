// Command sizecheck builds small programs from the working tree and from an earlier
// version, with the same toolchain, and fails if
//
//   - one of them has become larger by more than 544 KiB without its debug information, or
//   - the linker keeps a method or a model of an operation that a program does not call.
//
// The earlier version is the last tag or, before there is one, a commit.
//
//	sizecheck [-root dir]
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/cybersource-go/cybersource/tools/internal/baseline"
)

// maxGrowth is how many bytes a program may gain, whatever it calls. The table of all
// schemas is part of every program: the twenty operations after the first three added
// 73 KiB to it. The rest, some 260 KiB, is code that watches over connections, transports,
// keys, amounts and answers, for every operation alike. No operation that is not called
// adds anything else, which the links show.
const maxGrowth = 544 << 10

var (
	errGrown  = errors.New("larger than allowed")
	errLinked = errors.New("the linker keeps what the program does not use")
)

func main() {
	root := flag.String("root", ".", "folder of the repository")
	flag.Parse()
	if err := run(*root, baseline.Untagged, programs(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "sizecheck:", err)
		os.Exit(1)
	}
}

func run(root, untagged string, programs []program, out io.Writer) error {
	base, err := baseline.Find(root, untagged)
	if errors.Is(err, baseline.ErrMissing) {
		fmt.Fprintln(out, "sizecheck: skipped:", err)
		return nil
	}
	if err != nil {
		return err
	}
	earlier, err := os.MkdirTemp("", "sizecheck-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(earlier)
	if err := base.Export(earlier); err != nil {
		return err
	}
	api, err := loadAPI(root)
	if err != nil {
		return err
	}
	for _, p := range programs {
		if err := api.know(p.calls); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	fmt.Fprintf(out, "sizecheck: KiB at %s, now, growth of at most %d\n", base.Name(), maxGrowth>>10)
	var problems []error
	for _, p := range programs {
		problems = append(problems, check(p, earlier, root, api, out))
	}
	return errors.Join(problems...)
}

// check builds a program twice, prints its sizes and judges them.
func check(p program, earlier, root string, api *api, out io.Writer) error {
	before, err := p.build(earlier)
	if err != nil {
		return err
	}
	now, err := p.build(root)
	if err != nil {
		return err
	}
	growth := now.size - before.size
	fmt.Fprintf(out, "%8d %8d %+8d  %s\n", before.size>>10, now.size>>10, growth>>10, p.name)
	var problems []error
	if growth > maxGrowth {
		problems = append(problems, fmt.Errorf("%s: %w: %d bytes more, %d are allowed", p.name, errGrown, growth, maxGrowth))
	}
	problems = append(problems, p.judgeLinks(now.links, api)...)
	return errors.Join(problems...)
}

// judgeLinks reports symbols that the program has no use for, but not what those bring along.
func (p program) judgeLinks(l links, api *api) (problems []error) {
	unused := api.unused(p.calls)
	for symbol := range unused {
		cause, found := l.cause(symbol, unused)
		if found && cause == symbol {
			problems = append(problems, fmt.Errorf("%s: %w: %s, by way of %s",
				p.name, errLinked, symbol, strings.Join(l.way(symbol, api.path), " -> ")))
		}
	}
	slices.SortFunc(problems, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return problems
}
