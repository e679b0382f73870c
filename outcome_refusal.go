package cybersource

import "strings"

// refusalRule is what a refusal proves. It answers two questions that are easily
// taken for one: did this call move money, and may an earlier call stand, which the
// refusal is then about. Sending again is safe only if both answers are no.
type refusalRule struct {
	mayHaveMoved    bool   // this call: something failed after processing had begun
	earlierMayStand bool   // an earlier call
	showsProcessing bool   // a failure or a duplicate, which counts under every HTTP status
	advice          Advice // AdviceLookUp unless both answers are no

	byField     bool   // the fields that the answer names decide; refusalOf asks them
	ownID       bool   // with byField: without fields certain, if the transaction id is the call's own
	fieldAdvice Advice // with byField: the advice once it is certain
}

// certain reports whether this call moved nothing and no earlier one can be meant.
func (r refusalRule) certain() bool { return !r.mayHaveMoved && !r.earlierMayStand }

// certainRefusal is the rule of a reason that is certain for the families in certain.
func certainRefusal(family, certain operationFamily, advice Advice) refusalRule {
	if family&certain == 0 {
		return refusalRule{earlierMayStand: true}
	}
	return refusalRule{advice: advice}
}

// refusalByField is the rule of a reason that is certain if it names fields of which
// none is an id.
func refusalByField(family, ownID operationFamily, advice Advice) refusalRule {
	return refusalRule{earlierMayStand: true, byField: true, ownID: family&ownID != 0, fieldAdvice: advice}
}

// refusalOf is what a reason proves together with the details of the same answer.
// Own says that the transaction id was made for this call and that no attempt of the
// call was written before: then no earlier request can have had it.
func refusalOf(operation string, reason Reason, details []ErrorInformationDetails, own bool) refusalRule {
	rule := refusalRuleOf(operation, reason)
	if rule.byField && (len(details) > 0 || rule.ownID && own) {
		rule = refusalRule{advice: rule.fieldAdvice}
	}
	for i := range details {
		rule = rule.and(detailDoubts(operation, reason, &details[i]))
	}
	return rule
}

// and joins two statements of one answer: each doubt of either remains.
func (r refusalRule) and(other refusalRule) refusalRule {
	r.mayHaveMoved = r.mayHaveMoved || other.mayHaveMoved
	r.earlierMayStand = r.earlierMayStand || other.earlierMayStand
	r.showsProcessing = r.showsProcessing || other.showsProcessing
	if !r.certain() {
		r.advice = AdviceLookUp
	}
	return r
}

// detailDoubts is what one detail adds to the doubts: it may show a failure or a
// duplicate, or refuse an id, which may have been used by an earlier request.
func detailDoubts(operation string, reason Reason, detail *ErrorInformationDetails) refusalRule {
	if detail.Reason != "" {
		reason = detail.Reason
	}
	rule := refusalRuleOf(operation, reason)
	switch {
	case rule.showsProcessing:
		return rule
	case rule.byField && namesAnID(detail):
		return refusalRule{earlierMayStand: true}
	default:
		return refusalRule{}
	}
}

// namesAnID reports whether a detail is about the transaction id or the id of the
// payment, or does not say what it is about. Some answers name the field by "name"
// or "location".
func namesAnID(detail *ErrorInformationDetails) bool {
	named := false
	for _, path := range []string{detail.Field, textOf(detail.Extra["name"]), textOf(detail.Extra["location"])} {
		name := lastName(strings.TrimSpace(path))
		for _, id := range []string{"transactionId", "id", "requestId", "merchantTransactionIdentifier", "clientReferenceInformation"} {
			if strings.EqualFold(name, id) {
				return true
			}
		}
		named = named || name != ""
	}
	return !named
}

// lastName returns the last name of a path, whatever separates its names.
func lastName(path string) string {
	return path[strings.LastIndexAny(path, "./")+1:]
}
