package cybersource

import (
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// environment is where a configuration comes from, and what was found wrong with it.
type environment struct {
	prefix   string   // of the names
	settings []string // all there are, as of [os.Environ]; nil where that is not known
	lookup   func(variable string) (string, bool)
	read     func(path string) ([]byte, error)
	now      func() time.Time
	problems problems
}

// text is the value of a variable, "" if it is not set.
func (e *environment) text(name string) string {
	value, _ := e.lookup(e.prefix + name)
	return value
}

// any reports whether one of the variables is set.
func (e *environment) any(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return e.text(name) != "" })
}

// anyContent reports whether one of the contents is set, by itself or by its file.
func (e *environment) anyContent(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return e.any(name, name+fileSuffix) })
}

// source is the variable that a content comes from, with its prefix.
func (e *environment) source(name string) string {
	if e.inFile(name) {
		name += fileSuffix
	}
	return e.prefix + name
}

// inFile reports whether a content comes from a file.
func (e *environment) inFile(name string) bool {
	if e.any(name) && e.any(name+fileSuffix) {
		e.problem(name, "and "+e.prefix+name+fileSuffix+" are both set")
		return false
	}
	return e.any(name + fileSuffix)
}

// problem adds the first problem of a variable. Others follow from it as a rule.
func (e *environment) problem(name, what string) { e.add(e.prefix+name, what) }

func (e *environment) add(variable, what string) {
	if !e.hasProblem(variable) {
		e.problems.add(variable, what)
	}
}

func (e *environment) hasProblem(variable string) bool {
	return slices.ContainsFunc(e.problems, func(p FieldProblem) bool { return p.Field == variable })
}

// secret is a text, which in a file may have a line break behind it.
func (e *environment) secret(name string) string {
	if !e.inFile(name) {
		return e.text(name)
	}
	text := strings.TrimSuffix(string(e.file(name)), "\n")
	return strings.TrimSuffix(text, "\r")
}

// pem is a text of certificates or keys. nil: neither variable is set.
func (e *environment) pem(name string) []byte {
	if e.inFile(name) {
		return e.file(name)
	}
	if text := e.text(name); text != "" {
		return []byte(text)
	}
	return nil
}

// p12 is a PKCS#12 file. nil: neither variable is set.
func (e *environment) p12(name string) []byte {
	if e.inFile(name) {
		return e.file(name)
	}
	text := e.text(name)
	if text == "" {
		return nil
	}
	data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		e.problem(name, "is not base64; for the path of a file there is "+e.prefix+name+fileSuffix)
		return []byte{}
	}
	return data
}

// file reads the file that is named for a content. One that cannot be read counts as
// empty, so that nothing is said to be missing.
func (e *environment) file(name string) []byte {
	variable, path := name+fileSuffix, e.text(name+fileSuffix)
	data, err := e.read(path)
	switch {
	case err == nil:
	case isKeyText(path):
		e.problem(variable, "holds a key or certificate and not the path of a file: set "+e.prefix+name)
	default:
		e.problem(variable, "names a file that cannot be read: "+withoutPath(err))
	}
	return append([]byte{}, data...)
}

// largestSettingFile is far more than any key, certificate or list of roots has.
const largestSettingFile = 4 << 20

// readSettingFile reads a file, and not without end one that never ends, such as a device.
func readSettingFile(path string) ([]byte, error) {
	f, err := os.Open(path) //nolint:gosec // the path is one that the program is configured with
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, largestSettingFile+1))
	if err == nil && len(data) > largestSettingFile {
		err = &fs.PathError{Op: "read", Path: path, Err: errors.New("larger than 4 MiB")}
	}
	return data, err
}

// isKeyText reports whether a path is none, but the content of a file: PEM, or base64 of
// what begins as keys and certificates do.
func isKeyText(path string) bool {
	return strings.Contains(path, "-----BEGIN") || strings.HasPrefix(path, "MII") && !strings.Contains(path, ".")
}

// withoutPath leaves the path out of the error of a file operation.
func withoutPath(err error) string {
	var failed *fs.PathError
	if errors.As(err, &failed) {
		return failed.Err.Error()
	}
	return "read failed"
}

// duration is at least a second: less was meant to have another unit.
func (e *environment) duration(name string) time.Duration {
	s := e.text(name)
	if s == "" {
		return 0
	}
	d, err := time.ParseDuration(s)
	switch {
	case err != nil:
		e.problem(name, "is not a duration such as 30s")
	case 0 <= d && d < time.Second:
		e.problem(name, "is less than a second")
	}
	return d
}

// isTrue reports whether a variable is set, and to true.
func (e *environment) isTrue(name string) bool {
	b := e.boolean(name)
	return b != nil && *b
}

// boolean returns nil for a variable that is not set.
func (e *environment) boolean(name string) *bool {
	s := e.text(name)
	if s == "" {
		return nil
	}
	b, err := strconv.ParseBool(s)
	if err != nil {
		e.problem(name, "is neither true nor false")
	}
	return &b
}
