package statefile

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

type value struct{ Text string }

func open(t *testing.T, name string) *File {
	t.Helper()
	f, err := Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() }) // unless the test has
	return f
}

// started is an open file that is written to.
func started(t *testing.T, name string) *File {
	t.Helper()
	f := open(t, name)
	if err := f.Start(func(err error) { t.Error(err) }); err != nil {
		t.Fatal(err)
	}
	return f
}

func closeFile(t *testing.T, f *File) {
	t.Helper()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// commit sets keys to texts; "" deletes.
func commit(f *File, values ...string) {
	var c Change
	for i := 0; i < len(values); i += 2 {
		if values[i+1] == "" {
			c.Delete(values[i])
		} else {
			c.Set(values[i], value{values[i+1]})
		}
	}
	f.Commit(&c)
}

// texts are the values under a prefix, in the order of their keys.
func texts(t *testing.T, f *File, prefix string) string {
	t.Helper()
	var all []string
	if err := Each(f, prefix, func(v value) { all = append(all, v.Text) }); err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, " ")
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func write(t *testing.T, name string, text []byte) {
	t.Helper()
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestFileKeepsValues(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	f := open(t, name)
	commit(f, "a/0", "gathered")
	if _, err := os.Stat(name); err == nil {
		t.Error("it was written before it was started")
	}
	if err := f.Start(func(err error) { t.Error(err) }); err != nil {
		t.Fatal(err)
	}
	commit(f, "a/1", "one", "b/1", "other", "a/3", "gone")
	commit(f, "a/2", "two", "a/1", "changed", "a/3", "")
	changes := read(t, name)
	closeFile(t, f)
	commit(f, "a/9", "too late")
	if bytes.Contains(read(t, name), []byte("gone")) {
		t.Error("a closed file has what was deleted")
	}
	for _, text := range [][]byte{read(t, name), changes} {
		write(t, name, text)
		f = started(t, name)
		if got := texts(t, f, "a/"); got != "gathered changed two" || texts(t, f, "b/") != "other" || f.Cut() {
			t.Errorf("got %q, cut %t", got, f.Cut())
		}
		closeFile(t, f)
	}
}

func TestChangeOfNothingIsNotWritten(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	f := started(t, name)
	commit(f, "a", "one")
	before := read(t, name)
	commit(f, "a", "one", "b", "")
	commit(f)
	if after := read(t, name); !bytes.Equal(before, after) {
		t.Errorf("written: %s", after[len(before):])
	}
}

// TestFileThatWasCutAnywhere opens what a kill may have left, which is any part of the file that
// has all lines it began with. What is less is refused, and left as it is.
func TestFileThatWasCutAnywhere(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	f := started(t, name)
	commit(f, "a", "one", "b", "two")
	closeFile(t, f)
	f = started(t, name)
	begun := len(read(t, name))
	seen := map[string]int{}
	for _, text := range []string{"three", "four", "five"} {
		commit(f, "c", text)
	}
	whole := read(t, name)
	closeFile(t, f)
	if bytes.Equal(whole, read(t, name)) {
		t.Fatal("there are no changes in the file")
	}
	for length := range len(whole) + 1 {
		write(t, name, whole[:length])
		f, err := Open(name)
		if length < begun {
			if err == nil || !strings.Contains(err.Error(), name) {
				t.Fatalf("%d bytes: error %v", length, err)
			}
			if !bytes.Equal(read(t, name), whole[:length]) {
				t.Fatalf("%d bytes: the file has changed", length)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%d bytes: %v", length, err)
		}
		seen[texts(t, f, "")]++
		if f.Cut() != (whole[length-1] != '\n') {
			t.Errorf("%d bytes: cut %t", length, f.Cut())
		}
		closeFile(t, f)
	}
	if got := slices.Sorted(maps.Keys(seen)); !slices.Equal(got, []string{"one two", "one two five", "one two four", "one two three"}) {
		t.Errorf("states %q", got)
	}
}

func TestFileIsCutWhereItIsStartedAgain(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	f := started(t, name)
	commit(f, "a", "one")
	closeFile(t, f)
	write(t, name, append(read(t, name), `{"a":{"Te`...))
	f = started(t, name)
	commit(f, "b", "two")
	closeFile(t, f)
	if got := texts(t, open(t, name), ""); got != "one two" {
		t.Errorf("got %q", got)
	}
}

func TestFileThatCannotBeUsed(t *testing.T) {
	folder := t.TempDir()
	for what, tc := range map[string]struct{ text, want string }{
		"empty":         {"", "is empty"},
		"foreign":       {"[payments]\n", "is not a state file"},
		"other JSON":    {`{"format":"other","version":1}` + "\n", "is not a state file"},
		"one long line": {strings.Repeat("x", 1<<17), "is not a state file"},
		"later version": {`{"format":"` + format + `","version":2,"lines":0}` + "\n", "version 2"},
		"short":         {`{"format":"` + format + `","version":1,"lines":2}` + "\n{\"a\":1}\n", "1 of the 2 lines"},
		"damaged":       {`{"format":"` + format + `","version":1,"lines":2}` + "\n{\"a\":1}\n{\"b\":\n", "line 3 is damaged"},
	} {
		name := filepath.Join(folder, what)
		write(t, name, []byte(tc.text))
		_, err := Open(name)
		if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v", what, err)
		}
		if string(read(t, name)) != tc.text {
			t.Errorf("%s: the file has changed", what)
		}
		if _, again := Open(name); again == nil || again.Error() != err.Error() {
			t.Errorf("%s: another error the second time, so it is locked: %v", what, again)
		}
	}
	for name, want := range map[string]string{
		folder:                                 "is not a regular file",
		filepath.Join(folder, "none", "state"): filepath.Join(folder, "none", "state"),
		filepath.Join(folder, "empty", "x"):    filepath.Join(folder, "empty", "x"),
	} {
		if _, err := Open(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestFileInAFolderThatCannotBeWritten(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	f := open(t, name)
	if err := os.Mkdir(name+".new", 0o700); err != nil { // root may write to every folder
		t.Fatal(err)
	}
	if err := f.Start(nil); err == nil || !strings.Contains(err.Error(), name) {
		t.Errorf("error %v", err)
	}
}

func TestValueWithAMemberThatIsNotKnown(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	f := started(t, name)
	var c Change
	c.Set("a/1", map[string]string{"Text": "one", "Later": "two"})
	f.Commit(&c)
	if err := Each(f, "a/", func(value) {}); err == nil || !strings.Contains(err.Error(), name+": a/1: ") || !strings.Contains(err.Error(), "Later") {
		t.Errorf("error %v", err)
	}
}

func TestFileIsLocked(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	f := started(t, name)
	commit(f, "a", "one")
	if _, err := Open(name); err == nil || err.Error() != name+": another gateway uses it" {
		t.Errorf("error %v", err)
	}
	closeFile(t, f)
	closeFile(t, open(t, name))
}

func TestFileIsForItsOwnerOnly(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no such modes there")
	}
	folder := t.TempDir()
	name := filepath.Join(folder, "state")
	closeFile(t, started(t, name))
	if err := errors.Join(os.Chmod(name, 0o644), os.WriteFile(name+".new", nil, 0o644)); err != nil { // left by a kill
		t.Fatal(err)
	}
	closeFile(t, started(t, name))
	for _, file := range []string{name, name + ".lock"} {
		if about, err := os.Stat(file); err != nil || about.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", file, about.Mode(), err)
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 2 {
		t.Errorf("%v, %v", entries, err)
	}
}

func TestFileBehindALinkStaysThere(t *testing.T) {
	folder := t.TempDir()
	name, link := filepath.Join(folder, "state"), filepath.Join(folder, "link")
	closeFile(t, started(t, name))
	if err := os.Symlink(name, link); err != nil {
		t.Skip(err)
	}
	f := started(t, link)
	commit(f, "a", "one")
	closeFile(t, f)
	if got := texts(t, open(t, name), ""); got != "one" {
		t.Errorf("got %q", got)
	}
}

func TestFileIsBounded(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	f := started(t, name)
	large := strings.Repeat("x", 1<<10)
	longest := int64(0)
	for i := range 6_000 {
		commit(f, "key "+strconv.Itoa(i%100), large+strconv.Itoa(i))
		about, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		longest = max(longest, about.Size())
	}
	if limit := int64(3*100*(1<<10+50) + smallest); longest > limit || longest < smallest {
		t.Errorf("it had up to %d bytes, want at most %d", longest, limit)
	}
	closeFile(t, f)
	if got := texts(t, open(t, name), "key 99"); got != large+"5999" {
		t.Errorf("got %.50q", got)
	}
}

func TestFileThatCouldNotBeWrittenIsWrittenLater(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	f := open(t, name)
	var failures []error
	if err := f.Start(func(err error) { failures = append(failures, err) }); err != nil {
		t.Fatal(err)
	}
	f.out.Close() // stands for a full disk
	commit(f, "a", "one")
	commit(f, "a", "two") // too early for another attempt
	if len(failures) != 1 || !strings.Contains(failures[0].Error(), name) {
		t.Fatalf("failures %v", failures)
	}
	f.tried = f.tried.Add(-retry)
	if err := os.Mkdir(name+".new", 0o700); err != nil {
		t.Fatal(err)
	}
	commit(f, "a", "three")
	if len(failures) != 2 {
		t.Errorf("failures %v", failures)
	}
	if err := os.Remove(name + ".new"); err != nil {
		t.Fatal(err)
	}
	f.tried = f.tried.Add(-retry)
	commit(f, "b", "four")
	commit(f, "c", "five")
	if len(failures) != 2 || f.failure != nil {
		t.Errorf("failures %v", failures)
	}
	text := read(t, name)
	closeFile(t, f)
	write(t, name, text) // what a kill would have left
	if got := texts(t, open(t, name), ""); got != "three four five" {
		t.Errorf("got %q", got)
	}
}

func TestCloseSaysWhatIsMissing(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	f := open(t, name)
	if err := f.Start(func(error) {}); err != nil {
		t.Fatal(err)
	}
	f.out.Close()
	commit(f, "a", "one")
	if err := os.Mkdir(name+".new", 0o700); err != nil {
		t.Fatal(err)
	}
	var failed *os.PathError
	if err := f.Close(); !errors.As(err, &failed) || !strings.HasPrefix(failed.Path, name) {
		t.Errorf("error %v", err)
	}
	closeFile(t, f) // again
}
