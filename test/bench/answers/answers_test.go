package answers_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/test/bench/answers"
	"github.com/cybersource-go/cybersource/test/bench/lean"
)

// Each client reads every member of every answer: one that reads less would be cheaper for it.
func TestClientsReadEveryMember(t *testing.T) {
	for _, tc := range []struct {
		name       string
		text       string
		lean, ours any
	}{
		{"payment", answers.Approval, new(lean.Approval), new(cybersource.CreatePaymentResponse)},
		{"small payment", answers.Small, new(lean.Approval), new(cybersource.CreatePaymentResponse)},
		{"capture", answers.Captured, new(lean.Captured), new(cybersource.CapturePaymentResponse)},
		{"record", answers.Record, new(lean.Record), new(cybersource.GetTransactionResponse)},
		{"hits", answers.Hits(2), new(lean.Hits), new(cybersource.SearchTransactionsResponse)},
	} {
		for client, model := range map[string]any{"lean": tc.lean, "ours": tc.ours} {
			t.Run(tc.name+"/"+client, func(t *testing.T) {
				if err := json.Unmarshal([]byte(tc.text), model); err != nil {
					t.Fatal(err)
				}
				again, err := json.Marshal(model)
				if err != nil {
					t.Fatal(err)
				}
				if got, want := tree(t, string(again)), tree(t, tc.text); !reflect.DeepEqual(got, want) {
					t.Errorf("read and written again:\n%s\nwant:\n%s", again, tc.text)
				}
			})
		}
		t.Run(tc.name+"/no unknown member", func(t *testing.T) {
			if unknown := unknownMembers(reflect.ValueOf(tc.ours)); len(unknown) > 0 {
				t.Errorf("members that no model knows: %v", unknown)
			}
		})
	}
}

// Answers have about the size of real ones.
func TestAnswersHaveTheSizeOfRealOnes(t *testing.T) {
	for _, tc := range []struct {
		name        string
		text        string
		atLeast, to int
	}{
		{"payment", answers.Approval, 1400, 1900},
		{"intent", answers.Intent, 1400, 1900},
		{"record", answers.Record, 1500, 3000},
		{"hits", answers.Hits(100), 130_000, 170_000},
		{"padded", answers.Padded(100 << 10), 100 << 10, 101 << 10},
	} {
		if got := len(tc.text); got < tc.atLeast || got > tc.to {
			t.Errorf("%s: %d bytes, want %d to %d", tc.name, got, tc.atLeast, tc.to)
		}
		if !json.Valid([]byte(tc.text)) {
			t.Errorf("%s is no JSON", tc.name)
		}
	}
}

func tree(t *testing.T, text string) any {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	return value
}

// unknownMembers collects what models keep in their Extra fields.
func unknownMembers(v reflect.Value) []string {
	var found []string
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			found = unknownMembers(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			found = append(found, unknownMembers(v.Index(i))...)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Name != "Extra" {
				found = append(found, unknownMembers(v.Field(i))...)
				continue
			}
			for _, name := range v.Field(i).MapKeys() {
				found = append(found, v.Type().Name()+"."+name.String())
			}
		}
	}
	return found
}
