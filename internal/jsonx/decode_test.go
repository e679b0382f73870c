package jsonx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"github.com/cybersource-go/cybersource/internal/jsonx"
	"github.com/cybersource-go/cybersource/internal/jsonx/jsonxtest"
)

func raws(pairs ...string) map[string]json.RawMessage {
	m := make(map[string]json.RawMessage)
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = json.RawMessage(pairs[i+1])
	}
	return m
}

// Each row is something that real gateways send; none may lose the answer.
func TestUnmarshalReadsWhatWasMeant(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       answer
	}{
		{"number for a string keeps its digits", `{"orderInformation":{"amountDetails":{"authorizedAmount":9900.00}}}`,
			answer{Order: &order{Amount: &amount{Authorized: "9900.00"}}}},
		{"number too big for any type", `{"id":67501241147867801049531e400}`,
			answer{ID: "67501241147867801049531e400"}},
		{"boolean for a string", `{"id":true}`, answer{ID: "true"}},
		{"string for a boolean", `{"processorInformation":{"duplicate":"true"}}`,
			answer{Processor: &processor{Duplicate: new(true)}}},
		{"string for an integer", `{"riskInformation":{"score":"42"}}`, answer{Risk: &risk{Score: new(int64(42))}}},
		{"false and zero are set", `{"processorInformation":{"duplicate":false},"riskInformation":{"score":0}}`,
			answer{Processor: &processor{Duplicate: new(false)}, Risk: &risk{Score: new(int64(0))}}},
		{"code with leading zeros for an integer", `{"riskInformation":{"score":"007"}}`,
			answer{Risk: &risk{Extra: raws("score", `"007"`)}}},
		{"fraction for an integer", `{"riskInformation":{"score":0.5}}`, answer{Risk: &risk{Extra: raws("score", `0.5`)}}},
		{"word for a boolean", `{"processorInformation":{"duplicate":"maybe"}}`,
			answer{Processor: &processor{Extra: raws("duplicate", `"maybe"`)}}},
		{"string for a list of strings", `{"actionList":"AP_STATUS"}`, answer{Actions: []string{"AP_STATUS"}}},
		{"object for a list of objects", `{"details":{"field":"a"}}`, answer{Details: []detail{{Field: "a"}}}},
		{"numbers in a list of strings", `{"actionList":[1,"B",2.50]}`, answer{Actions: []string{"1", "B", "2.50"}}},
		{"number for a list of objects", `{"details":7}`, answer{Extra: raws("details", `7`)}},
		{"empty list is not none", `{"actionList":[],"details":[]}`, answer{Actions: []string{}, Details: []detail{}}},
		{"list with a stray element stays whole", `{"details":[{"field":"a"}, 7]}`,
			answer{Extra: raws("details", `[{"field":"a"}, 7]`)}},
		{"list with a stray object stays whole", `{"actionList":["A",{"b":1}]}`,
			answer{Extra: raws("actionList", `["A",{"b":1}]`)}},
		{"null anywhere is absent", `{"id":null,"riskInformation":null,"actionList":null,"providers":null,"processorInformation":{"duplicate":null}}`,
			answer{Processor: &processor{}}},
		{"null in lists", `{"actionList":["A",null],"details":[null]}`, answer{Actions: []string{"A", ""}, Details: []detail{{}}}},
		{"empty object is set", `{"riskInformation":{}}`, answer{Risk: &risk{}}},
		{"word for an object", `{"riskInformation":"NONE","id":"1"}`, answer{ID: "1", Extra: raws("riskInformation", `"NONE"`)}},
		{"list for an object", `{"riskInformation":[{"score":1}]}`, answer{Extra: raws("riskInformation", `[{"score":1}]`)}},
		{"object for a string", `{"id":{"value":"1"}}`, answer{Extra: raws("id", `{"value":"1"}`)}},
		{"list for a string", `{"id":["1","2"]}`, answer{Extra: raws("id", `["1","2"]`)}},
		{"unknown status", `{"status":"TELEPORTED"}`, answer{Status: "TELEPORTED"}},
		{"unknown members at two levels", `{"new":{"a":[1]},"orderInformation":{"tip":1.10}}`,
			answer{Order: &order{Extra: raws("tip", `1.10`)}, Extra: raws("new", `{"a":[1]}`)}},
		{"unknown null", `{"new":null}`, answer{Extra: raws("new", `null`)}},
		{"names that differ in case", `{"processorInformation":{"networktransactionId":"1","networkTransactionId":"2"}}`,
			answer{Processor: &processor{NetworkID: "2", Extra: raws("networktransactionId", `"1"`)}}},
		{"objects that differ in case", `{"orderInformation":{"amountdetails":{"currency":"EUR"},"amountDetails":{"currency":"USD"}}}`,
			answer{Order: &order{Amount: &amount{Currency: "USD"}, Extra: raws("amountdetails", `{"currency":"EUR"}`)}}},
		{"one name twice", `{"id":"1","id":"2"}`, answer{ID: "2", Extra: raws("id", `"1"`)}},
		{"one name twice with one value", `{"id":"1","id":1}`, answer{ID: "1"}},
		{"one name three times, two values", `{"id":"1","id":"2","id":"2"}`, answer{ID: "2", Extra: raws("id", `"1"`)}},
		{"one object twice", `{"riskInformation":{"score":1},"riskInformation":{"infoCodes":["A"]}}`,
			answer{Risk: &risk{Codes: []string{"A"}}, Extra: raws("riskInformation", `{"score":1}`)}},
		{"null does not take back", `{"status":"AUTHORIZED","status":null}`, answer{Status: "AUTHORIZED"}},
		{"one name twice below an unknown one", `{"new":{"a":1,"a":2,"b":"\ud800"}}`, answer{Extra: raws("new", `{"a":1,"a":2,"b":"\ud800"}`)}},
		{"one unknown name twice", `{"new":1,"new":2}`, answer{Extra: raws("new", `2`)}},
		{"map of maps with numbers", `{"providers":{"p":{"a":1,"b":true,"c":null},"q":null}}`,
			answer{Providers: map[string]map[string]string{"p": {"a": "1", "b": "true", "c": ""}, "q": nil}}},
		{"map that is no map of maps", `{"providers":{"p":{"a":{"b":1}}}}`, answer{Extra: raws("providers", `{"p":{"a":{"b":1}}}`)}},
		{"word for a map", `{"providers":"paypal"}`, answer{Extra: raws("providers", `"paypal"`)}},
		{"escapes in names and values", `{"\u0069d":"a\u00e9\n","n\"w":1}`, answer{ID: "aé\n", Extra: raws(`n"w`, `1`)}},
		{"half a surrogate pair", `{"id":"a\ud800b"}`, answer{ID: "a\ufffdb"}},
		{"bytes of another encoding", "{\"id\":\"M\xfcller\"}", answer{ID: "M\ufffdller"}},
		{"byte order mark and space", "\ufeff \r\n{\"id\":\"1\"}\n", answer{ID: "1"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var got answer
			if err := jsonx.Unmarshal([]byte(tc.text), &got); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got %+v\nwant %+v", got, tc.want)
			}
			mustLoseNothing(t, []byte(tc.text), got)
		})
	}
}

