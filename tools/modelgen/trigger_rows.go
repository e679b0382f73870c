package main

import (
	"fmt"
	"os"
	"slices"

	yaml "github.com/pb33f/go-yaml"
)

// triggerTable is the whole of the trigger file.
type triggerTable struct {
	Profiles       []triggerProfile
	Reasons        []triggerReason
	Amounts        []trigger
	SecurityCodes  []trigger `yaml:"securityCodes"`
	PostalCodes    []trigger `yaml:"postalCodes"`
	Cards          []trigger
	Accounts       []trigger
	Refreshes      []trigger
	Authentication []triggerScenario
}

// triggers is every row but the 3-D Secure cards, in the order of the file.
func (t *triggerTable) triggers() []trigger {
	var all []trigger
	for _, rows := range [][]trigger{t.Amounts, t.SecurityCodes, t.PostalCodes, t.Cards, t.Accounts, t.Refreshes} {
		all = append(all, rows...)
	}
	return all
}

// triggerProfile is one processor and the constants of its approvals.
type triggerProfile struct {
	Name                 string
	Title                string
	ApprovalCode         string `yaml:"approvalCode"`
	ResponseCode         string `yaml:"responseCode"`
	NetworkTransactionID string `yaml:"networkTransactionId"`
	TerminalID           string `yaml:"terminalId"`
	AVS                  coded  `yaml:"avs"`
	Advice               coded
	AmountLength         int  `yaml:"amountLength"`
	TraceNumbers         bool `yaml:"traceNumbers"`
	Includes             []string
	Known                string
}

// triggerReason is what a reason stands for where nothing else is said.
type triggerReason struct {
	Reason  string
	Number  string `yaml:"-"` // in the older API; that of spec/outcomes.yaml
	Status  string
	HTTP    int `yaml:"http"`
	Message string
	Known   string
}

// coded is a result in the service's coding and as the processor sent it.
type coded struct{ Code, Raw string }

// trigger is one row: what must be in the request, and what the answer then is.
type trigger struct {
	Profile string
	Known   string
	Only    bool

	Amount        string
	SecurityCode  string `yaml:"securityCode"`
	PostalCode    string `yaml:"postalCode"`
	Card          string
	RoutingNumber string `yaml:"routingNumber"`
	Account       string
	Partial       bool

	Status       string
	Reason       string
	HTTP         int    `yaml:"http"`
	ResponseCode string `yaml:"responseCode"`
	ApprovalCode string `yaml:"approvalCode"`
	AVS          coded  `yaml:"avs"`
	CVN          coded  `yaml:"cvn"`
	Advice       coded
	TokenFails   bool `yaml:"tokenFails"`
	Statuses     []string
}

// triggerScenario is one row of 3-D Secure test cards.
type triggerScenario struct {
	Scenario      string
	Version       string
	Visa          string
	Mastercard    string
	Amex          string
	Discover      string // Diners Club too
	JCB           string `yaml:"jcb"`
	VeresEnrolled string `yaml:"veresEnrolled"`
	ErrorCode     string `yaml:"errorCode"` // of the directory server
	ParesStatus   string `yaml:"paresStatus"`
	Validated     string
	Known         string
}

// loadTriggers reads the file; a member that no row has is an error, so that a misspelt one
// cannot be lost.
func loadTriggers(path string) (*triggerTable, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var t triggerTable
	if err := yaml.Load(data, &t, yaml.WithKnownFields()); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for i := range t.Reasons {
		if t.Reasons[i].HTTP == 0 {
			t.Reasons[i].HTTP = 201
		}
	}
	return &t, nil
}

// reason finds a reason by its name.
func (t *triggerTable) reason(name string) (triggerReason, bool) {
	i := slices.IndexFunc(t.Reasons, func(r triggerReason) bool { return r.Reason == name })
	if i < 0 {
		return triggerReason{}, false
	}
	return t.Reasons[i], true
}
