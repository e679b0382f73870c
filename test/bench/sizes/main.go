// Command sizes builds programs that can make the calls of some services and prints how
// large they are, without debug information, and what compiling the library takes. Results are
// printed as the lines of Go's benchmarks. It runs in the folder of its module:
//
//	sizes [-compilations n]
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource"
)

func main() {
	compilations := flag.Int("compilations", 3, "how often the library is compiled")
	flag.Parse()
	if err := run(os.Stdout, *compilations); err != nil {
		fmt.Fprintln(os.Stderr, "sizes:", err)
		os.Exit(1)
	}
}

func run(output io.Writer, compilations int) error {
	folder, err := os.MkdirTemp("", "sizes-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	b := builder{folder}
	all := services()
	if err := b.print(output, "alone/net-http", netHTTP); err != nil {
		return err
	}
	if err := b.print(output, "alone/client", program(nil)); err != nil {
		return err
	}
	for i, s := range all {
		if err := b.print(output, "alone/"+s.name, program(all[i:i+1])); err != nil {
			return err
		}
	}
	for i := range all {
		if err := b.print(output, fmt.Sprintf("together/%d", i+1), program(all[:i+1])); err != nil {
			return err
		}
	}
	for range compilations {
		used, err := b.compile()
		if err != nil {
			return err
		}
		fmt.Fprintf(output, "BenchmarkSize/compile/ours-1\t1\t%d cpu-ns/op\n", used.Nanoseconds())
	}
	return nil
}

// service is a field of the client, with its methods.
type service struct {
	name    string
	methods []string
}

// services are those of the client, in its order.
func services() []service {
	var all []service
	for field := range reflect.TypeFor[cybersource.APIClient]().Fields() {
		if !field.IsExported() {
			continue
		}
		s := service{name: field.Name}
		for method := range field.Type.Methods() {
			s.methods = append(s.methods, method.Name)
		}
		all = append(all, s)
	}
	return all
}

// netHTTP is a program with what every client needs.
const netHTTP = `package main

import (
	"encoding/json"
	"net/http"
)

func main() {
	response, err := http.Get("https://apitest.cybersource.com")
	if err == nil {
		err = json.NewDecoder(response.Body).Decode(new(struct{ Status string }))
	}
	if err != nil {
		panic(err)
	}
}
`

// program is one that may call all methods of the services.
func program(of []service) string {
	var b strings.Builder
	b.WriteString(`package main

import "github.com/cybersource-go/cybersource"

var methods []any

func main() {
	client, err := cybersource.NewAPIClient(cybersource.Configuration{})
	if err != nil {
		panic(err)
	}
	methods = append(methods, client`)
	for _, s := range of {
		for _, method := range s.methods {
			fmt.Fprintf(&b, ", client.%s.%s", s.name, method)
		}
	}
	b.WriteString(")\n}\n")
	return b.String()
}

// builder builds programs in a folder of its own.
type builder struct{ folder string }

func (b builder) print(output io.Writer, name, source string) error {
	executable := filepath.Join(b.folder, "program")
	if _, err := b.build(filepath.Join("sized", "main.go"), source, "-ldflags=-s -w", "-o", executable, "./sized"); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	info, err := os.Stat(executable)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(output, "BenchmarkSize/%s/ours-1\t1\t%d file-B\n", name, info.Size())
	return err
}

// compile returns the processor time of compiling the library, all that it imports being compiled.
func (b builder) compile() (time.Duration, error) {
	const library = "github.com/cybersource-go/cybersource"
	changed := fmt.Sprintf("package cybersource // %d\n", time.Now().UnixNano()) // what has not changed is not compiled
	whole, err := b.build(filepath.Join("..", "..", "zz_changed.go"), changed, library)
	if err != nil {
		return 0, err
	}
	nothing, err := b.build(filepath.Join("..", "..", "zz_changed.go"), changed, library)
	return whole - nothing, err
}

// build runs the go command as if there were a file, and returns the processor time that it took.
func (b builder) build(path, source string, arguments ...string) (time.Duration, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return 0, err
	}
	file, overlay := filepath.Join(b.folder, "source.go"), filepath.Join(b.folder, "overlay.json")
	text, err := json.Marshal(map[string]map[string]string{"Replace": {absolute: file}})
	if err != nil {
		return 0, err
	}
	if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
		return 0, err
	}
	if err := os.WriteFile(overlay, text, 0o600); err != nil {
		return 0, err
	}
	command := exec.Command("go", append([]string{"build", "-buildvcs=false", "-overlay", overlay}, arguments...)...)
	if output, err := command.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("go build: %w\n%s", err, output)
	}
	return command.ProcessState.UserTime() + command.ProcessState.SystemTime(), nil
}
