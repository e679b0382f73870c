package jsonx_test

import (
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/internal/jsonx"
)

type payment struct {
	Before    string                     `json:"before,omitzero"`
	Reference *paymentReference          `json:"clientReferenceInformation,omitzero"`
	After     string                     `json:"after,omitzero"`
	Extra     map[string]json.RawMessage `json:",embed,inline"`
}

type paymentReference struct {
	Code          string                     `json:"code,omitzero"`
	TransactionID string                     `json:"transactionId,omitzero"`
	Comments      string                     `json:"comments,omitzero"`
	Partner       *partner                   `json:"partner,omitzero"`
	Count         *int64                     `json:"count,omitzero"`
	Extra         map[string]json.RawMessage `json:",embed,inline"`
}

type partner struct {
	Solution  string                     `json:"solutionId,omitzero"`
	Developer string                     `json:"developerId,omitzero"`
	Extra     map[string]json.RawMessage `json:",embed,inline"`
}

// references describes what a payment is completed with, in another order than the struct's.
func references(code, transactionID, developer, solution string) *jsonx.Completion {
	return &jsonx.Completion{Members: []jsonx.Completion{{Name: "clientReferenceInformation", Members: []jsonx.Completion{
		{Name: "partner", Members: []jsonx.Completion{{Name: "developerId", Value: developer}, {Name: "solutionId", Value: solution}}},
		{Name: "transactionId", Value: transactionID},
		{Name: "code", Value: code},
	}}}}
}

func sent(c *jsonx.Completion) [4]string {
	r := c.Members[0]
	return [4]string{r.Members[2].Sent, r.Members[1].Sent, r.Members[0].Members[0].Sent, r.Members[0].Members[1].Sent}
}

func referencesIn(pairs ...string) payment {
	return payment{Extra: raws("clientReferenceInformation", strings.Join(pairs, ""))}
}

