package cybersource

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cybersource-go/cybersource/internal/jsonx"
	"github.com/cybersource-go/cybersource/internal/redact"
)

// fillFromBody takes what it can from the body of an answer that is not a success. The
// service nests the same few members in several ways:
//
//	{"id", "submitTimeUtc", "status", "reason", "message", "details": [{"field", "reason"}]}   400 and 502
//	{"status", "errorInformation": {"reason", "message", "details"}}                           as in a 2xx
//	{"response": {"rmsg": "..."}}   with a text or an object                                   401
//	{"errors": [{"type", "message"}]}                                                          unknown resources
//	{"correlationId", "reason", "message", "details": [{"location", "message"}]}               capture contexts
//	HTML, or nothing                                                                           intermediate hosts
//
// Whatever does not fit is left out: the raw body is always at hand. Words of the
// service may repeat a card number of the request and are masked. It reports whether the
// body is an object that was read to its end.
func (e *APIError) fillFromBody(body []byte) (whole bool) {
	var root ErrorResponse
	if jsonx.Unmarshal(body, &root) != nil {
		return false
	}
	e.Status, e.CorrelationID = root.Status, textOf(root.Extra["correlationId"])
	e.take(&root)
	for _, member := range []string{"errorInformation", "response", "errors"} {
		for _, nested := range objectsIn(root.Extra[member]) {
			e.take(&nested)
		}
	}
	e.Message = redact.Text(e.Message)
	return true
}

// take fills what is still empty from one object of the body.
func (e *APIError) take(object *ErrorResponse) {
	e.Reason = cmp.Or(e.Reason, object.Reason, Reason(textOf(object.Extra["type"])))
	e.Message = cmp.Or(e.Message, object.Message, textOf(object.Extra["message"]), textOf(object.Extra["rmsg"]))
	if len(e.Details) == 0 {
		e.Details = detailsOf(object)
	}
}

// detailsOf returns the details of an object, each with its field: some answers call it
// name or location, and some list names among them or nothing but names.
func detailsOf(object *ErrorResponse) []ErrorInformationDetails {
	details := object.Details
	if raw := object.Extra["details"]; len(details) == 0 && raw != nil {
		details = mixedDetails(raw)
	}
	for i := range details {
		d := &details[i]
		d.Field = cmp.Or(d.Field, textOf(d.Extra["name"]), textOf(d.Extra["location"]))
		d.Field, d.Reason = redact.Text(d.Field), Reason(redact.Text(string(d.Reason)))
	}
	return details
}

// mixedDetails reads details that are no list of objects: names, a mixture, or a single one.
func mixedDetails(raw json.RawMessage) (details []ErrorInformationDetails) {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		list = []json.RawMessage{raw}
	}
	for _, one := range list[:min(len(list), mostStatements)] {
		var d ErrorInformationDetails
		if jsonx.Unmarshal(one, &d) != nil && json.Unmarshal(one, &d.Field) != nil {
			continue
		}
		details = append(details, d)
	}
	return details
}

// objectsIn returns the objects of a list, or the one object that stands in its place.
func objectsIn(raw json.RawMessage) []ErrorResponse {
	if len(raw) == 0 {
		return nil
	}
	var list struct {
		Objects []ErrorResponse `json:"objects,omitzero"`
	}
	text := append(append([]byte(`{"objects":`), raw...), '}')
	_ = jsonx.Unmarshal(text, &list) // a list with anything else in it is none
	return list.Objects
}

// textOf returns a text, the literal of a number or boolean, or the message of an object.
func textOf(raw json.RawMessage) string {
	switch value := jsontext.Value(raw); value.Kind() {
	case '"':
		text, _ := jsontext.AppendUnquote(nil, value)
		return string(text)
	case '0', 't', 'f':
		return strings.TrimSpace(string(value))
	case '{':
		for _, object := range objectsIn(raw) {
			return cmp.Or(object.Message, textOf(object.Extra["rmsg"]), string(object.Reason), textOf(object.Extra["details"]))
		}
	}
	return ""
}
