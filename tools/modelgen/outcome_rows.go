package main

import (
	"errors"
	"fmt"
	"slices"
	"time"

	yaml "github.com/pb33f/go-yaml"

	"github.com/cybersource-go/cybersource/tools/internal/spec"
)

// outcomeTable is spec/outcomes.yaml.
type outcomeTable struct {
	Advice         []adviceRow        `yaml:"advice"`
	Statuses       []statusRow        `yaml:"statuses"`
	Reasons        []reasonRow        `yaml:"reasons"`
	MerchantAdvice []networkAdviceRow `yaml:"merchantAdvice"`
}

type adviceRow struct {
	Advice string `yaml:"advice"`
	Text   string `yaml:"text"`
}

type statusRow struct {
	Status  string `yaml:"status"`
	Kind    string `yaml:"kind"`
	Holds   string `yaml:"holds"`
	Advice  string `yaml:"advice"`
	Meaning string `yaml:"meaning"`
}

type reasonRow struct {
	Reason  string        `yaml:"reason"`
	Number  string        `yaml:"number"`
	Group   string        `yaml:"group"`
	Holds   string        `yaml:"holds"`
	Advice  string        `yaml:"advice"`
	After   time.Duration `yaml:"after"`
	Meaning string        `yaml:"meaning"`
}

type networkAdviceRow struct {
	Networks []string      `yaml:"networks"`
	Codes    []string      `yaml:"codes"`
	Advice   string        `yaml:"advice"`
	After    time.Duration `yaml:"after"`
	Meaning  string        `yaml:"meaning"`
}

// What the words of the table are called in Go.
var (
	outcomeKinds = map[string]string{
		"unknown": "OutcomeUnknown", "approved": "OutcomeApproved", "partially approved": "OutcomePartiallyApproved",
		"review": "OutcomeReview", "authentication required": "OutcomeAuthenticationRequired", "pending": "OutcomePending",
		"declined": "OutcomeDeclined", "failed": "OutcomeFailed", "undone": "OutcomeUndone",
	}
	outcomeAdvice = map[string]string{
		"look up": "AdviceLookUp", "none": "AdviceNone", "review": "AdviceReview", "reverse the hold": "AdviceReverseHold",
		"authenticate": "AdviceAuthenticate", "ask cardholder": "AdviceAskCardholder", "fix data": "AdviceFixData",
		"retry later": "AdviceRetryLater", "never retry": "AdviceNeverRetry", "contact support": "AdviceContactSupport",
	}
	outcomeHolds    = map[string]string{"yes": "holdsAlways", "no": "holdsNever", "approval code": "holdsIfApproved"}
	outcomeNetworks = map[string]string{"visa": "networkVisa", "mastercard": "networkMastercard", "other": "networkOther"}
	outcomeGroups   = []string{"decline", "refusal", "failure"}
)

func parseOutcomes(raw []byte) (*outcomeTable, error) {
	t := new(outcomeTable)
	if err := yaml.Load(raw, t, yaml.WithKnownFields()); err != nil {
		return nil, err
	}
	return t, t.check()
}

// outcomeProblems collects what is wrong with a table, so that all of it is reported at once.
type outcomeProblems []error

func (p *outcomeProblems) add(format string, args ...any) {
	*p = append(*p, fmt.Errorf(format, args...))
}

func (p *outcomeProblems) known(row string, words map[string]string, word string) {
	if words[word] == "" {
		p.add("%s: %q is not a word of this table", row, word)
	}
}

func (p *outcomeProblems) unique(seen map[string]bool, row string) {
	if seen[row] {
		p.add("%s: second row", row)
	}
	seen[row] = true
}

func (p *outcomeProblems) wait(row, advice string, after time.Duration) {
	if (advice == "retry later") != (after > 0) || after%time.Minute != 0 {
		p.add("%s: a wait, in whole minutes, belongs to a later retry and only to that", row)
	}
}

func (t *outcomeTable) check() error {
	var p outcomeProblems
	t.checkAdvice(&p)
	seen := map[string]bool{}
	for _, r := range t.Statuses {
		row := "status " + r.Status
		p.unique(seen, row)
		p.known(row, outcomeKinds, r.Kind)
		p.known(row, outcomeHolds, r.Holds)
		p.known(row, outcomeAdvice, r.Advice)
	}
	for _, r := range t.Reasons {
		row := "reason " + r.Reason
		p.unique(seen, row)
		p.known(row, outcomeAdvice, r.Advice)
		p.wait(row, r.Advice, r.After)
		if !slices.Contains(outcomeGroups, r.Group) {
			p.add("%s: group %q", row, r.Group)
		}
		if r.Holds != "" && r.Holds != "approval code" {
			p.add("%s: holds %q", row, r.Holds)
		}
	}
	t.checkMerchantAdvice(&p, seen)
	return errors.Join(p...)
}

func (t *outcomeTable) checkAdvice(p *outcomeProblems) {
	explained := map[string]bool{}
	for _, a := range t.Advice {
		p.known("advice", outcomeAdvice, a.Advice)
		explained[a.Advice] = a.Text != ""
	}
	for word := range outcomeAdvice {
		if !explained[word] {
			p.add("advice %s: no text", word)
		}
	}
}

func (t *outcomeTable) checkMerchantAdvice(p *outcomeProblems, seen map[string]bool) {
	for _, r := range t.MerchantAdvice {
		for _, network := range r.Networks {
			for _, code := range r.Codes {
				row := "merchant advice " + network + " " + code
				p.unique(seen, row)
				p.known(row, outcomeNetworks, network)
				p.known(row, outcomeAdvice, r.Advice)
				p.wait(row, r.Advice, r.After)
			}
		}
	}
}

// covers reports statuses and reasons that the models know and the table does not.
func (t *outcomeTable) covers(models *spec.Spec) error {
	have := map[string]bool{}
	for _, r := range t.Statuses {
		have["Status "+r.Status] = true
	}
	for _, r := range t.Reasons {
		have["Reason "+r.Reason] = true
	}
	var p outcomeProblems
	for _, schema := range models.Types {
		for _, f := range schema.Fields {
			for _, v := range f.Values {
				if key := f.GoType + " " + v.Code; (f.GoType == "Status" || f.GoType == "Reason") && !have[key] {
					have[key] = true
					p.add("no row for %s of %s", key, schema.Name)
				}
			}
		}
	}
	return errors.Join(p...)
}
