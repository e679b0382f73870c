package simulator

// Test triggers: the values in a request that decide its answer. The table is printed
// from the spec's list of triggers, which marks each row as published, inferred from a
// published rule, or this gateway's own. Guess: where a 502 is triggered by a published
// amount no money is held. Not simulated: triggers of processors that have no profile.

import (
	"cmp"
	"slices"
	"strings"
)

// coded is a result in the service's coding and as the processor sent it.
type coded struct{ code, raw string }

// profile is a processor and the constants of its approvals.
type profile struct {
	name, title          string
	approvalCode         string // each # is a random digit
	responseCode         string
	networkTransactionID string
	terminalID           string
	avs, advice          coded
	amountLength         int      // characters of an amount
	traceNumbers         bool     // trace and reference numbers in answers, reconciliation id = id
	includes             []string // profiles whose triggers it honours too
	known                string
}

// reasonFacts is what a reason stands for where nothing else is said.
type reasonFacts struct {
	reason  string
	number  string // in the older API; "" if it has none
	status  string
	http    int
	message string
	known   string
}

// trigger is one row: what a request must have, and how the answer then differs from
// an approval.
type trigger struct {
	profile, known string
	only           bool // not honoured by profiles that include this one

	amount, securityCode, postalCode, card, routingNumber, account string
	partial                                                        bool // asks for partialAuthIndicator

	status, reason             string
	http                       int
	responseCode, approvalCode string
	avs, cvn, advice           coded
	tokenFails                 bool
	statuses                   []string // of the refreshes
}

// scenario is a set of 3-D Secure test cards.
type scenario struct {
	scenario, version      string
	visa, mastercard, amex string
	discover, jcb          string // Diners Club has Discover's
	veresEnrolled          string // "" = Y
	errorCode              string // of the directory server
	paresStatus            string // of the enrolment check
	validated              string // paresStatus after a challenge
	known                  string
}

// signals are the values of a request that triggers look at.
type signals struct {
	amount, securityCode, postalCode, card, routingNumber, account string
	partial                                                        bool
	ownOnly                                                        bool // published triggers do not act
	skipDecision                                                   bool // risk triggers do not act
}

// triggersOf are the rows that a profile honours, amounts in their canonical form.
func triggersOf(p profile) []trigger {
	var rows []trigger
	for _, t := range triggerTable {
		included := !t.only && slices.Contains(p.includes, t.profile)
		if t.profile == "any" || t.profile == p.name || included {
			t.amount = canonical(t.amount)
			rows = append(rows, t)
		}
	}
	return rows
}

// trigger finds the row with the most conditions that all hold, our own rows first; the
// zero row means an ordinary approval.
func (s *Simulator) trigger(is signals) trigger {
	var best trigger
	for _, t := range s.triggers {
		if t.statuses == nil && t.holds(is) && t.weight() > best.weight() {
			best = t
		}
	}
	return best
}

// trigger finds the row for a call, and remembers that it decided.
func (c *call) trigger(is signals) trigger {
	t := c.Simulator.trigger(is)
	c.decidedBy = t.condition()
	return t
}

// refreshesOf is what the refreshes of a payment over this amount answer.
func (s *Simulator) refreshesOf(amount money) []string {
	for _, t := range s.triggers {
		if t.statuses != nil && t.amount == amount.key() {
			return t.statuses
		}
	}
	return []string{"PENDING", "PENDING", "SETTLED"}
}

func (t trigger) holds(is signals) bool {
	matches := func(want, have string) bool { return want == "" || want == have }
	return matches(t.amount, is.amount) &&
		matches(t.securityCode, is.securityCode) &&
		matches(t.postalCode, is.postalCode) &&
		matches(t.card, is.card) &&
		matches(t.routingNumber, is.routingNumber) &&
		matches(t.account, is.account) &&
		(!t.partial || is.partial) &&
		(!is.ownOnly || t.known == "ours" || t.routingNumber != "") &&
		(!is.skipDecision || !isDecision(t.reason))
}

