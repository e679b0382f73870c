package cybersource

// contradictory reports whether two statements of the answer exclude each other, or one
// that decides cannot be read.
func (v *verdict) contradictory() bool {
	if _, differs := v.statusTwice(); differs {
		return true
	}
	_, otherID := v.extra["id"] // what stands there is not the id that was read
	denied := v.notReversed && v.rule.kind == OutcomeApproved
	return otherID || denied || v.otherCurrency() || v.currencyTwice() || v.otherRequest() || len(v.second) > 0 || isUnreadableAmount(v.amount) || v.amountTwice() || v.approvalContradicts() || v.amountContradicts() || v.reasonContradicts() || v.captureContradicts()
}

// approvalContradicts: the status says that nothing came of it, while the answer has
// an approval code and an amount.
func (v *verdict) approvalContradicts() bool {
	if v.rule.money != MoneyUntouched || !v.provesApproval() {
		return false
	}
	switch v.rule.kind {
	case OutcomeDeclined, OutcomeFailed, OutcomePending, OutcomeAuthenticationRequired:
		return true
	default:
		return false
	}
}

// amountContradicts: the status says that money was moved, and the amount says that
// none was. An authorization of zero that was asked for is no contradiction, and
// neither is the zero of a timeout call whose original had failed.
func (v *verdict) amountContradicts() bool {
	if v.rule.zeroIsDone && v.releasesNothing() {
		return true
	}
	if !isZeroAmount(v.amount) || v.rule.zeroIsDone || v.original != "" {
		return false
	}
	switch {
	case v.rule.kind == OutcomePartiallyApproved:
		return true
	case v.rule.kind == OutcomeApproved && v.family&(familyPayment|familyRefresh) == 0:
		return true
	case v.rule.kind == OutcomeApproved, v.rule.money == MoneyHeld:
		return isPositiveAmount(v.requested) || isPositiveAmount(v.asked.amount)
	default:
		return false
	}
}

// reasonContradicts: a reason says otherwise than the status.
func (v *verdict) reasonContradicts() bool {
	if v.rule.kind == OutcomeApproved || v.rule.kind == OutcomePartiallyApproved {
		return !v.why.none()
	}
	for _, reason := range v.why.reasons {
		if why, known := reasonRuleOf(reason); known && v.excludes(why) {
			return true
		}
	}
	return false
}

// excludes reports whether a known reason does not fit the status. Where money is
// held or the end is open, only a reason that leaves it so fits; an end without money
// is contradicted by a failure after processing alone.
func (v *verdict) excludes(why reasonRule) bool {
	switch {
	case why.failure:
		return true
	case v.rule.kind == OutcomeReview, v.rule.kind == OutcomeDeclined && v.rule.money == MoneyHeld:
		return why.hold == holdNone
	case v.rule.kind == OutcomePending, v.rule.kind == OutcomeAuthenticationRequired:
		return !why.decline || why.advice != AdviceAuthenticate && why.advice != AdviceReview
	default:
		return false
	}
}
