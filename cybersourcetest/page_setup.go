package cybersourcetest

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/page"
)

// This file shows on the gateway's page what calls are judged by, and what a test asks at its
// end; and changes it as asked there.

// Accounts are those in force, without their secrets.
func (g pageGateway) Accounts() []page.Account {
	var shown []page.Account
	for _, a := range g.Gateway.Accounts() {
		shown = append(shown, a.onPage())
	}
	return shown
}

func (a Account) onPage() page.Account {
	shown := page.Account{
		ID: a.ID, Merchants: a.Merchants, KeyIDs: []string{}, Certificates: len(a.Certificates), Tokens: len(a.Tokens),
		ResponseKeys: len(a.ResponseKeys), CardTypes: a.CardTypes, Currencies: a.Currencies, CallsPerMinute: a.CallsPerMinute,
	}
	for _, pair := range a.SharedSecrets {
		shown.KeyIDs = append(shown.KeyIDs, pair.KeyID)
	}
	return shown
}

// SetAccounts reads a list as the program's flag -accounts takes it, and puts it in force.
func (g pageGateway) SetAccounts(read func(any) error) error {
	var accounts []Account
	if err := read(&accounts); err != nil {
		return err
	}
	return inJSON(g.Gateway.SetAccounts(accounts...))
}

func (g pageGateway) Misuse() []page.Misuse {
	var shown []page.Misuse
	for _, m := range g.Gateway.Misuse() {
		shown = append(shown, page.Misuse{Kind: string(m.Kind), ID: m.ID, Code: m.Code, Text: m.Text, IsHold: m.Kind == HoldLeft})
	}
	return shown
}

func (g pageGateway) Forgotten() page.Forgotten { return page.Forgotten(g.Gateway.Forgotten()) }

func (g pageGateway) Script() []string {
	steps := []string{}
	for _, step := range g.Pending() {
		steps = append(steps, step.String())
	}
	return steps
}

func (g pageGateway) Faults() page.Faults {
	shown := page.Faults{Faults: []page.Chance{}, Injected: g.Injected()}
	for _, chance := range g.plan.chancesNow() {
		shown.Faults = append(shown.Faults, page.Chance{Fault: chance.Step.String(), Probability: chance.Probability})
	}
	return shown
}

// SetFaults takes faults as [ParseFaults] does; "" = none.
func (g pageGateway) SetFaults(text string, seed uint64) error {
	var chances []Chance
	if text != "" {
		var err error
		if chances, err = ParseFaults(text); err != nil {
			return fmt.Errorf("faults: %w", err)
		}
	}
	g.Gateway.Faults(seed, chances...)
	return nil
}

func (g pageGateway) CheckoutResult(captureContext string, card page.Card) (string, error) {
	return g.Gateway.CheckoutResult(captureContext, Card(card))
}

// goName is a name of Go in the text of an error.
var goName = regexp.MustCompile(`\b[A-Z]\w*`)

// inJSON is an error of the Go API with the names of fields as JSON has them.
func inJSON(err error) error {
	if err == nil {
		return nil
	}
	return errors.New(goName.ReplaceAllStringFunc(err.Error(), func(name string) string { return cmp.Or(jsonNames[name], name) }))
}

// jsonNames are the members of JSON by the names of their fields.
var jsonNames = func() map[string]string {
	names := map[string]string{"Accounts": "accounts", "PaymentID": "payment"}
	for _, t := range []reflect.Type{
		reflect.TypeFor[Account](), reflect.TypeFor[SharedSecret](), reflect.TypeFor[ResponseKey](), reflect.TypeFor[page.Instruction](),
	} {
		for _, field := range reflect.VisibleFields(t) {
			names[field.Name], _, _ = strings.Cut(field.Tag.Get("json"), ",")
		}
	}
	return names
}()
