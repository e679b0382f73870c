package cybersource

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/internal/jsonx"
	"github.com/cybersource-go/cybersource/internal/jsonx/jsonxtest"
)

// newBodies makes one of each model that is a whole body, by name.
func newBodies() map[string]any {
	made := map[string]any{}
	for _, t := range bodies {
		made[t.Name()] = reflect.New(t).Interface()
	}
	return made
}

func TestOddBodiesAreReadAndWrittenWithNothingLost(t *testing.T) {
	files, err := filepath.Glob("test/testdata/oddities/*/*.json")
	if err != nil || len(files) < 15 {
		t.Fatalf("found %d files, %v", len(files), err)
	}
	for _, file := range files {
		folder := filepath.Base(filepath.Dir(file))
		t.Run(folder+"/"+filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			model := newBodies()[folder]
			mustReadLossless(t, text, model, jsonx.Unmarshal, jsonx.Marshal)
			mustReadLossless(t, text, model, json.Unmarshal, json.Marshal)
		})
	}
}

func mustReadLossless(t *testing.T, text []byte, model any, read func([]byte, any) error, write func(any) ([]byte, error)) {
	t.Helper()
	if err := read(text, model); err != nil {
		t.Fatal(err)
	}
	out, err := write(model)
	if err != nil {
		t.Fatal(err)
	}
	for _, lost := range jsonxtest.Lost(text, out) {
		t.Error(lost)
	}
}

// What a caller reads out of an odd answer, member by member.
func TestOddAnswersReadAsTheyWereMeant(t *testing.T) {
	read := func(name string) *CreatePaymentResponse {
		text, err := os.ReadFile("test/testdata/oddities/CreatePaymentResponse/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		answer := new(CreatePaymentResponse)
		if err := jsonx.Unmarshal(text, answer); err != nil {
			t.Fatal(err)
		}
		return answer
	}
	numbers := read("numbers-for-strings")
	twice := read("one-name-twice")
	for name, pair := range map[string][2]string{
		"digits of an amount":    {numbers.OrderInformation.AmountDetails.AuthorizedAmount, "9900.00"},
		"digits of an id":        {numbers.ID, "6750124114786780104953"},
		"exact name":             {read("case-twins").ProcessorInformation.NetworkTransactionID, "016153570198201"},
		"other name":             {string(read("case-twins").ProcessorInformation.Extra["networktransactionId"]), `"016153570198200"`},
		"word for an object":     {string(read("scalars-for-objects").Extra["riskInformation"]), `"NOT_RUN"`},
		"id beside it":           {read("scalars-for-objects").ID, "6750124114786780104953"},
		"list of one":            {string(read("lists-for-strings").ErrorInformation.Details[0].Reason), "MISSING_FIELD"},
		"reason beside a stray":  {string(read("stray-elements").ErrorInformation.Reason), "MISSING_FIELD"},
		"unknown status":         {string(read("unknown-members").Status), "TELEPORTED"},
		"last of one name twice": {string(twice.Status), "AUTHORIZED"},
		"first one":              {string(twice.Extra["status"]), `"PENDING"`},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: got %q, want %q", name, pair[0], pair[1])
		}
	}
}

func TestEncodingJSONSeesTheServicesJSON(t *testing.T) {
	card := PaymentInformationCard{Number: "4111111111111111", Extra: map[string]json.RawMessage{"new": json.RawMessage(`1.50`)}}
	for name, v := range map[string]any{
		"value": card, "pointer": &card, "slice": []PaymentInformationCard{card}[0:1:1][0],
		"nested": PaymentInformation{Card: &card}.Card,
	} {
		out, err := json.Marshal(v)
		if want := `{"number":"4111111111111111","new":1.50}`; err != nil || string(out) != want {
			t.Errorf("%s: got %s, %v", name, out, err)
		}
	}
	var back PaymentInformationCard
	if err := json.Unmarshal([]byte(`{"number":4111111111111111,"new":1.50}`), &back); err != nil || !reflect.DeepEqual(back, card) {
		t.Errorf("got %#v, %v", back, err)
	}
	var wrapped struct{ Card *PaymentInformationCard }
	if err := json.Unmarshal([]byte(`{"Card":null}`), &wrapped); err != nil || wrapped.Card != nil {
		t.Errorf("null: got %v, %v", wrapped.Card, err)
	}
	if err := card.UnmarshalJSON([]byte(`null`)); err != nil || card.Number == "" {
		t.Errorf("null must change nothing: %v", err)
	}
}

// The one difference between a logger and anybody else who asks for JSON.
func TestLoggersGetMaskedJSONAndCallersTheRealOne(t *testing.T) {
	v := map[string][]*PaymentInformationCard{"cards": {{Number: "4111111111111111"}}}
	if out, err := json.Marshal(v); err != nil || !bytes.Contains(out, []byte("4111111111111111")) {
		t.Errorf("caller got %s, %v", out, err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("", "v", v)
	if got := log.String(); !strings.Contains(got, `"v":{"cards":[{"number":"****1111"}]}`) {
		t.Errorf("logger got %s", got)
	}
}

// Every member of every body, all the way down, with members that no model knows.
func TestBodiesAreReadBackAsTheyWereWritten(t *testing.T) {
	for name, body := range newBodies() {
		new(planter).fill(reflect.ValueOf(body).Elem())
		if meta := reflect.ValueOf(body).Elem().FieldByName("Meta"); meta.IsValid() {
			meta.SetZero() // is no part of the JSON
		}
		text, err := jsonx.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		back := newBodies()[name]
		if err := jsonx.Unmarshal(text, back); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(back, body) {
			t.Errorf("%s: got %v\nwant %v", name, back, body)
		}
	}
}

func TestModelWithNothingSetIsAnEmptyObject(t *testing.T) {
	for name, model := range newBodies() {
		if out, err := jsonx.Marshal(model); err != nil || string(out) != `{}` {
			t.Errorf("%s: got %s, %v", name, out, err)
		}
	}
}
