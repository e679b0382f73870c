package cybersource

// The requests of the calls that follow an answer. They take over what the answer
// states: amount and currency, and for a reversal or void the reference code. Each
// type of request fits only the calls that take that kind of id; the id itself stays an
// argument of the call:
//
//	request, err := capture.RefundRequest()
//	...
//	refund, err := client.RefundApi.RefundCapture(ctx, capture.ID, request)

// CaptureRequest returns the request that captures all that the payment holds, of a
// partial approval the approved amount. It goes with the id of the payment. To capture a
// part, set OrderInformation.AmountDetails.TotalAmount. The reference code is the
// caller's to set, another one than that of the payment.
//
// An answer that holds no money, is a sale, or does not state amount or currency is an
// error, which matches [ErrInvalidRequest] and names what is missing.
func (r *CreatePaymentResponse) CaptureRequest() (*CapturePaymentRequest, error) {
	return r.basis().captureRequest()
}

// CaptureRequest returns the request that captures the payment with all its increments.
// It goes with the id of the payment, not with one of the increment. It is an error if
// the answer does not state the new total; what was added is not enough to know it. See
// [CreatePaymentResponse.CaptureRequest].
func (r *IncrementAuthResponse) CaptureRequest() (*CapturePaymentRequest, error) {
	return r.basis().captureRequest()
}

// ReversalRequest returns the request that releases all that the payment holds, of a
// partial approval the approved amount. It goes with the id of the payment; a sale is to
// be voided first. An answer that holds no money or does not state amount or currency is
// an error, which matches [ErrInvalidRequest] and names what is missing.
func (r *CreatePaymentResponse) ReversalRequest() (*AuthReversalRequest, error) {
	return r.basis().reversalRequest()
}

// ReversalRequest returns the request that releases the payment with all its increments.
// It goes with the id of the payment, not with one of the increment, and has the
// reference code of the increment. It is an error if the answer does not state the new
// total. See [CreatePaymentResponse.ReversalRequest].
func (r *IncrementAuthResponse) ReversalRequest() (*AuthReversalRequest, error) {
	return r.basis().reversalRequest()
}

// RefundRequest returns the request that pays back a sale. It goes with the id of the
// payment. To pay back a part, set OrderInformation.AmountDetails.TotalAmount. The
// reference code is the caller's to set, another one for each refund.
//
// An answer that is an authorization, took no money, or does not state amount or
// currency is an error, which matches [ErrInvalidRequest] and names what is missing.
// What was captured later is refunded by [CapturePaymentResponse.RefundRequest].
func (r *CreatePaymentResponse) RefundRequest() (*RefundPaymentRequest, error) {
	order, err := r.basis().refundOrder("RefundPayment", r.moneyOfSale(MoneyOnItsWay, MoneyTaken)...)
	if err != nil {
		return nil, err
	}
	return &RefundPaymentRequest{OrderInformation: order}, nil
}

// RefundRequest returns the request that pays back a capture. It goes with the id of the
// capture. See [CreatePaymentResponse.RefundRequest].
func (r *CapturePaymentResponse) RefundRequest() (*RefundCaptureRequest, error) {
	order, err := r.basis().refundOrder("RefundCapture", MoneyOnItsWay, MoneyTaken)
	if err != nil {
		return nil, err
	}
	return &RefundCaptureRequest{OrderInformation: order}, nil
}

// VoidRequest returns the request that takes a sale out of the queue before the batch is
// sent. It goes with the id of the payment. The hold stays until it is released by
// [CreatePaymentResponse.ReversalRequest]. An answer that is an authorization, or queued
// nothing, is an error, which matches [ErrInvalidRequest].
func (r *CreatePaymentResponse) VoidRequest() (*VoidPaymentRequest, error) {
	references, err := r.basis().voidReferences("VoidPayment", r.moneyOfSale(MoneyOnItsWay)...)
	if err != nil {
		return nil, err
	}
	return &VoidPaymentRequest{ClientReferenceInformation: references}, nil
}

// VoidRequest returns the request that takes a capture out of the queue before the batch
// is sent. It goes with the id of the capture. The hold stays until it is released by
// [CreatePaymentResponse.ReversalRequest]. An answer that queued nothing is an error,
// which matches [ErrInvalidRequest].
func (r *CapturePaymentResponse) VoidRequest() (*VoidCaptureRequest, error) {
	references, err := r.basis().voidReferences("VoidCapture", MoneyOnItsWay)
	if err != nil {
		return nil, err
	}
	return &VoidCaptureRequest{ClientReferenceInformation: references}, nil
}

// VoidRequest returns the request that takes a refund out of the queue before the batch
// is sent. It goes with the id of the refund. An answer that queued nothing is an error,
// which matches [ErrInvalidRequest].
func (r *RefundResponse) VoidRequest() (*VoidRefundRequest, error) {
	references, err := r.basis().voidReferences("VoidRefund", MoneyOnItsWay)
	if err != nil {
		return nil, err
	}
	return &VoidRefundRequest{ClientReferenceInformation: references}, nil
}

// VoidRequest returns the request that takes a credit out of the queue before the batch
// is sent. It goes with the id of the credit. An answer that queued nothing is an error,
// which matches [ErrInvalidRequest].
func (r *CreateCreditResponse) VoidRequest() (*VoidCreditRequest, error) {
	references, err := r.basis().voidReferences("VoidCredit", MoneyOnItsWay)
	if err != nil {
		return nil, err
	}
	return &VoidCreditRequest{ClientReferenceInformation: references}, nil
}
