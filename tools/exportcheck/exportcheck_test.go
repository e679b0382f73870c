package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// problemsOf checks a package with one file in the named folder of a repository.
func problemsOf(t *testing.T, folder, source string) []string {
	t.Helper()
	root := t.TempDir()
	path := filepath.Join(root, folder, "file.go")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	problems, err := check(root)
	if err != nil {
		t.Fatal(err)
	}
	return problems
}

// compare wants exactly one problem with the given text, none for "".
func compare(t *testing.T, problems []string, want string) {
	t.Helper()
	found := strings.Join(problems, "\n")
	if want == "" && found == "" {
		return
	}
	if want == "" || len(problems) != 1 || !strings.Contains(found, want) {
		t.Errorf("found %q, want %q", found, want)
	}
}

func TestExportedNamesHaveCommentsThatBeginWithThem(t *testing.T) {
	for _, tc := range []struct{ name, source, want string }{
		{"function", "// Pay pays.\nfunc Pay() {}", ""},
		{"function without", "func Pay() {}", "file.go:4: Pay has no doc comment"},
		{"function of another name", "// Buy pays.\nfunc Pay() {}", "the comment of Pay does not begin with its name"},
		{"an article", "// A Till is where money is.\ntype Till int", ""},
		{"a colon", "// Till: where money is.\ntype Till int", ""},
		{"unexported function", "func pay() {}", ""},
		{"method", "type till int\n\n// Till is a till.\ntype Till[T any] int\n\nfunc (t *Till[T]) Open() {}", "Open has no doc comment"},
		{"method of an unexported type", "type till int\n\nfunc (t *till) Open() {}", ""},
		{"type", "type Till int", "Till has no doc comment"},
		{"type in a group", "// The group.\ntype (\n\tTill int\n)", "Till has no doc comment"},
		{"constant", "const Limit = 1", "Limit has no doc comment"},
		{"constant with a comment behind", "const (\n\tLimit = 1 // in cents\n)", ""},
		{"constants of a group", "// The limits.\nconst (\n\tLow = 1\n\tHigh = 2\n)", ""},
		{"variable", "var Default, other int", "Default has no doc comment"},
		{"field", "// Till is one.\ntype Till struct{ Cents int }", "Till.Cents has no comment"},
		{"field with a comment behind", "// Till is one.\ntype Till struct {\n\tCents int // inside\n}", ""},
		{"fields that share a comment", "// Till is one.\ntype Till struct {\n\t// What is inside.\n\tCents int\n\tCoins int\n}", ""},
		{"field behind a blank line", "// Till is one.\ntype Till struct {\n\tCents int // inside\n\n\tCoins int\n}", "Till.Coins has no comment"},
		{"field of an unexported type", "type till struct{ Cents int }", ""},
		{"unexported field", "// Till is one.\ntype Till struct{ cents int }", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			compare(t, problemsOf(t, ".", "// Package shop sells.\npackage shop\n\n"+tc.source+"\n"), tc.want)
		})
	}
}

func TestPackagesAreReadByWhoImportsThem(t *testing.T) {
	const fields = "// Package shop sells.\npackage shop\n\n// Till is one.\ntype Till struct{ Cents int }\n"
	for _, tc := range []struct{ name, folder, source, want string }{
		{"a package without a comment", ".", "package shop\n", "package shop has no comment"},
		{"a program", "cmd/shop", "package main\n\nfunc Pay() {}\n", ""},
		{"fields for users", "shop", fields, "Till.Cents has no comment"},
		{"fields of an internal package", "internal/shop", fields, ""},
		{"fields of a tool", "tools/shop", fields, ""},
		{"names of an internal package", "internal/shop", "// Package shop sells.\npackage shop\n\nfunc Pay() {}\n", "internal/shop/file.go:4: Pay has"},
		{"test data", "shop/testdata", "package shop\n", ""},
		{"a hidden folder", ".cache", "package shop\n", ""},
	} {
		t.Run(tc.name, func(t *testing.T) { compare(t, problemsOf(t, tc.folder, tc.source), tc.want) })
	}
}

func TestTagsLoseNoField(t *testing.T) {
	const extra = "Extra map[string]json.RawMessage `json:\",embed,inline\"`"
	for _, tc := range []struct{ name, fields, want string }{
		{"a model", "Code string `json:\"code,omitzero\"`\n" + extra, ""},
		{"not JSON", "Code string\nCause error `json:\"-\"`", ""},
		{"field without a tag", "Code string `json:\"code\"`\nCents int", "Cents has no json tag"},
		{"unexported field without a tag", "Code string `json:\"code\"`\ncents int", ""},
		{"tag without a name", "Code string `json:\"code\"`\nCents int `json:\",omitempty\"`", "the json tag of Cents names no member"},
		{"a member twice", "Code string `json:\"code\"`\nKode string `json:\"code\"`", `Kode has the member "code" of Code`},
		{"members that differ in case", "Code string `json:\"code\"`\nKode string `json:\"Code\"`", ""},
		{"left out on purpose", "Code string `json:\"code,omitzero\"`\nMeta int `json:\"-\"`\n" + extra, ""},
		{"Extra for one engine only", "Code string `json:\"code,omitzero\"`\nExtra map[string]json.RawMessage `json:\",inline\"`", "Extra has to be"},
		{"Extra of another type", "Code string `json:\"code,omitzero\"`\nExtra map[string]any `json:\",embed,inline\"`", "Extra has to be"},
		{"Extra as a member", "Code string `json:\"code,omitzero\"`\nExtra string `json:\"extra,omitzero\"`", "and no other is"},
		{"embedded under another name", "Code string `json:\"code\"`\nRest map[string]json.RawMessage `json:\",embed,inline\"`", "and no other is"},
		{"the member of a neighbour", "Code string `json:\"mode,omitzero\"`\n" + extra, `Code has the member "mode"`},
		{"hyphens and underscores", "OctSurcharge string `json:\"oct-surcharge,omitzero\"`\nLinks string `json:\"_links,omitzero\"`\n" + extra, ""},
		{"a zero that is sent", "Code string `json:\"code\"`\n" + extra, "the only option of a member is omitzero"},
		{"a zero of the old kind", "Code string `json:\"code,omitempty\"`\n" + extra, "the only option of a member is omitzero"},
		{"false that cannot be sent", "Capture bool `json:\"capture,omitzero\"`\n" + extra, "Capture is a bool"},
		{"false that can", "Capture *bool `json:\"capture,omitzero\"`\n" + extra, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			compare(t, problemsOf(t, ".", "// Package shop sells.\npackage shop\n\ntype body struct {\n"+tc.fields+"\n}\n"), tc.want)
		})
	}
}

func TestFileThatIsNotGoIsAnError(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "file.go"), []byte("package"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := check(root); err == nil {
		t.Error("no error")
	}
}
