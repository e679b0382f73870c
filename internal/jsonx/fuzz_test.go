package jsonx_test

import (
	"encoding/json"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/cybersource-go/cybersource/internal/jsonx"
	"github.com/cybersource-go/cybersource/internal/jsonx/jsonxtest"
)

// Whatever text comes: no panic, nothing lost, and what is written reads back the same.
func FuzzUnmarshalLosesNothing(f *testing.F) {
	for _, text := range []string{
		ordinary, `{}`, `null`, `[`, `{"id":{}}`, `{"id":1,"id":[2]}`, `{"details":[{"field":1},null,3]}`,
		`{"providers":{"a":{"b":1}},"providers":{"a":[]}}`, `{"a":"\ud800","\ud800":1}`, `{"actionList":[[[]]]}`,
		`{"riskInformation":{"score":-0,"infoCodes":"x"}}`, "{\"id\":\"\xff\"}", "\ufeff{}", `{"id":"","id":null}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var got answer
		if err := jsonx.Unmarshal(text, &got); err != nil {
			if object := map[string]any(nil); json.Unmarshal(text, &object) == nil && object != nil && shallow(text) {
				t.Fatalf("refused an object: %v", err)
			}
			return
		}
		out, err := jsonx.Marshal(&got)
		if err != nil {
			t.Fatalf("cannot write what was read: %v", err)
		}
		if len(text) > 2 && string(text[:3]) == "\ufeff" {
			text = text[3:]
		}
		if namesAreUnique(text) { // of two values of one name only one can be written again
			for _, lost := range jsonxtest.Lost(text, out) {
				t.Error(lost)
			}
		}
		mustBeStable(t, out)
	})
}

// Whatever stands in Extra and in the fields: what AppendCompleted writes is JSON, and says
// of the reference what is reported.
func FuzzAppendCompletedReportsWhatIsSent(f *testing.F) {
	for _, raw := range []string{
		`{}`, `null`, `"x"`, `[]`, `{"code":"a","partner":{"solutionId":"s"}}`, `{"c\u006fde":"\u0061"}`, `{"code":"a","code":"b"}`,
		`{"code":""}`, `{"code":" "}`, `{"code":7}`, `{"partner":null}`, `{"transactionId":"\ud800"}`, `{"x":{"code":1}} `, `{`,
	} {
		f.Add(raw, "", "code")
		f.Add("", raw, "transactionId")
		f.Add(raw, "f", "partner")
	}
	f.Fuzz(func(t *testing.T, inBody, code, name string) {
		v := payment{Reference: &paymentReference{Code: code, Extra: raws(name, inBody)}}
		if code == "" {
			v = payment{Extra: raws("clientReferenceInformation", inBody)}
		}
		c := references("C", "T", "D", "S")
		out, err := jsonx.AppendCompleted(nil, &v, c)
		if err != nil {
			return
		}
		var body struct {
			Reference struct {
				Code          string `json:"code"`
				TransactionID string `json:"transactionId"`
				Partner       struct {
					Developer string `json:"developerId"`
					Solution  string `json:"solutionId"`
				} `json:"partner"`
			} `json:"clientReferenceInformation"`
		}
		exact := jsonv2.MatchCaseInsensitiveNames(false)
		if err := jsonv2.Unmarshal(out, &body, exact, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		r := body.Reference
		if got := [4]string{r.Code, r.TransactionID, r.Partner.Developer, r.Partner.Solution}; got != sent(c) {
			t.Errorf("reported %q, sent %q", sent(c), got)
		}
	})
}

func namesAreUnique(text []byte) bool {
	return jsontext.Value(text).IsValid(jsontext.AllowInvalidUTF8(true))
}

// shallow reports whether text cannot be nested too deep.
func shallow(text []byte) bool {
	opening := 0
	for _, c := range text {
		if c == '{' || c == '[' {
			opening++
		}
	}
	return opening < jsonx.MaxDepth
}

func mustBeStable(t *testing.T, text []byte) {
	t.Helper()
	var again answer
	if err := jsonx.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	if out, err := jsonx.Marshal(again); err != nil || string(out) != string(text) {
		t.Fatalf("second writing differs: %v\n%s\n%s", err, text, out)
	}
}
