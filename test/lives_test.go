package test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// Whole lives of payments, by the client and over HTTP, with the money that the gateway
// says is where after each call.

// life is a gateway and a client, and the payment that a test is about.
type life struct {
	*testing.T

	gateway *cybersourcetest.Gateway
	client  *cybersource.APIClient
}

func newLife(t *testing.T, options cybersourcetest.Options) *life {
	t.Helper()
	gateway := cybersourcetest.NewGateway(options)
	t.Cleanup(gateway.Close)
	cfg := gateway.Configuration()
	cfg.Retry.Sleep = noSleep
	return &life{T: t, gateway: gateway, client: newClient(t, cfg)}
}

// money is how a payment stands.
type money struct{ held, captured, refunded, credited, released string }

// requireMoney compares how a payment stands; the zeros may be left out.
func (l *life) requireMoney(id string, want money) {
	l.Helper()
	p, known := l.gateway.Payment(id)
	require.True(l, known)
	for _, sum := range []*string{&want.held, &want.captured, &want.refunded, &want.credited, &want.released} {
		if *sum == "" {
			*sum = "0.00"
		}
	}
	if p.Released == "" { // nothing was authorized
		p.Released = "0.00"
	}
	require.Equal(l, want, money{p.Held, p.Captured, p.Refunded, p.Credited, p.Released})
}

// withOutcome is any answer.
type withOutcome interface{ Outcome() cybersource.Outcome }

// done is the answer of a call that did what was asked, for an amount.
func done[Answer withOutcome](l *life, amount string) func(answer Answer, err error) Answer {
	return func(answer Answer, err error) Answer {
		l.Helper()
		require.NoError(l, err)
		outcome := answer.Outcome()
		require.True(l, outcome.Approved(), "%+v", outcome)
		require.Equal(l, amount, outcome.Amount)
		return answer
	}
}

// request is what a follow-up constructor made.
func request[Request any](l *life) func(r *Request, err error) *Request {
	return func(r *Request, err error) *Request {
		l.Helper()
		require.NoError(l, err)
		return r
	}
}

func (l *life) authorize() *cybersource.CreatePaymentResponse {
	l.Helper()
	return done[*cybersource.CreatePaymentResponse](l, "100.00")(l.client.PaymentsApi.CreatePayment(l.Context(), paymentOver("100.00")))
}

func saleOver(amount string) *cybersource.CreatePaymentRequest {
	sale := paymentOver(amount)
	sale.ProcessingInformation.Capture = new(true)
	return sale
}

// captureOf captures one of two parts.
func (l *life) captureOf(id, amount string, part int64) *cybersource.CapturePaymentResponse {
	l.Helper()
	return done[*cybersource.CapturePaymentResponse](l, amount)(l.client.CaptureApi.CapturePayment(l.Context(), id, &cybersource.CapturePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: "part"},
		ProcessingInformation: &cybersource.CaptureProcessingInformation{CaptureOptions: &cybersource.CaptureProcessingInformationCaptureOptions{
			CaptureSequenceNumber: &part, TotalCaptureCount: new(int64(2)),
		}},
		OrderInformation: &cybersource.CaptureOrderInformation{AmountDetails: &cybersource.FollowOnOrderInformationAmountDetails{
			TotalAmount: amount, Currency: "USD",
		}},
	}))
}

// refundOf gives back a part of a capture.
func (l *life) refundOf(capture *cybersource.CapturePaymentResponse, amount string) *cybersource.RefundResponse {
	l.Helper()
	part := request[cybersource.RefundCaptureRequest](l)(capture.RefundRequest())
	part.OrderInformation.AmountDetails.TotalAmount = amount
	return done[*cybersource.RefundResponse](l, amount)(l.client.RefundApi.RefundCapture(l.Context(), capture.ID, part))
}

func TestPaymentIsIncrementedCapturedInPartsAndRefundedInParts(t *testing.T) {
	l := newLife(t, cybersourcetest.Options{})
	payment := l.authorize()
	l.requireMoney(payment.ID, money{held: "100.00"})

	raised, err := l.client.PaymentsApi.IncrementAuth(t.Context(), payment.ID, increment())
	require.NoError(t, err)
	assert.Equal(t, "20.00", raised.Outcome().Amount)
	assert.Equal(t, "120.00", raised.Outcome().Total)

	first := l.captureOf(payment.ID, "50.00", 1)
	l.requireMoney(payment.ID, money{held: "70.00", captured: "50.00"})
	second := l.captureOf(payment.ID, "70.00", 2)
	l.requireMoney(payment.ID, money{captured: "120.00"})

	l.refundOf(first, "20.00")
	refund := l.refundOf(second, "30.00")
	l.requireMoney(payment.ID, money{captured: "120.00", refunded: "50.00"})

	void := request[cybersource.VoidRefundRequest](l)(refund.VoidRequest())
	done[*cybersource.VoidResponse](l, "30.00")(l.client.VoidApi.VoidRefund(t.Context(), refund.ID, void))
	l.requireMoney(payment.ID, money{captured: "120.00", refunded: "20.00"})

	reversal := request[cybersource.AuthReversalRequest](l)(payment.ReversalRequest())
	_, err = l.client.ReversalApi.AuthReversal(t.Context(), payment.ID, reversal)
	require.Error(t, err, "nothing is held any more")
	assert.NotErrorIs(t, err, cybersource.ErrOutcomeUnknown)

	require.Positive(t, l.gateway.SendBatch())
	_, err = l.client.VoidApi.VoidCapture(t.Context(), first.ID, request[cybersource.VoidCaptureRequest](l)(first.VoidRequest()))
	require.ErrorIs(t, err, cybersource.ErrNotVoidable)
	l.refundOf(second, "70.00")
	l.requireMoney(payment.ID, money{captured: "120.00", refunded: "90.00"})
}

