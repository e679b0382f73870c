package idempotency_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/idempotency"
)

// A repeat that does not get as far as the store does not know whether the order is paid, and
// must not say that it is not.
func TestRepeatThatReadsNothingVouchesForNothing(t *testing.T) {
	w := newWorld(t)
	w.paid("pay-1")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	down := w.keysOf(w.client, &failingStore{Store: w.memory, change: func(int, func() error) error { return errStore }}, w.options)
	for name, pay := range map[string]func(step string) error{
		"context has ended": func(step string) error {
			_, err := w.keys.CreatePayment(ended, idempotency.Key{Order: "20418", Step: step}, payment())
			return err
		},
		"store fails": func(step string) error {
			_, err := down.CreatePayment(t.Context(), idempotency.Key{Order: "20418", Step: step}, payment())
			return err
		},
	} {
		for _, step := range []string{"pay-1", "pay-2"} {
			err := pay(step)
			wantKind(t, err, idempotency.ErrNotRead, false)
			if !errors.Is(err, cybersource.ErrOutcomeUnknown) {
				t.Errorf("%s, %s: %v", name, step, err)
			}
		}
	}
	for name, err := range map[string]error{
		"invalid request": errorOf(w.pay("pay-1", amount("-1"))),
		"no request":      errorOf(w.keys.CreatePayment(t.Context(), idempotency.Key{Order: "20418", Step: "pay-1"}, nil)),
		"invalid step":    errorOf(w.pay("")),
	} {
		wantKind(t, err, idempotency.ErrNotRead, false)
		if !errors.Is(err, cybersource.ErrInvalidRequest) || errors.Is(err, cybersource.ErrOutcomeUnknown) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.wantSent(createPayment, 1)
}

func errorOf[T any](_ T, err error) error { return err }

func TestAnswerThatSaysTooLittleIsAnError(t *testing.T) {
	w := newWorld(t)
	w.gateway.Next(cybersourcetest.Decline("DUPLICATE_REQUEST"))
	_, err := w.pay("pay-1")
	if !errors.Is(err, cybersource.ErrOutcomeUnknown) && cybersource.SafeToRetry(err) {
		t.Errorf("got %v", err)
	}
	w.wantState("pay-1", idempotency.StateOpen)
}

func TestRecordOfTheCallerIsStoredAfterTheClaim(t *testing.T) {
	w := newWorld(t)
	var stored []string
	save := func(fails error) cybersource.CallOption {
		return cybersource.WithRecord(func(_ context.Context, r cybersource.CallRecord) error {
			stored = append(stored, r.ReferenceCode)
			return fails
		})
	}
	key := idempotency.Key{Order: "20418", Step: "pay-1"}
	if _, err := w.keys.CreatePayment(t.Context(), key, payment(), save(errStore)); !errors.Is(err, errStore) {
		t.Errorf("got %v", err)
	}
	w.wantSent(createPayment, 0)
	w.wantState("pay-1", idempotency.StateRefused)
	r, err := w.keys.CreatePayment(t.Context(), key, payment(), save(nil), cybersource.WithRecord(nil))
	if err != nil || len(stored) != 2 || stored[1] != r.Record.ReferenceCode {
		t.Errorf("stored %v, %+v, %v", stored, r.Record, err)
	}
	if _, err := w.keys.CreatePayment(t.Context(), key, payment(), save(nil)); err != nil || len(stored) != 2 {
		t.Errorf("the replay stored a record: %v, %v", stored, err)
	}
}

func TestClosingAsNotPaidWaitsUntilNothingCanArrive(t *testing.T) {
	w := newWorld(t)
	w.gateway.Next(cybersourcetest.DropAnswer())
	_, _ = w.pay("pay-1")
	e := w.wantState("pay-1", idempotency.StateOpen)
	person := idempotency.Closure{By: "kim", Why: "not in the portal"}
	err := w.keys.Close(t.Context(), e.ID, person)
	if step := wantKind(t, err, idempotency.ErrOpen, false); !step.Until.Equal(e.Record.QuietAt) {
		t.Errorf("until %v, want %v", step.Until, e.Record.QuietAt)
	}
	w.wantState("pay-1", idempotency.StateOpen)
	w.pass(e.Record.QuietAt.Sub(w.clock()) + time.Second)
	if err := w.keys.Close(t.Context(), e.ID, person); err != nil {
		t.Error(err)
	}
}

func TestPanicOfTheBooksIsAnError(t *testing.T) {
	for name, set := range map[string]func(o *idempotency.Options){
		"OnClose": func(o *idempotency.Options) {
			o.OnClose = func(context.Context, *sql.Tx, idempotency.Entry) error { panic("secret 4111111111111111") }
		},
		"Deliver": func(o *idempotency.Options) {
			o.Deliver = func(context.Context, idempotency.Entry) error { panic("secret 4111111111111111") }
		},
	} {
		w := newWorld(t, func(w *world) { set(&w.options) })
		r, err := w.pay("pay-1")
		if r.Answer == nil || name == "OnClose" && !errors.Is(err, idempotency.ErrNotRecorded) {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
		w.pass(time.Hour)
		counts, err := w.keys.Recover(t.Context())
		if counts.Failed != 1 || err == nil || !strings.Contains(err.Error(), "the books panicked with a string") || strings.Contains(err.Error(), "4111") {
			t.Errorf("%s: %+v, %v", name, counts, err)
		}
	}
}

func TestClockThatIsBehindEndsNoLookUps(t *testing.T) {
	w := newWorld(t)
	w.gateway.Next(cybersourcetest.DropAnswer())
	_, _ = w.pay("pay-1")
	behind := w.options
	behind.Now = func() time.Time { return w.clock().Add(-24 * time.Hour) }
	cfg := w.gateway.Configuration()
	cfg.Clock, cfg.Retry.Sleep = behind.Now, w.sleep
	client, err := cybersource.NewAPIClient(cfg)
	if err != nil {
		t.Fatal(err)
	}
	w.pass(time.Hour)
	if counts, err := w.keysOf(client, w.store, behind).Recover(t.Context()); err == nil || counts.Failed != 1 {
		t.Errorf("%+v, %v", counts, err)
	}
	w.pass(time.Hour)
	w.recover()
	w.wantState("pay-1", idempotency.StateStanding)
}

func TestStepsOfOtherMerchantsAreLeftToThem(t *testing.T) {
	w := newWorld(t)
	w.gateway.Next(cybersourcetest.DropAnswer())
	_, _ = w.pay("pay-1")
	w.pass(time.Hour)
	mine := w.entries()[0].MerchantID
	others := w.options
	others.Merchants = []string{mine + "_2"}
	keys := w.keysOf(w.client, w.store, others)
	if counts, err := keys.Recover(t.Context()); err != nil || counts != (idempotency.Counts{}) {
		t.Errorf("%+v, %v", counts, err)
	}
	for e := range keys.Open(t.Context()) {
		t.Errorf("open: %v", e.ID)
	}
	_, err := keys.CreatePayment(t.Context(), idempotency.Key{Order: "20419", Step: "pay-1"}, payment())
	if wantKind(t, err, idempotency.ErrNotRead, false); !errors.Is(err, cybersource.ErrInvalidRequest) {
		t.Errorf("a call of a merchant whose steps nobody would look for: %v", err)
	}
	w.options.Merchants = []string{mine}
	if counts, err := w.otherKeys().Recover(t.Context()); err != nil || counts.Ended != 1 {
		t.Errorf("%+v, %v", counts, err)
	}
}

func TestPurgeRefusesANegativeAge(t *testing.T) {
	w := newWorld(t)
	w.paid("pay-1")
	if n, err := w.keys.Purge(t.Context(), -time.Second); n != 0 || !errors.Is(err, cybersource.ErrInvalidRequest) {
		t.Errorf("purged %d, %v", n, err)
	}
}

// A repeat is nothing that anybody has to look at: it is no failure, and has no outcome of its own.
func TestRepeatShowsAsWithheld(t *testing.T) {
	var ended []cybersource.CallResult
	var log bytes.Buffer
	w := newWorld(t, func(w *world) {
		w.config = func(cfg *cybersource.Configuration) {
			cfg.Hooks.CallEnd = func(_ context.Context, r cybersource.CallResult) { ended = append(ended, r) }
			cfg.Logger = slog.New(slog.NewTextHandler(&log, nil))
		}
	})
	w.paid("pay-1")
	w.paid("pay-1")
	_, err := w.pay("pay-2")
	wantKind(t, err, idempotency.ErrOrderBusy, false)
	if len(ended) != 3 || ended[0].Ending != cybersource.EndingAnswered {
		t.Fatalf("got %+v", ended)
	}
	for _, r := range ended[1:] {
		if r.Ending != cybersource.EndingWithheld || r.Outcome != nil || r.Attempts != 0 {
			t.Errorf("got %+v", r)
		}
	}
	if strings.Contains(log.String(), "WARN") || strings.Count(log.String(), "ending=withheld") != 2 {
		t.Errorf("got %s", log.String())
	}
}
