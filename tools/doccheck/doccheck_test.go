package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// repository is where the code of the pages below is compiled.
const repository = "../.."

// write makes a folder of pages.
func write(t *testing.T, pages map[string]string) (root string) {
	t.Helper()
	root = t.TempDir()
	for path, text := range pages {
		full := filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// same compares problems, printed as users see them, with one want per problem: its
// beginning.
func same(t *testing.T, problems []problem, wants []string) {
	t.Helper()
	var got []string
	for _, p := range problems {
		got = append(got, p.String())
	}
	ok := len(got) == len(wants)
	for i := 0; ok && i < len(got); i++ {
		ok = strings.HasPrefix(got[i], wants[i])
	}
	if !ok {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(wants, "\n\t"))
	}
}

func fenced(info, code string) string { return "# Page\n\n```" + info + "\n" + code + "\n```\n" }

// into is a fenced block that is to be written to a file.
func into(file, language, code string) string {
	return "Into `" + file + "`:\n\n```" + language + "\n" + code + "\n```\n"
}

func TestGoBlocksCompile(t *testing.T) {
	cases := []struct {
		name, page string
		want       []string
	}{
		{"statements", fenced("go", "payment, err := client.PaymentsApi.CreatePayment(ctx, request)"), nil},
		{"statements that return", fenced("go", "if err != nil {\n\treturn nil, err\n}\nreturn payment, nil"), nil},
		{"declarations", fenced("go", "var timeout = 5 * time.Second\n\nfunc host() string { return cybersource.HostTest }"), nil},
		{"a program", fenced("go", "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println() }"), nil},
		{"a signature of the API", fenced("go", "func NewAPIClient(cfg Configuration) (*APIClient, error)"), nil},
		{"a signature of a method", fenced("go", "func (*PaymentsApi) CreatePayment(ctx context.Context, req *CreatePaymentRequest, opts ...CallOption) (*CreatePaymentResponse, error)"), nil},
		{"ignored with a reason", fenced("go ignore: pseudo code", "for ever {"), nil},
		{"another language", fenced("sh", "go run ."), nil},
		{"one fragment uses another", fenced("go", "func mine() {}") + fenced("go", "mine()"), nil},
		{"a program of two files", into("a.go", "go", "package main\n\nconst a = 1") + into("main.go", "go", "package main\n\nfunc main() { println(a) }"), nil},
		{"in a list", "- first:\n\n  ```go\n  if err != nil {\n  \treturn err\n  }\n  ```\n", nil},

		{"two programs that name no file", fenced("go", "package main\n\nconst a = 1") + fenced("go", "package main\n\nfunc main() { println(a) }"), []string{"p.md:13: undefined: a"}},
		{"a fault in the first of two files", into("a.go", "go", "package main\n\nvar a int = \"\"") + into("main.go", "go", "package main\n\nfunc main() { println(a) }"), []string{"p.md:6: cannot use"}},
		{"a method that is not there", fenced("go", "if err != nil {\n\tclient.Pay()\n}"), []string{"p.md:5: client.Pay undefined"}},
		{"a name that nobody declares", fenced("go", "buy()"), []string{"p.md:4: undefined: buy"}},
		{"a field that is not there", fenced("go", "cfg.Hots = \"\""), []string{"p.md:4: cfg.Hots undefined"}},
		{"no program", fenced("go", "package main\n\nfunc main() { var x int }"), []string{"p.md:6: declared and not used: x"}},
		{"an old signature of the API", fenced("go", "func NewAPIClient(cfg Configuration) *APIClient"), []string{"p.md:4: cannot use NewAPIClient"}},
		{"a package that is not there", fenced("go", "package main\n\nimport \"example.com/none\"\n\nfunc main() { none.Do() }"), []string{"p.md:6: could not import example.com/none"}},
		{"no Go", fenced("go", "if err != nil {\n\tx :: 1\n}"), []string{"p.md:5: expected"}},
		{"not formatted", fenced("go", "if  err != nil {\n\treturn err\n}"), []string{"p.md:4: a Go block is not formatted"}},
		{"ignored without a reason", fenced("go ignore", "for ever {"), []string{"p.md:3: a Go block is ignored without a reason"}},
		{"a mark nobody knows", fenced("go nocheck", "for ever {"), []string{"p.md:3: a Go block has the unknown mark nocheck"}},
	}
	var pages []*page
	for _, tc := range cases {
		pages = append(pages, parsePage(tc.name, tc.page))
	}
	problems, err := checkCode(repository, pages)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			same(t, of(tc.name, problems), tc.want)
		})
	}
}

