package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const mainGo = "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"7955779676485539603954\", \"AUTHORIZED\") }"

func TestPagesRun(t *testing.T) {
	t.Setenv("CYBERSOURCE_KEY_ID", "of an account")
	for _, tc := range []struct {
		name, page string
		want       []string // the beginnings of the problems
	}{
		{"commands share a shell", fenced("sh", "mkdir a && cd a\nx=1") + fenced("sh", "test ${PWD##*/}$x = a1"), nil},
		{"output", fenced("sh", "echo a; echo b; echo c") + fenced("text", "b\nc"), nil},
		{"output that varies", fenced("sh", "echo 7955779676485539603954 at 03:42:10, listening") + fenced("text", "7955779676485539604444 at 13:00:59, ..."), nil},
		{"a program", into("main.go", "go", mainGo) + fenced("sh", "go run main.go") + fenced("text", "7955779676485539600001 AUTHORIZED"), nil},
		{"another file", into("a.json", "json", "{}") + fenced("sh", "cat a.json") + fenced("text", "{}"), nil},
		{"a fragment and a drawing", fenced("go", "x := 1") + fenced("mermaid", "a"), nil},
		{"left out", "<!-- not run: needs docker -->\n" + "```sh\nfalse\n```\n", nil},
		{"commands of a comment", "<!-- run:\nx=1\necho $x\n-->\n" + fenced("text", "1"), nil},
		{"a server", "<!-- serves: ready -->\n```sh\nsleep 0.2; echo ready; sleep 60\n```\n" + fenced("sh", "grep -q ready \"$served\"") + fenced("text", "ready"), nil},
		{"a command in two lines", fenced("sh", "echo a \\\n  b") + fenced("text", "a b"), nil},
		{"no credentials", fenced("sh", "test -z \"$CYBERSOURCE_KEY_ID\""), nil},
		{"ports that are free", fenced("sh", "echo :8090 | grep -v ':8''090'"), nil},
		{"a download into the repository changes nothing", fenced("sh", "cd \"$checkout\"\n! go get github.com/cybersource-go/cybersource\n! grep replace go.mod"), nil},

		{"a command that fails", fenced("sh", "true\necho no; false\ntrue"), []string{"p.md:5: exit status 1, and printed:\n\t\tno"}},
		{"the first of a list that fails", fenced("sh", "false && true\ntrue"), []string{"p.md:4: exit status 1"}},
		{"a command that is none", fenced("sh", "if"), []string{"p.md:4: exit status 2"}},
		{"another output", fenced("sh", "echo AUTHORIZED") + fenced("text", "DECLINED"), []string{"p.md:9: is not what was printed:\n\tby line 4\n\t\tAUTHORIZED"}},
		{"lines between", fenced("sh", "echo a; echo b; echo c") + fenced("text", "a\nc"), []string{"p.md:9: is not what was printed"}},
		{"a longer line", fenced("sh", "echo approved, not; echo b") + fenced("text", "approved\nb"), []string{"p.md:9: is not"}},
		{"an id for a time", fenced("sh", "echo 7955779676485539603954") + fenced("text", "13:00:59"), []string{"p.md:9: is not"}},
		{"a part of a line", fenced("sh", "echo not approved") + fenced("text", "approved"), []string{"p.md:9: is not"}},
		{"a program that does not compile", into("main.go", "go", strings.Replace(mainGo, "Println", "Printn", 1)) + fenced("sh", "go run main.go"), []string{"p.md:13: exit status 1, and printed:\n\t\t# command-line-arguments"}},
		{"a server that ends", "<!-- serves: ready -->\n```sh\necho no\n```\n" + fenced("sh", "true"), []string{"p.md:3: exit status 1, and printed:\n\t\tno"}},
		{"a server that does not say when it is ready", "<!-- serves -->\n```sh\ntrue\n```\n", []string{"p.md:3: serves, and does not say"}},
		{"a failure, and what a server printed", "<!-- serves: ready -->\n```sh\necho ready; echo no; sleep 60\n```\n" + fenced("sh", "false"), []string{"p.md:8: exit status 1, and printed:\n\t\t\n\tby line 3\n\t\tready\n\t\tno"}},
		{"no command before output", fenced("text", "a"), []string{"p.md:4: what no command has printed"}},
		{"no command behind a program", into("main.go", "go", mainGo), []string{"p.md:4: no command follows main.go"}},
		{"no command between programs", into("main.go", "go", mainGo) + into("main.go", "go", mainGo) + fenced("sh", "true"), []string{"p.md:13: no command follows main.go of line 4"}},
		{"a program without a file", fenced("go", mainGo), []string{"p.md:4: is neither run nor marked"}},
		{"another language", fenced("json", "{}"), []string{"p.md:4: is neither run nor marked"}},
		{"left out without a reason", "<!-- not run: -->\n" + "```sh\nfalse\n```\n", []string{"p.md:3: is left out without a reason"}},
		{"a mark above text", "<!-- not run: needs docker -->\n\n" + "```sh\ntrue\n```\n", []string{"p.md:1: the mark \"not run\" is not directly above a block"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			problems, _, err := checkRun(write(t, map[string]string{"p.md": tc.page, "go.mod": "module " + module + "\n"}), nil)
			if err != nil {
				t.Fatal(err)
			}
			same(t, problems, tc.want)
		})
	}
}

// TestServersEnd keeps a pipe open in a server. Reading it ends when nobody has it open.
func TestServersEnd(t *testing.T) {
	root := write(t, map[string]string{"p.md": "<!-- serves: ready -->\n```sh\nexec 3>\"$checkout/pipe\"; echo ready; sleep 60\n```\n" + fenced("sh", "true")})
	if err := syscall.Mkfifo(filepath.Join(root, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	pipe, err := os.OpenFile(filepath.Join(root, "pipe"), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	if problems, _, err := checkRun(root, nil); err != nil || len(problems) > 0 {
		t.Fatalf("%v, %v", problems, err)
	}
	if err := pipe.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := pipe.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("a server is still there: %v", err)
	}
}

func TestPagesAreChosen(t *testing.T) {
	root := write(t, map[string]string{"a.md": fenced("sh", "false"), "b.md": fenced("sh", "true")})
	if problems, summary, err := checkRun(root, []string{"b.md"}); err != nil || len(problems) > 0 || !strings.HasPrefix(summary, "1 commands") {
		t.Errorf("%v, %s, %v", problems, summary, err)
	}
	if _, _, err := checkRun(root, []string{"none.md"}); err == nil {
		t.Error("a page that is not there is no error")
	}
}
