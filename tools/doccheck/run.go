package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// shell begins the script of each page.
//
//go:embed shell.sh
var shell string

// pageTime is how long the commands of a page may take, with what they compile.
const pageTime = 5 * time.Minute

// The run of a page begins in an empty folder. Its blocks follow one another in one shell:
//
//   - sh: commands, one in each line. Each has to succeed.
//   - text: what the last command printed, or a server; see output.go.
//   - another, whose paragraph above names a file in back quotes: is written to it. A command has to follow.
//   - Go that is no program, and mermaid: nothing.
//
// Comments say what a reader does without being told in a block. They are
//
//	<!-- run: commands -->            what the text tells the reader to do, or takes for granted
//	<!-- serves: text -->             directly above a block: runs in the background, and prints the text when it is ready
//	<!-- not run: reason -->          directly above a block: is left out, which is printed
//
// A block that is none of these is a problem. shell.sh tells what is replaced, and which variables
// a page may use.

// plan is what is done with the blocks of a page.
type plan struct {
	script   strings.Builder
	files    map[int]string // what the script copies, from the folder files, by line
	outputs  []output
	commands []int    // their lines
	servers  []int    // the lines of those that go on in the background
	leftOut  []string // blocks that are marked, with their reasons
	problems []problem
	unused   map[string]int // files by name that no command has followed yet, and their lines
}

// output is a block that shows what the command in a line has printed, or a server.
type output struct {
	line, command int
	text          string
}

// planOf decides about each block of a page.
func planOf(p *page) *plan {
	made := &plan{files: map[int]string{}, unused: map[string]int{}}
	for _, c := range p.astray {
		made.problems = append(made.problems, problem{p.path, c.line, "the mark \"" + c.word + "\" is not directly above a block"})
	}
	for _, b := range p.blocks {
		if fault := made.add(p, b); fault != "" {
			made.problems = append(made.problems, problem{p.path, b.line, fault})
		}
	}
	for name, line := range made.unused {
		made.problems = append(made.problems, problem{p.path, line, "no command follows " + name})
	}
	return made
}

// add decides about a block, and returns what is wrong with it, or "".
func (made *plan) add(p *page, b block) (fault string) {
	switch {
	case b.comment.word == "not run" && b.comment.rest == "":
		return "is left out without a reason"
	case b.comment.word == "serves" && b.comment.rest == "":
		return "serves, and does not say what it prints when it is ready"
	case b.comment.word == "not run":
		made.leftOut = append(made.leftOut, fmt.Sprintf("%s:%d: not run: %s", p.path, b.line, b.comment.rest))
	case b.language == "sh":
		made.addCommands(b)
	case b.language == "text" && len(made.commands) == 0:
		return "what no command has printed"
	case b.language == "text":
		made.outputs = append(made.outputs, output{b.line, made.commands[len(made.commands)-1], b.text})
	case b.language == "go" && !isProgram(b.text): // a fragment, which checkCode compiles
	case b.fileName() != "":
		return made.addFile(b, b.fileName())
	case b.language != "mermaid": // a drawing
		return "is neither run nor marked: name its file in the text above, or write <!-- not run: why --> directly above"
	}
	return ""
}

// addCommands adds the commands of a block, which has one in each line. One that ends in a
// backslash goes on in the next.
func (made *plan) addCommands(b block) {
	command, at := "", 0
	for i, line := range strings.Split(strings.TrimSuffix(b.text, "\n"), "\n") {
		if command == "" {
			at = b.line + i
		}
		command += line + "\n"
		if strings.HasSuffix(line, "\\") {
			continue
		}
		if b.comment.word == "serves" {
			fmt.Fprintf(&made.script, "at %d\n{ %s} &\nserving %s\n", at, command, quote(b.comment.rest))
			made.servers = append(made.servers, at)
		} else {
			fmt.Fprintf(&made.script, "at %d\n%ssucceeded\n", at, command)
			made.commands = append(made.commands, at)
		}
		command = ""
	}
	clear(made.unused)
}

// addFile adds a file that commands need.
func (made *plan) addFile(b block, name string) (fault string) {
	if line, waits := made.unused[name]; waits {
		return fmt.Sprintf("no command follows %s of line %d", name, line)
	}
	made.unused[name] = b.line
	made.files[b.line] = b.text
	fmt.Fprintf(&made.script, "at %d\ncp \"$files/%d\" %s\nsucceeded\n", b.line, b.line, name)
	return ""
}

// isProgram reports whether Go is a whole file of package main.
func isProgram(text string) bool {
	file, err := parser.ParseFile(token.NewFileSet(), "", text, 0)
	return err == nil && file.Name.Name == "main"
}

