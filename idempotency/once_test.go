package idempotency_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/idempotency"
)

const createPayment = "CreatePayment"

func TestRepeatReturnsTheRecordedAnswer(t *testing.T) {
	w := newWorld(t)
	first := w.paid("pay-1")
	if first.Replayed || first.Answer == nil || first.Record.ID != first.Answer.ID {
		t.Errorf("the first call: %+v", first)
	}
	w.pass(48 * time.Hour)
	w.keys = w.otherKeys()
	again := w.paid("pay-1", func(r *cybersource.CreatePaymentRequest) {
		r.PaymentInformation.Card.SecurityCode = "" // not asked for twice
		r.DeviceInformation = &cybersource.DeviceInformation{IPAddress: "192.0.2.7"}
	})
	if !again.Replayed || again.Unchecked || again.Answer == nil || again.Answer.ID != first.Answer.ID || again.Outcome != first.Outcome {
		t.Errorf("the repeat: %+v", again)
	}
	w.wantSent(createPayment, 1)
}

func TestStepIsForOneRequest(t *testing.T) {
	for name, change := range map[string]func(*cybersource.CreatePaymentRequest){
		"amount": amount("102.22"),
		"card":   func(r *cybersource.CreatePaymentRequest) { r.PaymentInformation.Card.Number = "4242424242424242" },
		"unknown": func(r *cybersource.CreatePaymentRequest) {
			r.Extra = map[string]json.RawMessage{"new": json.RawMessage("1")}
		},
		"sale": asSale,
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.paid("pay-1")
			_, err := w.pay("pay-1", change)
			wantKind(t, err, idempotency.ErrKeyReused, false)
			w.wantSent(createPayment, 1)
		})
	}
}

func TestDigestKeyThatIsGoneLeavesTheRepeatUnchecked(t *testing.T) {
	w := newWorld(t)
	w.paid("pay-1")
	old := w.options.DigestKeys[0]
	w.options.DigestKeys = []idempotency.DigestKey{{ID: "k2", Key: []byte(strings.Repeat("x", 32))}}
	w.keys = w.otherKeys()
	if r := w.paid("pay-1", amount("5.00")); !r.Replayed || !r.Unchecked {
		t.Errorf("without the old key: %+v", r)
	}
	w.options.DigestKeys = append(w.options.DigestKeys, old)
	w.keys = w.otherKeys()
	if r := w.paid("pay-1"); !r.Replayed || r.Unchecked {
		t.Errorf("with the old key: %+v", r)
	}
	w.wantSent(createPayment, 1)
}

func TestDeclineIsFinalAndTheNextCardIsTheNextStep(t *testing.T) {
	w := newWorld(t)
	w.gateway.Next(cybersourcetest.Decline("EXPIRED_CARD"))
	for _, replayed := range []bool{false, true} {
		r, err := w.pay("pay-1")
		if err != nil || r.State != idempotency.StateDeclined || r.Replayed != replayed || r.Answer == nil || r.Outcome.Kind != cybersource.OutcomeDeclined {
			t.Errorf("replayed %t: %+v, %v", replayed, r, err)
		}
	}
	w.paid("pay-2")
	w.wantSent(createPayment, 2)
}

func TestCertainRefusalFreesTheStep(t *testing.T) {
	w := newWorld(t)
	w.gateway.Next(cybersourcetest.Decline("MISSING_FIELD"))
	_, err := w.pay("pay-1")
	var refused *cybersource.APIError
	if !errors.As(err, &refused) || !cybersource.SafeToRetry(err) {
		t.Fatalf("got %v", err)
	}
	w.wantState("pay-1", idempotency.StateRefused)
	if r := w.paid("pay-1", amount("99.00")); r.Replayed {
		t.Error("the corrected request was not sent")
	}
}

