package browser

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// folder has the program that is built.
var folder string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	var err error
	if folder, err = os.MkdirTemp("", "browser"); err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	return m.Run()
}

// build builds the example as a developer does, once for all tests.
var build = sync.OnceValues(func() (program string, err error) {
	program = filepath.Join(folder, "checkout")
	build := exec.Command("go", "build", "-o", program, "./examples/checkout")
	build.Dir = filepath.Join("..", "..")
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, output)
	}
	return program, nil
})

// startShop runs the example, and returns its address.
func startShop(t *testing.T) string {
	t.Helper()
	program, err := build()
	if err != nil {
		t.Fatal(err)
	}
	shop := exec.Command(program)
	shop.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool { return strings.HasPrefix(variable, "CYBERSOURCE_") })
	var log bytes.Buffer
	shop.Stderr = &log
	stdout, err := shop.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := shop.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		shop.Process.Kill()
		shop.Wait()
		if t.Failed() {
			t.Logf("the shop:\n%s", log.Bytes())
		}
	})
	return addressIn(t, bufio.NewScanner(stdout))
}

// addressIn reads what the shop prints, until it says where it is.
func addressIn(t *testing.T, lines *bufio.Scanner) string {
	t.Helper()
	for lines.Scan() {
		if address, found := strings.CutPrefix(lines.Text(), "Shop at "); found {
			return address
		}
	}
	t.Fatal("the shop did not say where it is")
	return ""
}
