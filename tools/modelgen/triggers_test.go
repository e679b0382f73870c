package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func readTriggers(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata/triggers", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// writeTriggers keeps a table in a file of the test.
func writeTriggers(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "triggers.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTriggersArePrintedAsGoAndAsPage(t *testing.T) {
	small, err := loadTriggers(filepath.Join("testdata/triggers", "small.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := small.check(); err != nil {
		t.Fatal(err)
	}
	source, err := triggerCode(small)
	if err != nil {
		t.Fatal(err)
	}
	if want := readTriggers(t, "small.go.want"); string(source) != want {
		t.Errorf("Go code is\n%s\nwant\n%s", source, want)
	}
	if got, want := string(triggerPage(small)), readTriggers(t, "small.md.want"); got != triggerIntroduction+want {
		t.Errorf("page is\n%s\nwant the introduction and\n%s", got, want)
	}
}

func TestMistakesInTriggersAreRefused(t *testing.T) {
	for _, tc := range []struct{ name, old, new, want string }{
		{"member that no row has", "partial: true", "partail: true", "partail"},
		{"unknown profile", `{profile: any, amount: "9202"`, `{profile: ayn, amount: "9202"`, `amount 9202: unknown profile "ayn"`},
		{"unknown reason", "amount: \"40\", only: true, reason: EXPIRED_CARD", "amount: \"40\", only: true, reason: EXPIRED", `amount 40: unknown reason "EXPIRED"`},
		{"unknown mark", "avs: {code: \"N\", raw: \"N\"}, known: published", "avs: {code: \"N\", raw: \"N\"}, known: rumoured", `amount 40: known is "rumoured"`},
		{"row without a condition", `profile: default, amount: "164", `, "profile: default, ", `a row of profile "default" has no condition`},
		{"two rows for one condition", `amount: "164"`, `amount: "9202"`, "amount 9202: in profile default and in any"},
		{"check digit", "4000000000002560", "4000000000002561", "test card 4000000000002561: wrong check digit"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			text := readTriggers(t, "small.yaml")
			if !strings.Contains(text, tc.old) {
				t.Fatalf("the table has no %q", tc.old)
			}
			wrong, err := loadTriggers(writeTriggers(t, strings.Replace(text, tc.old, tc.new, 1)))
			if err == nil {
				err = wrong.check()
			}
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %s", err, tc.want)
			}
		})
	}
}
