package simulator

// Refusals (HTTP 400) and failures (HTTP 502): the flat body with its id, in the order
// of members that was seen. Guesses: which failures keep the payment. Not simulated:
// bodies of the network's edge, which are no JSON.

import (
	"bytes"
	"encoding/json"
	"time"
)

// flatBody is the body of an answer that is not a 201.
type flatBody struct {
	ID            string    `json:"id,omitempty"`
	SubmitTimeUTC string    `json:"submitTimeUtc"`
	Status        string    `json:"status"`
	Reason        string    `json:"reason"`
	Message       string    `json:"message"`
	Details       []problem `json:"details,omitempty"`
}

// problem is one field that was missing or invalid.
type problem struct {
	Field  string `json:"field"`
	Reason string `json:"reason"`
}

// refuse answers a call that was not processed. What has an id has a record.
func (c *call) refuse(o outcome) Answer {
	if c.operation.refuse != nil {
		return c.operation.refuse(c, o)
	}
	if o.http == 404 {
		return Answer{Status: 404, Body: []byte(`{"errors":[{"message":"Payment not found","type":"notFound"}]}`)}
	}
	if c.operation.services != nil {
		c.keepRefused(o)
	}
	return Answer{Status: o.http, Body: c.flat(o)}
}

// flat writes a refusal or a failure. A failure that hides an approval does not say so.
func (c *call) flat(o outcome) []byte {
	status := "INVALID_REQUEST"
	if o.http == 502 {
		status = "SERVER_ERROR"
	}
	var details []problem
	for _, field := range o.fields {
		details = append(details, problem{field, o.reason})
	}
	return encode(flatBody{c.id, timestamp(c.now), status, o.reason, o.message, details})
}

// timestamp is a time as the service writes it.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// encode writes JSON; the members of maps come in alphabetical order, as the service's do.
func encode(v any) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil { // maps of text cannot fail
		return []byte(`{"status":"SERVER_ERROR","reason":"SYSTEM_ERROR"}`)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
