package idempotency

import (
	"context"

	"github.com/cybersource-go/cybersource"
)

// This file has one method for each operation that moves money. They are the methods of
// the client with a key.

// CreatePayment is [cybersource.PaymentsApi.CreatePayment], once per key, and while no other
// payment of the order is under way or stands.
func (k *Keys) CreatePayment(ctx context.Context, key Key, req *cybersource.CreatePaymentRequest, opts ...cybersource.CallOption) (Result[cybersource.CreatePaymentResponse], error) {
	return once[cybersource.CreatePaymentResponse](ctx, k, key, opCreatePayment, "", req, opts, k.api().PaymentsApi.CreatePayment)
}

// IncrementAuth is [cybersource.PaymentsApi.IncrementAuth], once per key.
func (k *Keys) IncrementAuth(ctx context.Context, key Key, id string, req *cybersource.IncrementAuthRequest, opts ...cybersource.CallOption) (Result[cybersource.IncrementAuthResponse], error) {
	return once[cybersource.IncrementAuthResponse](ctx, k, key, opIncrementAuth, id, req, opts, with(k.api().PaymentsApi.IncrementAuth, id))
}

// CapturePayment is [cybersource.CaptureApi.CapturePayment], once per key.
func (k *Keys) CapturePayment(ctx context.Context, key Key, id string, req *cybersource.CapturePaymentRequest, opts ...cybersource.CallOption) (Result[cybersource.CapturePaymentResponse], error) {
	return once[cybersource.CapturePaymentResponse](ctx, k, key, opCapturePayment, id, req, opts, with(k.api().CaptureApi.CapturePayment, id))
}

// RefundPayment is [cybersource.RefundApi.RefundPayment], once per key.
func (k *Keys) RefundPayment(ctx context.Context, key Key, id string, req *cybersource.RefundPaymentRequest, opts ...cybersource.CallOption) (Result[cybersource.RefundResponse], error) {
	return once[cybersource.RefundResponse](ctx, k, key, opRefundPayment, id, req, opts, with(k.api().RefundApi.RefundPayment, id))
}

// RefundCapture is [cybersource.RefundApi.RefundCapture], once per key.
func (k *Keys) RefundCapture(ctx context.Context, key Key, id string, req *cybersource.RefundCaptureRequest, opts ...cybersource.CallOption) (Result[cybersource.RefundResponse], error) {
	return once[cybersource.RefundResponse](ctx, k, key, opRefundCapture, id, req, opts, with(k.api().RefundApi.RefundCapture, id))
}

// CreateCredit is [cybersource.CreditApi.CreateCredit], once per key.
func (k *Keys) CreateCredit(ctx context.Context, key Key, req *cybersource.CreateCreditRequest, opts ...cybersource.CallOption) (Result[cybersource.CreateCreditResponse], error) {
	return once[cybersource.CreateCreditResponse](ctx, k, key, opCreateCredit, "", req, opts, k.api().CreditApi.CreateCredit)
}

// AuthReversal is [cybersource.ReversalApi.AuthReversal], once per key. Once all is reversed that
// the payment and its increments hold, and no capture of it stands, the order is free for
// another payment.
func (k *Keys) AuthReversal(ctx context.Context, key Key, id string, req *cybersource.AuthReversalRequest, opts ...cybersource.CallOption) (Result[cybersource.ReversalResponse], error) {
	return once[cybersource.ReversalResponse](ctx, k, key, opAuthReversal, id, req, opts, with(k.api().ReversalApi.AuthReversal, id))
}

// VoidPayment is [cybersource.VoidApi.VoidPayment], once per key. That of a sale frees the order
// for another payment; the hold behind it is the caller's to reverse.
func (k *Keys) VoidPayment(ctx context.Context, key Key, id string, req *cybersource.VoidPaymentRequest, opts ...cybersource.CallOption) (Result[cybersource.VoidResponse], error) {
	return once[cybersource.VoidResponse](ctx, k, key, opVoidPayment, id, req, opts, with(k.api().VoidApi.VoidPayment, id))
}

// VoidCapture is [cybersource.VoidApi.VoidCapture], once per key.
func (k *Keys) VoidCapture(ctx context.Context, key Key, id string, req *cybersource.VoidCaptureRequest, opts ...cybersource.CallOption) (Result[cybersource.VoidResponse], error) {
	return once[cybersource.VoidResponse](ctx, k, key, opVoidCapture, id, req, opts, with(k.api().VoidApi.VoidCapture, id))
}

