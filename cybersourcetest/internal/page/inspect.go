package page

import (
	"net/http"

	"github.com/cybersource-go/cybersource/internal/redact"
)

// This file answers what a test asks at its end, beside calls, payments and the ledger.

// misuse answers with what programs did wrong.
func (v *visit) misuse() {
	list(v, "misuse", v.Gateway.Misuse(), (*Misuse).mask)
}

// mask hides what a shop may have put into its code.
func (m *Misuse) mask() { m.Code, m.Text = redact.Line(m.Code), redact.Line(m.Text) }

// forgotten answers with the counts of what is kept no longer.
func (v *visit) forgotten() { v.json(http.StatusOK, v.Gateway.Forgotten()) }

// accounts answers with the accounts in force, in their order.
func (v *visit) accounts() { v.json(http.StatusOK, v.accountsInForce()) }

func (v *visit) accountsInForce() any {
	return map[string][]Account{"accounts": v.Gateway.Accounts()}
}

// script answers with the steps of a Go test that wait.
func (v *visit) script() { v.json(http.StatusOK, map[string][]string{"script": v.Gateway.Script()}) }

// faults answers with the random faults, and how often each fault was met.
func (v *visit) faults() { v.json(http.StatusOK, v.Gateway.Faults()) }
