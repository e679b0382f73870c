package cybersourcetest_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// durable is a gateway with a state file, which a test restarts.
type durable struct {
	*cybersourcetest.Gateway
	t       *testing.T
	options cybersourcetest.Options
}

func newDurable(t *testing.T, options cybersourcetest.Options) *durable {
	t.Helper()
	options.StateFile = filepath.Join(t.TempDir(), "state")
	d := &durable{newGateway(t, options), t, options}
	return d
}

func (d *durable) restart() {
	d.t.Helper()
	if err := d.Shutdown(d.t.Context()); err != nil { // Close may cut a connection of which the client has read all
		d.t.Fatal(err)
	}
	d.Gateway = newGateway(d.t, d.options)
}

// call makes a call after a restart and asks for its HTTP status. It returns the answer's id.
func (d *durable) call(status int, method, path, text string) string {
	d.t.Helper()
	d.restart()
	r := newRequest(d.t, d.Gateway, path, text)
	signerOf(d.t, d.Gateway).token(r, text, nil)
	if method != http.MethodPost {
		r = signerOf(d.t, d.Gateway).get(d.t, d.Gateway, method, path)
	}
	got := mustDo(d.t, d.Gateway, r)
	if got.StatusCode != status {
		d.t.Errorf("%s %s: HTTP %d, want %d: %s", method, path, got.StatusCode, status, got.body)
	}
	var answer struct{ ID string }
	if err := json.Unmarshal(got.body, &answer); err != nil && len(got.body) > 0 {
		d.t.Errorf("%s: %v", got.body, err)
	}
	return answer.ID
}

func (d *durable) post(status int, path, text string) string {
	d.t.Helper()
	return d.call(status, http.MethodPost, path, text)
}

// amountOf is the body of a capture, a refund or a reversal.
func amountOf(total string) string {
	return `{"clientReferenceInformation":{"code":"TC-2"},"orderInformation":{"amountDetails":{"totalAmount":"` + total + `","currency":"USD"}}}`
}

// TestStateFileKnowsWhatWasProcessedBeforeARestart restarts the gateway before each call.
func TestStateFileKnowsWhatWasProcessedBeforeARestart(t *testing.T) {
	d := newDurable(t, cybersourcetest.Options{})
	sale := strings.Replace(payment("sale"), `{"client`, `{"processingInformation":{"capture":true},"client`, 1)

	authorized := d.post(201, payments, body)
	d.post(400, payments, body) // its transaction id has been used
	captured := d.post(201, payments+"/"+authorized+"/captures", amountOf("102.21"))
	d.post(400, payments+"/"+authorized+"/captures", amountOf("102.21"))
	d.post(400, payments+"/"+authorized+"/reversals", `{"reversalInformation":{"amountDetails":{"totalAmount":"102.21","currency":"USD"}}}`)
	refunded := d.post(201, "/pts/v2/captures/"+captured+"/refunds", amountOf("2.21"))
	d.post(400, "/pts/v2/captures/"+captured+"/refunds", amountOf("100.01"))
	d.post(201, "/pts/v2/refunds/"+refunded+"/voids", "{}")
	d.post(201, "/pts/v2/captures/"+captured+"/refunds", amountOf("102.21"))
	d.call(200, http.MethodGet, "/tss/v2/transactions/"+authorized, "")
	d.post(400, "/pts/v2/voids", `{"clientReferenceInformation":{"transactionId":"T-1"}}`)

	d.post(201, payments+"/"+d.post(201, payments, sale)+"/refunds", amountOf("1.00"))
	d.post(201, payments+"/"+d.post(201, payments, sale)+"/voids", "{}")
	d.post(201, "/pts/v2/credits/"+d.post(201, "/pts/v2/credits", payment("credit"))+"/voids", "{}")
	held := d.post(201, payments, payment("held"))
	search := d.post(201, "/tss/v2/searches", `{"query":"clientReferenceInformation.code:held","save":true}`)
	if search != "" {
		t.Errorf("a search has the id %s", search)
	}

	ids := map[string]bool{}
	for i, e := range d.Ledger() {
		if ids[e.ID] || ids[e.CorrelationID] {
			t.Errorf("entry %d has an id that was given before: %+v", i, e)
		}
		ids[e.ID], ids[e.CorrelationID] = true, true
		if !e.Answered {
			t.Errorf("entry %d was not answered: %+v", i, e)
		}
	}
	before, misuse := d.Ledger(), d.Misuse()
	views := d.Payments()
	d.restart()
	if after := d.Ledger(); !reflect.DeepEqual(inUTC(after), inUTC(before)) {
		t.Errorf("ledger\n%+v\nwant\n%+v", after, before)
	}
	if after := d.Payments(); len(after) != 5 || len(after) != len(views) || after[4].ID != held || after[4].Held != "102.21" || after[0].Refunded != "102.21" {
		t.Errorf("payments\n%+v\nwant\n%+v", after, views)
	}
	if after := d.Misuse(); len(after) == 0 || !slices.Equal(after, misuse) {
		t.Errorf("misuse %v, want %v", after, misuse)
	}
}

