package cybersourcetest_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// panicOf is what a function panics with; "" if it does not.
func panicOf(run func()) (text string) {
	defer func() {
		if mistake := recover(); mistake != nil {
			text = fmt.Sprint(mistake)
		}
	}()
	run()
	return ""
}

func TestMisspeltWordNamesTheNearest(t *testing.T) {
	for _, tc := range []struct {
		name string
		make func() cybersourcetest.Step
		want string
	}{
		{"reason", func() cybersourcetest.Step { return cybersourcetest.Decline("EXPIRD_CARD") }, `the reason "EXPIRD_CARD" is in no list, the nearest is "EXPIRED_CARD"`},
		{"reason in small letters", func() cybersourcetest.Step { return cybersourcetest.Decline("invalid_cvn") }, `the nearest is "INVALID_CVN"`},
		{"no reason", func() cybersourcetest.Step { return cybersourcetest.Decline("") }, `the reason "" is in no list`},
		{"status", func() cybersourcetest.Step { return cybersourcetest.Status("AUTHORISED") }, `the status "AUTHORISED" is in no list, the nearest is "AUTHORIZED"`},
		{"operation", func() cybersourcetest.Step { return cybersourcetest.DropAnswer().On("CapturePayments") }, `the operation "CapturePayments" is in no list, the nearest is "CapturePayment"`},
		{"outcome of a look-up", func() cybersourcetest.Step {
			return cybersourcetest.Decline("EXPIRED_CARD").On(cybersourcetest.GetTransaction)
		}, "Operation is a look-up"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := panicOf(func() { tc.make() }); !strings.Contains(got, tc.want) {
				t.Errorf("panic %q, want %q in it", got, tc.want)
			}
		})
	}
}

// TestClientConstantsAreKnown reads the constants that programs use, so that none of them
// is taken for a mistake.
func TestClientConstantsAreKnown(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../model_responses.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	script := map[string]func(string){
		"Status": func(word string) { cybersourcetest.Status(word) }, "Reason": func(word string) { cybersourcetest.Decline(word) },
	}
	count := map[string]int{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		kind, ok := spec.Type.(*ast.Ident)
		if !ok || script[kind.Name] == nil {
			return true
		}
		word, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		count[kind.Name]++
		if got := panicOf(func() { script[kind.Name](word) }); got != "" {
			t.Error(got)
		}
		return true
	})
	if count["Status"] < 30 || count["Reason"] < 60 {
		t.Errorf("found %v", count)
	}
}

func TestStepWaitsForItsOperation(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	gateway.Script(cybersourcetest.DropAnswer().On(cybersourcetest.CapturePayment), cybersourcetest.Decline("EXPIRED_CARD"))
	id := mustPost(t, gateway, payment("first")).fields(t).ID
	if id == "" {
		t.Fatal("the payment met the step of the capture")
	}
	if got := names(gateway.Pending()); got != "drop-answer on CapturePayment|answer EXPIRED_CARD" {
		t.Errorf("pending: %s", got)
	}
	text := `{"clientReferenceInformation":{"code":"c"},"orderInformation":{"amountDetails":{"totalAmount":"1","currency":"USD"}}}`
	capture := newRequest(t, gateway, payments+"/"+id+"/captures", text)
	signerOf(t, gateway).token(capture, text, nil)
	if got, err := do(t, gateway, capture); err == nil {
		t.Errorf("the capture was answered: %s", got.body)
	}
	if got := mustPost(t, gateway, payment("second")).fields(t); got.ErrorInformation.Reason != "EXPIRED_CARD" {
		t.Errorf("second payment: %+v", got)
	}
	if left := gateway.Pending(); len(left) != 0 {
		t.Errorf("pending: %v", left)
	}
	if found := gateway.Find("c"); len(found) != 1 || found[0].Operation != cybersourcetest.CapturePayment || found[0].Answered {
		t.Errorf("found %+v", found)
	}
	if found := gateway.Find("none"); len(found) != 0 {
		t.Errorf("found %+v", found)
	}
}

// TestRefusedConnectionWaitsForItsOperation is about the fault that the transport simulates.
func TestRefusedConnectionWaitsForItsOperation(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{PathPrefix: "/gw"})
	gateway.Next(cybersourcetest.RefuseConnection().On(cybersourcetest.CreatePayment))
	look := signerOf(t, gateway).get(t, gateway, "GET", "/gw/tss/v2/transactions/1")
	if _, err := do(t, gateway, look); err != nil {
		t.Errorf("the look-up was refused: %v", err)
	}
	r := newRequest(t, gateway, "/gw"+payments, body)
	if _, err := do(t, gateway, r); err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("the payment: %v", err)
	}
}

// TestRandomFaultMeetsItsOperationOnly gives one a probability of one.
func TestRandomFaultMeetsItsOperationOnly(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	gateway.Faults(1, cybersourcetest.HTML(502).On(cybersourcetest.CapturePayment).Chance(1))
	if got := mustPost(t, gateway, body); got.StatusCode != 201 {
		t.Errorf("a payment: HTTP %d", got.StatusCode)
	}
	if got := mustDo(t, gateway, newRequest(t, gateway, payments+"/1/captures", "{}")); got.StatusCode != 502 {
		t.Errorf("a capture: HTTP %d", got.StatusCode)
	}
}

func names(steps []cybersourcetest.Step) string {
	var all []string
	for _, step := range steps {
		all = append(all, step.String())
	}
	return strings.Join(all, "|")
}

// recorder is a test that somebody looks at.
type recorder struct {
	testing.TB

	failures []string
	ends     []func()
}

func (r *recorder) Helper()          {}
func (r *recorder) Cleanup(f func()) { r.ends = append(r.ends, f) }
func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

func TestStepsThatAreLeftOverFailTheTest(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	watched := &recorder{}
	gateway.ScriptDone(watched)
	end := func() { watched.ends[0]() }
	end()
	if len(watched.failures) != 0 {
		t.Errorf("failures without a script: %q", watched.failures)
	}
	gateway.Script(cybersourcetest.Pass(), cybersourcetest.Status("DECLINED").On(cybersourcetest.RefundPayment))
	mustPost(t, gateway, body)
	end()
	if len(watched.failures) != 1 || watched.failures[0] != "steps of the script that met no call: answer DECLINED on RefundPayment" {
		t.Errorf("failures %q", watched.failures)
	}
}
