package statefile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// read takes all values from the file, if there is one.
func (f *File) read() error {
	in, err := os.Open(f.name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer in.Close()
	lines := bufio.NewReaderSize(in, 1<<16)
	head, err := f.readHeader(lines)
	if err != nil {
		return err
	}
	for number := 2; ; number++ {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			f.cut = len(line) > 0
			return f.checkLength(number-2, head)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		if f.apply(line) != nil {
			return fmt.Errorf("%s: line %d is damaged", f.name, number)
		}
	}
}

// checkLength asks for the lines that the file began with.
func (f *File) checkLength(lines int, head header) error {
	if lines < head.Lines {
		return fmt.Errorf("%s: the file is cut short: %d of the %d lines that it began with are left", f.name, lines, head.Lines)
	}
	return nil
}

// readHeader asks for a file of this format and version.
func (f *File) readHeader(lines *bufio.Reader) (header, error) {
	var head header
	line, err := lines.ReadSlice('\n')
	switch {
	case err != nil && len(line) == 0:
		return head, fmt.Errorf("%s is empty, not a state file; a gateway makes a new one where there is none", f.name)
	case err != nil || json.Unmarshal(line, &head) != nil || head.Format != format:
		return head, fmt.Errorf("%s is not a state file of the offline gateway", f.name)
	case head.Version != version:
		return head, fmt.Errorf("%s has version %d of the format; this gateway reads version %d only", f.name, head.Version, version)
	}
	return head, nil
}

// apply makes the change of a line.
func (f *File) apply(line []byte) error {
	var change map[string]json.RawMessage
	if err := json.Unmarshal(line, &change); err != nil {
		return err
	}
	for key, value := range change {
		if bytes.Equal(value, []byte("null")) {
			delete(f.values, key)
		} else {
			f.values[key] = value
		}
	}
	return nil
}

// Each calls a function with each value whose key begins with a prefix, in the order of the
// keys. A member that the value's type lacks is an error, which names file and key: a later
// version may have written it.
func Each[T any](f *File, prefix string, use func(T)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	var keys []string
	for key := range f.values {
		if strings.HasPrefix(key, prefix) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		var value T
		decoder := json.NewDecoder(bytes.NewReader(f.values[key]))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&value); err != nil {
			return fmt.Errorf("%s: %s: %w", f.name, key, err)
		}
		use(value)
	}
	return nil
}