func TestAuthorizationIsReversedWithItsIncrement(t *testing.T) {
	l := newLife(t, cybersourcetest.Options{})
	payment := l.authorize()
	raised, err := l.client.PaymentsApi.IncrementAuth(t.Context(), payment.ID, increment())
	require.NoError(t, err)
	reversal := request[cybersource.AuthReversalRequest](l)(raised.ReversalRequest())
	done[*cybersource.ReversalResponse](l, "120.00")(l.client.ReversalApi.AuthReversal(t.Context(), payment.ID, reversal))
	l.requireMoney(payment.ID, money{released: "120.00"})
	_, err = l.client.ReversalApi.AuthReversal(t.Context(), payment.ID, reversal)
	require.ErrorIs(t, err, cybersource.ErrAlreadyReversed)
}

func TestSaleIsVoidedAndItsHoldReversed(t *testing.T) {
	l := newLife(t, cybersourcetest.Options{})
	sale := done[*cybersource.CreatePaymentResponse](l, "100.00")(l.client.PaymentsApi.CreatePayment(t.Context(), saleOver("100.00")))
	l.requireMoney(sale.ID, money{captured: "100.00"})

	void := request[cybersource.VoidPaymentRequest](l)(sale.VoidRequest())
	done[*cybersource.VoidResponse](l, "100.00")(l.client.VoidApi.VoidPayment(t.Context(), sale.ID, void))
	l.requireMoney(sale.ID, money{held: "100.00"})
	_, err := l.client.VoidApi.VoidPayment(t.Context(), sale.ID, void)
	require.ErrorIs(t, err, cybersource.ErrNotVoidable)

	reversal := request[cybersource.AuthReversalRequest](l)(sale.ReversalRequest())
	done[*cybersource.ReversalResponse](l, "100.00")(l.client.ReversalApi.AuthReversal(t.Context(), sale.ID, reversal))
	l.requireMoney(sale.ID, money{released: "100.00"})
}

func TestSaleIsRefundedAfterTheBatch(t *testing.T) {
	l := newLife(t, cybersourcetest.Options{})
	sale := done[*cybersource.CreatePaymentResponse](l, "100.00")(l.client.PaymentsApi.CreatePayment(t.Context(), saleOver("100.00")))
	l.gateway.SendBatch()
	_, err := l.client.VoidApi.VoidPayment(t.Context(), sale.ID, request[cybersource.VoidPaymentRequest](l)(sale.VoidRequest()))
	require.ErrorIs(t, err, cybersource.ErrNotVoidable)
	refund := request[cybersource.RefundPaymentRequest](l)(sale.RefundRequest())
	done[*cybersource.RefundResponse](l, "100.00")(l.client.RefundApi.RefundPayment(t.Context(), sale.ID, refund))
	l.requireMoney(sale.ID, money{captured: "100.00", refunded: "100.00"})
	_, err = l.client.RefundApi.RefundPayment(t.Context(), sale.ID, refund)
	require.Error(t, err, "all was given back")
	l.requireMoney(sale.ID, money{captured: "100.00", refunded: "100.00"})
}

func TestCreditIsVoidedUntilTheBatch(t *testing.T) {
	l := newLife(t, cybersourcetest.Options{})
	made := done[*cybersource.CreateCreditResponse](l, "102.21")(l.client.CreditApi.CreateCredit(t.Context(), credit()))
	l.requireMoney(made.ID, money{credited: "102.21"})
	done[*cybersource.VoidResponse](l, "102.21")(l.client.VoidApi.VoidCredit(t.Context(), made.ID, request[cybersource.VoidCreditRequest](l)(made.VoidRequest())))
	l.requireMoney(made.ID, money{})

	sent := done[*cybersource.CreateCreditResponse](l, "102.21")(l.client.CreditApi.CreateCredit(t.Context(), credit()))
	l.gateway.SendBatch()
	_, err := l.client.VoidApi.VoidCredit(t.Context(), sent.ID, request[cybersource.VoidCreditRequest](l)(sent.VoidRequest()))
	require.ErrorIs(t, err, cybersource.ErrNotVoidable)
	l.requireMoney(sent.ID, money{credited: "102.21"})
}