// Of two members of one name only one can be written again; both can be looked at.
func TestMembersOfOneNameCountByTheLastThatFits(t *testing.T) {
	var got answer
	if err := jsonx.Unmarshal([]byte(`{"status":"AUTHORIZED","status":{"a":2}}`), &got); err != nil {
		t.Fatal(err)
	}
	if want := (answer{Status: "AUTHORIZED", Extra: raws("status", `{"a":2}`)}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

func mustLoseNothing(t *testing.T, text []byte, got answer) {
	t.Helper()
	out, err := jsonx.Marshal(&got)
	if err != nil {
		t.Fatal(err)
	}
	text = []byte(strings.TrimPrefix(string(text), "\ufeff"))
	for _, lost := range jsonxtest.Lost(text, out) {
		t.Error(lost)
	}
}

func TestOrdinaryAnswerNeedsNoExtra(t *testing.T) {
	var got answer
	if err := jsonx.Unmarshal([]byte(ordinary), &got); err != nil {
		t.Fatal(err)
	}
	out, err := jsonx.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Extra) != 0 || got.Processor.NetworkID != "123456789619999" || *got.Risk.Score != 42 {
		t.Errorf("misread: %s", out)
	}
	mustLoseNothing(t, []byte(ordinary), got)
}

func TestUnmarshalErrorTellsOnlyWhereTheTextIsBroken(t *testing.T) {
	deep := `{"x":` + strings.Repeat("[", jsonx.MaxDepth) + strings.Repeat("]", jsonx.MaxDepth) + `}`
	for _, tc := range []struct {
		name, text, reason string
		offset             int64
	}{
		{"empty", ``, "ends early", 0},
		{"cut in a name", `{"id":"1","stat`, "ends early", 15},
		{"cut after a value", `{"id":"4111111111111111"`, "ends early", 24},
		{"page of an edge server", `<html>502</html>`, "not valid JSON", 0},
		{"comma at the end", `{"id":"1",}`, "not valid JSON", 9},
		{"two objects", `{"id":"1"}{"id":"2"}`, "more text after the object", 10},
		{"page after the object", `{"id":"1"}<html>`, "more text after the object", 10},
		{"null", `null`, "not an object", 4},
		{"list", `[{"id":"1"}]`, "not an object", 12},
		{"number as a name", `{4111:1}`, "not valid JSON", 1},
		{"unknown member too deep", deep, "nested too deep", int64(len(`{"x":`) + jsonx.MaxDepth)},
		{"after a byte order mark", "\ufeff{", "ends early", 4},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := answer{ID: "before"}
			err := jsonx.Unmarshal([]byte(tc.text), &got)
			var syntax *jsonx.SyntaxError
			if !errors.As(err, &syntax) {
				t.Fatalf("got %v", err)
			}
			if syntax.Reason != tc.reason || syntax.Offset != tc.offset {
				t.Errorf("got %q at %d, want %q at %d", syntax.Reason, syntax.Offset, tc.reason, tc.offset)
			}
			if strings.Contains(err.Error(), "4111") || strings.Contains(err.Error(), "html") {
				t.Errorf("error quotes the text: %v", err)
			}
			if !reflect.DeepEqual(got, answer{}) {
				t.Errorf("left half filled: %+v", got)
			}
		})
	}
}

