package idempotency_test

import (
	"testing"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/idempotency"
)

// followUp is a call that moves money after a payment, or without one: how an order comes
// to it, and how it is made.
type followUp struct {
	name, operation string
	prepare         func(w *world) (id string) // of what the call is about
	call            func(w *world, id string) (idempotency.State, error)
}

const (
	followUpStep = "follow-up"
	authReversal = "AuthReversal"
)

// ended is what the tests look at of a result.
func ended[A any](r idempotency.Result[A], err error) (idempotency.State, error) { return r.State, err }

func followUpKey() idempotency.Key { return idempotency.Key{Order: "20418", Step: followUpStep} }

func followUpAmount(total string) *cybersource.FollowOnOrderInformationAmountDetails {
	return &cybersource.FollowOnOrderInformationAmountDetails{TotalAmount: total, Currency: "USD"}
}

// authorized is the id of a payment that holds money.
func authorized(w *world) string { return w.paid("pay-1").Record.ID }

// sold is the id of a payment that took money.
func sold(w *world) string {
	return w.paid("pay-1", asSale).Record.ID
}

// asSale has a payment take the money too.
func asSale(r *cybersource.CreatePaymentRequest) {
	r.ProcessingInformation = &cybersource.ProcessingInformation{Capture: new(true)}
}

// captured is the id of a capture.
func captured(w *world) string {
	r, err := capture(w, idempotency.Key{Order: "20418", Step: "capture-1"}, authorized(w))
	return done(w, r, err)
}

// done is the id of a call that has to have succeeded.
func done[A any](w *world, r idempotency.Result[A], err error) string {
	w.t.Helper()
	if err != nil || r.State != idempotency.StateStanding {
		w.t.Fatalf("got %v, %v", r.State, err)
	}
	return r.Record.ID
}

func capture(w *world, key idempotency.Key, id string) (idempotency.Result[cybersource.CapturePaymentResponse], error) {
	return w.keys.CapturePayment(w.t.Context(), key, id, &cybersource.CapturePaymentRequest{
		OrderInformation: &cybersource.CaptureOrderInformation{AmountDetails: followUpAmount("102.21")},
	})
}

func refund(w *world, key idempotency.Key, id string) (idempotency.Result[cybersource.RefundResponse], error) {
	return w.keys.RefundCapture(w.t.Context(), key, id, &cybersource.RefundCaptureRequest{OrderInformation: givenBack()})
}

func givenBack() *cybersource.RefundOrderInformation {
	return &cybersource.RefundOrderInformation{AmountDetails: followUpAmount("40.00")}
}

