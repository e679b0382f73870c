package idempotency_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/idempotency"
)

// An answer with a canary in every place where card data can stand: a number that is rated
// so, a secret, a member that no model knows, and a number inside of a text.
const answerWithCanaries = `{"id":"7000000000000000000001","status":"AUTHORIZED",
	"paymentInformation":{"card":{"type":"001"},"tokenizedCard":{"number":"4111111111111111","type":"001"},
		"accountFeatures":{"category":"5555555555554444","brandNew":"4242424242424242"}},
	"processorInformation":{"responseCode":"00","approvalCode":"831000","transactionId":"016153570198200"},
	"consumerAuthenticationInformation":{"cavv":"CANARYCAVV","xid":"CANARYXID"},
	"orderInformation":{"amountDetails":{"authorizedAmount":"102.21","currency":"USD"}},
	"unknown":{"pan":"378282246310005"}}`

func TestCardDataIsNotStored(t *testing.T) {
	canaries := []string{"4111111111111111", "4242424242424242", "5555555555554444", "378282246310005", "CANARYCAVV", "CANARYXID", "CANARYTOKEN", `"123"`, "***"}
	var logged bytes.Buffer
	w := newWorld(t, func(w *world) {
		w.options.Logger = slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
		w.offline.Override = func(r cybersourcetest.Request) *cybersourcetest.Response {
			body := strings.Replace(answerWithCanaries, `"id":`, fmt.Sprintf(`"clientReferenceInformation":{"code":%q},"id":`, r.Code), 1)
			return &cybersourcetest.Response{Status: 201, Body: []byte(body)}
		}
	})
	first, err := w.pay("pay-1", func(r *cybersource.CreatePaymentRequest) {
		r.TokenInformation = &cybersource.TokenInformation{TransientTokenJWT: "CANARYTOKEN"}
	})
	if err != nil || first.Answer == nil {
		t.Fatal(err)
	}
	var stored []byte
	for _, e := range w.entries() {
		text, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, text...)
	}
	for _, canary := range canaries {
		if bytes.Contains(stored, []byte(canary)) || strings.Contains(logged.String(), canary) {
			t.Errorf("%s is stored: %s %s", canary, stored, logged.String())
		}
	}
	again, err := w.pay("pay-1")
	if err != nil || !again.Replayed || again.Answer.Status != "AUTHORIZED" || again.Answer.ProcessorInformation.ResponseCode != "00" {
		t.Errorf("the repeat: %+v, %v", again, err)
	}
	if again.Answer.Meta.Header != nil || len(again.Answer.Meta.RawBody) != 0 || len(again.Answer.Extra) != 0 {
		t.Errorf("the repeat has what was not stored: %+v", again.Answer.Meta)
	}
}

func TestDigestKeysDoNotPrint(t *testing.T) {
	key := idempotency.DigestKey{ID: "k1", Key: []byte("CANARY CANARY CANARY CANARY CANARY")}
	text, _ := json.Marshal(key)
	for _, shown := range []string{fmt.Sprintf("%v %+v %#v %s %x", key, key, key, key, key), string(text), fmt.Sprint(idempotency.Options{DigestKeys: []idempotency.DigestKey{key}})} {
		if strings.Contains(shown, "CANARY") || strings.Contains(shown, "43414e") || !strings.Contains(shown, "k1") {
			t.Errorf("printed as %s", shown)
		}
	}
}

