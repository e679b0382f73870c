package checkout

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/cybersource-go/cybersource"
)

// members of an object of JSON.
type members = map[string]jsontext.Value

// places are the objects in which a result says something of its payment: the result itself,
// and its details.
func (c *resultClaims) places(payload []byte) ([]members, error) {
	var beside, details members
	if err := read(payload, &beside); err != nil {
		return nil, err
	}
	if c.Details.Kind() != jsontext.KindBeginObject {
		return []members{beside}, nil
	}
	if err := read(c.Details, &details); err != nil {
		return nil, err
	}
	return []members{beside, details}, nil
}

// payment is the payment that a result tells of. What the result says of it more than once
// is read as an answer is in which a member stands more than once: the last one counts, and
// one that says otherwise is kept beside it, which makes the outcome unknown.
func (c *resultClaims) payment(places []members) (*cybersource.CreatePaymentResponse, error) {
	statements := slices.Clone(places)
	if len(places) > 1 {
		statements[0] = maps.Clone(places[0])
		for _, name := range []string{"outcome", "message", "details", "metadata"} { // not the payment's
			delete(statements[0], name)
		}
	}
	for _, end := range stated(places, "outcome") {
		if c.endsOtherwise(end) {
			statements = append(statements, members{"status": text(end)})
		}
	}
	statements = append(statements, members{"id": text(c.ID), "status": text(c.Status)})
	payment := &cybersource.CreatePaymentResponse{}
	if err := json.Unmarshal(joined(statements), payment, jsontext.AllowDuplicateNames(true)); err != nil {
		return nil, fmt.Errorf("%w: its claims are not those of one", ErrMalformed)
	}
	return payment, nil
}

// endsOtherwise reports whether the end of the page may be another one than that of the
// payment's status. No words for it are published, so that it is the same one only if it is a
// status that means the same, or a word that can be about a success alone.
func (c *resultClaims) endsOtherwise(end string) bool {
	kind := kindOf(c.Status)
	switch end = strings.ToUpper(strings.TrimSpace(end)); end {
	case "":
		return false
	case "COMPLETE", "SUCCESS":
		return kind == cybersource.OutcomeDeclined || kind == cybersource.OutcomeFailed
	default:
		return kindOf(end) == cybersource.OutcomeUnknown || kindOf(end) != kind
	}
}

// unreadable stands for a value that is no text. It is no code, id or word.
const unreadable = "\x00"

// stated are the texts that the places of a result have under a path.
func stated(places []members, path ...string) (texts []string) {
	for _, place := range places {
		value := place[path[0]]
		for _, name := range path[1:] {
			if isNothing(value) {
				break
			}
			var object members
			if json.Unmarshal(value, &object) != nil {
				object = members{name: text(unreadable)}
			}
			value = object[name]
		}
		if isNothing(value) {
			continue
		}
		said := unreadable
		_ = json.Unmarshal(value, &said)
		texts = append(texts, said)
	}
	return texts
}

func isNothing(value jsontext.Value) bool {
	return len(value) == 0 || value.Kind() == jsontext.KindNull
}

// allAre reports whether there is a text, and none that is another one.
func allAre(want string, texts []string) bool {
	return len(texts) > 0 && !slices.ContainsFunc(texts, func(said string) bool { return said != want })
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
