// Package gen is what all generators of this module share: their command line, and
// writing files or checking that they need no writing.
package gen

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// ErrStale is wrapped by the errors of a check that found an outdated file.
var ErrStale = errors.New("out of date, run make generate")

// Generator computes file contents from the repository at root, by slash-separated
// path relative to root. It writes nothing.
type Generator func(root string) (map[string][]byte, error)

// Main is the main function of a generator. It understands the flags -root (folder of
// the repository) and -check (write nothing, fail and name what is out of date). Owned
// folders, relative to root, hold nothing but output: other files in them are removed.
func Main(generate Generator, owned ...string) {
	root := flag.String("root", ".", "folder of the repository")
	check := flag.Bool("check", false, "write nothing, fail if a file is out of date")
	flag.Parse()
	if err := runIn(*root, *check, generate, owned); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// runIn works from inside root, so that messages name files as the repository does.
func runIn(root string, check bool, generate Generator, owned []string) error {
	if err := os.Chdir(root); err != nil {
		return err
	}
	return Run(".", check, generate, owned...)
}

// Run brings the output of a generator up to date, or checks that it is. A check
// reports every outdated file, not only the first.
func Run(root string, check bool, generate Generator, owned ...string) error {
	files, err := generate(root)
	if err != nil {
		return err
	}
	var problems []error
	for _, path := range slices.Sorted(maps.Keys(files)) {
		problems = append(problems, writeOrCheck(filepath.Join(root, path), files[path], check))
	}
	for _, folder := range owned {
		problems = append(problems, removeStrays(root, folder, files, check))
	}
	return errors.Join(problems...)
}

// writeOrCheck brings the file at path up to date with content. With check set it
// writes nothing and reports a file that is missing or differs as [ErrStale].
// A file that is already right is left alone, so that its time stamp stays.
func writeOrCheck(path string, content []byte, check bool) error {
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err == nil && bytes.Equal(old, content) {
		return nil
	}
	if check {
		return fmt.Errorf("%s: %w", path, ErrStale)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}

func removeStrays(root, folder string, files map[string][]byte, check bool) error {
	entries, err := os.ReadDir(filepath.Join(root, folder))
	if err != nil {
		return err
	}
	for _, entry := range entries {
		path := filepath.ToSlash(filepath.Join(folder, entry.Name()))
		if _, wanted := files[path]; wanted {
			continue
		}
		if check {
			return fmt.Errorf("%s: is not generated any more: %w", path, ErrStale)
		}
		if err := os.Remove(filepath.Join(root, path)); err != nil {
			return err
		}
	}
	return nil
}
