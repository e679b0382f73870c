package cybersource

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/internal/jsonx"
	"github.com/cybersource-go/cybersource/internal/raced"
	"github.com/cybersource-go/cybersource/internal/redact"
	"github.com/cybersource-go/cybersource/internal/schema"
)

const testCard = "4111111111111111"

// sinks are all the ways in which a value ends in a log or on a screen.
func sinks() map[string]func(v any) string {
	all := map[string]func(v any) string{
		"Errorf":    func(v any) string { return fmt.Errorf("refused: %v", v).Error() },
		"Sprint":    func(v any) string { return fmt.Sprint(v) },
		"Sprintln":  func(v any) string { return fmt.Sprintln("x", v) },
		"panic":     panicText,
		"log":       logText,
		"JSON text": maskedBody,
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "%t", "%e", "%z", "%10.3v"} {
		all[verb] = func(v any) string { return fmt.Sprintf(verb, v) }
	}
	for name, handler := range map[string]func(*bytes.Buffer) slog.Handler{
		"slog text": func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		"slog JSON": func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
	} {
		all[name+" attribute"] = func(v any) string { return logged(handler, slog.Any("v", v)) }
		all[name+" group"] = func(v any) string { return logged(handler, slog.Group("g", slog.Any("v", v))) }
		all[name+" with"] = func(v any) string {
			var b bytes.Buffer
			slog.New(handler(&b)).With("v", v).WithGroup("g").Info("", "w", v)
			return b.String()
		}
	}
	return all
}

func logged(handler func(*bytes.Buffer) slog.Handler, attr slog.Attr) string {
	var b bytes.Buffer
	slog.New(handler(&b)).Info("", attr)
	return b.String()
}

func panicText(v any) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	panic(v)
}

func logText(v any) string {
	var b bytes.Buffer
	log.New(&b, "", 0).Print(v)
	return b.String()
}

// maskedBody is what the client logs of a body.
func maskedBody(v any) string {
	body, err := jsonx.Marshal(v)
	if err != nil {
		return "" // no model, but a list or map of them
	}
	return string(redact.JSON(reflect.Indirect(reflect.ValueOf(v)).Type().Name(), body))
}

// shapes are the ways in which a model can be handed to a sink. model is a pointer.
func shapes(model any) map[string]any {
	pointer := reflect.ValueOf(model)
	value := pointer.Elem().Interface()
	second := reflect.New(pointer.Type())
	second.Elem().Set(pointer)
	return map[string]any{
		"pointer":             model,
		"value":               value,
		"pointer to pointer":  second.Interface(),
		"slice of values":     []any{value},
		"typed slice":         reflect.Append(reflect.MakeSlice(reflect.SliceOf(pointer.Type()), 0, 1), pointer).Interface(),
		"typed slice, values": reflect.Append(reflect.MakeSlice(reflect.SliceOf(pointer.Elem().Type()), 0, 1), pointer.Elem()).Interface(),
		"array":               [1]any{model},
		"map":                 map[string]any{"a": model, "b": value},
		"field":               struct{ V any }{value},
		"deep":                []map[string][]any{{"a": {struct{ V any }{model}}}},
	}
}

// A planter fills models so that what must not be seen can be recognised.
type planter struct {
	account, secret, personal, public int // how many of each were planted, objects included
}

const (
	accountCanary  = "CANARY-A-000009876" // all but the last four must not be seen
	secretCanary   = "CANARY-S-000009876"
	personalCanary = "CANARY-P-000009876"
	publicCanary   = "visible"
	numberCanary   = int64(987654321098) // for sensitive numbers, of any rating
)

// fill sets every field of the struct v, all the way down.
func (p *planter) fill(v reflect.Value) {
	model := schema.Lookup(v.Type().Name())
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		switch f := model.Field(name); {
		case f != nil:
			p.plant(v.Field(i), f, p.canary(f.Sensitive))
		case v.Type().Field(i).Name == "Extra":
			v.Field(i).Set(reflect.ValueOf(map[string]json.RawMessage{
				"unknownText": json.RawMessage(`"` + secretCanary + `"`), "unknownNumber": json.RawMessage(fmt.Sprint(numberCanary)),
				"unknownObject": json.RawMessage(`{"a":[{"b":"` + secretCanary + `","4111111111111111":1}]}`),
				testCard:        json.RawMessage(`true`),
			}))
		case v.Field(i).Type() == reflect.TypeFor[Meta]():
			v.Field(i).Set(reflect.ValueOf(Meta{RawBody: []byte(secretCanary), Header: map[string][]string{"Authorization": {secretCanary}}}))
		}
	}
}

func (p *planter) canary(rating schema.Sensitivity) string {
	switch rating {
	case schema.Account:
		p.account++
		return accountCanary
	case schema.Secret:
		p.secret++
		return secretCanary
	case schema.Personal:
		p.personal++
		return personalCanary
	default:
		p.public++
		return publicCanary
	}
}

func (p *planter) plant(v reflect.Value, f *schema.Field, canary string) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		p.plant(v.Elem(), f, canary)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		p.plant(v.Index(0), f, canary)
		p.plant(v.Index(1), f, canary)
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]map[string]string{"provider": {"token": secretCanary}}))
	case reflect.Struct:
		p.fill(v)
	case reflect.String:
		v.SetString(canary)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int64:
		if v.SetInt(1); f.Sensitive != schema.Public {
			v.SetInt(numberCanary)
		}
	default:
		panic("no canary for " + v.Type().String())
	}
}

