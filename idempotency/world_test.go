package idempotency_test

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/idempotency"
)

// world is a gateway, a store and Keys, all by one clock that only tests move.
type world struct {
	t       *testing.T
	gateway *cybersourcetest.Gateway
	memory  *idempotency.Memory
	store   idempotency.Store
	options idempotency.Options
	offline cybersourcetest.Options
	config  func(*cybersource.Configuration)
	client  *cybersource.APIClient
	keys    *idempotency.Keys

	mu  sync.Mutex
	now time.Time
}

// newWorld makes a world. The setups change it before its gateway, client and Keys are made.
func newWorld(t *testing.T, setups ...func(w *world)) *world {
	t.Helper()
	w := &world{t: t, now: time.Now().Truncate(time.Second), config: func(*cybersource.Configuration) {}}
	w.memory = idempotency.NewMemory(w.clock)
	w.store = w.memory
	w.options = idempotency.Options{
		DigestKeys: []idempotency.DigestKey{{ID: "k1", Key: bytes.Repeat([]byte{7}, 32)}},
		Now:        w.clock, Sleep: w.sleep,
	}
	w.offline = cybersourcetest.Options{Now: w.clock}
	for _, set := range setups {
		set(w)
	}
	w.gateway = cybersourcetest.NewGateway(w.offline)
	t.Cleanup(w.gateway.Close)
	cfg := w.gateway.Configuration()
	cfg.Clock, cfg.Retry.Sleep = w.clock, w.sleep
	w.config(&cfg)
	var err error
	if w.client, err = cybersource.NewAPIClient(cfg); err != nil {
		t.Fatal(err)
	}
	w.keys = w.otherKeys()
	return w
}

// otherKeys are Keys over the same store, as another process has them.
func (w *world) otherKeys() *idempotency.Keys {
	w.t.Helper()
	return w.keysOf(w.client, w.store, w.options)
}

func (w *world) keysOf(client *cybersource.APIClient, store idempotency.Store, o idempotency.Options) *idempotency.Keys {
	w.t.Helper()
	keys, err := idempotency.New(client, store, o)
	if err != nil {
		w.t.Fatal(err)
	}
	return keys
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// sleep moves the clock instead of waiting.
func (w *world) sleep(ctx context.Context, d time.Duration) error {
	w.pass(d)
	return ctx.Err()
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	w.now = w.now.Add(d)
	w.mu.Unlock()
	if w.gateway != nil {
		w.gateway.DeliverDue()
	}
}

// sent is how many calls of an operation were processed.
func (w *world) sent(operation string) (n int) {
	for _, e := range w.gateway.Ledger() {
		if e.Operation == operation {
			n++
		}
	}
	return n
}

func (w *world) wantSent(operation string, want int) {
	w.t.Helper()
	if got := w.sent(operation); got != want {
		w.t.Errorf("the service processed %d calls of %s, want %d", got, operation, want)
	}
}

// entries are all that are stored.
func (w *world) entries() []idempotency.Entry {
	w.t.Helper()
	found, err := w.memory.Find(w.t.Context(), idempotency.Filter{})
	if err != nil {
		w.t.Fatal(err)
	}
	return found
}

func (w *world) wantState(step string, want idempotency.State) idempotency.Entry {
	w.t.Helper()
	for _, e := range w.entries() {
		if e.Step == step {
			if e.State != want {
				w.t.Errorf("step %s is %s, want %s (%s)", step, e.State, want, e.Left)
			}
			return e
		}
	}
	w.t.Errorf("step %s is not recorded", step)
	return idempotency.Entry{}
}

// pay makes the payment of a step.
func (w *world) pay(step string, change ...func(*cybersource.CreatePaymentRequest)) (idempotency.Result[cybersource.CreatePaymentResponse], error) {
	w.t.Helper()
	return w.keys.CreatePayment(w.t.Context(), idempotency.Key{Order: "20418", Step: step}, payment(change...))
}

// paid makes a payment that has to succeed.
func (w *world) paid(step string, change ...func(*cybersource.CreatePaymentRequest)) idempotency.Result[cybersource.CreatePaymentResponse] {
	w.t.Helper()
	r, err := w.pay(step, change...)
	if err != nil || r.State != idempotency.StateStanding {
		w.t.Fatalf("%s: %v, %v", step, r.State, err)
	}
	return r
}

func (w *world) recover() idempotency.Counts {
	w.t.Helper()
	counts, err := w.keys.Recover(w.t.Context())
	if err != nil {
		w.t.Fatalf("Recover: %v", err)
	}
	return counts
}

func amount(text string) func(*cybersource.CreatePaymentRequest) {
	return func(r *cybersource.CreatePaymentRequest) { r.OrderInformation.AmountDetails.TotalAmount = text }
}

// wantKind checks the kind of a StepError and whether it is safe to send again.
func wantKind(t *testing.T, err, want error, safe bool) *idempotency.StepError {
	t.Helper()
	step := new(idempotency.StepError)
	if !errors.As(err, &step) || !errors.Is(err, want) {
		t.Fatalf("got %v, want %v", err, want)
	}
	if cybersource.SafeToRetry(err) != safe {
		t.Errorf("SafeToRetry of %q is %t, want %t", err, !safe, safe)
	}
	return step
}

// payment is a request that the gateway approves.
func payment(change ...func(*cybersource.CreatePaymentRequest)) *cybersource.CreatePaymentRequest {
	req := &cybersource.CreatePaymentRequest{
		PaymentInformation: &cybersource.PaymentInformation{
			Card: &cybersource.PaymentInformationCard{
				Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031", Type: "001", SecurityCode: "123",
			},
		},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"},
			BillTo: &cybersource.OrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
		},
	}
	for _, f := range change {
		f(req)
	}
	return req
}
