package cybersource

import "strings"

// lostCall is what can be done about a call whose answer is lost. The look-up comes
// first for all of them; what it finds is adopted and not undone. A refusal of a timeout
// call never proves that the lost one did not happen.
type lostCall struct {
	undo   timeoutUndo
	advice string // for the text of the error
}

// timeoutUndo is how a call is undone by the transaction id that it was sent with. It
// needs an account that supports timeout calls, and 60 seconds after the time limit of
// the lost call: until then that one may still be in work.
type timeoutUndo uint8

const (
	timeoutNone      timeoutUndo = iota // nothing undoes it alone
	timeoutVoid                         // MitVoid
	timeoutOfPayment                    // MitReversal of an authorization; of a sale MitVoid, then a reversal of the hold
)

const (
	adviceLostOther     = "look it up before anything else"
	adviceLostIncrement = "look it up; nothing undoes an increment alone"
	adviceLostOrder     = "look it up; do not repeat it: nothing undoes it, and if nothing is found a person decides"
	adviceLostReversal  = "look it up; do not repeat it: a partial reversal would be taken twice"
	adviceLostVoid      = "look it up; NOT_VOIDABLE does not prove that it was voided"
	adviceLostTimeout   = "look up the call that it was to undo; a refusal does not prove that there was none"
	adviceLostTransfer  = "look it up first; from 60 s after its time limit, where the account supports it, MitVoid undoes it"
	adviceLostPayment   = "look it up first; from 60 s after its time limit, where the account supports it, " +
		"MitReversal undoes an authorization, MitVoid a sale (then reverse the hold)"
)

// lostCallOf returns what can be done about a lost call of an operation.
func lostCallOf(operation string) lostCall {
	switch operation {
	case "CreatePayment":
		return lostCall{timeoutOfPayment, adviceLostPayment}
	case "CapturePayment", "RefundPayment", "RefundCapture", "CreateCredit":
		return lostCall{timeoutVoid, adviceLostTransfer}
	case "CreateSessionRequest", "UpdateSessionRequest", "CreateOrderRequest":
		return lostCall{timeoutNone, adviceLostOrder}
	case "IncrementAuth":
		return lostCall{timeoutNone, adviceLostIncrement}
	case "AuthReversal":
		return lostCall{timeoutNone, adviceLostReversal}
	case "VoidPayment", "VoidCapture", "VoidRefund", "VoidCredit":
		return lostCall{timeoutNone, adviceLostVoid}
	case "MitReversal", "MitVoid":
		return lostCall{timeoutNone, adviceLostTimeout}
	default:
		return lostCall{timeoutNone, adviceLostOther}
	}
}

// handles is what identifies a lost call, in words.
func (e *OutcomeUnknownError) handles() string {
	var texts []string
	for _, handle := range [...]struct{ name, value string }{
		{"id ", e.ID}, {"code ", e.ReferenceCode}, {"transaction id ", e.TransactionID},
	} {
		if handle.value != "" {
			texts = append(texts, handle.name+safeText(handle.value))
		}
	}
	return strings.Join(texts, ", ")
}
