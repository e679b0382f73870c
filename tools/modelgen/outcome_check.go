package main

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

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
	seen := map[string]bool{}
	t.checkFamilies(&p, seen)
	t.checkRecords(&p, seen)
	t.checkAdvice(&p)
	t.checkStatuses(&p, seen)
	t.checkReasons(&p, seen)
	t.checkMerchantAdvice(&p, seen)
	return errors.Join(p...)
}

func (t *outcomeTable) checkFamilies(p *outcomeProblems, seen map[string]bool) {
	for _, r := range t.Operations {
		p.known("operations", outcomeFamilies, r.Family)
		for _, name := range r.Names {
			p.unique(seen, "operation "+name)
		}
	}
}

// checkRecords refuses an application without a family, and a status in place of an
// absent one that has no row for its family.
func (t *outcomeTable) checkRecords(p *outcomeProblems, seen map[string]bool) {
	for _, r := range t.Applications {
		row := "application " + r.Application
		p.unique(seen, row)
		if !seen["operation "+r.Application] {
			p.add("%s: has no family under operations", row)
		}
		if r.Role != "" && r.Role != "check" {
			p.add("%s: role %q", row, r.Role)
		}
		if r.Absent != "" && !slices.ContainsFunc(t.Statuses, func(s statusRow) bool {
			return s.Status == r.Absent && slices.Contains(s.families(), t.familyOf(r.Application))
		}) {
			p.add("%s: status %s has no row for its family", row, r.Absent)
		}
	}
	for _, r := range t.Flags {
		p.unique(seen, "flag "+r.Flag)
		p.known("flag "+r.Flag, outcomeResults, r.Result)
	}
}

// familyOf is the family of an operation or application.
func (t *outcomeTable) familyOf(name string) string {
	for _, r := range t.Operations {
		if slices.Contains(r.Names, name) {
			return r.Family
		}
	}
	return "other"
}

func (t *outcomeTable) checkStatuses(p *outcomeProblems, seen map[string]bool) {
	for _, r := range t.Statuses {
		row := "status " + r.Status
		for _, family := range r.families() {
			p.unique(seen, row+" of "+family)
			p.known(row, outcomeFamilies, family)
		}
		p.known(row, outcomeKinds, r.Kind)
		p.known(row, outcomeMoney, r.Money)
		p.known(row, outcomeAdvice, r.Advice)
		if (r.Kind == "unknown") != (r.Money == "unknown") {
			p.add("%s: kind and money are unknown together or not at all", row)
		}
		if r.Zero != "" && r.Zero != "done" {
			p.add("%s: zero %q", row, r.Zero)
		}
	}
}

func (t *outcomeTable) checkReasons(p *outcomeProblems, seen map[string]bool) {
	for _, r := range t.Reasons {
		row := "reason " + r.Reason
		p.unique(seen, row)
		p.known(row, outcomeAdvice, r.Advice)
		p.wait(row, r.Advice, r.After)
		if !slices.Contains(outcomeGroups, r.Group) {
			p.add("%s: group %q", row, r.Group)
		}
		if !slices.Contains(outcomeShows, r.Shows) {
			p.add("%s: shows %q", row, r.Shows)
		}
		if r.Hold != "" {
			p.known(row, outcomeHolds, r.Hold)
		}
		r.checkProof(p, row)
	}
}

// checkProof refuses a row whose advice invites to send again what may stand.
func (r reasonRow) checkProof(p *outcomeProblems, row string) {
	for _, family := range slices.Concat(r.Certain, r.OwnID) {
		if family != "all" {
			p.known(row, outcomeFamilies, family)
		}
	}
	certain := len(r.Certain) > 0
	if r.Group != "decline" && !certain && !r.ByField && r.Advice != "look up" {
		p.add("%s: an earlier call may stand, so the advice has to be look up", row)
	}
	if certain && (r.ByField || r.Shows != "") || r.ByField && r.Shows != "" || len(r.OwnID) > 0 && !r.ByField {
		p.add("%s: certain, byField and shows exclude each other, and ownID belongs to byField", row)
	}
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
