package cybersource

import (
	"fmt"
	"io"
	"log/slog"
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

	// TransactionID is the clientReferenceInformation.transactionId that was sent,
	// given by the caller or made by the client: the handle for reversing or
	// voiding a payment whose answer was lost. Empty for RefreshPaymentStatus.
	TransactionID string

	// Attempts counts how often the request was sent, 1 for the usual case.
	Attempts int

	// Duration is the time of the whole call, waits between attempts included.
	Duration time.Duration

	// RawBody is the exact body of the answer, after decryption where it came
	// encrypted. It may hold personal and account data: do not log it.
	RawBody []byte
}

// Format prints the facts that are safe to log, whatever the verb.
func (m Meta) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, fmt.Sprintf("Meta{HTTPStatus:%d CorrelationID:%q TransactionID:%q Attempts:%d Duration:%s RawBody:[%d bytes]}",
		m.HTTPStatus, m.CorrelationID, m.TransactionID, m.Attempts, m.Duration, len(m.RawBody)))
}

// LogValue is the same for slog.
func (m Meta) LogValue() slog.Value {
	return slog.GroupValue(
		slog.Int("httpStatus", m.HTTPStatus),
		slog.String("correlationId", m.CorrelationID),
		slog.String("transactionId", m.TransactionID),
		slog.Int("attempts", m.Attempts),
		slog.Duration("duration", m.Duration),
	)
}
