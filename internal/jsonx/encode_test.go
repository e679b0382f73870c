package jsonx_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cybersource-go/cybersource/internal/jsonx"
)

func TestMarshalWritesExactlyWhatIsSet(t *testing.T) {
	for _, tc := range []struct {
		name string
		v    any
		want string
	}{
		{"nothing", answer{}, `{}`},
		{"pointer", &answer{ID: "1"}, `{"id":"1"}`},
		{"false and zero", answer{Processor: &processor{Duplicate: new(false)}, Risk: &risk{Score: new(int64(0))}},
			`{"processorInformation":{"duplicate":false},"riskInformation":{"score":0}}`},
		{"empty object, list and map", answer{Risk: &risk{}, Actions: []string{}, Providers: map[string]map[string]string{}},
			`{"riskInformation":{},"actionList":[],"providers":{}}`},
		{"text that HTML would escape", answer{ID: "<&>\u2028'/"}, "{\"id\":\"<&>\u2028'/\"}"},
		{"text that JSON must escape", answer{ID: "\"\\\n\x01"}, `{"id":"\"\\\n\u0001"}`},
		{"extra in the order of its names", answer{ID: "1", Extra: raws("z", `1`, "a", ` { "b" : [ 1 , 2.50 ] } `, "m", `"\u00e9"`)},
			`{"id":"1","a":{"b":[1,2.50]},"m":"\u00e9","z":1}`},
		{"extra alone", answer{Reference: &reference{Extra: raws("applicationName", `"shop"`)}},
			`{"clientReferenceInformation":{"applicationName":"shop"}}`},
		{"extra without a value", answer{Extra: map[string]json.RawMessage{"x": nil}}, `{"x":null}`},
		{"extra under a field's name", answer{Extra: raws("id", `["1"]`)}, `{"id":["1"]}`},
		{"field set over its extra", answer{ID: "2", Extra: raws("id", `["1"]`)}, `{"id":"2"}`},
		{"maps in the order of their names", answer{Providers: map[string]map[string]string{"b": {"y": "2", "x": "1"}, "a": nil}},
			`{"providers":{"a":null,"b":{"x":"1","y":"2"}}}`},
		{"list of objects", answer{Details: []detail{{}, {Field: "f", Extra: raws("n", `1`)}}}, `{"details":[{},{"field":"f","n":1}]}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for range 3 { // maps are walked in a different order each time
				got, err := jsonx.Append([]byte("before:"), tc.v)
				if err != nil || string(got) != "before:"+tc.want {
					t.Fatalf("got %s, %v\nwant %s", got, err, tc.want)
				}
			}
		})
	}
}

// Strings are looked at eight bytes at a time: every byte, wherever it stands.
func TestMarshalQuotesWhatTheLibraryQuotes(t *testing.T) {
	for length := 1; length <= 17; length++ {
		for at := range length {
			for c := range 256 {
				text := bytes.Repeat([]byte("x"), length)
				text[at] = byte(c)
				want, wrong := jsontext.AppendQuote([]byte(`{"id":`), text)
				got, err := jsonx.Marshal(answer{ID: string(text)})
				if (err != nil) != (wrong != nil) || err == nil && string(got) != string(want)+"}" {
					t.Fatalf("%q: got %s and %v, want %s and %v", text, got, err, want, wrong)
				}
			}
		}
	}
}

func TestMarshalNamesWhatCannotBeWritten(t *testing.T) {
	const notText = "4111111111111111\xff"
	type stranger struct {
		Rate float64 `json:"rate"`
	}
	for _, tc := range []struct {
		name string
		v    any
		want string
	}{
		{"string", answer{Order: &order{Amount: &amount{Currency: notText}}},
			"json: orderInformation.amountDetails.currency is not valid UTF-8"},
		{"string in a list", answer{Actions: []string{"A", notText}}, "json: actionList[1] is not valid UTF-8"},
		{"string in a list of objects", answer{Details: []detail{{}, {}, {Reason: notText}}}, "json: details[2].reason is not valid UTF-8"},
		{"string in a map", answer{Providers: map[string]map[string]string{"paypal": {"token": notText}}},
			"json: providers.paypal.token is not valid UTF-8"},
		{"name in a map", answer{Providers: map[string]map[string]string{notText: nil}}, "json: providers.(member) is not valid UTF-8"},
		{"extra that is no JSON", answer{Order: &order{Extra: raws("tip", `4111111111111111,`)}},
			"json: orderInformation.tip is not valid JSON"},
		{"extra that is nothing", answer{Extra: raws("tip", ``)}, "json: tip is not valid JSON"},
		{"extra that is no text", answer{Extra: raws("tip", `"`+notText+`"`)}, "json: tip is not valid UTF-8"},
		{"extra under a number", answer{Extra: raws("4111111111111111", `x`)}, "json: (member) is not valid JSON"},
		{"type that models do not have", stranger{}, "json: rate has a type that JSON cannot carry"},
		{"no model", "4111111111111111", "json: body is not a model"},
		{"nil", nil, "json: body is not a model"},
		{"nil pointer", (*answer)(nil), "json: body is not a model"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := jsonx.Append([]byte("before"), tc.v)
			var field *jsonx.FieldError
			if !errors.As(err, &field) || err.Error() != tc.want {
				t.Errorf("got %v, want %s", err, tc.want)
			}
			if string(got) != "before" {
				t.Errorf("left half written: %s", got)
			}
		})
	}
}
