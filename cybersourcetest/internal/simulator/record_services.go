package simulator

// Services: a record lists what a request ran by the names of the older API, each with a
// result in its words. Simulated: names and results that were seen; a service that was
// skipped is listed by its name alone. Guesses: the flags of most reasons; that a failure
// inside the service is ESYSTEM whatever its reason; 110 for a partial approval; the
// service of a refund of a check.

import (
	"cmp"
	"slices"
	"strings"
)

// service is one step of a request; without a result it was skipped.
type service struct {
	Name string
	result
}

// result is how a service, or a request as a whole, went.
type result struct {
	Code    string // 100 for a success
	RCode   string // 1, 0 for a refusal or a decline, -1 for a failure; "" for what was skipped
	Flag    string
	Message string
}

var (
	success = result{"100", "1", "SOK", "Request was processed successfully."}
	partial = result{"110", "1", "SPARTIALAPPROVAL", "Only a partial amount was approved."}
)

// flags are the flags of reasons by their number; all others of a decline are refused
// cards, all others of a refusal invalid data.
var flags = map[string]string{
	"101": "DMISSINGFIELD", "104": "DDUPLICATE", "200": "DAVSNO", "201": "DCALL", "202": "DCARDEXPIRED",
	"220": "DCHECKREFUSED", "221": "DCHECKREFUSED", "222": "DCHECKREFUSED", "230": "DCV", "231": "DINVALIDCARD",
	"232": "DINVALIDCARD", "242": "DNOAUTH", "246": "DNOTVOIDABLE", "400": "DSCORE", "475": "DAUTHENTICATE",
	"476": "DAUTHENTICATIONFAILED", "480": "DREVIEW", "481": "DREJECT", "700": "DRESTRICTED",
}

// resultOf is the result of a request as a whole.
func (c *call) resultOf(o outcome) result {
	switch {
	case o.http == 502 && c.options.Lookups.FailuresShow && (o.authorizes() || o.status == "PENDING" || o.moves() || o.undoes()):
		return success
	case o.http == 502:
		return result{factsOf(o.reason).code("150"), "-1", "ESYSTEM", o.message}
	case o.status == "PARTIAL_AUTHORIZED" && o.http == 201:
		return partial
	case o.http == 400:
		code := factsOf(o.reason).code("102")
		return result{code, "0", cmp.Or(flags[code], "DINVALIDDATA"), o.message}
	case o.reason != "", !o.succeeds():
		code := factsOf(o.reason).code("203")
		return result{code, "0", cmp.Or(flags[code], "DCARDREFUSED"), o.message}
	default:
		return success
	}
}

// undoes reports whether something was released or taken out of the queue.
func (o outcome) undoes() bool { return o.status == "REVERSED" || o.status == "VOIDED" }

// code is the number of a reason in the older API, which not every one has.
func (f reasonFacts) code(usual string) string { return cmp.Or(f.number, usual) }

// ran is the services of a request with their results, and that of the whole. What comes
// after the service that ended it was skipped.
func (c *call) ran(o outcome) ([]service, result) {
	names, whole := withDecision(c.operation.services(c), o), c.resultOf(o)
	decides := deciding(names, o)
	services := make([]service, len(names))
	over := false
	for i, name := range names {
		services[i].Name = name
		switch {
		case over:
		case name == decides:
			services[i].result, over = whole, whole.RCode != "1"
		default:
			services[i].result = success
		}
	}
	return services, whole
}

// withDecision adds the decision of the risk rules where that is what the answer is about:
// it comes after an approval.
func withDecision(names []string, o outcome) []string {
	if !isDecision(o.reason) {
		return names
	}
	i := max(0, slices.Index(names, "ics_auth"))
	if o.authorizes() {
		i++
	}
	return slices.Insert(slices.Clone(names), i, "ics_decision")
}

// deciding is the service whose result is that of the whole.
func deciding(names []string, o outcome) string {
	for _, name := range names {
		switch {
		case isDecision(o.reason):
			return "ics_decision"
		case strings.HasPrefix(name, "ics_pa_") != strings.HasPrefix(o.reason, "CONSUMER_AUTHENTICATION"):
			continue
		}
		return name
	}
	return names[0]
}

// paymentServices are the checks of a payment, its authorization and its capture.
func (c *call) paymentServices() []string {
	var names []string
	actions := c.body.list("processingInformation.actionList")
	if slices.Contains(actions, checkEnrolment) {
		names = append(names, "ics_pa_enroll")
	}
	if slices.Contains(actions, validateAuthentication) {
		names = append(names, "ics_pa_validate")
	}
	return append(names, c.movingServices(actions)...)
}

// movingServices are those that hold or take money.
func (c *call) movingServices(actions []string) []string {
	switch by := meansOf(c.body); {
	case by == byBank:
		return []string{"ics_ecp_debit"}
	case by == byAlternative && slices.Contains(actions, "AP_AUTH"):
		return []string{"ics_ap_auth"}
	case by == byAlternative && slices.Contains(actions, "AP_INITIATE"):
		return []string{"ics_ap_initiate"}
	case by == byAlternative:
		return []string{"ics_ap_sale"}
	case c.body.flag("processingInformation.capture"):
		return []string{"ics_auth", "ics_bill"}
	default:
		return []string{"ics_auth"}
	}
}
