// Package gen is what all generators of this module share: finding the repository
// and writing a file, or checking that it needs no writing.
package gen

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrStale is wrapped by the errors of a check that found an outdated file.
var ErrStale = errors.New("out of date, run make generate")

// WriteOrCheck brings the file at path up to date with content. With check set it
// writes nothing and reports a file that is missing or differs as [ErrStale].
// A file that is already right is left alone, so that its time stamp stays.
func WriteOrCheck(path string, content []byte, check bool) error {
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
