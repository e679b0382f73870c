package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/tools/internal/spec"
)

func readText(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.FromSlash(path))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestOutcomesArePrintedAsGoAndOnTheirPage(t *testing.T) {
	small, err := parseOutcomes([]byte(readText(t, "testdata/outcomes/small.yaml")))
	if err != nil {
		t.Fatal(err)
	}
	code, err := small.code()
	if err != nil {
		t.Fatal(err)
	}
	if want := readText(t, "testdata/outcomes/small.go.want"); string(code) != want {
		t.Errorf("Go code is\n%s\nwant\n%s", code, want)
	}

	page := []byte(readText(t, "testdata/outcomes/page.md"))
	filled, err := small.fillPage(page)
	if err != nil {
		t.Fatal(err)
	}
	if want := readText(t, "testdata/outcomes/page.md.want"); string(filled) != want {
		t.Errorf("page is\n%s\nwant\n%s", filled, want)
	}
	again, err := small.fillPage(filled)
	if err != nil || string(again) != string(filled) {
		t.Errorf("filling twice changed the page (%v)", err)
	}
}

func TestMistakesInOutcomesAreRefused(t *testing.T) {
	for _, tc := range []struct{ name, old, new, want string }{
		{"unknown member", `meaning: "Approved."`, `meening: "Approved."`, "meening"},
		{"unknown kind", "kind: approved", "kind: aproved", `status AUTHORIZED: "aproved" is not a word of this table`},
		{"unknown place of money", "money: held", "money: somewhere", `status AUTHORIZED: "somewhere" is not a word of this table`},
		{"unknown family of operations", "operations: [capture, refund]", "operations: [captures]", `status PENDING: "captures" is not a word of this table`},
		{"operation twice", "[VoidPayment, VoidCapture]", "[CapturePayment]", "operation CapturePayment: second row"},
		{"known kind, unknown money", "money: untouched", "money: unknown", "status PENDING: kind and money are unknown together or not at all"},
		{"word for a zero", "zero: done", "zero: fine", `status VOIDED: zero "fine"`},
		{"unknown advice", "advice: fix data, certain: [all]", "advice: fix it, certain: [all]", `reason MISSING_FIELD: "fix it" is not a word of this table`},
		{"application without a family", "names: [ics_decision]", "names: [ics_other]", "application ics_decision: has no family under operations"},
		{"role that is not known", "role: check", "role: checks", `application ics_decision: role "checks"`},
		{"absent status without a row", "absent: AUTHORIZED", "absent: VOIDED", "application ics_auth: status VOIDED has no row for its family"},
		{"result that is not known", "result: success", "result: fine", `flag SOK: "fine" is not a word of this table`},
		{"status twice", "status: PENDING_REVIEW", "status: AUTHORIZED", "status AUTHORIZED of payment: second row"},
		{"reason twice", "reason: MISSING_FIELD", "reason: SYSTEM_ERROR", "reason SYSTEM_ERROR: second row"},
		{"code twice", `codes: ["24", "024"]`, `codes: ["24", "24"]`, "merchant advice mastercard 24: second row"},
		{"unknown network", "networks: [visa]", "networks: [vsia]", `merchant advice vsia 1: "vsia" is not a word of this table`},
		{"unknown group", "group: failure", "group: fault", `reason SYSTEM_ERROR: group "fault"`},
		{"unknown hold", "hold: approval", "hold: maybe", `reason CONTACT_PROCESSOR: "maybe" is not a word of this table`},
		{"unknown family of a refusal", "certain: [payment, increment]", "certain: [payments]", `reason INVALID_AMOUNT: "payments" is not a word of this table`},
		{"unknown sign", "shows: failure", "shows: fault", `reason SYSTEM_ERROR: shows "fault"`},
		{"an invitation where an earlier call may stand", "advice: look up, meaning: \"Too late.\"", "advice: fix data, meaning: \"Too late.\"", "reason NOT_VOIDABLE: an earlier call may stand, so the advice has to be look up"},
		{"certain and a sign of processing", "shows: duplicate", "shows: duplicate, certain: [all]", "reason DUPLICATE_REQUEST: certain, byField and shows exclude each other"},
		{"own id of a reason without fields", "byField: true, ownID", "ownID", "reason INVALID_DATA: certain, byField and shows exclude each other, and ownID belongs to byField"},
		{"later without a wait", ", after: 5m", "", "reason ISSUER_UNAVAILABLE: a wait, in whole minutes, belongs to a later retry and only to that"},
		{"a wait of a second", "after: 5m", "after: 1s", "reason ISSUER_UNAVAILABLE: a wait, in whole minutes"},
		{"a wait for never", "advice: never retry, meaning", "advice: never retry, after: 1h, meaning", "merchant advice visa 1: a wait, in whole minutes, belongs"},
		{"advice without text", `text: "Stop."`, `text: ""`, "advice never retry: no text"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			good := readText(t, "testdata/outcomes/small.yaml")
			bad := strings.Replace(good, tc.old, tc.new, 1)
			if bad == good {
				t.Fatalf("%q is not in the table", tc.old)
			}
			_, err := parseOutcomes([]byte(bad))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}

func TestStatusesAndReasonsOfTheModelsNeedOutcomes(t *testing.T) {
	small, err := parseOutcomes([]byte(readText(t, "testdata/outcomes/small.yaml")))
	if err != nil {
		t.Fatal(err)
	}
	field := func(goType string, codes ...string) *spec.Field {
		f := &spec.Field{GoType: goType}
		for _, c := range codes {
			f.Values = append(f.Values, spec.Value{Code: c})
		}
		return f
	}
	models := func(fields ...*spec.Field) *spec.Spec {
		return &spec.Spec{Types: []*spec.Type{{Name: "Answer", Fields: fields}}}
	}
	covered := models(field("Status", "AUTHORIZED"), field("Reason", "SYSTEM_ERROR"), field("", "SOMETHING"))
	if err := small.covers(covered); err != nil {
		t.Error(err)
	}
	err = small.covers(models(field("Status", "AUTHORIZED", "NEW"), field("Reason", "AUTHORIZED")))
	want := "no row for Status NEW of Answer\nno row for Reason AUTHORIZED of Answer"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %q", err, want)
	}
}

func TestPageWithoutItsMarkersIsRefused(t *testing.T) {
	small, err := parseOutcomes([]byte(readText(t, "testdata/outcomes/small.yaml")))
	if err != nil {
		t.Fatal(err)
	}
	for _, marker := range []string{"<!-- modelgen: statuses -->", "<!-- modelgen: end -->"} {
		page := strings.ReplaceAll(readText(t, "testdata/outcomes/page.md"), marker, "")
		if _, err := small.fillPage([]byte(page)); err == nil {
			t.Errorf("no error without %s", marker)
		}
	}
}