func TestCompletionAddsWhatTheModelLacks(t *testing.T) {
	all := func() *jsonx.Completion { return references("C", "T", "D", "S") }
	type ids = [4]string // code, transaction id, developer, solution
	for _, tc := range []struct {
		name string
		v    payment
		with *jsonx.Completion
		want string
		sent ids
	}{
		{"nothing to add", payment{Before: "b"}, references("", "", "", ""), `{"before":"b"}`, ids{}},
		{"nothing there", payment{Before: "b", After: "a"}, all(),
			`{"before":"b","clientReferenceInformation":{"code":"C","transactionId":"T","partner":{"solutionId":"S","developerId":"D"}},"after":"a"}`,
			ids{"C", "T", "D", "S"}},
		{"only one to add", payment{}, references("", "", "", "S"),
			`{"clientReferenceInformation":{"partner":{"solutionId":"S"}}}`, ids{3: "S"}},
		{"object there, empty", payment{Reference: &paymentReference{}}, references("", "T", "", ""),
			`{"clientReferenceInformation":{"transactionId":"T"}}`, ids{1: "T"}},
		{"object there, nothing to add", payment{Reference: &paymentReference{}}, references("", "", "", ""),
			`{"clientReferenceInformation":{}}`, ids{}},
		{"fields win", payment{Reference: &paymentReference{Code: "c", Comments: "x", Partner: &partner{Developer: "d"}}}, all(),
			`{"clientReferenceInformation":{"code":"c","transactionId":"T","comments":"x","partner":{"solutionId":"S","developerId":"d"}}}`,
			ids{"c", "T", "d", "S"}},
		{"fields are reported when nothing is added", payment{Reference: &paymentReference{Code: "c", TransactionID: "t"}}, references("", "", "", ""),
			`{"clientReferenceInformation":{"code":"c","transactionId":"t"}}`, ids{"c", "t"}},
		{"texts in Extra win", payment{Reference: &paymentReference{Extra: raws("transactionId", ` "\u0074" `, "zero", `0`)}}, references("C", "T", "", ""),
			`{"clientReferenceInformation":{"code":"C","transactionId":"\u0074","zero":0}}`, ids{"C", "t"}},
		{"empty text in Extra is none", payment{Reference: &paymentReference{Extra: raws("transactionId", `""`)}}, references("", "T", "", ""),
			`{"clientReferenceInformation":{"transactionId":"T"}}`, ids{1: "T"}},
		{"empty text in Extra, nothing to add", payment{Reference: &paymentReference{Extra: raws("transactionId", `""`)}}, references("", "", "", ""),
			`{"clientReferenceInformation":{"transactionId":""}}`, ids{}},
		{"object in Extra below a field", payment{Reference: &paymentReference{Extra: raws("partner", `{"developerId":"d"}`)}}, references("", "T", "D", "S"),
			`{"clientReferenceInformation":{"transactionId":"T","partner":{"developerId":"d","solutionId":"S"}}}`, ids{"", "T", "d", "S"}},
		{"object in Extra", referencesIn(`{ "comments" : "x", "code":"c" }`), all(),
			`{"clientReferenceInformation":{"comments":"x","code":"c","partner":{"developerId":"D","solutionId":"S"},"transactionId":"T"}}`,
			ids{"c", "T", "D", "S"}},
		{"object in an object in Extra", referencesIn(`{"partner":{"solutionId":"s","x":[1, 2]},"transactionId":"t"}`), all(),
			`{"clientReferenceInformation":{"partner":{"solutionId":"s","x":[1,2],"developerId":"D"},"transactionId":"t","code":"C"}}`,
			ids{"C", "t", "D", "s"}},
		{"name with an escape in Extra", referencesIn(`{"\u0063ode":"c"}`), references("C", "", "", ""),
			`{"clientReferenceInformation":{"\u0063ode":"c"}}`, ids{"c"}},
		{"other members in Extra keep their order", payment{Extra: raws("z", `1`, "clientReferenceInformation", `{}`, "a", `2`)}, references("C", "", "", ""),
			`{"a":2,"clientReferenceInformation":{"code":"C"},"z":1}`, ids{"C"}},
		{"member that is twice in Extra and none of ours", referencesIn(`{"x":1,"x":2}`), references("C", "", "", ""),
			`{"clientReferenceInformation":{"x":1,"x":2,"code":"C"}}`, ids{"C"}},
		{"field over Extra", payment{Reference: &paymentReference{Code: "c", Extra: raws("code", `null`)}, Extra: raws("clientReferenceInformation", `null`)},
			references("C", "T", "", ""), `{"clientReferenceInformation":{"code":"c","transactionId":"T"}}`, ids{"c", "T"}},
		{"white space inside", payment{Reference: &paymentReference{Code: "a b"}}, references("", "", "", ""),
			`{"clientReferenceInformation":{"code":"a b"}}`, ids{"a b"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			untouched := clone(tc.v)
			for range 2 { // what the first run reports must not count in the second
				got, err := jsonx.AppendCompleted([]byte("before:"), &tc.v, tc.with)
				if err != nil || string(got) != "before:"+tc.want {
					t.Fatalf("got  %s, %v\nwant %s", got, err, tc.want)
				}
				if got := sent(tc.with); got != tc.sent {
					t.Errorf("sent %q, want %q", got, tc.sent)
				}
			}
			if !reflect.DeepEqual(tc.v, untouched) {
				t.Errorf("the model was changed: %+v", tc.v)
			}
		})
	}
}

func clone(v payment) payment {
	v.Extra = cloneExtra(v.Extra)
	if v.Reference != nil {
		v.Reference = new(*v.Reference)
		v.Reference.Extra = cloneExtra(v.Reference.Extra)
		if v.Reference.Partner != nil {
			v.Reference.Partner = new(*v.Reference.Partner)
		}
	}
	return v
}

func cloneExtra(extra map[string]json.RawMessage) map[string]json.RawMessage {
	cloned := maps.Clone(extra)
	for name, raw := range cloned {
		cloned[name] = slices.Clone(raw)
	}
	return cloned
}