// VoidRefund is [cybersource.VoidApi.VoidRefund], once per key.
func (k *Keys) VoidRefund(ctx context.Context, key Key, id string, req *cybersource.VoidRefundRequest, opts ...cybersource.CallOption) (Result[cybersource.VoidResponse], error) {
	return once[cybersource.VoidResponse](ctx, k, key, opVoidRefund, id, req, opts, with(k.api().VoidApi.VoidRefund, id))
}

// VoidCredit is [cybersource.VoidApi.VoidCredit], once per key.
func (k *Keys) VoidCredit(ctx context.Context, key Key, id string, req *cybersource.VoidCreditRequest, opts ...cybersource.CallOption) (Result[cybersource.VoidResponse], error) {
	return once[cybersource.VoidResponse](ctx, k, key, opVoidCredit, id, req, opts, with(k.api().VoidApi.VoidCredit, id))
}

// MitReversal is [cybersource.ReversalApi.MitReversal], once per key. What the keys themselves
// have to undo, [Keys.Recover] does.
func (k *Keys) MitReversal(ctx context.Context, key Key, req *cybersource.MitReversalRequest, opts ...cybersource.CallOption) (Result[cybersource.ReversalResponse], error) {
	return once[cybersource.ReversalResponse](ctx, k, key, opMitReversal, "", req, opts, k.api().ReversalApi.MitReversal)
}

// MitVoid is [cybersource.VoidApi.MitVoid], once per key. What the keys themselves have to
// undo, [Keys.Recover] does.
func (k *Keys) MitVoid(ctx context.Context, key Key, req *cybersource.MitVoidRequest, opts ...cybersource.CallOption) (Result[cybersource.VoidResponse], error) {
	return once[cybersource.VoidResponse](ctx, k, key, opMitVoid, "", req, opts, k.api().VoidApi.MitVoid)
}

// CreateSessionRequest is [cybersource.PaymentsApi.CreateSessionRequest], once per key. An open
// session holds no money, and does not keep payments of the order from being sent.
func (k *Keys) CreateSessionRequest(ctx context.Context, key Key, req *cybersource.CreateSessionRequest, opts ...cybersource.CallOption) (Result[cybersource.SessionResponse], error) {
	return once[cybersource.SessionResponse](ctx, k, key, opCreateSession, "", req, opts, k.api().PaymentsApi.CreateSessionRequest)
}

// UpdateSessionRequest is [cybersource.PaymentsApi.UpdateSessionRequest], once per key.
func (k *Keys) UpdateSessionRequest(ctx context.Context, key Key, id string, req *cybersource.UpdateSessionRequest, opts ...cybersource.CallOption) (Result[cybersource.SessionResponse], error) {
	return once[cybersource.SessionResponse](ctx, k, key, opUpdateSession, id, req, opts, with(k.api().PaymentsApi.UpdateSessionRequest, id))
}

// CreateOrderRequest is [cybersource.PaymentsApi.CreateOrderRequest], once per key, and while
// no other payment of the order is under way or stands. One that is yet to be authorized
// does not keep the payment that does so from being sent.
func (k *Keys) CreateOrderRequest(ctx context.Context, key Key, id string, req *cybersource.CreateOrderRequest, opts ...cybersource.CallOption) (Result[cybersource.CreateOrderResponse], error) {
	return once[cybersource.CreateOrderResponse](ctx, k, key, opCreateOrder, id, req, opts, with(k.api().PaymentsApi.CreateOrderRequest, id))
}

// call is a method of the client without the id in its path.
type call[R, A any] func(ctx context.Context, req *R, opts ...cybersource.CallOption) (*A, error)

// with fixes the id of a method.
func with[R, A any](method func(context.Context, string, *R, ...cybersource.CallOption) (*A, error), id string) call[R, A] {
	return func(ctx context.Context, req *R, opts ...cybersource.CallOption) (*A, error) {
		return method(ctx, id, req, opts...)
	}
}

// api is the client, also of Keys that New did not make: its calls then say so.
func (k *Keys) api() *cybersource.APIClient {
	if k == nil || k.client == nil {
		return new(cybersource.APIClient)
	}
	return k.client
}