func TestRefusalBeforeSendingLeavesNoRecord(t *testing.T) {
	w := newWorld(t)
	for name, change := range map[string]func(*cybersource.CreatePaymentRequest){
		"invalid": amount("-1"),
		"not ours": func(r *cybersource.CreatePaymentRequest) {
			r.ClientReferenceInformation = &cybersource.ClientReferenceInformation{Code: "ORDER-20418"}
		},
	} {
		if _, err := w.pay("pay-1", change); !errors.Is(err, cybersource.ErrInvalidRequest) || errors.Is(err, cybersource.ErrOutcomeUnknown) || cybersource.SafeToRetry(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.keys.CreatePayment(t.Context(), idempotency.Key{Order: "20418"}, payment()); !errors.Is(err, cybersource.ErrInvalidRequest) {
		t.Errorf("key without a step: %v", err)
	}
	if _, err := w.keys.CreatePayment(t.Context(), idempotency.Key{Order: "20418", Step: "pay-1"}, nil); !errors.Is(err, cybersource.ErrInvalidRequest) {
		t.Errorf("nil request: %v", err)
	}
	if _, err := (*idempotency.Keys)(nil).CreatePayment(t.Context(), idempotency.Key{Order: "20418", Step: "pay-1"}, payment()); !errors.Is(err, cybersource.ErrInvalidRequest) {
		t.Errorf("nil Keys: %v", err)
	}
	if n := len(w.entries()); n != 0 {
		t.Errorf("%d records", n)
	}
	w.wantSent(createPayment, 0)
}

func TestReferenceCodeOfTheCallersOwnHasToBeDeclaredUnique(t *testing.T) {
	w := newWorld(t)
	r, err := w.keys.CreatePayment(t.Context(), idempotency.Key{Order: "20418", Step: "pay-1"},
		payment(func(r *cybersource.CreatePaymentRequest) {
			r.ClientReferenceInformation = &cybersource.ClientReferenceInformation{Code: "20418-pay-1"}
		}), cybersource.WithUniqueCode())
	if err != nil || r.Record.ReferenceCode != "20418-pay-1" {
		t.Errorf("got %+v, %v", r.Record, err)
	}
}

func TestRecordIsStoredBeforeAnythingIsSent(t *testing.T) {
	var w *world
	looked := 0
	w = newWorld(t, func(w *world) {
		w.offline.Override = func(r cybersourcetest.Request) *cybersourcetest.Response {
			looked++
			e := w.wantState("pay-1", idempotency.StateRunning)
			if e.Record.TransactionID == "" || e.Record.TransactionID != r.TransactionID || !e.Record.CodeIsUnique || e.Record.Amount != "102.21" || !e.Due.After(w.clock()) {
				t.Errorf("the record says %+v", e.Record)
			}
			return nil
		}
	})
	w.paid("pay-1")
	if looked != 1 {
		t.Errorf("%d requests", looked)
	}
}

// failingStore fails as it is told to.
type failingStore struct {
	idempotency.Store
	change func(n int, commit func() error) error // n counts the changes from 1
	n      atomic.Int64
}

var errStore = errors.New("connection lost")

func (s *failingStore) Change(ctx context.Context, order idempotency.OrderID, change func(context.Context, idempotency.View) ([]idempotency.Entry, error)) error {
	return s.change(int(s.n.Add(1)), func() error { return s.Store.Change(ctx, order, change) })
}

// fail makes the store of a world fail.
func fail(change func(n int, commit func() error) error) func(w *world) {
	return func(w *world) { w.store = &failingStore{Store: w.memory, change: change} }
}

func TestCallIsNotSentWithoutARecord(t *testing.T) {
	w := newWorld(t, fail(func(int, func() error) error { return errStore }))
	_, err := w.pay("pay-1")
	if !errors.Is(err, errStore) || !errors.Is(err, idempotency.ErrNotRead) || cybersource.SafeToRetry(err) {
		t.Errorf("got %v", err)
	}
	w.wantSent(createPayment, 0)
}

// rollsBack is a store whose transactions run, fail, and leave nothing.
type rollsBack struct {
	idempotency.Store
	then func() // what happens before the caller reads again
}

func (s *rollsBack) Change(ctx context.Context, order idempotency.OrderID, change func(context.Context, idempotency.View) ([]idempotency.Entry, error)) error {
	err := s.Store.Change(ctx, order, func(ctx context.Context, v idempotency.View) ([]idempotency.Entry, error) {
		if _, err := change(ctx, v); err != nil {
			return nil, err
		}
		return nil, errStore
	})
	s.then()
	return err
}

// Neither is a claim that was rolled back sent, nor one in whose place another process has
// claimed the step by now.
func TestClaimThatIsNotThereIsNotSent(t *testing.T) {
	for _, claimed := range []bool{false, true} {
		w := newWorld(t, func(w *world) {
			w.store = &rollsBack{w.memory, func() {
				if !claimed {
					return
				}
				diesAt(1, true)(w)
				rival := w.otherKeys()
				w.dies(func() {
					_, _ = rival.CreatePayment(t.Context(), idempotency.Key{Order: "20418", Step: "pay-1"}, payment())
				})
			}}
		})
		_, err := w.pay("pay-1")
		if !errors.Is(err, errStore) || cybersource.SafeToRetry(err) {
			t.Errorf("claimed by another %t: %v", claimed, err)
		}
		w.wantSent(createPayment, 0)
	}
}

func TestCommitWhoseAnswerWasLostIsReadAgain(t *testing.T) {
	w := newWorld(t, fail(func(_ int, commit func() error) error {
		if err := commit(); err != nil {
			return err
		}
		return errStore
	}))
	w.paid("pay-1")
	w.wantSent(createPayment, 1)
	w.wantState("pay-1", idempotency.StateStanding)
}

func TestAnswerThatCannotBeRecordedIsReturned(t *testing.T) {
	down := true
	w := newWorld(t, fail(func(n int, commit func() error) error {
		if n > 1 && down {
			return errStore
		}
		return commit()
	}))
	r, err := w.pay("pay-1")
	wantKind(t, err, idempotency.ErrNotRecorded, false)
	if r.Answer == nil || !r.Outcome.Approved() || r.Replayed {
		t.Errorf("got %+v", r)
	}
	down = false
	w.pass(time.Hour)
	if counts := w.recover(); counts.Ended != 1 {
		t.Errorf("recovered %+v", counts)
	}
	if again := w.paid("pay-1"); again.Answer != nil || again.Record.ID != r.Record.ID || !again.Outcome.Approved() {
		t.Errorf("the repeat: %+v", again)
	}
	w.wantSent(createPayment, 1)
}
