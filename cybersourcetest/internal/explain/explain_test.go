package explain_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/explain"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/simulator"
)

// texts are the first texts that match a pattern in the source files of a folder.
func texts(t *testing.T, folder, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var all []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(source), -1) {
			all = append(all, match[1])
		}
	}
	return all
}

// ownCauses are the constants of this package.
func ownCauses(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "explain.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && ast.IsExported(spec.Names[0].Name) {
			text, _ := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			all = append(all, text)
		}
		return true
	})
	return all
}

// Every refusal of the gateway has an explanation of its own, and nothing else is explained.
func TestRefusalsHaveExplanationsOfTheirOwn(t *testing.T) {
	causes := slices.Concat(
		texts(t, "../verify", `Cause = "([a-z-]+)"`),
		texts(t, "../..", `(?:problem|refusal)\([^,]+, "([A-Za-z]+)"`), texts(t, "../..", `problemPage\("([A-Za-z]+)"`),
		texts(t, "../simulator", `refusal\("([A-Z_]+)"`),
		texts(t, "../simulator", `refusePage\([^"]*"([A-Z_]+)"`), texts(t, "../simulator", `reason = "([A-Z_]+)"`),
		simulator.RefusalReasons(), ownCauses(t),
	)
	if len(causes) < 80 {
		t.Fatalf("%d causes found", len(causes))
	}
	for _, cause := range causes {
		e, known := explain.Of(cause)
		if !known || e.Title == "" || e.Why == "" || e.Do == "" || e.Where == "" {
			t.Errorf("%s has no explanation, or half of one: %+v", cause, e)
		}
	}
	said := map[string]string{}
	for _, cause := range explain.Causes() {
		e, _ := explain.Of(cause)
		text := e.Title + e.Why + e.Do
		if other, twice := said[text]; twice {
			t.Errorf("%s and %s have one explanation", cause, other)
		}
		said[text] = cause
		if !slices.Contains(causes, cause) {
			t.Errorf("%s is explained, and nothing is refused for it", cause)
		}
	}
}

// An answer of the simulator's that has no reason is explained by its status.
func TestStatusWithoutAReasonIsExplained(t *testing.T) {
	statuses := texts(t, "../simulator", `(?:Answer\{Status: |outcome\{http: )([45]\d\d)(?:\}|, Body)`)
	if len(statuses) < 4 {
		t.Fatalf("%d statuses found", len(statuses))
	}
	for _, text := range statuses {
		status, _ := strconv.Atoi(text)
		for _, isLookup := range []bool{false, true} {
			cause := explain.ByStatus(status, isLookup)
			if e, known := explain.Of(cause); !known || cause == explain.OwnAnswer {
				t.Errorf("HTTP %d, look-up %v: %q is explained by %+v", status, isLookup, cause, e)
			}
		}
	}
}

// The texts lead to documents that exist, and to headings in them.
func TestExplanationsLeadToTheirDocuments(t *testing.T) {
	for _, cause := range explain.Causes() {
		e, _ := explain.Of(cause)
		path, anchor, _ := strings.Cut(e.Where, "#")
		text, err := os.ReadFile(filepath.Join("../../..", path))
		if err != nil {
			t.Errorf("%s: %v", cause, err)
			continue
		}
		if anchor != "" && !slices.Contains(anchors(string(text)), anchor) {
			t.Errorf("%s: %s has no heading %s", cause, path, anchor)
		}
	}
}

func anchors(markdown string) []string {
	var all []string
	for _, heading := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(markdown, -1) {
		text := regexp.MustCompile(`[^a-z0-9 -]`).ReplaceAllString(strings.ToLower(heading[1]), "")
		all = append(all, strings.ReplaceAll(text, " ", "-"))
	}
	return all
}

func TestSentencesOfFaultsSayWhatHappened(t *testing.T) {
	for name, want := range map[string]string{
		"":                          "",
		"drop-answer":               "processed the call",
		"html-504":                  "HTTP 504",
		"empty-201":                 "HTTP 201 with an empty body",
		"hang-after-processing":     "never answered. The service had processed the call before that.",
		"html-502-after-processing": "HTTP 502. The service had processed",
	} {
		if got := explain.Fault(name); !strings.Contains(got, want) || (want == "") != (got == "") {
			t.Errorf("%q: %q", name, got)
		}
	}
}
