package cybersource

import "strings"

// lostCall is what can be done about a call whose answer is lost: [APIClient.Resolve] for all
// of them, [APIClient.Undo] for those that stand alone. A refusal of a timeout call never
// proves that the lost one did not happen.
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
	adviceLostOther     = "Resolve finds out what became of it: ask before anything else is sent"
	adviceLostIncrement = "Resolve finds out; nothing undoes an increment alone"
	adviceLostOrder     = "Resolve finds out; do not repeat it: nothing undoes it, and if nothing is found a person decides"
	adviceLostReversal  = "Resolve finds out; do not repeat it: a partial reversal would be taken twice, and Undo repeats a full one"
	adviceLostVoid      = "Resolve finds out, Undo repeats it; NOT_VOIDABLE does not prove that it was voided"
	adviceLostTimeout   = "ask about the call that it was to undo, by Undo; a refusal does not prove that there was none"
	adviceLostMoney     = "Resolve finds out, Undo takes it back; do not repeat it"
)

// lostCallOf returns what can be done about a lost call of an operation.
func lostCallOf(operation string) lostCall {
	switch operation {
	case "CreatePayment":
		return lostCall{timeoutOfPayment, adviceLostMoney}
	case "CapturePayment", "RefundPayment", "RefundCapture", "CreateCredit":
		return lostCall{timeoutVoid, adviceLostMoney}
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