// of returns the problems of one page.
func of(path string, problems []problem) (own []problem) {
	for _, p := range problems {
		if p.path == path {
			p.path = "p.md"
			own = append(own, p)
		}
	}
	return own
}

func TestRelativeLinksLeadSomewhere(t *testing.T) {
	for _, tc := range []struct{ name, text, fault string }{
		{"file", "[a](guides/a.md)", ""},
		{"folder", "[a](guides)", ""},
		{"heading", "[a](../README.md#the-go-way-first)", ""},
		{"repeated heading", "[a](../README.md#twice-1)", ""},
		{"anchor", "[a](guides/a.md#mark)", ""},
		{"own heading", "# Here\n[a](#here)", ""},
		{"line of code", "[a](../x.go#L1)", ""},
		{"another site", "[a](https://example.com/none#none)", ""},
		{"in a code span", "`[a](none.md)`", ""},
		{"in a code block", "```\n[a](none.md)\n```", ""},

		{"no file", "[a](none.md)", "no such file"},
		{"no file for a picture", "<img src=\"none.svg\">", "no such file"},
		{"no file behind a reference", "[a]\n\n[a]: none.md", "no such file"},
		{"no heading", "[a](../README.md#thrice)", "no such heading"},
		{"no third heading", "[a](../README.md#twice-2)", "no such heading"},
		{"no own heading", "[a](#there)", "no such heading"},
		{"out of the repository", "[a](../../x.go)", "leads out of the repository"},
		{"from the root of a site", "[a](/README.md)", "starts at the root of a site"},
		{"anchor in code", "[a](../x.go#there)", "an anchor in what is not a page"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			root := write(t, map[string]string{
				"README.md":        "# Read me\n\n## The `Go` way: first\n\n## Twice\n\n## Twice\n",
				"docs/guides/a.md": "<a id=\"mark\"></a>\n",
				"docs/page.md":     tc.text,
				"x.go":             "package x\n",
			})
			pages, err := readPages(root)
			if err != nil {
				t.Fatal(err)
			}
			problems := checkLinks(root, pages)
			if tc.fault == "" {
				same(t, problems, nil)
			} else if len(problems) != 1 || !strings.Contains(problems[0].text, tc.fault) {
				t.Errorf("got %v, want %s", problems, tc.fault)
			}
		})
	}
}

func TestPagesOfDocsAreReachable(t *testing.T) {
	root := write(t, map[string]string{
		"README.md":      "[docs](docs)",
		"docs/README.md": "[a](a.md)",
		"docs/a.md":      "[b](b.md#x) [read me](../README.md)",
		"docs/b.md":      "",
		"docs/lost.md":   "[a](a.md)",
		"elsewhere.md":   "",
	})
	pages, err := readPages(root)
	if err != nil {
		t.Fatal(err)
	}
	same(t, checkReach(pages), []string{"docs/lost.md:1: no way leads here"})
}

func TestCommandsInTextNameWhatIsThere(t *testing.T) {
	for _, tc := range []struct{ text, fault string }{
		{"`go run ./shop`", ""},
		{"`go test ./shop/... -run Sale`", ""},
		{"`go test -C shop ./job`", ""},
		{"`cd shop && go run ./job`", ""},
		{"`go run .`", ""},
		{"`make check`", ""},
		{"`go run example.com/none@latest`", ""}, // of another module
		{"`go run ./none`", "no such folder"},
		{"`go test -C shop ./none`", "no such folder"},
		{"`cd none && go run .`", "no such folder"},
		{"`make none`", "no such target"},
	} {
		t.Run(tc.text, func(t *testing.T) {
			root := write(t, map[string]string{"p.md": "Text\n" + tc.text, "Makefile": "\ncheck: test\n", "shop/job/main.go": ""})
			pages, err := readPages(root)
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			if tc.fault != "" {
				want = []string{"p.md:2: " + tc.text + ": " + tc.fault}
			}
			same(t, checkSpans(root, pages), want)
		})
	}
}

func TestHiddenFoldersAndTestdataAreNotRead(t *testing.T) {
	root := write(t, map[string]string{
		"a.md":            "",
		".git/b.md":       "",
		"x/testdata/c.md": "",
		"x/d.txt":         "",
	})
	pages, err := readPages(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) != 1 || pages[0].path != "a.md" {
		t.Errorf("read %d pages", len(pages))
	}
}
