package webhook

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"

	"github.com/cybersource-go/cybersource/internal/redact"
)

// DefaultMaxBytes is the longest body that a [Handler] reads. No limit is published.
const DefaultMaxBytes = 1 << 20

// Handler is an [http.Handler] that verifies deliveries and hands their events to a
// function. Verifier and Handle are required. It answers
//
//   - 200 to GET and HEAD, the service's health check;
//   - 200 when the function returns nil. Do so for events of no interest, too: after
//     refusals the service suspends the subscription;
//   - 401 to what is not signed, or not signed rightly;
//   - 413 to what is too large, 405 to other methods, 400 when the body ends early;
//   - 503 when the function returns [ErrNotYet], 500 when it returns another error, and
//     when a delivery does not open. The service sends it again later, by default three
//     times, a minute apart.
//
// How long the service waits for an answer is not published; stay below five seconds.
type Handler struct {
	// Verifier verifies the deliveries.
	Verifier *Verifier

	// Handle gets each event, perhaps several at a time and perhaps one twice. Its
	// context is that of the request.
	Handle func(ctx context.Context, e Event) error

	// MaxBytes is the longest body that is read. 0 means [DefaultMaxBytes], 1 MiB.
	MaxBytes int64

	// RefuseEmpty answers 401 to a POST that has neither signature nor body. By default
	// it is answered 200 without calling Handle: the service's health check is also a
	// POST whose form is not published, and a subscription whose check fails never
	// becomes active.
	RefuseEmpty bool

	// Logger gets one line per refused or failed delivery, with the text of the error, in
	// which card numbers and tokens are masked. nil = silent.
	Logger *slog.Logger
}

// ServeHTTP implements [http.Handler].
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status, err := h.serve(w, r)
	if err != nil && h.Logger != nil {
		h.Logger.LogAttrs(r.Context(), slog.LevelWarn, "webhook not delivered", slog.Int("httpStatus", status), slog.String("error", redact.Line(err.Error())))
	}
	if status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", "GET, HEAD, POST")
	}
	w.WriteHeader(status)
}

// serve decides about the request. An error is for the log.
func (h *Handler) serve(w http.ResponseWriter, r *http.Request) (status int, err error) {
	switch {
	case h.Handle == nil, h.Verifier == nil, h.Verifier.set == nil:
		return http.StatusInternalServerError, errIncomplete
	case r.Method == http.MethodGet, r.Method == http.MethodHead:
		return http.StatusOK, nil
	case r.Method != http.MethodPost:
		return http.StatusMethodNotAllowed, nil
	}
	e, err := h.receive(w, r)
	if errors.Is(err, errHealthCheck) {
		return http.StatusOK, nil
	}
	if err != nil {
		return statusOf(err), err
	}
	switch err = h.Handle(r.Context(), e); {
	case err == nil:
		return http.StatusOK, nil
	case errors.Is(err, ErrNotYet):
		return http.StatusServiceUnavailable, err
	}
	return http.StatusInternalServerError, err
}

// receive verifies the request. The body is read after the header was found good.
func (h *Handler) receive(w http.ResponseWriter, r *http.Request) (Event, error) {
	c := h.Verifier.set()
	s, err := c.admit(r.Header)
	if errors.Is(err, ErrUnsigned) && !h.RefuseEmpty && isEmpty(r.Body) {
		return Event{}, errHealthCheck
	}
	if err != nil {
		return Event{}, err
	}
	body, err := h.read(w, r)
	if err != nil {
		return Event{}, err
	}
	return c.open(s, body)
}

func (h *Handler) read(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	limit := h.MaxBytes
	if limit <= 0 {
		limit = DefaultMaxBytes
	}
	if r.ContentLength > limit {
		return nil, errBodyTooLarge
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, errBodyTooLarge
	case err != nil:
		return nil, errBodyUnread // the cause may quote what was sent
	}
	return body, nil
}

// isEmpty reads one byte at most.
func isEmpty(body io.Reader) bool {
	n, err := io.ReadFull(body, make([]byte, 1))
	return n == 0 && errors.Is(err, io.EOF)
}

// statusOf is how a refusal is answered. What does not open may be the fault of this
// side, and is asked for again.
func statusOf(err error) int {
	switch {
	case errors.Is(err, errBodyTooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, errBodyUnread):
		return http.StatusBadRequest
	case errors.Is(err, ErrNoPrivateKey), errors.Is(err, ErrAlgorithm), errors.Is(err, ErrDecryption):
		return http.StatusInternalServerError
	}
	return http.StatusUnauthorized
}
