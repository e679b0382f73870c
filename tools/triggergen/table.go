package main

import (
	"fmt"
	"os"
	"slices"

	yaml "github.com/pb33f/go-yaml"
)

// table is the whole of the trigger file.
type table struct {
	Profiles       []profile
	Reasons        []reason
	Amounts        []trigger
	SecurityCodes  []trigger `yaml:"securityCodes"`
	PostalCodes    []trigger `yaml:"postalCodes"`
	Cards          []trigger
	Accounts       []trigger
	Refreshes      []trigger
	Authentication []scenario
}

// triggers is every row but the 3-D Secure cards, in the order of the file.
func (t *table) triggers() []trigger {
	var all []trigger
	for _, rows := range [][]trigger{t.Amounts, t.SecurityCodes, t.PostalCodes, t.Cards, t.Accounts, t.Refreshes} {
		all = append(all, rows...)
	}
	return all
}

// profile is one processor and the constants of its approvals.
type profile struct {
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

// reason is what a reason stands for where nothing else is said.
type reason struct {
	Reason  string
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

// scenario is one row of 3-D Secure test cards.
type scenario struct {
	Scenario      string
	Version       string
	Visa          string
	Mastercard    string
	Amex          string
	VeresEnrolled string `yaml:"veresEnrolled"`
	ParesStatus   string `yaml:"paresStatus"`
	Validated     string
	Known         string
}

// load reads the file; a member that no row has is an error, so that a misspelt one
// cannot be lost.
func load(path string) (*table, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var t table
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
func (t *table) reason(name string) (reason, bool) {
	i := slices.IndexFunc(t.Reasons, func(r reason) bool { return r.Reason == name })
	if i < 0 {
		return reason{}, false
	}
	return t.Reasons[i], true
}