// inUTC takes the reading of the computer's clock off, which is in no file.
func inUTC(entries []cybersourcetest.Entry) []cybersourcetest.Entry {
	for i := range entries {
		entries[i].Time = entries[i].Time.Round(0)
	}
	return entries
}

func TestStateFileKeepsClockNumbersAndBalances(t *testing.T) {
	d := newDurable(t, cybersourcetest.Options{NoAuthentication: true, MaxEntries: 2})
	if err := d.SetBalance("4111111111111111", "110.00", "USD"); err != nil {
		t.Fatal(err)
	}
	plain := func(text string) response {
		t.Helper()
		return mustDo(t, d.Gateway, newRequest(t, d.Gateway, payments, text))
	}
	plain("{}")
	for range 3 {
		plain(payment("declined for want of money, but for the first"))
	}
	if err := d.Advance(240 * 24 * time.Hour); err != nil {
		t.Fatal(err)
	}
	forgotten := d.Forgotten()
	d.restart()
	if ahead := time.Until(d.PaymentTime()); ahead < 239*24*time.Hour {
		t.Errorf("the clock of payments is %s ahead", ahead)
	}
	if got := d.Forgotten(); got != forgotten || got.Entries != 1 || got.Payments != 1 {
		t.Errorf("forgotten %+v, want %+v", got, forgotten)
	}
	if last := d.Ledger()[1]; last.Sequence != 4 || last.Reason != "INSUFFICIENT_FUND" {
		t.Errorf("ledger %+v", d.Ledger())
	}
	for next := range uint64(2) { // refused calls have numbers too
		d.restart()
		plain("{}")
		if last := d.Requests(); len(last) != 1 || last[0].Sequence != 5+next {
			t.Errorf("the next call is %+v", last)
		}
	}
	d.Reset()
	d.restart()
	plain(payment("after a reset, with money again"))
	if got := d.Ledger(); len(got) != 1 || got[0].Sequence != 7 || got[0].Status != "AUTHORIZED" || time.Until(d.PaymentTime()) > time.Minute {
		t.Errorf("ledger %+v", got)
	}
}

func TestStateFileKnowsCardsThatWereDeclinedForGood(t *testing.T) {
	d := newDurable(t, cybersourcetest.Options{})
	d.Next(cybersourcetest.Decline("STOLEN_LOST_CARD"))
	mustPost(t, d.Gateway, payment("stolen"))
	d.restart()
	mustPost(t, d.Gateway, payment("again"))
	expectMisuse(t, d.Gateway, "again: hold left behind", "again: sent again after never retry")
}

func TestStateFileThatCannotBeUsedIsSaid(t *testing.T) {
	folder := t.TempDir()
	foreign := filepath.Join(folder, "foreign")
	if err := os.WriteFile(foreign, []byte("not ours\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d := newDurable(t, cybersourcetest.Options{})
	for name, want := range map[string]string{
		d.options.StateFile:                 "another gateway uses it",
		foreign:                             "is not a state file",
		folder:                              "is not a regular file",
		filepath.Join(folder, "none", "it"): "no such file or directory",
	} {
		gateway, err := cybersourcetest.StartGateway(cybersourcetest.Options{StateFile: name})
		if err == nil {
			gateway.Close()
		}
		if err == nil || !strings.HasPrefix(err.Error(), "gateway options: StateFile: ") || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if text, err := os.ReadFile(foreign); err != nil || string(text) != "not ours\n" {
		t.Errorf("%v, %q", err, text)
	}
}

// TestStateFileIsFreeAfterAnErrorOfOtherOptions would find it locked.
func TestStateFileIsFreeAfterAnErrorOfOtherOptions(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	if _, err := cybersourcetest.StartGateway(cybersourcetest.Options{StateFile: name, Profile: "none"}); err == nil {
		t.Fatal("no error")
	}
	if _, err := os.Stat(name); err == nil {
		t.Error("the file was made all the same")
	}
	newGateway(t, cybersourcetest.Options{StateFile: name})
}
