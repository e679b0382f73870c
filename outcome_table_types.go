package cybersource

import "time"

// operationFamily is a set of operations whose answers mean the same. The families
// and their operations are those of spec/outcomes.yaml.
type operationFamily uint16

const (
	familyPayment operationFamily = 1 << iota
	familyIncrement
	familyRefresh
	familyCapture
	familyRefund
	familyCredit
	familyReversal
	familyVoid
	familySession
	familyOrder
	familyOther
	familyCaptureRecord // a record shows what became of a capture later
	familyCreditRecord  // of a refund or credit likewise

	allFamilies = familyCreditRecord<<1 - 1

	// familiesToPayer move money to the payer; all others hold or take it.
	familiesToPayer = familyRefund | familyCredit | familyCreditRecord
	// familiesThatUndo release or stop what another call did.
	familiesThatUndo = familyReversal | familyVoid
)

// statusRule, reasonRule and adviceRule are rows of spec/outcomes.yaml.
type statusRule struct {
	kind           OutcomeKind
	money          Money
	advice         Advice
	heldIfApproved bool // money is held if the answer shows an approval
	zeroIsDone     bool // an amount of zero does not contradict the status
}

type reasonRule struct {
	advice  Advice
	after   time.Duration
	decline bool // of the group "decline"
	failure bool // something failed after processing had begun
	hold    reasonHold
}

type adviceRule struct {
	advice Advice
	after  time.Duration
}

// reasonHold says whether a reason fits a status that holds money.
type reasonHold uint8

const (
	holdNone       reasonHold = iota // the reason says that nothing is held
	holdStated                       // the reason itself says that the issuer approved
	holdPossible                     // the status decides
	holdIfApproved                   // a review holds money only with an approval code or an authorized amount
)

// network is a card network with a code space of its own for merchant advice.
type network uint8

const (
	networkOther network = iota // another brand, or the answer does not say
	networkVisa
	networkMastercard // Maestro is Mastercard's
)

// networkOf takes the first card type that names a network. Answers repeat the type
// in several places, and not all of them hold a type that means something.
func networkOf(cardTypes ...string) network {
	for _, t := range cardTypes {
		switch t {
		case "001":
			return networkVisa
		case "002", "024", "042":
			return networkMastercard
		}
	}
	return networkOther
}

// statusShowsProcessing reports whether a status that stands in the body of a refusal
// shows that something was processed or is open: it outweighs the HTTP status. A
// status that the operation's own answers do not have counts as it does for others: a
// capture whose refusal says AUTHORIZED is not certain. One that is not known says nothing.
func statusShowsProcessing(operation string, status Status) bool {
	rule, known := statusRuleOf(familyOf(operation), status)
	if !known {
		rule, known = statusRuleOf(familyOther, status)
	}
	return known && (rule.money != MoneyUntouched || rule.heldIfApproved ||
		rule.kind != OutcomeDeclined && rule.kind != OutcomeFailed)
}
