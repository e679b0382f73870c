package checkout

import (
	"bytes"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/cybersource-go/cybersource"
)

// members of an object of JSON.
type members = map[string]jsontext.Value

// payment is the payment that a result tells of. What the result says of it more than once
// is read as an answer is in which a member stands more than once: the last one counts, and
// one that says otherwise is kept beside it, which makes the outcome unknown.
func (c *resultClaims) payment(payload []byte) (*cybersource.CreatePaymentResponse, error) {
	var beside, details members
	if err := read(payload, &beside); err != nil {
		return nil, err
	}
	if c.Details.Kind() == jsontext.KindBeginObject {
		if err := read(c.Details, &details); err != nil {
			return nil, err
		}
		for _, name := range []string{"outcome", "message", "details", "metadata"} { // not the payment's
			delete(beside, name)
		}
	}
	statements := []members{beside, details}
	if c.endsOtherwise() {
		statements = append(statements, members{"status": text(c.Outcome)})
	}
	statements = append(statements, members{"id": text(c.ID), "status": text(c.Status)})
	payment := &cybersource.CreatePaymentResponse{}
	if err := json.Unmarshal(joined(statements), payment, jsontext.AllowDuplicateNames(true)); err != nil {
		return nil, fmt.Errorf("%w: its claims are not those of one", ErrMalformed)
	}
	return payment, nil
}

// endsOtherwise reports whether the page calls the end of the payment by a status that means
// something else than the one of the result. Words that are no status are the page's own.
func (c *resultClaims) endsOtherwise() bool {
	kind := kindOf(c.Outcome)
	return kind != cybersource.OutcomeUnknown && kind != kindOf(c.Status)
}

// kindOf is what a status means by itself.
func kindOf(status string) cybersource.OutcomeKind {
	return (&cybersource.CreatePaymentResponse{Status: cybersource.Status(status)}).Outcome().Kind
}

// joined is one object with all members, also those of the same name.
func joined(objects []members) []byte {
	var b bytes.Buffer
	object := jsontext.NewEncoder(&b, jsontext.AllowDuplicateNames(true))
	_ = object.WriteToken(jsontext.BeginObject) // nothing here fails: the values were read as JSON
	for _, given := range objects {
		for name, value := range given {
			_ = object.WriteToken(jsontext.String(name))
			_ = object.WriteValue(value)
		}
	}
	_ = object.WriteToken(jsontext.EndObject)
	return b.Bytes()
}

// text is a text as JSON.
func text(s string) jsontext.Value {
	value, _ := jsontext.AppendQuote(nil, s) // which was read as JSON
	return value
}
