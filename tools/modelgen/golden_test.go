package main

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/tools/internal/spec"
)

var update = flag.Bool("update", false, "rewrite testdata/*.want")

// Each quirk of the generator is a small document and the exact Go that it yields, or
// the error if its name starts with "bad-".
func TestQuirksYieldExactlyTheirWantFiles(t *testing.T) {
	documents, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(documents) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	for _, path := range documents {
		name := strings.TrimSuffix(path, ".yaml")
		t.Run(filepath.Base(name), func(t *testing.T) {
			got, failed := generateGo(t, path)
			if wantFailure := strings.HasPrefix(filepath.Base(name), "bad-"); failed != wantFailure {
				t.Errorf("failed: %v, want %v", failed, wantFailure)
			}
			compareWithFile(t, name+".want", got)
		})
	}
}

// generateGo returns the Go files that the document yields, one behind the other, or
// the text of the error.
func generateGo(t *testing.T, path string) (text string, failed bool) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := spec.Parse(raw)
	if err != nil {
		return err.Error() + "\n", true
	}
	files, err := generate(s)
	if err != nil {
		return err.Error() + "\n", true
	}
	var b strings.Builder
	for _, name := range sortedGoFiles(files) {
		b.WriteString("-- " + name + " --\n" + string(files[name]))
	}
	return b.String(), false
}

func sortedGoFiles(files map[string][]byte) []string {
	var names []string
	for name := range files {
		if strings.HasSuffix(name, ".go") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func compareWithFile(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(gotLines), len(wantLines)) {
		if g, w := line(gotLines, i), line(wantLines, i); g != w {
			t.Fatalf("%s:%d:\n got %s\nwant %s", path, i+1, g, w)
		}
	}
}

func line(lines []string, i int) string {
	if i >= len(lines) {
		return "(end of file)"
	}
	return lines[i]
}

func TestOutputIsTheSameEveryTime(t *testing.T) {
	first, err := generateFrom("../..")
	if err != nil {
		t.Fatal(err)
	}
	second, err := generateFrom("../..")
	if err != nil {
		t.Fatal(err)
	}
	if len(first) != 38+11+1+1+1+554+1+11+4 {
		t.Errorf("%d files; want 38 of models, eleven classes, the operations, the routes, the table, a page per model, the index, a page per class, two files of outcomes, two of triggers", len(first))
	}
	for path, content := range first {
		if string(content) != string(second[path]) {
			t.Errorf("%s: two runs differ", path)
		}
	}
}