func TestDepthIsLimitedNotTheModels(t *testing.T) {
	levels := jsonx.MaxDepth - 1 // the object itself is one
	text := `{"x":` + strings.Repeat(`[`, levels) + strings.Repeat(`]`, levels) + `,"y":{"z":"\\\"` + strings.Repeat(`[`, 2*levels) + `"}}`
	var got answer
	if err := jsonx.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	mustLoseNothing(t, []byte(text), got)
}

func TestReadingReplacesWhatWasThere(t *testing.T) {
	got := answer{ID: "before", Raw: []byte("before"), Extra: raws("before", `1`)}
	if err := jsonx.Unmarshal([]byte(`{"status":"PENDING"}`), &got); err != nil || !reflect.DeepEqual(got, answer{Status: "PENDING"}) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestUnmarshalRefusesATargetThatIsNoModel(t *testing.T) {
	for name, target := range map[string]any{
		"nil": nil, "struct by value": answer{}, "nil pointer": (*answer)(nil), "pointer to string": new(string),
	} {
		if err := jsonx.Unmarshal([]byte(`{}`), target); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestUnmarshalSharesNoMemoryWithTheText(t *testing.T) {
	text := []byte(`{"id":"keep","new":"keep"}`)
	var got answer
	if err := jsonx.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	clear(text)
	if got.ID != "keep" || string(got.Extra["new"]) != `"keep"` {
		t.Errorf("changed with the text: %q %q", got.ID, got.Extra["new"])
	}
}

// Strings share memory, unless that would let a kept one hold on to much of a large text.
func TestStringsOfATextShareLittleMemory(t *testing.T) {
	text := `{"id":"first","status":"second","submitTimeUtc":"` + strings.Repeat("x", 2000) + `","new":"` + strings.Repeat("y", 5<<10) + `"`
	for i := range 500 {
		text += fmt.Sprintf(`,"unknown %d":1`, i)
	}
	var got answer
	if err := jsonx.Unmarshal([]byte(text+`}`), &got); err != nil {
		t.Fatal(err)
	}
	if got.ID != "first" || got.Status != "second" || len(got.Submitted) != 2000 || len(got.Extra) != 501 || string(got.Extra["unknown 499"]) != "1" {
		t.Error("misread")
	}
	if apart := address(string(got.Status)) - address(got.ID); apart != uintptr(len("first")) {
		t.Errorf("two short strings are %d bytes apart", apart)
	}
	if apart := address(got.Submitted) - address(got.ID); apart < 1<<10 {
		t.Errorf("a long string is %d bytes from a short one", apart)
	}
}

func address(s string) uintptr { return uintptr(unsafe.Pointer(unsafe.StringData(s))) }

// Objects get memory together once their type has been seen, with what other objects had
// led to. What is read is the same in whichever order they come.
func TestObjectIsReadTheSameWhateverCameBefore(t *testing.T) {
	texts := []string{
		ordinary, `{"id":"1"}`, `{"riskInformation":{"score":1},"status":"DECLINED"}`,
		`{"status":"X","details":[{"field":"a","reason":"b"},{"field":"c"}],"riskInformation":{"infoCodes":["x"]}}`, ordinary,
	}
	alone := make([]answer, len(texts))
	for i, text := range texts {
		if err := jsonx.Unmarshal([]byte(text), &alone[i]); err != nil {
			t.Fatal(err)
		}
	}
	var readers sync.WaitGroup
	for reader := range 4 {
		readers.Go(func() {
			for i := range 300 {
				n := (i*(reader+1) + i/7) % len(texts)
				var got answer
				if err := jsonx.Unmarshal([]byte(texts[n]), &got); err != nil || !reflect.DeepEqual(got, alone[n]) {
					t.Errorf("%s: %v, %+v", texts[n], err, got)
				}
			}
		})
	}
	readers.Wait()
}

// Unknown members share memory where there are many, and can be appended to all the same.
func TestUnknownMembersAreApartFromEachOther(t *testing.T) {
	text := `{"id":"1"`
	for i := range 200 {
		text += fmt.Sprintf(`,"unknown %d":"value %d"`, i, i)
	}
	var got answer
	allocated := testing.AllocsPerRun(10, func() {
		if err := jsonx.Unmarshal([]byte(text+"}"), &got); err != nil {
			t.Fatal(err)
		}
	})
	if allocated > 100 {
		t.Errorf("%.0f allocations for 200 members", allocated)
	}
	for i := range 200 {
		name := fmt.Sprintf("unknown %d", i)
		if want := fmt.Sprintf(`"value %d"`, i); string(got.Extra[name]) != want {
			t.Fatalf("%s is %s, want %s", name, got.Extra[name], want)
		}
		_ = append(got.Extra[name], "over its end"...)
	}
}

// An object of a type gets as much memory for its strings as the last one had of them.
func TestStringsOfLikeObjectsTakeOneAllocationOfTheirSize(t *testing.T) {
	const reading = 100
	text := `{"id":"` + strings.Repeat("x", 100) + `","status":"` + strings.Repeat("y", 100) + `","new":[` + strings.Repeat(`1,`, 600) + `1]}`
	read := func() {
		var got struct {
			ID     string `json:"id,omitzero"`
			Status string `json:"status,omitzero"`
			New    []bool `json:"old,omitzero"`
		}
		if err := jsonx.Unmarshal([]byte(text), &got); err != nil || len(got.ID) != 100 {
			t.Fatal(err, got)
		}
	}
	size := func() uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range reading {
			read()
		}
		runtime.ReadMemStats(&after)
		return (after.TotalAlloc - before.TotalAlloc) / reading
	}
	read()
	if got, most := size(), uint64(len(text)+len(text)/8+450); got > most {
		t.Errorf("%d bytes an object, want at most %d: its text and its strings", got, most)
	}
}
