package cybersourcetest_test

import (
	"fmt"
	"go/format"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// The commands are run as they are copied: they sign the call anew.
func TestCallIsMadeAgainInTheShell(t *testing.T) {
	for _, tool := range []string{"sh", "curl", "openssl", "od"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("needs %s", tool)
		}
	}
	gateway := newGateway(t, cybersourcetest.Options{})
	id := mustPost(t, gateway, payment("it's")).fields(t).ID
	look := signerOf(t, gateway).get(t, gateway, http.MethodGet, "/tss/v2/transactions/"+id)
	mustDo(t, gateway, look)
	pair := gateway.Account().SharedSecrets[0]
	for number, want := range map[int]string{1: "AUTHORIZED", 2: id} {
		script := string(see(t, gateway, fmt.Sprintf("/-/calls/%d/curl", number)).body)
		if strings.Contains(script, pair.Secret) {
			t.Error("the commands hold the secret")
		}
		command := exec.CommandContext(t.Context(), "sh", "-c", script)
		command.Env = append(os.Environ(), "CYBERSOURCE_MERCHANT_ID="+gateway.Account().ID, "CYBERSOURCE_KEY_ID="+pair.KeyID, "CYBERSOURCE_SHARED_SECRET="+pair.Secret)
		if got, err := command.CombinedOutput(); err != nil || !strings.Contains(string(got), want) {
			t.Errorf("call %d: %v %s\n%s", number, err, got, script)
		}
	}
}

func TestCallIsCopiedWithTestNumbersInPlaceOfMasks(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{NoAuthentication: true})
	text := strings.Replace(payment("copied"), "4111111111111111", "5200000000002235", 1)
	mustDo(t, gateway, newRequest(t, gateway, payments, text))
	source := string(see(t, gateway, "/-/calls/1/go").body)
	if formatted, err := format.Source([]byte(source)); err != nil || string(formatted) != source {
		t.Errorf("%v: not formatted:\n%s", err, source)
	}
	for _, want := range []string{`"5555555555554444"`, "paymentInformation.card.number", "func TestCall1(t *testing.T)", "LogCalls"} {
		if !strings.Contains(source, want) {
			t.Errorf("%s is missing in:\n%s", want, source)
		}
	}
	if strings.Contains(source, "5200000000002235") || strings.Contains(source, "***") {
		t.Errorf("a card number or a mask:\n%s", source)
	}
}

func TestCopySaysThatAMemberHasLostItsName(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{NoAuthentication: true})
	const says = "A member *** is in no specification"
	for number, member := range []string{`"x":"y"`, `"4000 0000 0000 2701":"y"`, `"4000 0000 0000 2701":1`} {
		mustDo(t, gateway, newRequest(t, gateway, payments, strings.Replace(payment("copied"), "{", "{"+member+",", 1)))
		for path, mark := range map[string]string{"call/%d": `<p class="soft">`, "calls/%d/curl": "\n# ", "calls/%d/go": "\n// "} {
			text := string(see(t, gateway, "/-/"+fmt.Sprintf(path, number+1)).body)
			if strings.Contains(text, mark+says) != (number > 0) || strings.Contains(text, "4000 0000") {
				t.Errorf("%s, %s: says %q: %v", member, path, says, number == 0)
			}
		}
		source := see(t, gateway, fmt.Sprintf("/-/calls/%d/go", number+1)).body
		if formatted, err := format.Source(source); err != nil || string(formatted) != string(source) {
			t.Errorf("%v: not formatted:\n%s", err, source)
		}
	}
}

func TestCallsAreArchivedMasked(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{NoAuthentication: true})
	mustDo(t, gateway, newRequest(t, gateway, payments, payment("first")))
	mustDo(t, gateway, newRequest(t, gateway, payments, payment("second")))
	var archive struct {
		Log struct {
			Version string
			Entries []struct {
				Request struct {
					URL      string
					PostData struct{ Text string }
				}
				Response struct{ Status int }
			}
		}
	}
	got := see(t, gateway, "/-/har?reference=second")
	got.into(t, &archive)
	if archive.Log.Version != "1.2" || len(archive.Log.Entries) != 1 || archive.Log.Entries[0].Request.URL != gateway.URL()+payments ||
		archive.Log.Entries[0].Response.Status != http.StatusCreated || !strings.Contains(archive.Log.Entries[0].Request.PostData.Text, "****1111") {
		t.Errorf("%+v", archive)
	}
	if strings.Contains(string(got.body), "4111111111111111") {
		t.Error("a card number is in the archive")
	}
	see(t, gateway, "/-/calls/1/har").into(t, &archive)
	if len(archive.Log.Entries) != 1 {
		t.Errorf("%+v", archive)
	}
}

// failing is a test that fails, or does not.
type failing struct {
	failed bool
	ends   []func()
	lines  []string
}

func (f *failing) Helper()            {}
func (f *failing) Cleanup(end func()) { f.ends = append(f.ends, end) }
func (f *failing) Failed() bool       { return f.failed }
func (f *failing) Logf(format string, args ...any) {
	f.lines = append(f.lines, fmt.Sprintf(format, args...))
}

func TestTestThatFailsPrintsItsCalls(t *testing.T) {
	for _, failed := range []bool{false, true} {
		gateway := newGateway(t, cybersourcetest.Options{})
		mustPost(t, gateway, payment("of another test"))
		f := &failing{failed: failed}
		gateway.LogCalls(f)
		mustPost(t, gateway, payment("paid"))
		mustPost(t, gateway, strings.Replace(payment("refused"), `"US"`, `"USA"`, 1))
		mustDo(t, gateway, newRequest(t, gateway, payments, payment("unsigned")))
		for _, end := range f.ends {
			end()
		}
		text := strings.Join(f.lines, "\n")
		if !failed {
			if text != "" {
				t.Errorf("a test that passed printed %s", text)
			}
			continue
		}
		for _, want := range []string{
			"call 2: CreatePayment: HTTP 201 approved AUTHORIZED 102.21 USD paid", "call 3: CreatePayment: HTTP 400 refused INVALID_REQUEST INVALID_DATA",
			"    orderInformation.billTo.country: INVALID_DATA, text of 3 characters; has to be", "call 4: CreatePayment: HTTP 401 refused", "There are no credentials",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is missing in:\n%s", want, text)
			}
		}
		if strings.Contains(text, "another test") || strings.Contains(text, "4111111111111111") {
			t.Errorf("too much is printed:\n%s", text)
		}
	}
}