func TestOptionsAreChecked(t *testing.T) {
	w := newWorld(t)
	for want, change := range map[string]func(*idempotency.Options){
		"Options.DigestKeys is empty":             func(o *idempotency.Options) { o.DigestKeys = nil },
		"Options.DigestKeys[0].Key is shorter":    func(o *idempotency.Options) { o.DigestKeys[0].Key = nil },
		"Options.DigestKeys[0].ID is not 1":       func(o *idempotency.Options) { o.DigestKeys[0].ID = "a:b" },
		"Options.DigestKeys[1].ID is there twice": func(o *idempotency.Options) { o.DigestKeys = append(o.DigestKeys, o.DigestKeys[0]) },
		"Options.DigestKeys[0].Key is all zeros":  func(o *idempotency.Options) { o.DigestKeys[0].Key = make([]byte, 32) },
		"Options.LeaveOut[0] is no member":        func(o *idempotency.Options) { o.LeaveOut = []string{""} },
		"Options.LeaveOut[1] is no member": func(o *idempotency.Options) {
			o.LeaveOut = []string{"merchantInformation", "orderInformation.shipTo.adress1"}
		},
		"Options.LeaveOut[0] holds an amount":     func(o *idempotency.Options) { o.LeaveOut = []string{"orderInformation"} },
		"LeaveOut[0] holds an amount, a currency": func(o *idempotency.Options) { o.LeaveOut = []string{"paymentInformation.customer.id"} },
		"Options.Merchants[0] is empty":           func(o *idempotency.Options) { o.Merchants = []string{" shop_one"} },
		"Options.Merchants[1] is there twice":     func(o *idempotency.Options) { o.Merchants = []string{"a", "a"} },
		"Options.Undo needs timeout calls":        func(o *idempotency.Options) { o.Undo = true },
		"Options.SendAgainAfter is shorter than":  func(o *idempotency.Options) { o.SendAgainAfter = 60 },
		"Options.LookFor is shorter than 1s":      func(o *idempotency.Options) { o.LookFor = 24 },
		"Options.SendAgainAfter is negative":      func(o *idempotency.Options) { o.SendAgainAfter = -1 },
		"Options.Workers is negative":             func(o *idempotency.Options) { o.Workers = -1 },
	} {
		o := w.options
		o.DigestKeys = append([]idempotency.DigestKey(nil), o.DigestKeys...)
		change(&o)
		if _, err := idempotency.New(w.client, w.store, o); !errors.Is(err, cybersource.ErrInvalidConfiguration) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if _, err := idempotency.New(nil, nil, w.options); err == nil || !strings.Contains(err.Error(), "client is nil; store is nil") {
		t.Errorf("without a client: %v", err)
	}
}

func TestBooksAgreeWithTheRecord(t *testing.T) {
	var closed []string
	failing := true
	w := newWorld(t, func(w *world) {
		w.options.OnClose = func(_ context.Context, tx *sql.Tx, e idempotency.Entry) error {
			if failing {
				return errStore
			}
			closed = append(closed, fmt.Sprint(e.Key(), " ", e.State, " ", tx != nil))
			return nil
		}
	})
	r, err := w.pay("pay-1")
	wantKind(t, err, idempotency.ErrNotRecorded, false)
	if !errors.Is(err, errStore) || r.Answer == nil {
		t.Errorf("got %+v, %v", r, err)
	}
	if e := w.wantState("pay-1", idempotency.StateOpen); e.Record.ID == "" || e.Record.ID != r.Answer.ID {
		t.Errorf("the id of the answer is not kept: %+v", e.Record)
	}
	failing = false
	w.pass(time.Hour)
	w.recover()
	w.paid("pay-1")
	w.gateway.Next(cybersourcetest.Decline("MISSING_FIELD"))
	_, _ = w.keys.CreatePayment(t.Context(), idempotency.Key{Order: "20419", Step: "pay-1"}, payment())
	if got := strings.Join(closed, "; "); got != "20418/pay-1 standing false" {
		t.Errorf("the books were told %s", got)
	}
}

func TestAnsweredPaymentIsNotUndoneBecauseTheBooksFailed(t *testing.T) {
	failing := true
	w := newWorld(t, func(w *world) {
		w.config = func(cfg *cybersource.Configuration) { cfg.TimeoutCalls = true }
		w.options.Undo = true
		w.offline.IndexDelay.Least = 3 * time.Hour
		w.options.OnClose = func(context.Context, *sql.Tx, idempotency.Entry) error {
			if failing {
				return errStore
			}
			return nil
		}
	})
	first, err := w.pay("pay-1")
	wantKind(t, err, idempotency.ErrNotRecorded, false)
	w.pass(time.Hour)
	if counts, err := w.keys.Recover(t.Context()); counts.Failed != 1 || !errors.Is(err, errStore) {
		t.Errorf("the books still fail: %+v, %v", counts, err)
	}
	w.pass(time.Hour)
	open := w.wantState("pay-1", idempotency.StateOpen)
	for _, paid := range []bool{true, false} {
		err := w.keys.Close(t.Context(), open.ID, idempotency.Closure{By: "kim", Why: "not in the portal yet", Paid: paid})
		if step := wantKind(t, err, idempotency.ErrNotRecorded, false); step.Left == "" {
			t.Errorf("nobody is told what to mend: %v", err)
		}
	}
	failing = false
	w.pass(time.Hour)
	w.recover()
	if w.wantState("pay-1", idempotency.StateStanding).Left != "" {
		t.Error("there is nothing left to mend")
	}
	if r := w.paid("pay-1"); r.Answer == nil || r.Answer.ID != first.Answer.ID {
		t.Errorf("got %+v", r)
	}
	w.wantSent("MitReversal", 0)
	w.wantSent("AuthReversal", 0)
}

func TestStepsAreDeliveredUntilTheBooksHaveThem(t *testing.T) {
	told, failing, closed := 0, true, 0
	w := newWorld(t, func(w *world) {
		w.options.OnClose = func(context.Context, *sql.Tx, idempotency.Entry) error { closed++; return nil }
		w.options.Deliver = func(context.Context, idempotency.Entry) error {
			told++
			if failing {
				return errStore
			}
			return nil
		}
	})
	w.paid("pay-1")
	w.pass(time.Hour)
	counts, err := w.keys.Recover(t.Context())
	if counts.Delivered != 0 || counts.Failed != 1 || !errors.Is(err, errStore) || told != 2 {
		t.Errorf("%+v, %v, told %d times", counts, err, told)
	}
	if n, err := w.keys.Purge(t.Context(), 0); n != 0 || err != nil {
		t.Errorf("purged %d steps that were not delivered, %v", n, err)
	}
	failing = false
	if counts := w.recover(); counts.Delivered != 1 || !w.wantState("pay-1", idempotency.StateStanding).Delivered {
		t.Errorf("%+v", counts)
	}
	w.pass(time.Hour)
	w.recover()
	w.paid("pay-1")
	if told != 3 || closed != 1 {
		t.Errorf("told %d times, want 3, and closed %d times, want 1", told, closed)
	}
	if err := w.keys.Close(t.Context(), w.entries()[0].ID, idempotency.Closure{By: "kim", Why: "reversed from the portal"}); err != nil || told != 4 {
		t.Errorf("the books were not told what a person says: told %d times, %v", told, err)
	}
}

func TestPurgingLeavesTombstones(t *testing.T) {
	w := newWorld(t)
	w.gateway.Next(cybersourcetest.Decline("EXPIRED_CARD"))
	_, _ = w.pay("pay-1")
	w.paid("pay-2")
	w.gateway.Next(cybersourcetest.DropAnswer())
	_, _ = w.keys.CreatePayment(t.Context(), idempotency.Key{Order: "20419", Step: "open"}, payment())
	w.pass(24 * time.Hour)
	w.gateway.Next(cybersourcetest.Decline("MISSING_FIELD"))
	_, _ = w.keys.CreatePayment(t.Context(), idempotency.Key{Order: "20420", Step: "young"}, payment())
	for _, want := range []int{2, 0} {
		if n, err := w.keys.Purge(t.Context(), time.Hour); n != want || err != nil {
			t.Fatalf("purged %d, want %d; %v", n, want, err)
		}
	}
	for step, purged := range map[string]bool{"pay-1": true, "pay-2": true, "open": false, "young": false} {
		for _, e := range w.entries() {
			if e.Step == step && (e.Purged != purged || purged && (e.Answer != nil || e.Record.ReferenceCode != "" || e.Record.ID == "" || e.Digest == "")) {
				t.Errorf("%s: %+v", step, e)
			}
		}
	}
	before := w.sent(createPayment)
	if r := w.paid("pay-2"); !r.Replayed || r.Answer != nil || r.Record.ID == "" || !r.Outcome.Approved() {
		t.Errorf("the repeat of a purged step: %+v", r)
	}
	_, err := w.pay("pay-2", amount("1.00"))
	wantKind(t, err, idempotency.ErrKeyReused, false)
	_, err = w.pay("pay-3")
	wantKind(t, err, idempotency.ErrOrderBusy, false)
	w.wantSent(createPayment, before)
}

func TestPurgedRefusalIsNotSentAgain(t *testing.T) {
	w := newWorld(t)
	w.gateway.Next(cybersourcetest.Decline("MISSING_FIELD"))
	_, _ = w.pay("pay-1")
	w.pass(time.Hour)
	if n, err := w.keys.Purge(t.Context(), 0); n != 1 || err != nil {
		t.Fatalf("purged %d, %v", n, err)
	}
	before := w.sent(createPayment)
	_, err := w.pay("pay-1")
	wantKind(t, err, idempotency.ErrEnded, true)
	w.wantSent(createPayment, before)
	w.paid("pay-2")
}

func TestPurgingLeavesAloneWhatAPersonHasToCloseOrReview(t *testing.T) {
	w := newWorld(t, hidden)
	w.gateway.Next(cybersourcetest.Status("AUTHORIZED_PENDING_REVIEW"))
	_, _ = w.pay("review")
	w.gateway.Next(cybersourcetest.DropAnswer())
	_, _ = w.keys.CreatePayment(t.Context(), idempotency.Key{Order: "20419", Step: "open"}, payment())
	w.recoverUntilDone()
	if n, err := w.keys.Purge(t.Context(), 0); n != 0 || err != nil {
		t.Errorf("purged %d, %v", n, err)
	}
	w.wantState("review", idempotency.StateReview)
	w.wantState("open", idempotency.StateOpen)
}

func TestPurgingLeavesAloneWhatWasClaimedSinceTheSearch(t *testing.T) {
	w := newWorld(t)
	w.gateway.Next(cybersourcetest.Decline("MISSING_FIELD"))
	_, _ = w.pay("pay-1")
	w.pass(time.Hour)
	fail(func(n int, commit func() error) error {
		if n == 1 {
			w.paid("pay-1")
		}
		return commit()
	})(w)
	purging := w.otherKeys()
	w.store = w.memory
	if n, err := purging.Purge(t.Context(), time.Minute); n != 0 || err != nil {
		t.Errorf("purged %d, %v", n, err)
	}
	if e := w.wantState("pay-1", idempotency.StateStanding); e.Purged || e.Answer == nil {
		t.Errorf("purged all the same: %+v", e)
	}
}