// weight orders rows that hold together: by what they ask for, our own before others.
func (t trigger) weight() int {
	n := 0
	if t.known == "ours" {
		n = 10
	}
	for _, condition := range []string{t.amount, t.securityCode, t.postalCode, t.card, t.routingNumber, t.account} {
		if condition != "" {
			n++
		}
	}
	if t.partial {
		n++
	}
	return n
}

// isDecision reports whether a reason comes from Decision Manager.
func isDecision(reason string) bool {
	return strings.HasPrefix(reason, "DECISION_PROFILE_") || reason == "SCORE_EXCEEDS_THRESHOLD"
}

// factsOf looks a reason up; a reason that is in no list is a decline.
func factsOf(reason string) reasonFacts {
	for _, facts := range reasonTable {
		if facts.reason == reason {
			return facts
		}
	}
	return reasonFacts{reason: reason, status: "DECLINED", http: 201, message: "Decline - " + reason}
}

// Trigger describes one row of the trigger table for people.
type Trigger struct {
	Condition string // what the request must have, such as "amount 2201"
	Result    string // what comes of it, such as "DECLINED, INVALID_ACCOUNT"
	Known     string // published, inferred or ours
}

// Triggers are the triggers that this gateway honours, in the order of the list.
func (s *Simulator) Triggers() []Trigger {
	var all []Trigger
	for _, t := range s.triggers {
		all = append(all, Trigger{Condition: t.condition(), Result: t.result(), Known: t.known})
	}
	for _, c := range scenarioTable {
		condition := "3-D Secure " + c.version + " card " + strings.Join(c.numbers(), ", ")
		all = append(all, Trigger{Condition: condition, Result: c.scenario, Known: c.known})
	}
	return all
}

func (t trigger) condition() string {
	var parts []string
	add := func(label, value string) {
		if value != "" {
			parts = append(parts, label+value)
		}
	}
	add("amount ", t.amount)
	add("security code ", t.securityCode)
	add("postal code ", t.postalCode)
	add("card ", t.card)
	add("routing number ", t.routingNumber)
	add("account ", t.account)
	if t.partial {
		add("", "partialAuthIndicator true")
	}
	return strings.Join(parts, ", ")
}

// result names status and reason, and the codes that tell the answer from an ordinary
// approval.
func (t trigger) result() string {
	if t.statuses != nil {
		return "refreshes: " + strings.Join(t.statuses, ", ")
	}
	status := "AUTHORIZED"
	if t.reason != "" {
		status = factsOf(t.reason).status
	}
	result := cmp.Or(t.status, status)
	add := func(label, value string) {
		if value != "" {
			result += ", " + label + value
		}
	}
	add("", t.reason)
	add("response code ", t.responseCode)
	add("approval code ", t.approvalCode)
	add("AVS ", t.avs.code)
	add("CVN ", t.cvn.code)
	add("merchant advice ", t.advice.code)
	if t.status == "AUTHORIZED" && t.reason != "" {
		add("", "the money is held, the answer is lost")
	}
	if t.tokenFails {
		add("", "TOKEN_CREATE fails")
	}
	return result
}

// numbers are the test cards of a scenario.
func (c scenario) numbers() []string {
	return slices.DeleteFunc([]string{c.visa, c.mastercard, c.amex, c.discover, c.jcb}, func(n string) bool { return n == "" })
}

// Reasons are all that the list of reasons has.
func Reasons() []string {
	all := make([]string, len(reasonTable))
	for i, facts := range reasonTable {
		all[i] = facts.reason
	}
	return all
}

// Statuses are all that a trigger or a reason leads to.
func Statuses() []string {
	var all []string
	for _, t := range triggerTable {
		all = append(append(all, t.status), t.statuses...)
	}
	for _, facts := range reasonTable {
		all = append(all, facts.status)
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(s string) bool { return s == "" })
}

// RefusalReasons are the reasons that come with an HTTP status of 400 or more.
func RefusalReasons() []string {
	var all []string
	for _, facts := range reasonTable {
		if facts.http >= 400 {
			all = append(all, facts.reason)
		}
	}
	return all
}