func credit(w *world, key idempotency.Key) (idempotency.Result[cybersource.CreateCreditResponse], error) {
	return w.keys.CreateCredit(w.t.Context(), key, &cybersource.CreateCreditRequest{
		PaymentInformation: &cybersource.RefundPaymentInformation{
			Card: &cybersource.RefundPaymentInformationCard{Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031"},
		},
		OrderInformation: &cybersource.RefundOrderInformation{
			AmountDetails: followUpAmount("40.00"),
			BillTo: &cybersource.FollowOnOrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", PhoneNumber: "4155550100",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
		},
	})
}

func voidSale(w *world, key idempotency.Key, id string) (idempotency.Result[cybersource.VoidResponse], error) {
	return w.keys.VoidPayment(w.t.Context(), key, id, &cybersource.VoidPaymentRequest{})
}

// reversal makes a reversal of an amount.
func reversal(total string) func(w *world, id string) (idempotency.State, error) {
	return func(w *world, id string) (idempotency.State, error) {
		return ended(w.keys.AuthReversal(w.t.Context(), followUpKey(), id, &cybersource.AuthReversalRequest{
			ReversalInformation: &cybersource.ReversalInformation{
				AmountDetails: &cybersource.ReversalAmountDetails{TotalAmount: total, Currency: "USD"},
			},
		}))
	}
}

// onlyFoundFollowUps are the calls that are never made again: nothing shows that the first
// one was not.
var onlyFoundFollowUps = []followUp{
	{"capture", "CapturePayment", authorized, func(w *world, id string) (idempotency.State, error) {
		return ended(capture(w, followUpKey(), id))
	}},
	{"refund of a capture", "RefundCapture", captured, func(w *world, id string) (idempotency.State, error) {
		return ended(refund(w, followUpKey(), id))
	}},
	{"refund of a sale", "RefundPayment", sold, func(w *world, id string) (idempotency.State, error) {
		return ended(w.keys.RefundPayment(w.t.Context(), followUpKey(), id, &cybersource.RefundPaymentRequest{OrderInformation: givenBack()}))
	}},
	{"credit", "CreateCredit", func(*world) string { return "" }, func(w *world, _ string) (idempotency.State, error) {
		return ended(credit(w, followUpKey()))
	}},
	{"increment", "IncrementAuth", authorized, func(w *world, id string) (idempotency.State, error) {
		return ended(w.keys.IncrementAuth(w.t.Context(), followUpKey(), id, &cybersource.IncrementAuthRequest{
			ProcessingInformation: &cybersource.IncrementAuthProcessingInformation{
				AuthorizationOptions: &cybersource.IncrementAuthProcessingInformationAuthorizationOptions{
					Initiator: &cybersource.IncrementAuthProcessingInformationAuthorizationOptionsInitiator{StoredCredentialUsed: new(true)},
				},
			},
			OrderInformation: &cybersource.IncrementAuthOrderInformation{
				AmountDetails: &cybersource.IncrementAuthOrderInformationAmountDetails{AdditionalAmount: "20.00", Currency: "USD"},
			},
		}))
	}},
	reversalOfAPart,
}

// reversalOfAPart has no reference of its own, and so is not found: another one looks the same.
var reversalOfAPart = followUp{"reversal of a part", authReversal, authorized, reversal("2.21")}

// repeatedFollowUps are the calls that Recover makes again, as they do no more than once.
var repeatedFollowUps = []followUp{
	{"reversal of all", authReversal, authorized, reversal("102.21")},
	{"void of a sale", "VoidPayment", sold, func(w *world, id string) (idempotency.State, error) {
		return ended(voidSale(w, followUpKey(), id))
	}},
	{"void of a capture", "VoidCapture", captured, func(w *world, id string) (idempotency.State, error) {
		return ended(w.keys.VoidCapture(w.t.Context(), followUpKey(), id, &cybersource.VoidCaptureRequest{}))
	}},
	{"void of a refund", "VoidRefund", func(w *world) string {
		r, err := refund(w, idempotency.Key{Order: "20418", Step: "refund-1"}, captured(w))
		return done(w, r, err)
	}, func(w *world, id string) (idempotency.State, error) {
		return ended(w.keys.VoidRefund(w.t.Context(), followUpKey(), id, &cybersource.VoidRefundRequest{}))
	}},
	{"void of a credit", "VoidCredit", func(w *world) string {
		r, err := credit(w, idempotency.Key{Order: "20418", Step: "credit-1"})
		return done(w, r, err)
	}, func(w *world, id string) (idempotency.State, error) {
		return ended(w.keys.VoidCredit(w.t.Context(), followUpKey(), id, &cybersource.VoidCreditRequest{}))
	}},
}

// fate is what can become of a call.
type fate struct {
	name string
	meet func(w *world, call func()) // makes the call, and has it meet its fate

	sent, recorded bool // before the process died
}

// dying makes the process of the call end at its change n of the store.
func dying(n int, committed bool) func(w *world, call func()) {
	return func(w *world, call func()) {
		diesAt(n, committed)(w)
		w.keys = w.otherKeys()
		w.dies(call)
		w.store = w.memory
		w.keys = w.otherKeys()
	}
}

// unanswered loses the answer of the call.
func unanswered(w *world, call func()) {
	w.gateway.Next(cybersourcetest.DropAnswer())
	call()
}

// prepared is a world in which a follow-up can be made.
func prepared(t *testing.T, f *followUp, setups ...func(w *world)) (w *world, call func() (idempotency.State, error)) {
	t.Helper()
	w = newWorld(t, append([]func(w *world){func(w *world) { w.offline.Features.PartialReversals = true }}, setups...)...)
	id := f.prepare(w)
	return w, func() (idempotency.State, error) { return f.call(w, id) }
}
