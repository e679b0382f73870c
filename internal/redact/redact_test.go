package redact_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/internal/redact"
)

const pan = "4111111111111111"

func TestJSONShowsWhatTheSchemaAllows(t *testing.T) {
	for _, tc := range []struct{ name, model, body, want string }{
		{"account, secret and public", "CreatePaymentRequest",
			`{"paymentInformation":{"card":{"number":"4111111111111111","expirationMonth":"12","securityCode":"123"}}}`,
			`{"paymentInformation":{"card":{"number":"****1111","expirationMonth":"12","securityCode":"***"}}}`},
		{"personal", "CreatePaymentRequest",
			`{"orderInformation":{"billTo":{"firstName":"Zoë","country":"DE"}}}`,
			`{"orderInformation":{"billTo":{"firstName":"***","country":"DE"}}}`},
		{"numbers where strings are documented", "CreatePaymentRequest",
			`{"paymentInformation":{"card":{"number":4111111111111111,"expirationYear":2031,"securityCode":123}}}`,
			`{"paymentInformation":{"card":{"number":"****1111","expirationYear":2031,"securityCode":"***"}}}`},
		{"objects and lists where strings are documented", "CreatePaymentRequest",
			`{"paymentInformation":{"card":{"number":{"raw":"4111111111111111"},"securityCode":["123"],"type":{"raw":"001"}}}}`,
			`{"paymentInformation":{"card":{"number":"***","securityCode":["***"],"type":{"raw":"***"}}}}`},
		{"words where objects are documented", "CreatePaymentRequest",
			`{"paymentInformation":"4111111111111111","orderInformation":[4111111111111111]}`,
			`{"paymentInformation":"***","orderInformation":["***"]}`},
		{"short account number", "CreatePaymentRequest",
			`{"paymentInformation":{"bank":{"account":{"number":"4100"}}}}`,
			`{"paymentInformation":{"bank":{"account":{"number":"***"}}}}`},
		{"account number with spaces", "CreatePaymentRequest",
			`{"paymentInformation":{"card":{"number":"4111 1111 1111 1111"}}}`,
			`{"paymentInformation":{"card":{"number":"****1111"}}}`},
		{"card number in a public member", "CreatePaymentRequest",
			`{"clientReferenceInformation":{"code":"4111-1111-1111-1111","comments":"order 7"}}`,
			`{"clientReferenceInformation":{"code":"****1111","comments":"order 7"}}`},
		{"names that the schema knows in another case", "CreatePaymentRequest",
			`{"PaymentInformation":{"Card":{"number":"1"}}}`, `{"PaymentInformation":{"Card":{"number":"***"}}}`},
		{"unknown members", "CreatePaymentRequest",
			`{"new":{"a":"x","b":7,"c":true,"d":null,"e":[1,""],"4111111111111111":1,"a@b.c":2}}`,
			`{"new":{"a":"***","b":"***","c":true,"d":null,"e":["***",""],"***":"***","***":"***"}}`},
		{"list of objects", "CreatePaymentRequest",
			`{"merchantDefinedInformation":[{"key":"1","value":"v"},null]}`, `{"merchantDefinedInformation":[{"key":"1","value":"v"},null]}`},
		{"encrypted body", "CreatePaymentRequest", `{"encryptedRequest":"eyJhbGciOiJSU0EifQ.a.b.c.d"}`, `{"encryptedRequest":"***"}`},
		{"no such model", "Nobody", `{"id":"7","ok":false}`, `{"id":"***","ok":false}`},
		{"list at the top", "CreatePaymentRequest", `["x"]`, `["***"]`},
		{"empty", "CreatePaymentRequest", ``, `[unreadable, 0 bytes]`},
		{"page", "CreatePaymentRequest", `<b>4111111111111111</b>`, `[unreadable, 23 bytes]`},
		{"cut", "CreatePaymentRequest", `{"id":"7`, `[unreadable, 8 bytes]`},
		{"more behind it", "CreatePaymentRequest", `{} 4111111111111111`, `[unreadable, 19 bytes]`},
		{"too deep", "CreatePaymentRequest", strings.Repeat("[", 65) + strings.Repeat("]", 65), `[unreadable, 130 bytes]`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := string(redact.JSON(tc.model, []byte(tc.body))); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

// Stand-ins for the models of these names: same members, same masks.
type PaymentInformationCard struct {
	Number          string                     `json:"number,omitzero"`
	ExpirationMonth string                     `json:"expirationMonth,omitzero"`
	SecurityCode    string                     `json:"securityCode,omitzero"`
	Undocumented    string                     `json:"undocumented,omitzero"`
	hidden          string                     // in no schema
	Extra           map[string]json.RawMessage `json:",embed,inline"`
}

type PaymentInformation struct {
	Card  *PaymentInformationCard    `json:"card,omitzero"`
	Extra map[string]json.RawMessage `json:",embed,inline"`
}

// Stranger is no model.
type Stranger struct{ Number string }

func card() *PaymentInformationCard {
	return &PaymentInformationCard{Number: pan, ExpirationMonth: "12", SecurityCode: "123", Undocumented: "u", hidden: "h",
		Extra: map[string]json.RawMessage{"pin": json.RawMessage(`"1234"`), "bad": json.RawMessage(`{` + pan), pan: json.RawMessage(`true`)}}
}

type printer struct{ v any }

func (p printer) Format(f fmt.State, verb rune) { redact.Print(f, verb, p.v) }

func TestModelsPrintLikeStructsWithMasks(t *testing.T) {
	const inner = `{Number:"****1111" ExpirationMonth:"12" SecurityCode:"***" ***:true bad:"***" pin:"***"}`
	for _, tc := range []struct {
		name string
		v    any
		want string
	}{
		{"model", *card(), "PaymentInformationCard" + inner},
		{"pointer", card(), "PaymentInformationCard" + inner},
		{"below another", PaymentInformation{Card: card()}, "PaymentInformation{Card:" + inner + "}"},
		{"nothing set", PaymentInformation{}, "PaymentInformation{}"},
		{"nil pointer", (*PaymentInformation)(nil), "<nil>"},
		{"nil", nil, "<nil>"},
		{"no model", Stranger{pan}, "Stranger{}"},
		{"no struct", pan, `"***"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x", "%30.2f"} {
				if got := fmt.Sprintf(verb, printer{tc.v}); got != tc.want {
					t.Errorf("%s: got  %s\nwant %s", verb, got, tc.want)
				}
			}
			if got := fmt.Sprintf("%q", printer{tc.v}); got != fmt.Sprintf("%q", tc.want) {
				t.Errorf("%%q: got %s", got)
			}
		})
	}
}

func TestModelAndValueAreMaskedJSON(t *testing.T) {
	const want = `{"card":{"number":"****1111","expirationMonth":"12","securityCode":"***","***":true,"bad":"***","pin":"***"}}`
	v := PaymentInformation{Card: card()}
	if got := string(redact.Model(v)); got != want {
		t.Errorf("Model: got  %s\nwant %s", got, want)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("", "v", redact.Value(v))
	if !strings.Contains(log.String(), `"v":`+want) {
		t.Errorf("Value: got %s", log.String())
	}
}

// A member that no model knows may be as large as an answer.
func TestLargeUnknownMemberIsHiddenWholly(t *testing.T) {
	small, large := json.RawMessage(`[{},{}]`), json.RawMessage(`[`+strings.Repeat(`{},`, 1<<20)+`{}]`)
	v := PaymentInformation{Extra: map[string]json.RawMessage{"large": large, "small": small}}
	if got := string(redact.Model(v)); got != `{"large":"***","small":[{},{}]}` {
		t.Errorf("got %.200s", got)
	}
	if got := fmt.Sprint(printer{v}); got != `PaymentInformation{large:"***" small:[{} {}]}` {
		t.Errorf("got %.200s", got)
	}
}

func TestMaskingABodyCostsLittleMoreThanItsSize(t *testing.T) {
	for name, part := range map[string]string{"objects": `{},`, "unknown members": `{"a":1},`, "texts": `"4111 1111",`, "numbers": `1,`} {
		body := []byte(`{"details":[` + strings.Repeat(part, 1<<20/len(part)) + `0]}`)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		redact.JSON("CreatePaymentResponse", body)
		runtime.ReadMemStats(&after)
		if cost := after.TotalAlloc - before.TotalAlloc; cost > uint64(24*len(body)) {
			t.Errorf("%s: %d bytes cost %d", name, len(body), cost)
		}
	}
}

func TestPersonalDataIsShownWhenAskedForAndNothingElse(t *testing.T) {
	const body = `{"orderInformation":{"billTo":{"firstName":"Zoë 4111111111111111"}},"paymentInformation":{"card":{"number":"4111111111111111","securityCode":"123"}}}`
	const want = `{"orderInformation":{"billTo":{"firstName":"Zoë ****1111"}},"paymentInformation":{"card":{"number":"****1111","securityCode":"***"}}}`
	if got := string(redact.Masker{ShowPersonal: true}.JSON("CreatePaymentRequest", []byte(body))); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// probe answers json.Marshal with whether a logger called.
type probe struct{}

func (probe) MarshalJSON() ([]byte, error) { return json.Marshal(redact.Logging()) }

func TestLoggingTellsALoggerFromACaller(t *testing.T) {
	plain, err := json.Marshal(map[string][]probe{"a": {{}}})
	if err != nil || string(plain) != `{"a":[false]}` {
		t.Errorf("caller: %s, %v", plain, err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("", "v", []any{map[string]any{"a": &probe{}}})
	if !strings.Contains(log.String(), `"v":[{"a":true}]`) {
		t.Errorf("logger: %s", log.String())
	}
}

// FuzzJSONHidesTheCardNumber puts a card number under any name at any place.
func FuzzJSONHidesTheCardNumber(f *testing.F) {
	for _, body := range []string{
		`{"paymentInformation":{"card":{"number":"@"}}}`, `{"x":[{"y":"@"}]}`, `{"id":"@"}`, `{"@":1}`, `"@"`, `{"id":@}`, `{"comments":"a @ b"}`, `{"a":"@`,
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		const digits = "4539148803436467"
		body = strings.ReplaceAll(body, digits, "")
		text := strings.ReplaceAll(body, "@", " "+digits+" ")
		if got := string(redact.JSON("CreatePaymentRequest", []byte(text))); strings.Contains(got, digits) {
			t.Errorf("shown: %s", got)
		}
	})
}

func BenchmarkLogging(b *testing.B) {
	for b.Loop() {
		redact.Logging()
	}
}

func BenchmarkJSON(b *testing.B) {
	body := []byte(`{"clientReferenceInformation":{"code":"TC-1"},"paymentInformation":{"card":{"number":"4111111111111111","expirationMonth":"12"}}}`)
	b.ReportAllocs()
	for b.Loop() {
		redact.JSON("CreatePaymentRequest", body)
	}
}
