package test

import (
	"slices"

	"github.com/cybersource-go/cybersource"
)

// judge compares the outcome of an answer with what the oracle makes of its statements,
// and returns the kinds of what is wrong.
func (g *generated) judge(f *facts, got cybersource.Outcome) (wrong []string) {
	complain := func(is bool, kind string) {
		if is {
			wrong = append(wrong, kind)
		}
	}
	complain(got.Approved() && g.contradicted(f), "approved, although something contradicts")
	complain(!got.HoldsFunds && g.holdsFunds(f), "nothing is held, although something says so")
	complain(got.HoldsFunds && f.holdsNothing(), "held, although nothing says so")
	complain(got.Kind == cybersource.OutcomeUnknown && got.Advice != cybersource.AdviceLookUp, "unknown, and not to be looked up")
	complain(got.Advice != cybersource.AdviceLookUp && f.plain && !f.past() && f.any(failedInside, seenBefore), "a failure or duplicate is not looked up")
	complain(got.Advice != cybersource.AdviceLookUp && !got.HoldsFunds && f.usedID() && f.says("INVALID_REQUEST"),
		"a transactionId that was used before is not looked up")
	complain(got.Kind != cybersource.OutcomeUnknown && f.disagrees(), "statuses that contradict each other are not unknown")
	kind, isClear := g.clear(f)
	complain(isClear && got.Kind != kind, "a clear "+kind.String()+" is "+got.Kind.String())
	return wrong
}

func (f *facts) says(status string) bool {
	return len(f.statuses) > 0 && f.statuses[len(f.statuses)-1].text == status
}

// contradicted reports whether an answer says anything that does not go with an approval in full.
func (g *generated) contradicted(f *facts) bool {
	for _, s := range f.statuses {
		if statusClasses[s.text].kind != cybersource.OutcomeApproved {
			return true
		}
	}
	for _, reason := range f.reasons {
		if _, known := reasonClasses[reason]; known {
			return true
		}
	}
	if len(f.statuses) == 0 || f.authorized != "" && !f.amount() && !g.listed && g.operation != 2 {
		return true
	}
	return g.operation == 0 && !g.listed && f.authorized == "10.00" && f.total == "102.21"
}

// holdsFunds: a statement says that money is held, and none takes that back. Under a
// status that denies it, or waits, it takes an approval code and an amount.
func (g *generated) holdsFunds(f *facts) bool {
	if f.past() || f.authorized != "" && !f.amount() {
		return false // a zero is judged by what it is called: see clear
	}
	granted := slices.ContainsFunc(f.statuses, func(s statement) bool { return s.spelling <= digits && statusClasses[s.text].held })
	if g.operation == 2 { // the amount is that of the question
		return granted && f.total != "0.00" && !f.softDecline()
	}
	proved := f.approval && f.amount() && !g.listed // a model is not read out of a list
	switch {
	case f.softDecline():
		return proved
	case len(f.statuses) == 0:
		return f.any(approvedFirst) || (f.approval || f.amount()) && !g.listed
	default:
		return granted || proved
	}
}

// softDecline is the one decline under a status that holds which may hold nothing.
func (f *facts) softDecline() bool {
	contact := false
	for _, reason := range f.reasons {
		contact = contact || reason == "CONTACT_PROCESSOR"
	}
	return contact && len(f.statuses) == 1 && f.statuses[0].text == "AUTHORIZED_PENDING_REVIEW"
}

// holdsNothing: no statement leaves a doubt.
func (f *facts) holdsNothing() bool {
	for _, s := range f.statuses {
		class, known := statusClasses[s.text]
		if !known || class.held || class.open || class.mute || class.past {
			return false
		}
	}
	return len(f.statuses) > 0 && !f.approval && f.authorized == "" && !f.any(unknownReason, approvedFirst, heldDecline)
}

// disagrees reports whether one status denies what another grants.
func (f *facts) disagrees() bool {
	granted := f.one(func(c statusClass) bool { return c.held })
	denied := f.one(func(c statusClass) bool {
		return !c.held && (c.kind == cybersource.OutcomeDeclined || c.kind == cybersource.OutcomeFailed)
	})
	return granted && denied
}

// clear returns the kind of an answer with one status and nothing that speaks against it.
func (g *generated) clear(f *facts) (kind cybersource.OutcomeKind, is bool) {
	if len(f.statuses) != 1 || !f.plain || !f.whole || g.listed || g.repeated {
		return 0, false
	}
	class := statusClasses[f.statuses[0].text]
	silent := len(f.reasons) == 0 && len(f.details) == 0 && !f.approval && f.authorized == "" && f.total == ""
	switch {
	case silent:
		return class.kind, true
	case f.approval || f.authorized != "" || f.total != "":
		return g.clearAmount(f)
	case f.says("DECLINED") && f.onlyNested(declinedReason):
		return cybersource.OutcomeDeclined, true
	case f.says("INVALID_REQUEST") && f.only(certainRefusal) && !f.aboutID():
		return cybersource.OutcomeFailed, true
	case f.says("AUTHORIZED_RISK_DECLINED") && f.onlyNested(heldDecline):
		return cybersource.OutcomeDeclined, true
	default:
		return 0, false
	}
}

// clearAmount is about AUTHORIZED with amounts and without any reason.
func (g *generated) clearAmount(f *facts) (kind cybersource.OutcomeKind, is bool) {
	if !f.says("AUTHORIZED") || len(f.reasons) > 0 || len(f.details) > 0 || g.operation == 2 {
		return 0, false
	}
	switch {
	case f.authorized == "102.21" && (f.total == "" || f.total == "102.21"):
		return cybersource.OutcomeApproved, true
	case f.authorized == "10.00" && (f.total == "" || f.total == "102.21") && g.operation == 0:
		return cybersource.OutcomePartiallyApproved, true
	case f.authorized != "" && !f.amount() && f.total == "0.00" && g.operation == 0:
		return cybersource.OutcomeUnknown, true // 102.21 was asked for
	default:
		return 0, false
	}
}

func (f *facts) only(class reasonClass) bool {
	for _, reason := range f.reasons {
		if reasonClasses[reason] != class {
			return false
		}
	}
	return len(f.reasons) > 0
}

// onlyNested is the same for a single reason where the service puts it.
func (f *facts) onlyNested(class reasonClass) bool {
	return len(f.reasons) == 1 && f.rooted && len(f.details) == 0 && f.only(class)
}
