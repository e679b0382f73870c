package simulator

// Outcomes: what becomes of a call, before it is written as JSON. Guesses: the usual
// status of a reason and the usual reason of a status where no source pairs them; which
// statuses move money. Not simulated: outcomes that depend on amounts over time.

import (
	"cmp"
	"slices"
)

// outcome is the decision about a call.
type outcome struct {
	http                    int
	status, reason, message string
	fields                  []string // named in the details of a refusal
	responseCode            string
	approvalCode            string
	avs, cvn, advice        coded
	partly                  string // amount of a partial authorization; "" = half
	balance                 string // left on a prepaid card
	tokenFails              bool
	authentication          map[string]any // consumerAuthenticationInformation
	scenario                scenario       // of a challenge that starts
}

// refusal is an answer with HTTP 400.
func refusal(reason string, fields ...string) *outcome {
	return &outcome{http: 400, status: "INVALID_REQUEST", reason: reason, message: factsOf(reason).message, fields: fields}
}

// usualReasons are the reasons of statuses that come with one.
var usualReasons = map[string]string{
	"AUTHORIZED_PENDING_REVIEW": "AVS_FAILED",
	"AUTHORIZED_RISK_DECLINED":  "DECISION_PROFILE_REJECT",
	"AUTHENTICATION_FAILED":     "CONSUMER_AUTHENTICATION_FAILED",
	"DECLINED":                  "PROCESSOR_DECLINED",
	"INVALID_REQUEST":           "INVALID_DATA",
	"PENDING_AUTHENTICATION":    "CONSUMER_AUTHENTICATION_REQUIRED",
	"PENDING_REVIEW":            "DECISION_PROFILE_REVIEW",
	"SERVER_ERROR":              "SYSTEM_ERROR",
}

// resolve completes an outcome of which only a part was named.
func resolve(status, reason string, http int) outcome {
	reason = cmp.Or(reason, usualReasons[status])
	if reason == "" {
		return outcome{http: cmp.Or(http, 201), status: status}
	}
	facts := factsOf(reason)
	status = cmp.Or(status, facts.status)
	switch {
	case http != 0:
	case status == "SERVER_ERROR":
		http = 502
	case facts.http == 400 && status != "INVALID_REQUEST":
		http = 201
	default:
		http = facts.http
	}
	return outcome{http: http, status: status, reason: reason, message: facts.message}
}

// outcome is what the row of the trigger table says; usual is the status without a row.
func (t trigger) outcome(usual string) outcome {
	status := t.status
	if status == "AUTHORIZED" || status == "" && t.reason == "" {
		status = usual
	}
	o := resolve(status, t.reason, t.http)
	o.responseCode, o.approvalCode = t.responseCode, t.approvalCode
	o.avs, o.cvn, o.advice = t.avs, t.cvn, t.advice
	o.tokenFails = t.tokenFails
	return o
}

// outcome is what a scripted step says.
func (step Step) outcome() outcome {
	o := resolve(step.Status, step.Reason, step.HTTPStatus)
	o.message = cmp.Or(step.Message, o.message)
	o.responseCode = step.ResponseCode
	o.advice = coded{code: step.Advice}
	o.partly = step.Authorized
	return o
}

// authorizes reports whether the issuer approved: an approval code exists.
func (o outcome) authorizes() bool {
	return o.reason != "CONTACT_PROCESSOR" && slices.Contains([]string{
		"AUTHORIZED", "PARTIAL_AUTHORIZED", "AUTHORIZED_PENDING_REVIEW", "AUTHORIZED_RISK_DECLINED",
	}, o.status)
}

// moves reports whether money was moved at once.
func (o outcome) moves() bool {
	return slices.Contains([]string{"TRANSMITTED", "SETTLED", "COMPLETED", "FUNDED", "SUCCEEDED"}, o.status)
}