func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// run does what a page says, in an empty folder, and returns what was not as it says.
func (made *plan) run(ctx context.Context, root string, p *page) ([]problem, error) {
	if len(made.commands) == 0 || len(made.problems) > 0 {
		return made.problems, nil
	}
	folder, err := os.MkdirTemp("", "doccheck-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	if err := made.write(folder); err != nil {
		return nil, err
	}
	end, failure := runScript(ctx, root, folder)
	defer end()
	printed := func(line int) string {
		text, _ := os.ReadFile(filepath.Join(folder, "printed", strconv.Itoa(line)))
		return string(text)
	}
	if failure != nil {
		at, _ := os.ReadFile(filepath.Join(folder, "printed", "at"))
		line, _ := strconv.Atoi(strings.TrimSpace(string(at)))
		var fault strings.Builder
		fmt.Fprintf(&fault, "%v, and printed:\n%s", failure, indented(printed(line)))
		for _, server := range made.servers {
			if server < line {
				fmt.Fprintf(&fault, "\n\tby line %d\n%s", server, indented(printed(server)))
			}
		}
		return []problem{{p.path, line, fault.String()}}, nil
	}
	var problems []problem
	for _, shown := range made.outputs {
		if fault := shown.compare(printed, made.servers); fault != "" {
			problems = append(problems, problem{p.path, shown.line, fault})
		}
	}
	return problems, nil
}

// write writes script and files into a folder. The ports of the pages become free ones.
func (made *plan) write(folder string) error {
	ports, err := freePorts()
	if err != nil {
		return err
	}
	for _, name := range []string{"page", "printed", "files"} {
		if err := os.Mkdir(filepath.Join(folder, name), 0o755); err != nil {
			return err
		}
	}
	for line, text := range made.files {
		if err := os.WriteFile(filepath.Join(folder, "files", strconv.Itoa(line)), []byte(ports.Replace(text)), 0o644); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(folder, "script"), []byte(ports.Replace(shell+made.script.String())), 0o644)
}

// freePorts replaces the ports that pages use, which may be in use here.
func freePorts() (*strings.Replacer, error) {
	var replaced []string
	for _, port := range []string{":8080", ":8090"} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer listener.Close()
		_, free, _ := net.SplitHostPort(listener.Addr().String())
		replaced = append(replaced, port, ":"+free)
	}
	return strings.NewReplacer(replaced...), nil
}

// runScript runs a page's script. Servers that it started go on until end is called.
func runScript(ctx context.Context, root, folder string) (end func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, pageTime)
	defer cancel()
	script := exec.CommandContext(ctx, "bash", filepath.Join(folder, "script"))
	script.Dir = filepath.Join(folder, "page")
	script.Env = append(environment(), "checkout="+root, "printed="+filepath.Join(folder, "printed"), "files="+filepath.Join(folder, "files"))
	script.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	script.Cancel = func() error { return syscall.Kill(-script.Process.Pid, syscall.SIGKILL) }
	if err := script.Start(); err != nil {
		return func() {}, err
	}
	err = script.Wait()
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		err = fmt.Errorf("did not end within %v", pageTime)
	}
	return func() { _ = script.Cancel() }, err
}

// environment is that of this process, without credentials and without a way out of the machine.
func environment() []string {
	var kept []string
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "CYBERSOURCE_") {
			kept = append(kept, variable)
		}
	}
	return append(kept, "GOPROXY=off", "GOSUMDB=off", "GOWORK=off", "HTTPS_PROXY=http://127.0.0.1:9")
}

// checkRun runs the pages below root, or only those of some paths, prints what is left out, and returns what was not as they say.
func checkRun(root string, only []string) (problems []problem, summary string, err error) {
	pages, err := readPages(root)
	if err != nil {
		return nil, "", err
	}
	root, err = filepath.Abs(root)
	if err != nil {
		return nil, "", err
	}
	for _, path := range only {
		if !slices.ContainsFunc(pages, func(p *page) bool { return p.path == path }) {
			return nil, "", fmt.Errorf("there is no page %s in %s", path, root)
		}
	}
	if len(only) > 0 {
		pages = slices.DeleteFunc(pages, func(p *page) bool { return !slices.Contains(only, p.path) })
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	commands, outputs, files, leftOut := 0, 0, 0, 0
	for _, p := range pages {
		made := planOf(p)
		for _, block := range made.leftOut {
			fmt.Println(block)
		}
		found, err := made.run(ctx, root, p)
		if err != nil || ctx.Err() != nil {
			return nil, "", errors.Join(err, ctx.Err())
		}
		problems = append(problems, found...)
		commands += len(made.commands) + len(made.servers)
		outputs += len(made.outputs)
		files += len(made.files)
		leftOut += len(made.leftOut)
	}
	return problems, fmt.Sprintf("%d commands, %d outputs and %d files of %d pages, %d blocks left out, %d problems",
		commands, outputs, files, len(pages), leftOut, len(problems)), nil
}
