package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// different is what differs from one run to the next: ids, the date of codes and the port.
var different = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Z2-7]{26}|\d{8}-\d{6}|\d{22}|127\.0\.0\.1:\d+|(server\.port[ =]+)\d+`)

func withoutDifferences(text string) string { return different.ReplaceAllString(text, "${2}*") }

// What the guide shows is what this program prints.
func TestGuideShowsTheOutput(t *testing.T) {
	command := exec.Command("go", "run", ".")
	for _, variable := range os.Environ() { // without credentials it runs offline
		if !strings.HasPrefix(variable, "CYBERSOURCE_") {
			command.Env = append(command.Env, variable)
		}
	}
	output, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	guide, err := os.ReadFile("../../docs/guides/observability.md")
	if err != nil {
		t.Fatal(err)
	}
	printed := withoutDifferences(string(output))
	blocks := strings.Split(string(guide), "```text\n")[1:]
	if len(blocks) < 2 {
		t.Fatalf("%d blocks of text in the guide, want spans and metrics", len(blocks))
	}
	for _, block := range blocks {
		shown, _, _ := strings.Cut(block, "```")
		if !strings.Contains(printed, withoutDifferences(shown)) {
			t.Errorf("the guide shows\n%s\nbut this program prints\n%s", shown, output)
		}
	}
}
