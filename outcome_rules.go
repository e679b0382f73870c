package cybersource

import "strings"

// verdict is an outcome in the making: what the rows of the table say about the
// statements of one answer.
type verdict struct {
	*answerFacts

	family operationFamily
	rule   statusRule
	why    statements
}

// outcome says what the facts mean. The status decides. The rest of the answer may
// contradict it, and then nothing is known but that money may be held; it may say
// what exactly happened to the money; and where none is held it refines the advice.
func (f answerFacts) outcome() Outcome {
	v := verdict{answerFacts: &f, family: familyOf(f.operation), why: f.statements()}
	v.followSums()
	v.rule = v.ruleOfStatus()
	v.followApproval()
	if v.contradictory() {
		return v.unknown()
	}
	v.followAmount()
	v.followCapture()
	o := Outcome{Kind: v.rule.kind, Reason: v.why.first(), Money: v.rule.money, Advice: v.rule.advice}
	o.HoldsFunds = v.holdsFunds()
	if o.Kind == OutcomeUnknown {
		o.HoldsFunds = v.showsHold()
	}
	v.fill(&o)
	if o.Money == MoneyUntouched {
		v.refine(&o)
	}
	return o
}

// unknown is the outcome of an answer that contradicts itself.
func (v *verdict) unknown() Outcome {
	o := Outcome{Reason: v.why.first(), HoldsFunds: v.showsHold()}
	v.fill(&o)
	return o
}

// ruleOfStatus returns the row of the status. A status of digits, or none, says
// nothing: then a reason of a decline decides, if nothing shows that money is held.
func (v *verdict) ruleOfStatus() statusRule {
	if rule, known := statusRuleOf(v.family, v.status); known {
		return rule
	}
	declined, known := statusRuleOf(v.family, StatusDeclined)
	if known && strings.Trim(string(v.status), "0123456789") == "" && v.declinedByReason() {
		return declined
	}
	return statusRule{}
}

func (v *verdict) declinedByReason() bool {
	if v.showsApproval() || v.why.other || len(v.why.reasons) == 0 {
		return false
	}
	for _, reason := range v.why.reasons {
		why, _ := reasonRuleOf(reason)
		open := why.advice == AdviceLookUp || why.advice == AdviceReview
		if !why.decline || why.hold == holdStated || open {
			return false
		}
	}
	return true
}

// showsApproval reports whether something beside the status shows an approval: its
// code, or an amount that was authorized.
func (v *verdict) showsApproval() bool {
	authorizes := v.family&(familyPayment|familyIncrement) != 0
	return v.approvalCode != "" || authorizes && (isPositiveAmount(v.amount) || isUnreadableAmount(v.amount))
}

// provesApproval reports whether code and amount both are there.
func (v *verdict) provesApproval() bool { return v.approvalCode != "" && isPositiveAmount(v.amount) }

// followApproval decides what the status leaves to the approval code.
func (v *verdict) followApproval() {
	switch {
	case v.rule.heldIfApproved && v.showsApproval():
		v.rule.money = MoneyHeld
		if v.rule.advice != AdviceReview { // it would invite to send a new payment
			v.rule.advice = AdviceLookUp
		}
	case v.rule.kind == OutcomeReview && !v.showsApproval() && v.why.has(holdIfApproved):
		v.rule.money = MoneyUntouched
	}
}

// has reports whether a reason says hold.
func (s *statements) has(hold reasonHold) bool {
	for _, reason := range s.reasons {
		if why, _ := reasonRuleOf(reason); why.hold == hold {
			return true
		}
	}
	return false
}

// holdsFunds reports whether the status, as far as it is decided, leaves the payer's
// money held or taken.
func (v *verdict) holdsFunds() bool {
	switch v.rule.money {
	case MoneyHeld, MoneyTaken:
		return true
	case MoneyOnItsWay, MoneyStopped:
		return v.family&familiesToPayer == 0
	default:
		return false
	}
}

// showsHold reports whether any statement of the answer shows that money is held.
func (v *verdict) showsHold() bool {
	if second, differs := v.statusTwice(); differs {
		other := *v
		other.rule, _ = statusRuleOf(v.family, second)
		if other.holdsFunds() {
			return true
		}
	}
	takes := v.family&familiesToPayer == 0
	return v.holdsFunds() || v.notReversed || takes && (readBodyStatements(v.second).approved || v.showsApproval() || v.why.has(holdStated))
}

// fill completes an outcome with amounts, and with what can undo it.
func (v *verdict) fill(o *Outcome) {
	o.Currency, o.Requested = v.currency, v.requested
	o.Captured = o.HoldsFunds && v.sale
	if o.Captured && o.Money == MoneyHeld {
		o.Money = MoneyOnItsWay
	}
	moved := o.HoldsFunds || o.Kind == OutcomeVerified || o.Kind == OutcomeApproved || o.Kind == OutcomePartiallyApproved ||
		v.family == familyRefresh && o.Money == MoneyBack
	if moved {
		o.Amount = v.amount
	}
	switch {
	case v.family == familyIncrement:
		o.Total = v.total
	case o.HoldsFunds && v.family&(familyPayment|familyRefresh) != 0:
		o.Total = o.Amount
	}
	o.Undo = v.undo(o.Money)
}

// undo is the call that takes back what stands. Reversals and voids are final, and
// an increment shares its reversal with the payment.
func (v *verdict) undo(money Money) UndoCall {
	switch {
	case v.family&(familiesThatUndo|familyIncrement) != 0:
		return UndoNone
	case money == MoneyHeld:
		return UndoReversal
	case money == MoneyOnItsWay:
		return UndoVoid
	case money == MoneyTaken:
		return UndoRefund
	default:
		return UndoNone
	}
}
