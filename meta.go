package cybersource

import (
	"net/http"
	"time"
)

// Meta is what surrounds an answer: how it came, not what it says. Every answer
// carries one, and it is never part of the answer's JSON. Printing a Meta shows
// no header and no body.
type Meta struct {
	// HTTPStatus is the status code of the answer, such as 201.
	HTTPStatus int

	// Header holds the answer's headers as received.
	Header http.Header

	// CorrelationID is the v-c-correlation-id header: the id that support asks for.
	// It differs from the answer's own id.
	CorrelationID string

	// ReferenceCode is the clientReferenceInformation.code that was sent, given by the
	// caller or made by the client: the handle for searching for the request.
	ReferenceCode string

	// TransactionID is the clientReferenceInformation.transactionId that was sent,
	// given by the caller or made by the client: the handle for reversing or
	// voiding a payment whose answer was lost. Empty for operations that have none.
	TransactionID string

	// ID is the service's id of the request, where an error's answer had one. A
	// success has it in the answer itself.
	ID string

	// Attempts counts how often the request was sent, 1 for the usual case.
	Attempts int

	// Duration is the time of the whole call, waits between attempts included.
	Duration time.Duration

	// RawBody is the exact body of the answer, after decryption where it came
	// encrypted. It may hold personal and account data: do not log it.
	RawBody RawBody

	asked asked
}

// RawBody is a body as it came. It may hold account and personal data, so it prints as
// its size; convert it to []byte or string to read it.
type RawBody []byte
