package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func read(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.FromSlash(path))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// parsed loads a table from text, as the program does.
func parsed(t *testing.T, text string) (*table, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "triggers.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	small, err := load(path)
	if err != nil {
		return nil, err
	}
	return small, small.check()
}

func TestTheTableIsPrintedAsGoAndAsAPage(t *testing.T) {
	small, err := parsed(t, read(t, "testdata/small.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	source, err := code(small)
	if err != nil {
		t.Fatal(err)
	}
	if want := read(t, "testdata/small.go.want"); string(source) != want {
		t.Errorf("Go code is\n%s\nwant\n%s", source, want)
	}
	tables, ok := strings.CutPrefix(string(page(small)), introduction)
	if want := read(t, "testdata/small.md.want"); !ok || tables != want {
		t.Errorf("page is\n%s\nwant, behind the introduction,\n%s", tables, want)
	}
}

func TestMistakesInTheTableAreRefused(t *testing.T) {
	for _, tc := range []struct{ name, old, new, want string }{
		{"unknown member", "reason: EXPIRED_CARD, responseCode", "reazon: EXPIRED_CARD, responseCode", "reazon"},
		{"unknown profile", "profile: tsys", "profile: tsis", `amount 401: unknown profile "tsis"`},
		{"unknown reason", "reason: EXPIRED_CARD, responseCode", "reason: EXPIRED, responseCode", `amount 401: unknown reason "EXPIRED"`},
		{"unknown origin", `responseCode: "54", known: published`, `responseCode: "54", known: heard`, `amount 401: known is "heard"`},
		{"no condition", `card: "4111111111111111", profile: any`, `profile: any`, `a row of profile "any" has no condition`},
		{"one condition twice", `amount: "9300"`, `amount: "401"`, "amount 401: in profile tsys and in any"},
		{"check digit of a card", "4111111111111111", "4111111111111112", "test card 4111111111111112: wrong check digit"},
		{"check digit of a 3-D Secure card", "4000000000002503", "4000000000002504", "test card 4000000000002504: wrong check digit"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			good := read(t, "testdata/small.yaml")
			bad := strings.Replace(good, tc.old, tc.new, 1)
			if bad == good {
				t.Fatalf("%q is not in the table", tc.old)
			}
			_, err := parsed(t, bad)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}

func TestAnAmountOfOneProfileOnlyMayBeTakenInAnother(t *testing.T) {
	text := strings.Replace(read(t, "testdata/small.yaml"), `amount: "402", profile: default`, `amount: "401", profile: default`, 1)
	text = strings.Replace(text, "partial: true, ", "", 1)
	if _, err := parsed(t, text); err != nil {
		t.Error(err)
	}
}
