package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// program is one that a user might write.
type program struct {
	name   string // what it does, for messages
	source string
	calls  []string // operations, as in "PaymentsApi.CreatePayment"
}

//go:embed programs/client.go.txt
var clientSource string

//go:embed programs/payment.go.txt
var paymentSource string

func programs() []program {
	return []program{
		{"makes a client", clientSource, nil},
		{"calls CreatePayment", paymentSource, []string{"PaymentsApi.CreatePayment"}},
	}
}

// binary is a program after linking.
type binary struct {
	size  int64
	links links
}

// build compiles the program as a package of the module in root, where it is not
// written: it must compile with the dependencies of that very module.
func (p program) build(root string) (binary, error) {
	folder, err := os.MkdirTemp("", "sizecheck-")
	if err != nil {
		return binary{}, err
	}
	defer os.RemoveAll(folder)
	overlay, err := p.overlay(root, folder)
	if err != nil {
		return binary{}, err
	}
	executable := filepath.Join(folder, "program")
	command := exec.Command("go", "build", "-buildvcs=false", "-overlay", overlay, "-ldflags=-s -w -dumpdep", "-o", executable, "./"+packageName)
	command.Dir = root
	command.Env = append(os.Environ(), "GOWORK=off")
	output, err := command.CombinedOutput()
	if err != nil {
		return binary{}, fmt.Errorf("%s: go build: %w\n%s", p.name, err, bytes.TrimSpace(output))
	}
	info, err := os.Stat(executable)
	if err != nil {
		return binary{}, err
	}
	return binary{info.Size(), parseLinks(output)}, nil
}

// packageName is the folder that the overlay adds to the module.
const packageName = "sizecheck_program"

// overlay writes the program into folder, and the file that tells go build about it.
func (p program) overlay(root, folder string) (string, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return "", err
	}
	source := filepath.Join(folder, "main.go")
	if err := os.WriteFile(source, []byte(p.source), 0o600); err != nil {
		return "", err
	}
	replace := map[string]string{filepath.Join(root, packageName, "main.go"): source}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "overlay.json")
	return path, os.WriteFile(path, text, 0o600)
}
