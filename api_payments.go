package cybersource

import "context"

// PaymentsApi makes, increments and looks up payments. It belongs to an
// [APIClient] and is safe for concurrent use.
//
// All three methods follow one rule: a decline is an answer. They return an error
// only if the service could not be asked ([NotProcessedError]), refused the
// request ([APIError], [InvalidRequestError]), or may have processed it without
// saying so ([OutcomeUnknownError]). The caller's request is never changed.
type PaymentsApi service

// CreatePayment authorizes the amount of an order, or authorizes and captures it
// in one step (a sale) if req.ProcessingInformation.Capture is true.
//
// HTTP 201 means that a payment exists, not that it was approved: read the
// answer's Status, or its Outcome method. Without a transaction id in
// req.ClientReferenceInformation the client sends one of its own and reports it in
// the answer's Meta and in errors.
//
// POST /pts/v2/payments
func (p *PaymentsApi) CreatePayment(ctx context.Context, req *CreatePaymentRequest, opts ...CallOption) (*CreatePaymentResponse, error) {
	return invoke[CreatePaymentResponse](ctx, (*service)(p), &createPayment, nil, req, opts)
}

// IncrementAuth adds req.OrderInformation.AmountDetails.AdditionalAmount to the
// open authorization id: lodging, car rental and similar trades, Visa and
// Mastercard, at most 100 times.
//
// In the answer AuthorizedAmount is the increment and TotalAmount, where present,
// the new sum. Keep the original id for capture and reversal: the answer may carry
// another one. A declined increment leaves the authorization as it was.
//
// PATCH /pts/v2/payments/{id}
func (p *PaymentsApi) IncrementAuth(ctx context.Context, id string, req *IncrementAuthRequest, opts ...CallOption) (*IncrementAuthResponse, error) {
	return invoke[IncrementAuthResponse](ctx, (*service)(p), &incrementAuth, []string{id}, req, opts)
}

// RefreshPaymentStatus asks for the present state of the alternative payment id
// (bank transfer, wallet, carrier billing): a sale, authorization, capture or
// refund. Cards are not looked up this way. The request says again what kind of
// payment it was (its PaymentInformation.PaymentType, name and method), the reference
// code, and in ProcessingInformation.ActionList what to ask, such as "AP_STATUS".
//
// It only reads, so the client repeats it after a lost answer, and its errors are
// safe to retry. The answer's own id is that of the status request.
//
// POST /pts/v2/refresh-payment-status/{id}
func (p *PaymentsApi) RefreshPaymentStatus(ctx context.Context, id string, req *RefreshPaymentStatusRequest, opts ...CallOption) (*RefreshPaymentStatusResponse, error) {
	return invoke[RefreshPaymentStatusResponse](ctx, (*service)(p), &refreshPaymentStatus, []string{id}, req, opts)
}
