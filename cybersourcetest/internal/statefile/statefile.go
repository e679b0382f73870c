// Package statefile keeps values by key in a file from which a program that was killed at any
// moment starts again.
//
// The file is lines of JSON. The first names the format, its version and how many lines were
// written together with it. Each other line is one change: an object of values by key, null
// for a key that is gone. A change is one write at the end of the file, so it is there, whole,
// when [File.Commit] returns, whatever becomes of the program; only a computer that loses its
// power may forget changes since the file was last written whole. That happens when it is
// opened and closed, and whenever the changes since take twice the room of what they led to: to a new
// file, which is synced and then takes the name of the old one. So the file has at most three
// times the size of its values, and a mebibyte.
//
// A log of changed values, and not the whole state at every change, because a call would then
// cost the more the more is remembered; and not a log of calls that are carried out again,
// because the numbers of cards would be in it, and a gateway with other options or a later
// version would answer them differently than it did.
package statefile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"
)

const (
	format  = "state of the offline gateway"
	version = 1

	smallest = 1 << 20     // bytes of changes for which the file is not written anew
	retry    = time.Second // between attempts to write a file that could not be written
)

// errLocked says that another program, or another gateway of this one, has the lock.
var errLocked = errors.New("the file is locked")

// header is the first line.
type header struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	Lines   int    `json:"lines"` // that were written with it: the least that follow
}

// File is an open state file, which no other program can open meanwhile. It is safe for
// concurrent use.
type File struct {
	name string
	lock *os.File

	mu        sync.Mutex
	values    map[string][]byte // JSON
	out       *os.File          // nil before Start and after Close
	cut       bool
	line      []byte // reused
	room      int    // bytes of changes until the file is written anew
	failure   error  // that the file lacks changes for; nil if it has all
	tried     time.Time
	onFailure func(error)
}

// Open locks a file and reads it; one that does not exist is one without values. Nothing is
// written before [File.Start]. Errors name the file.
func Open(name string) (*File, error) {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	if about, err := os.Stat(name); err == nil && !about.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", name)
	}
	lock, err := lockFile(name + ".lock")
	switch {
	case errors.Is(err, errLocked):
		return nil, fmt.Errorf("%s: another gateway uses it", name)
	case err != nil:
		return nil, err
	}
	f := &File{name: name, lock: lock, values: map[string][]byte{}}
	if err := f.read(); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return f, nil
}

// Name is the name of the file.
func (f *File) Name() string { return f.name }

// Cut reports whether the last line was incomplete and left out: of a change during which the
// program was killed.
func (f *File) Cut() bool { return f.cut }

// Start writes the file whole, and lets changes be committed from then on. What cannot be
// written later is told to onFailure, which must not block.
func (f *File) Start(onFailure func(error)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.onFailure = onFailure
	return f.rewrite()
}

// Change is what is to be changed together. The zero value changes nothing.
type Change struct {
	keys   []string
	values [][]byte // nil for a key that goes
}

// Set gives a key a value, which must be JSON.
func (c *Change) Set(key string, value any) {
	text, err := json.Marshal(value)
	if err != nil {
		panic("statefile: " + err.Error()) // a type that is not JSON, in the first test of it
	}
	c.keys, c.values = append(c.keys, key), append(c.values, text)
}

// Delete takes a key away.
func (c *Change) Delete(key string) { c.keys, c.values = append(c.keys, key), append(c.values, nil) }

// Commit appends what differs from the file. Before [File.Start] it is gathered, which writes
// it; after [File.Close] it is lost.
func (f *File) Commit(c *Change) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.line = append(f.line[:0], '{')
	for i, key := range c.keys {
		value := c.values[i]
		if before, has := f.values[key]; has == (value != nil) && bytes.Equal(before, value) {
			continue
		}
		if value == nil {
			delete(f.values, key)
		} else {
			f.values[key] = value
		}
		f.line = appendMember(f.line, key, value)
	}
	if len(f.line) == 1 || f.out == nil && f.failure == nil {
		return
	}
	f.line[len(f.line)-1] = '}' // for the comma
	f.append(append(f.line, '\n'))
}

func appendMember(line []byte, key string, value []byte) []byte {
	line = append(strconv.AppendQuote(line, key), ':') // keys are plain ASCII
	if value == nil {
		value = []byte("null")
	}
	return append(append(line, value...), ',')
}

// append writes a line. Where that has failed, the file is written anew before the next one.
func (f *File) append(line []byte) {
	f.line = line
	if f.failure != nil && time.Since(f.tried) < retry {
		return
	}
	var err error
	if f.failure == nil {
		_, err = f.out.Write(line)
		f.room -= len(line)
	}
	if err == nil && (f.failure != nil || f.room < 0) {
		err = f.rewrite()
	}
	if f.failure = err; err != nil {
		f.tried = time.Now()
		f.onFailure(err)
	}
}

// rewrite writes all values to a new file, which takes the place of the old one.
func (f *File) rewrite() error {
	written, err := f.writeNew(f.name + ".new")
	if err != nil {
		return err
	}
	if f.out != nil {
		f.out.Close() // what is in it is in the new one; some systems rename over no open file
	}
	if err := os.Rename(f.name+".new", f.name); err != nil {
		return err
	}
	syncFolder(filepath.Dir(f.name))
	f.out, err = os.OpenFile(f.name, os.O_WRONLY|os.O_APPEND, 0)
	f.room = max(smallest, 2*written)
	return err
}

// syncFolder lets a new name survive a loss of power, on systems that can.
func syncFolder(name string) {
	if folder, err := os.Open(name); err == nil {
		_ = folder.Sync()
		folder.Close()
	}
}

func (f *File) writeNew(name string) (written int, err error) {
	out, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return 0, err
	}
	buffered := bufio.NewWriterSize(out, 1<<16)
	err = json.NewEncoder(buffered).Encode(header{format, version, len(f.values)})
	for key, value := range f.values {
		f.line = appendMember(append(f.line[:0], '{'), key, value)
		f.line[len(f.line)-1] = '}' // for the comma
		f.line = append(f.line, '\n')
		written += len(f.line)
		buffered.Write(f.line) //nolint:errcheck // Flush tells
	}
	return written, errors.Join(err, buffered.Flush(), out.Chmod(0o600), out.Sync(), out.Close())
}

// Close writes the file whole, so that nothing is in it that was deleted, and unlocks it; nil
// has nothing to close. The error says that it lacks changes.
func (f *File) Close() error {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.lock == nil {
		return nil
	}
	var err error
	if f.out != nil || f.failure != nil {
		if err = f.rewrite(); err != nil && f.failure == nil {
			err = nil // it has all changes as it is
		}
	}
	if f.out != nil {
		f.out.Close() // what is in it has been synced
	}
	err = errors.Join(err, f.lock.Close())
	f.out, f.lock, f.failure = nil, nil, nil
	return err
}
