package idempotency

// Names of the operations, as in records and errors of the client.
const (
	opCreatePayment  = "CreatePayment"
	opIncrementAuth  = "IncrementAuth"
	opCapturePayment = "CapturePayment"
	opRefundPayment  = "RefundPayment"
	opRefundCapture  = "RefundCapture"
	opCreateCredit   = "CreateCredit"
	opAuthReversal   = "AuthReversal"
	opVoidPayment    = "VoidPayment"
	opVoidCapture    = "VoidCapture"
	opVoidRefund     = "VoidRefund"
	opVoidCredit     = "VoidCredit"
	opMitReversal    = "MitReversal"
	opMitVoid        = "MitVoid"
	opCreateSession  = "CreateSessionRequest"
	opUpdateSession  = "UpdateSessionRequest"
	opCreateOrder    = "CreateOrderRequest"
)

// isPayment reports whether an operation is a payment that can be undone.
func isPayment(operation string) bool { return operation == opCreatePayment }

// paysOrder reports whether an operation can pay an order: a payment, or an order with the
// provider of another method.
func paysOrder(operation string) bool { return isPayment(operation) || operation == opCreateOrder }

// hasOwnReferences reports whether each request of an operation has a reference code and a
// transaction id of its own, by which it is found.
func hasOwnReferences(operation string) bool {
	switch operation {
	case opCreatePayment, opIncrementAuth, opCapturePayment, opRefundPayment, opRefundCapture, opCreateCredit:
		return true
	default:
		return false
	}
}

// isRepeated reports whether a call whose answer is lost is made again, by Undo: reversals
// that are found to be whole, and voids.
func isRepeated(operation string) bool {
	switch operation {
	case opAuthReversal, opVoidPayment, opVoidCapture, opVoidRefund, opVoidCredit:
		return true
	default:
		return false
	}
}

// maySendAgain reports whether a call that nothing shows may be sent again with the same
// references, once the merchant's time of silence has passed. An increment may not: nothing
// undoes it alone.
func maySendAgain(operation string) bool {
	return hasOwnReferences(operation) && operation != opIncrementAuth
}