// An added member stands where it would stand had the field been set.
func TestCompletionIsWrittenLikeFields(t *testing.T) {
	set := payment{Before: "b", After: "a", Reference: &paymentReference{
		Code: "C", TransactionID: "T", Comments: "x", Count: new(int64(1)), Partner: &partner{Developer: "D", Solution: "S"},
	}}
	want, err := jsonx.Marshal(&set)
	if err != nil {
		t.Fatal(err)
	}
	lacking := payment{Before: "b", After: "a", Reference: &paymentReference{Comments: "x", Count: new(int64(1))}}
	got, err := jsonx.AppendCompleted(nil, &lacking, references("C", "T", "D", "S"))
	if err != nil || string(got) != string(want) {
		t.Errorf("got %s, %v\nwant %s", got, err, want)
	}
}

func TestCompletionAddsWhatTheStructDoesNotKnow(t *testing.T) {
	c := func() *jsonx.Completion {
		return &jsonx.Completion{Members: []jsonx.Completion{
			{Name: "new", Members: []jsonx.Completion{{Name: "b", Value: "1"}, {Name: "a", Value: "2"}}},
			{Name: "text", Value: "3"},
			{Name: "after", Value: "4"},
		}}
	}
	for _, tc := range []struct{ name, extra, want string }{
		{"at the end", `{"x":1}`, `{"after":"4","x":1,"new":{"b":"1","a":"2"},"text":"3"}`},
		{"in Extra", `{"new":{"a":"z"}}`, `{"after":"4","new":{"a":"z","b":"1"},"text":"3"}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var v payment
			if err := json.Unmarshal([]byte(tc.extra), &v.Extra); err != nil {
				t.Fatal(err)
			}
			got, err := jsonx.AppendCompleted(nil, &v, c())
			if err != nil || string(got) != tc.want {
				t.Errorf("got %s, %v\nwant %s", got, err, tc.want)
			}
		})
	}
}

// A struct may write a field though it is not set. A text then says nothing, as elsewhere.
func TestCompletionFillsFieldsThatAreAlwaysWritten(t *testing.T) {
	type always struct {
		Code    string                     `json:"code"`
		Partner *partner                   `json:"partner"`
		Extra   map[string]json.RawMessage `json:",embed,inline"`
	}
	for _, tc := range []struct {
		name, value, want string
		v                 always
	}{
		{"nothing to add", "", `{"code":"","partner":null}`, always{}},
		{"both to add", "1", `{"code":"1","partner":{"developerId":"1"}}`, always{}},
		{"over Extra", "1", `{"code":"1","partner":{"developerId":"1"}}`, always{Extra: raws("code", `"2"`, "partner", `{}`)}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := &jsonx.Completion{Members: []jsonx.Completion{
				{Name: "code", Value: tc.value},
				{Name: "partner", Members: []jsonx.Completion{{Name: "developerId", Value: tc.value}}},
			}}
			got, err := jsonx.AppendCompleted(nil, tc.v, c)
			if err != nil || string(got) != tc.want {
				t.Errorf("got %s, %v\nwant %s", got, err, tc.want)
			}
		})
	}
}

func TestCompletionRefusesWhatCannotBeCompleted(t *testing.T) {
	inReference := func(name, raw string) payment { return payment{Reference: &paymentReference{Extra: raws(name, raw)}} }
	const (
		notObject = " is not an object"
		notText   = " is not a text"
		space     = " has white space at an end"
		reference = "json: clientReferenceInformation"
	)
	for _, tc := range []struct {
		name string
		v    any
		want string
	}{
		{"null for an object", referencesIn(`null`), reference + notObject},
		{"nothing for an object", payment{Extra: map[string]json.RawMessage{"clientReferenceInformation": nil}}, reference + notObject},
		{"text for an object", referencesIn(`"4111111111111111"`), reference + notObject},
		{"list for an object", referencesIn(`[{}]`), reference + notObject},
		{"null for an object below", inReference("partner", `null`), reference + ".partner" + notObject},
		{"list for an object in an object", referencesIn(`{"partner":[]}`), reference + ".partner" + notObject},
		{"null for a text", inReference("transactionId", `null`), reference + ".transactionId" + notText},
		{"number for a text", inReference("code", `4111111111111111`), reference + ".code" + notText},
		{"object for a text in an object", referencesIn(`{"code":{}}`), reference + ".code" + notText},
		{"object for a text two levels below", referencesIn(`{"partner":{"developerId":{}}}`), reference + ".partner.developerId" + notText},
		{"twice", referencesIn(`{"code":"1","code":"2"}`), reference + ".code is there twice"},
		{"space at the start", payment{Reference: &paymentReference{Code: " 1"}}, reference + ".code" + space},
		{"line end", payment{Reference: &paymentReference{TransactionID: "1\n"}}, reference + ".transactionId" + space},
		{"nothing but space", payment{Reference: &paymentReference{Code: "\u00a0"}}, reference + ".code" + space},
		{"space in Extra", inReference("transactionId", `" 1"`), reference + ".transactionId" + space},
		{"space by an escape", referencesIn(`{"transactionId":"1\u2003"}`), reference + ".transactionId" + space},
		{"space two levels below", payment{Reference: &paymentReference{Partner: &partner{Solution: " "}}}, reference + ".partner.solutionId" + space},
		{"no JSON", referencesIn(`{`), reference + " is not valid JSON"},
		{"no text", payment{Reference: &paymentReference{Code: "\xff"}}, reference + ".code is not valid UTF-8"},
		{"other member that cannot be written", payment{Reference: &paymentReference{Comments: "\xff"}}, reference + ".comments is not valid UTF-8"},
		{"member behind the added ones", payment{After: "\xff"}, "json: after is not valid UTF-8"},
		{"member in front of the added ones", payment{Before: "\xff"}, "json: before is not valid UTF-8"},
		{"other member of Extra", payment{Extra: raws("tip", `x`)}, "json: tip is not valid JSON"},
		{"no model", "1", "json: body is not a model"},
		{"nil", nil, "json: body is not a model"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := jsonx.AppendCompleted([]byte("before"), tc.v, references("C", "T", "D", "S"))
			if _, ok := errors.AsType[*jsonx.FieldError](err); !ok || err.Error() != tc.want {
				t.Errorf("got %v, want %s", err, tc.want)
			}
			if string(got) != "before" {
				t.Errorf("left half written: %s", got)
			}
		})
	}
}

func TestCompletionRefusesValuesAndFieldsThatDoNotFit(t *testing.T) {
	member := func(m jsonx.Completion) *jsonx.Completion {
		return &jsonx.Completion{Members: []jsonx.Completion{{Name: "clientReferenceInformation", Members: []jsonx.Completion{m}}}}
	}
	v := payment{Reference: &paymentReference{Comments: "x", Count: new(int64(1))}}
	for _, tc := range []struct {
		name, want string
		c          *jsonx.Completion
	}{
		{"space in the value", "code has white space at an end", member(jsonx.Completion{Name: "code", Value: "1 "})},
		{"value that is no text", "code is not valid UTF-8", member(jsonx.Completion{Name: "code", Value: "\xff"})},
		{"field that is a number", "count is not a text", member(jsonx.Completion{Name: "count"})},
		{"field that is a text", "comments is not an object",
			member(jsonx.Completion{Name: "comments", Members: []jsonx.Completion{{Name: "x", Value: "1"}}})},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := jsonx.AppendCompleted(nil, &v, tc.c); err == nil || err.Error() != "json: clientReferenceInformation."+tc.want {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestCompletionAllocatesNothing(t *testing.T) {
	v := payment{Before: "b", Reference: &paymentReference{Comments: "x"}, After: "a"}
	buffer := make([]byte, 0, 1<<10)
	plain := testing.AllocsPerRun(100, func() {
		if _, err := jsonx.Append(buffer, &v); err != nil {
			t.Fatal(err)
		}
	})
	c := references("", "T", "D", "")
	completed := testing.AllocsPerRun(100, func() {
		if _, err := jsonx.AppendCompleted(buffer, &v, c); err != nil || sent(c) != [4]string{"", "T", "D", ""} {
			t.Fatal(err)
		}
	})
	if completed > plain {
		t.Errorf("%v allocations, %v without a completion", completed, plain)
	}
}
