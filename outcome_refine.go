package cybersource

import (
	"slices"
	"strings"
	"time"
)

// followAmount lets the amount say what the status leaves open.
func (v *verdict) followAmount() {
	switch {
	case v.original != "" && v.rule.kind == OutcomeApproved && !isPositiveAmount(v.amount):
		v.rule.money, v.rule.advice = MoneyUntouched, AdviceNone
	case !isZeroAmount(v.amount) && (v.amount != "" || !isZeroAmount(v.asked.amount)):
		v.followRequested()
	case v.rule.kind == OutcomeApproved && v.family&(familyPayment|familyRefresh) != 0:
		v.rule.kind, v.rule.money = OutcomeVerified, MoneyUntouched
	case v.rule.money == MoneyHeld && v.family&familyPayment != 0:
		v.rule.money = MoneyUntouched
	}
}

// followRequested takes an approval of less than was asked for, as the answer repeats it or the
// request said, as a partial one.
func (v *verdict) followRequested() {
	less := v.family == familyPayment && v.isLessThan(v.requested) || v.isLessThan(v.asked.amount)
	if less && v.rule.kind == OutcomeApproved {
		v.rule.kind, v.rule.advice = OutcomePartiallyApproved, AdviceReview
	}
}

// refine replaces the advice of the status where nothing was moved: by that of the
// reasons, the most careful of them, and for a decline by that of the card network.
// Approvals carry advice codes of the network too, which mean nothing there.
func (v *verdict) refine(o *Outcome) {
	if o.Advice == AdviceReverseHold { // of a hold of zero
		o.Advice = AdviceAskCardholder
	}
	switch o.Kind {
	case OutcomeDeclined, OutcomeFailed, OutcomeReview:
		for i, reason := range v.why.reasons {
			advice, after := v.adviceOf(reason, o.Kind, o.Advice)
			if i == 0 || careful(advice) > careful(o.Advice) {
				o.Advice, o.RetryAfter = advice, after
			}
		}
		if v.detailsDoubt() {
			o.Advice, o.RetryAfter = AdviceLookUp, 0
		}
	}
	if o.Kind == OutcomeDeclined {
		v.followNetwork(o)
	}
}

// adviceOf is what a reason says about an answer of the kind, and otherwise in its
// absence. Of a refusal that is not certain, or not known, an earlier call may stand.
func (v *verdict) adviceOf(reason Reason, kind OutcomeKind, otherwise Advice) (Advice, time.Duration) {
	why, known := reasonRuleOf(reason)
	switch {
	case v.earlierMayStand(reason) && !why.decline && (known || kind == OutcomeFailed):
		return AdviceLookUp, 0
	case known:
		return why.advice, why.after
	default:
		return otherwise, 0
	}
}

// earlierMayStand reports whether a reason, or the details beside it, may be about an
// earlier call.
func (v *verdict) earlierMayStand(reason Reason) bool {
	if reason == "" && len(v.why.details) == 0 {
		return false
	}
	return !refusalOf(v.operation, reason, v.why.details, false).certain()
}

// detailsDoubt reports whether the details alone may be about an earlier call.
func (v *verdict) detailsDoubt() bool {
	return v.earlierMayStand("") && len(v.why.reasons) == 0 || slices.ContainsFunc(v.why.details, func(d ErrorInformationDetails) bool {
		return !detailDoubts(v.operation, d.Reason, &d).certain()
	})
}

// careful orders advice for answers that give more than one: looking up comes before
// everything, and never before later.
func careful(a Advice) int {
	switch a {
	case AdviceLookUp:
		return 2
	case AdviceNeverRetry:
		return 1
	default:
		return 0
	}
}

// followNetwork takes over what the network says about a decline: "never" unless it
// is to be looked up, anything else where the reason leaves it open.
func (v *verdict) followNetwork(o *Outcome) {
	network, known := v.networkAdvice()
	open := o.Advice == AdviceAskCardholder || o.Advice == AdviceRetryLater
	never := network.advice == AdviceNeverRetry && o.Advice != AdviceLookUp
	if known && (open || never) {
		o.Advice, o.RetryAfter = network.advice, network.after
	}
}

// networkAdvice reads the advice code in the code space of the card's network. The
// raw code is the processor's own and is left alone, but for one form: Visa
// Platform Connect sends Mastercard's codes behind the digits 79.
func (v *verdict) networkAdvice() (adviceRule, bool) {
	advice := orEmpty(v.merchantAdvice)
	if rule, ok := merchantAdviceRuleOf(v.network, advice.Code); ok {
		return rule, true
	}
	if raw, ok := strings.CutPrefix(advice.CodeRaw, "79"); ok && len(raw) == 2 {
		return merchantAdviceRuleOf(networkMastercard, raw)
	}
	return adviceRule{}, false
}