// Every sensitive field of every model, in every shape, into every sink.
func TestSensitiveFieldsAreShownByNoSink(t *testing.T) {
	raced.Skip(t)
	var p planter
	for _, typ := range modelTypes() {
		model := reflect.New(typ)
		p.fill(model.Elem())
		if hasOnlySmallParts(typ) {
			mustShowNoCanary(t, model.Interface(), shapes(model.Interface()))
		}
	}
	for name, root := range newBodies() {
		p.fill(reflect.ValueOf(root).Elem())
		mustShowNoCanary(t, root, map[string]any{name: root, name + " in a list": []any{root}})
	}
	if p.account < 55 || p.secret < 79 || p.personal < 224 {
		t.Errorf("only %d account, %d secret and %d personal fields were tried", p.account, p.secret, p.personal)
	}
}

// hasOnlySmallParts leaves the large trees to the roots, which hold all of them.
func hasOnlySmallParts(t reflect.Type) bool {
	for field := range t.Fields() {
		if field.Type.Kind() == reflect.Pointer && field.Type.Elem().Kind() == reflect.Struct {
			return false
		}
	}
	return true
}

func mustShowNoCanary(t *testing.T, model any, shapes map[string]any) {
	t.Helper()
	for shape, v := range shapes {
		for sink, show := range sinks() {
			text := show(v)
			for _, canary := range []string{"CANARY", "43414e415259", "43414E415259", fmt.Sprint(numberCanary), testCard} {
				if strings.Contains(text, canary) {
					t.Errorf("%T as %s: %s shows %s: %.300s", model, shape, sink, canary, text)
				}
			}
		}
	}
}

// A card number typed into the wrong field is a card number all the same.
func TestCardNumberInAPublicFieldIsShownByNoSink(t *testing.T) {
	model := &CreatePaymentRequest{
		ClientReferenceInformation: &ClientReferenceInformation{Code: testCard, Comments: "card 4111 1111 1111 1111, please"},
		MerchantDefinedInformation: []MerchantDefinedInformation{{Value: "4111-1111-1111-1111"}},
		ProcessingInformation:      &ProcessingInformation{ActionList: []string{testCard}},
	}
	for shape, v := range shapes(model) {
		for sink, show := range sinks() {
			digits := strings.NewReplacer(" ", "", "-", "").Replace(show(v))
			if strings.Contains(digits, testCard) {
				t.Errorf("as %s: %s shows the card: %s", shape, sink, show(v))
			}
		}
	}
}

func TestPrintingShowsWhatADeveloperNeeds(t *testing.T) {
	model := &CreatePaymentRequest{
		ClientReferenceInformation: &ClientReferenceInformation{Code: "TC-1"},
		ProcessingInformation:      &ProcessingInformation{Capture: new(false)},
		PaymentInformation: &PaymentInformation{Card: &PaymentInformationCard{
			Number: testCard, ExpirationMonth: "12", SecurityCode: "123"}},
		OrderInformation: &OrderInformation{BillTo: &OrderInformationBillTo{FirstName: "Zoë", Country: "DE"}},
	}
	const want = `CreatePaymentRequest{ClientReferenceInformation:{Code:"TC-1"} ProcessingInformation:{Capture:false} ` +
		`PaymentInformation:{Card:{Number:"****1111" ExpirationMonth:"12" SecurityCode:"***"}} ` +
		`OrderInformation:{BillTo:{FirstName:"***" Country:"DE"}}}`
	if got := fmt.Sprint(model); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	shown := strings.Replace(want, `FirstName:"***"`, `FirstName:"Zoë"`, 1)
	if got := fmt.Sprint(ShowPersonal(model)); got != shown {
		t.Errorf("ShowPersonal: got  %s\nwant %s", got, shown)
	}
	if got := logged(func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) }, slog.Any("v", []any{ShowPersonal(model)})); !strings.Contains(got, `"firstName":"Zoë"`) || strings.Contains(got, testCard) {
		t.Errorf("ShowPersonal in a list: got %s", got)
	}
}

// A handler that sends records from a goroutine of its own, as those for web services do, has
// no logger among its callers when it writes JSON: only LogValue keeps a model masked there.
func TestHandlerThatWritesJSONElsewhereGetsMaskedModels(t *testing.T) {
	for name, body := range newBodies() {
		new(planter).fill(reflect.ValueOf(body).Elem())
		texts := make(chan string, 1)
		slog.New(elsewhere{slog.DiscardHandler, texts}).Info("", "v", body)
		if text := <-texts; strings.Contains(text, "CANARY") || strings.Contains(text, testCard) {
			t.Errorf("%s: got %.300s", name, text)
		}
	}
}

// elsewhere is a handler that writes its attributes as JSON on another goroutine.
type elsewhere struct {
	slog.Handler
	texts chan<- string
}

func (elsewhere) Enabled(context.Context, slog.Level) bool { return true }

func (h elsewhere) Handle(_ context.Context, record slog.Record) error {
	go func() {
		members := map[string]any{}
		record.Attrs(func(a slog.Attr) bool {
			members[a.Key] = plainValue(a.Value)
			return true
		})
		text, err := json.Marshal(members)
		h.texts <- fmt.Sprint(string(text), err)
	}()
	return nil
}

// plainValue is a value with groups as maps.
func plainValue(v slog.Value) any {
	v = v.Resolve()
	if v.Kind() != slog.KindGroup {
		return v.Any()
	}
	members := map[string]any{}
	for _, a := range v.Group() {
		members[a.Key] = plainValue(a.Value)
	}
	return members
}

// The answer beside an error is nil, and is logged all the same.
func TestNilModelsPrintAsNil(t *testing.T) {
	var none *CreatePaymentResponse
	for sink, want := range map[string]string{"%v": "<nil>", "slog JSON attribute": `"v":null`, "slog text attribute": "v=<nil>"} {
		if got := sinks()[sink](none); !strings.Contains(got, want) || strings.Contains(got, "panic") {
			t.Errorf("%s: got %s", sink, got)
		}
	}
}
