package cybersource

import (
	"cmp"
	"encoding/json"
	"slices"
)

// answerFacts is what of an answer decides its outcome. The Outcome method of each
// answer fills in what it has.
type answerFacts struct {
	operation string // name of a method that has such answers
	status    Status
	failure   *ErrorInformation
	extra     map[string]json.RawMessage // members of the answer that its model does not have

	approvalCode string
	amount       string                     // of this call
	amountExtra  map[string]json.RawMessage // what stands beside the amounts unread
	second       json.RawMessage            // an object that decides, where it stands in the answer twice
	requested    string                     // as the answer repeats it
	asked        asked                      // as the request said, where the answer came from a call
	total        string
	currency     string
	sums         sums   // what the answer states beside amount and currency
	original     string // amount of a lost call that had failed, which a timeout call names

	notReversed bool // says the answer to a reversal

	merchantAdvice *CreatePaymentResponseProcessorInformationMerchantAdvice
	network        network
	sale           bool
	capture        bundledCapture
	notCapturedFor Reason // why the bundled capture was not made
}

// statements are all reasons that an answer gives, and whether it says that
// something went wrong in any other way.
type statements struct {
	reasons []Reason
	details []ErrorInformationDetails
	other   bool // errorInformation without a reason
}

func (s *statements) add(failure *ErrorInformation) {
	if failure == nil {
		return
	}
	reasons := []Reason{failure.Reason, Reason(textOf(failure.Extra["reason"]))}
	for _, reason := range reasons {
		if reason != "" && !slices.Contains(s.reasons, reason) {
			s.reasons = append(s.reasons, reason)
		}
	}
	s.details = append(s.details, failure.Details...)
	if raw := failure.Extra["details"]; raw != nil { // not only objects
		s.addDetails(raw)
	}
	unread := failure.Extra["reason"] != nil && textOf(failure.Extra["reason"]) == ""
	s.other = s.other || unread || failure.Reason == "" && (failure.Message != "" || len(failure.Details) > 0 || failure.Extra["details"] != nil)
}

// statements reads errorInformation, and what stands in the answer as it does in a
// refusal: reason and details at the root, errors, a message that is a reason.
func (f *answerFacts) statements() statements {
	var s statements
	s.add(f.failure)
	if raw, there := f.extra["errorInformation"]; there { // a second one, or a list
		s.addRaw(raw)
	}
	if f.extra["reason"] != nil || f.extra["details"] != nil {
		root := map[string]json.RawMessage{"reason": f.extra["reason"], "details": f.extra["details"]}
		raw, _ := json.Marshal(root)
		s.addRaw(raw)
	}
	for _, member := range []string{"errors", "response"} {
		for _, object := range objectsIn(f.extra[member]) {
			s.addKnown(cmp.Or(object.Reason, Reason(textOf(object.Extra["type"])), Reason(textOf(object.Extra["rmsg"]))))
		}
	}
	for i := range s.details {
		if reason := s.details[i].Reason; refusalRuleOf(f.operation, reason).showsProcessing {
			s.addKnown(reason)
		}
	}
	return s
}

// addDetails adds those of a list that holds more than objects. Which reason goes with
// which field is not read: invalid data may be about each of them.
func (s *statements) addDetails(raw json.RawMessage) {
	list := readBodyStatements(slices.Concat([]byte(`{"details":`), raw, []byte("}")))
	for _, detail := range list.details {
		if slices.Contains(list.reasons, ReasonInvalidData) {
			detail.Reason = ReasonInvalidData
		}
		s.details = append(s.details, detail)
	}
	for _, reason := range list.reasons {
		s.details = append(s.details, ErrorInformationDetails{Field: "details", Reason: reason})
	}
}

// addKnown adds a word that may as well be no reason.
func (s *statements) addKnown(reason Reason) {
	reason = reasonWord(string(reason))
	if _, known := reasonRuleOf(reason); known {
		s.reasons = append(s.reasons, reason)
	}
}

// addRaw adds an object in the form of errorInformation, or a list of them. What is no
// such object says that something went wrong, and not what.
func (s *statements) addRaw(raw json.RawMessage) {
	objects := objectsIn(raw)
	s.other = s.other || len(objects) == 0
	for i := range objects {
		object := &objects[i]
		s.add(&ErrorInformation{Reason: object.Reason, Message: object.Message, Details: object.Details, Extra: object.Extra})
	}
}

// first is the reason that the outcome shows.
func (s *statements) first() Reason {
	if len(s.reasons) == 0 {
		return ""
	}
	return s.reasons[0]
}

// none reports whether the answer says nothing of a failure.
func (s *statements) none() bool { return len(s.reasons) == 0 && !s.other }

// statusTwice reports whether the answer has a second status that differs. A second
// one that cannot be read differs too.
func (f *answerFacts) statusTwice() (second Status, differs bool) {
	raw, twice := f.extra["status"]
	if !twice {
		return "", false
	}
	second = Status(textOf(raw))
	return second, second == "" || second != f.status
}

// secondOf returns a member that stands in the answer beside the one that was read.
func secondOf(wasRead bool, extra map[string]json.RawMessage, name string) json.RawMessage {
	if !wasRead {
		return nil
	}
	return extra[name]
}

// amountTwice reports whether an amount of the answer stands twice and differs.
func (f *answerFacts) amountTwice() bool {
	raw, twice := f.amountExtra["authorizedAmount"]
	return twice && compareAmounts(textOf(raw), f.amount) != 0
}
