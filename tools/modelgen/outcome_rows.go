package main

import (
	"errors"
	"time"

	yaml "github.com/pb33f/go-yaml"

	"github.com/cybersource-go/cybersource/tools/internal/spec"
)

// outcomeTable is spec/outcomes.yaml.
type outcomeTable struct {
	Operations     []familyRow        `yaml:"operations"`
	Applications   []applicationRow   `yaml:"applications"`
	Flags          []flagRow          `yaml:"flags"`
	Advice         []adviceRow        `yaml:"advice"`
	Statuses       []statusRow        `yaml:"statuses"`
	Reasons        []reasonRow        `yaml:"reasons"`
	MerchantAdvice []networkAdviceRow `yaml:"merchantAdvice"`
}

// familyRow names the operations whose answers mean the same.
type familyRow struct {
	Family string   `yaml:"family"`
	Names  []string `yaml:"names"`
}

// applicationRow is a service that records list. Its family stands under operations.
type applicationRow struct {
	Application string `yaml:"application"`
	Absent      string `yaml:"absent"`
	Role        string `yaml:"role"`
	Meaning     string `yaml:"meaning"`
}

type flagRow struct {
	Flag    string `yaml:"flag"`
	Result  string `yaml:"result"`
	Meaning string `yaml:"meaning"`
}

type adviceRow struct {
	Advice string `yaml:"advice"`
	Text   string `yaml:"text"`
}

type statusRow struct {
	Status     string   `yaml:"status"`
	Operations []string `yaml:"operations"`
	Kind       string   `yaml:"kind"`
	Money      string   `yaml:"money"`
	Zero       string   `yaml:"zero"`
	Advice     string   `yaml:"advice"`
	Meaning    string   `yaml:"meaning"`
}

type reasonRow struct {
	Reason  string        `yaml:"reason"`
	Number  string        `yaml:"number"`
	Group   string        `yaml:"group"`
	Advice  string        `yaml:"advice"`
	After   time.Duration `yaml:"after"`
	Hold    string        `yaml:"hold"`
	Certain []string      `yaml:"certain"`
	ByField bool          `yaml:"byField"`
	OwnID   []string      `yaml:"ownID"`
	Shows   string        `yaml:"shows"`
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
		"verified": "OutcomeVerified", "review": "OutcomeReview", "authentication required": "OutcomeAuthenticationRequired",
		"pending": "OutcomePending", "declined": "OutcomeDeclined", "failed": "OutcomeFailed", "undone": "OutcomeUndone",
	}
	outcomeAdvice = map[string]string{
		"look up": "AdviceLookUp", "none": "AdviceNone", "review": "AdviceReview", "reverse the hold": "AdviceReverseHold",
		"authenticate": "AdviceAuthenticate", "ask cardholder": "AdviceAskCardholder", "fix data": "AdviceFixData",
		"retry later": "AdviceRetryLater", "never retry": "AdviceNeverRetry", "contact support": "AdviceContactSupport",
	}
	outcomeMoney = map[string]string{
		"unknown": "MoneyUnknown", "untouched": "MoneyUntouched", "held": "MoneyHeld", "on its way": "MoneyOnItsWay",
		"taken": "MoneyTaken", "back": "MoneyBack", "stopped": "MoneyStopped", "if approved": "MoneyUntouched",
	}
	outcomeHolds    = map[string]string{"yes": "holdStated", "possible": "holdPossible", "approval": "holdIfApproved"}
	outcomeNetworks = map[string]string{"visa": "networkVisa", "mastercard": "networkMastercard", "other": "networkOther"}
	outcomeFamilies = map[string]string{
		"payment": "familyPayment", "increment": "familyIncrement", "refresh": "familyRefresh", "capture": "familyCapture",
		"refund": "familyRefund", "credit": "familyCredit", "reversal": "familyReversal", "void": "familyVoid",
		"session": "familySession", "order": "familyOrder", "other": "familyOther",
		"capture record": "familyCaptureRecord", "credit record": "familyCreditRecord",
	}
	outcomeResults = map[string]string{"success": "resultSuccess", "declined": "resultDeclined", "error": "resultError"}
	outcomeGroups  = []string{"decline", "refusal", "failure"}
	outcomeShows   = []string{"", "failure", "duplicate"}

	// generalFamilies are those of a status row that names none.
	generalFamilies = []string{"payment", "increment", "refresh", "session", "order", "other"}
)

// families returns the families of a status row.
func (r statusRow) families() []string {
	if len(r.Operations) == 0 {
		return generalFamilies
	}
	return r.Operations
}

func parseOutcomes(raw []byte) (*outcomeTable, error) {
	t := new(outcomeTable)
	if err := yaml.Load(raw, t, yaml.WithKnownFields()); err != nil {
		return nil, err
	}
	return t, t.check()
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
