package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A misspelt program would be found out in the middle of a run of half an hour, and two
// scenarios of one name would be taken for one.
func TestScenariosHaveNamesOfTheirOwnAndProgramsThatExist(t *testing.T) {
	names := map[string]bool{}
	for _, s := range scenarios() {
		if names[s.name] {
			t.Errorf("two scenarios are called %s", s.name)
		}
		names[s.name] = true
		if s.aim > 0 && !hasOurs(&s) {
			t.Errorf("%s has an aim and no contender of ours to judge", s.name)
		}
		for _, c := range s.contenders {
			source := filepath.Join("programs", strings.TrimPrefix(c.program.path, "v2/"), "main.go")
			if _, err := os.Stat(source); err != nil {
				t.Errorf("%s: %v", s.name, err)
			}
		}
	}
	if len(names) < 40 {
		t.Errorf("%d scenarios", len(names))
	}
}

func hasOurs(s *scenario) bool {
	for _, c := range s.contenders[1:] {
		if strings.HasPrefix(c.name, "ours") {
			return true
		}
	}
	return false
}
