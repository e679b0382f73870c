package cybersource

import (
	"slices"
	"strings"
)

// applicationRule is a row of spec/outcomes.yaml about a service of a record.
type applicationRule struct {
	absent Status // that a success without a status stands for
	check  bool   // holds and moves nothing by itself
}

// recordResult is how a request or a service of it went.
type recordResult uint8

const (
	resultUnknown recordResult = iota
	resultSuccess
	resultDeclined // by anybody, or refused for what the request says
	resultError    // something failed on the way
)

const (
	codeSuccess = "100"
	codePartial = "110"
)

// recordStatements are the three ways in which a record says how something went.
type recordStatements struct{ code, rCode, flag string }

func (s recordStatements) none() bool { return s == recordStatements{} }

// result is what all statements say. If they differ, or one is not known, nothing is known.
func (s recordStatements) result() recordResult {
	var found recordResult
	for _, said := range s.results() {
		if said == resultUnknown || found != resultUnknown && found != said {
			return resultUnknown
		}
		found = said
	}
	return found
}

// results is what each statement says that is there.
func (s recordStatements) results() []recordResult {
	var said []recordResult
	if s.code != "" {
		said = append(said, resultOfCode(s.code))
	}
	if s.rCode != "" {
		said = append(said, resultOfRCode(s.rCode))
	}
	if s.flag != "" {
		result := resultOfFlag(s.flag)
		if result == resultUnknown && strings.HasPrefix(s.flag, "D") {
			result = resultDeclined
		}
		said = append(said, result)
	}
	return said
}

func resultOfCode(code string) recordResult {
	if code == codeSuccess || code == codePartial {
		return resultSuccess
	}
	why, known := reasonRuleOf(reasonOfNumber(code))
	switch {
	case !known:
		return resultUnknown
	case why.failure:
		return resultError
	default:
		return resultDeclined
	}
}

func resultOfRCode(code string) recordResult {
	switch code {
	case "1":
		return resultSuccess
	case "0":
		return resultDeclined
	case "-1":
		return resultError
	default:
		return resultUnknown
	}
}

// result is how the request went: what the record says of the whole and of each service
// that ran. A success needs that all succeeded, a decline that one declined.
func (f *recordFacts) result() recordResult {
	whole := f.whole.result()
	declined := false
	for i := range f.services {
		s := &f.services[i]
		if s.none() {
			continue
		}
		switch s.result() {
		case resultSuccess:
		case resultDeclined:
			declined = true
		default:
			return resultUnknown
		}
	}
	if whole == resultSuccess && declined || whole == resultDeclined && !declined {
		return resultUnknown
	}
	return whole
}

// main is the service that the record is about: of those that hold or move money the one
// that came last, else one that was skipped, else a check. Beside a capture an
// authorization makes a sale; one that was released is still what was asked for.
func (f *recordFacts) main() (main recordService, sale, known bool) {
	best := -1
	for _, s := range f.services {
		rule, listed := applicationRuleOf(s.name)
		if !listed {
			continue
		}
		if rank := rankOf(&s, rule); rank >= best {
			best, main, known = rank, s, true
		}
	}
	return main, familyOf(main.name) == familyCaptureRecord && f.authorized(), known
}

// rankOf orders the services of a record by how much they say about it.
func rankOf(s *recordService, rule applicationRule) int {
	family := familyOf(s.name)
	switch {
	case rule.check && s.none():
		return 0
	case rule.check:
		return 1
	case s.none():
		return 2
	case family == familyReversal: // made by the service itself, if there is another
		return 3
	case family == familyPayment:
		return 4
	default:
		return 5
	}
}

// ran reports whether a service of that kind succeeded.
func (f *recordFacts) ran(is func(name string) bool) bool {
	return slices.ContainsFunc(f.services, func(s recordService) bool { return is(s.name) && s.result() == resultSuccess })
}

func authorizes(name string) bool { return name == "ics_auth" || name == "ics_incremental_auth" }

func releases(name string) bool { return familyOf(name) == familyReversal }

// holds reports whether the record shows an approval that was not released within it.
func (f *recordFacts) holds() bool { return f.authorized() && !f.ran(releases) }

// authorized reports whether the record shows an approval of the issuer.
func (f *recordFacts) authorized() bool { return f.ran(authorizes) }
