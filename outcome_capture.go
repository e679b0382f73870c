package cybersource

import (
	"encoding/json"
	"slices"
	"strings"
)

// bundledCapture is what the answer to a payment says of the capture that was asked for in the same
// call. Later ones count more, where it says so several times.
type bundledCapture uint8

const (
	captureNotStated bundledCapture = iota
	captureDone
	captureNotMade
	captureUnknown
)

// captureActions are the services that capture, by their names in embeddedActions.
var captureActions = []string{"CAPTURE", "AP_CAPTURE"}

// bundledCapture reads the results of the services that captured, and why one did not.
func (r *CreatePaymentResponse) bundledCapture() (found bundledCapture, why Reason) {
	add := func(status Status, reason Reason) {
		if said := captureOf(status, reason); said > found {
			found, why = said, reason
		}
	}
	actions := orEmpty(r.EmbeddedActions)
	if a := actions.Capture; a != nil {
		add(a.Status, a.Reason)
		add(Status(textOf(a.Extra["status"])), Reason(textOf(a.Extra["reason"])))
	}
	addActions(actions.Extra, add)
	for _, object := range objectsIn(r.Extra["embeddedActions"]) { // a second one, or a list
		addActions(object.Extra, add)
	}
	return found, why
}

// addActions reads the results of captures that no model has: objects, lists of them, or a status alone.
func addActions(actions map[string]json.RawMessage, add func(status Status, reason Reason)) {
	for name, raw := range actions {
		if !slices.Contains(captureActions, strings.ToUpper(name)) {
			continue
		}
		objects := objectsIn(raw)
		for i := range objects {
			add(objects[i].Status, objects[i].Reason)
		}
		if len(objects) == 0 {
			add(Status(textOf(raw)), "")
		}
	}
}

// captureOf is what a status and a reason say of a bundled capture: what they say as the answer to a
// capture, and of words that those do not have, what they say of a payment.
func captureOf(status Status, reason Reason) bundledCapture {
	f := answerFacts{operation: "CapturePayment", status: textStatus(string(status)), failure: &ErrorInformation{Reason: reason}}
	switch _, ofCapture := statusRuleOf(familyCapture, f.status); {
	case f.status == "" && reason == "":
		return captureNotStated
	case reason == "" && (f.status == StatusAccepted || f.status == StatusSuccess):
		return captureDone
	case !ofCapture && f.status != "":
		f.operation = "CreatePayment"
	}
	switch o := f.outcome(); o.Kind {
	case OutcomeApproved:
		if f.operation == "CapturePayment" {
			return captureDone
		}
		return captureUnknown
	case OutcomeDeclined, OutcomeFailed, OutcomeReview, OutcomeAuthenticationRequired, OutcomeUndone:
		return captureNotMade
	default:
		return captureUnknown
	}
}

// captureContradicts: the payment is approved, and what became of its capture is not known, or it was
// not made although the answer says elsewhere that the money is taken.
func (v *verdict) captureContradicts() bool {
	if v.rule.kind != OutcomeApproved && v.rule.kind != OutcomePartiallyApproved {
		return false
	}
	return v.capture == captureUnknown || v.capture == captureNotMade && (v.sale || v.rule.money != MoneyHeld)
}

// followCapture takes a payment that was approved, and whose capture was not made, as one to decide
// about: capture what is held, or reverse it.
func (v *verdict) followCapture() {
	if v.capture != captureNotMade || v.rule.kind != OutcomeApproved {
		return
	}
	v.rule.kind, v.rule.advice = OutcomeReview, AdviceReview
	if v.notCapturedFor != "" {
		v.why.reasons = append(v.why.reasons, v.notCapturedFor)
	}
}
