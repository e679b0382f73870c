package exchange

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/internal/auth"
	"github.com/cybersource-go/cybersource/internal/retry"
)

// Attempt is what became of one signed HTTP request.
type Attempt struct {
	Number   int    // 1 for the first
	KeyID    string // of the key that signed it; "" for none
	Evidence retry.Evidence
	Status   int         // 0 without an answer
	Header   http.Header // of the answer
	Body     []byte      // of the answer, plain; cut short if Err says so
	Said     any         // what the reader made of the answer
	Open     bool        // the answer leaves open, or shows, that the request was processed
	Err      error       // why there is no usable answer
	Duration time.Duration
	Decision retry.Decision // whether it is followed by another, and why

	success bool // the answer is one that was asked for
	final   bool // Err happened before sending, and another attempt would end the same way
}

// Succeeded reports whether there is an answer that says success.
func (a *Attempt) Succeeded() bool { return a.success }

// CorrelationIDHeader is the header in which the service gives the id of an attempt. What others
// answer lacks it.
const CorrelationIDHeader = "V-C-Correlation-Id"

// CorrelationID is the service's id of the attempt, which support asks for.
func (a *Attempt) CorrelationID() string { return a.Header.Get(CorrelationIDHeader) }

// sending is one attempt while it is made. It is never used twice: a transport may
// still report to its trace after the next attempt has begun.
type sending struct {
	Attempt
	client   *Client
	request  *Request
	repeated bool            // an earlier attempt of the request was written
	ctx      context.Context // without the trace: token requests use other connections
	trace    connectionTrace
	passes   *passes // through a wrapped transport; nil without one
	own      sendingContext
}

// sendingContext is the context of a request, in which the pre-request hook finds what
// it completes.
type sendingContext struct {
	context.Context
	sending *sending
}

type sendingKey struct{}

// Value implements [context.Context].
func (c *sendingContext) Value(key any) any {
	if key == (sendingKey{}) {
		return c.sending
	}
	return c.Context.Value(key)
}

// attempt sends the request once and reads the answer.
func (c *Client) attempt(ctx context.Context, request *Request, number int, repeated bool) *Attempt {
	s := &sending{Attempt: Attempt{Number: number}, client: c, request: request, repeated: repeated, ctx: ctx}
	if request.Observer == nil {
		s.run(ctx)
		return &s.Attempt
	}
	start := c.settings().Clock.Now()
	observed, cancel := c.bounded(request.Observer.AttemptStarts(ctx, number), ctx)
	defer cancel()
	s.ctx = observed
	defer func() {
		s.Duration = c.settings().Clock.Now().Sub(start)
		request.Observer.AttemptEnded(observed, &s.Attempt)
	}()
	s.run(ctx)
	return &s.Attempt
}

// bounded gives the deadline of the call back to a context that lost it in a hook.
func (c *Client) bounded(hooked, ctx context.Context) (context.Context, context.CancelFunc) {
	limit, limited := c.settings().Clock.Remaining(ctx)
	if own, ok := c.settings().Clock.Remaining(hooked); !limited || ok && own <= limit {
		return hooked, func() {}
	}
	return c.settings().Clock.WithTimeout(hooked, limit, nil)
}

// run fills in the attempt.
func (s *sending) run(ctx context.Context) {
	limited, cancel := s.queueing(s.ctx)
	defer cancel()
	defer func() { s.passes.stop() }()  // there are none before execute
	response, err := s.execute(limited) //nolint:bodyclose // read closes it
	if err != nil {
		s.fail(ctx, err)
		return
	}
	s.Status, s.Header = response.StatusCode, response.Header
	if s.Body, err = s.read(response); err != nil {
		s.fail(ctx, err)
		return
	}
	s.Evidence = retry.Answered
	reading := s.request.Reader.ReadAnswer(s.Status, s.Header, s.Body, s.repeated)
	s.Body, s.Said, s.Open, s.Err = reading.Body, reading.Said, reading.Open || s.sentBesides(), reading.Err
	if s.Err != nil {
		s.Evidence = retry.Unanswered
	}
	s.success = reading.Success && s.Err == nil
	if reading.Foreign {
		s.trace.closeConnection()
	}
}

// read reads the body of the answer. After an answer without one the connection may be in
// use by another request already, and one of HTTP/2 is in use by several at any time, so that
// nothing is said of those.
func (s *sending) read(response *http.Response) ([]byte, error) {
	writes := s.trace.writes()
	body, err := readBody(response, s.request.MaxBytes)
	if err == nil && response.ProtoMajor < 2 && response.ContentLength != 0 && s.request.Method != http.MethodHead {
		s.trace.answered(writes)
	}
	return body, err
}

// execute has resty send the request, up to the beginning of the answer's body.
func (s *sending) execute(ctx context.Context) (*http.Response, error) {
	request := s.client.resty.R()
	s.trace.of = s
	s.own = sendingContext{s.trace.watch(ctx), s}
	request.SetContext(&s.own)
	maps.Copy(request.Header, s.client.settings().Header) // the values are shared, the map is this request's own
	maps.Copy(request.Header, s.request.Header)
	request.Header["Accept"] = mediaType(s.request.Accept)
	if s.request.Body != nil {
		request.Header["Content-Type"] = mediaType(s.request.ContentType)
		request.SetBody(bytes.NewReader(s.request.Body)) // a fresh reader per attempt: resty would send a used one empty
	}
	response, err := request.Execute(s.request.Method, s.request.URL)
	if err != nil {
		return nil, err
	}
	return response.RawResponse, nil
}

// late is the error of an attempt that has too little time left to send anything; nil if it has
// enough, or if its context has ended.
func (s *sending) late() error {
	if late, ok := s.client.mayBegin(s.ctx, s.request).(*lateError); ok {
		return late
	}
	return nil
}

// queueing returns a context for a transport that limits its connections: it ends when
// no connection was had in time, so that a request that had to wait is not sent with too
// little time left for its answer.
func (s *sending) queueing(ctx context.Context) (context.Context, context.CancelFunc) {
	base, ok := s.client.settings().Transport.(*http.Transport)
	remaining, limited := s.client.settings().Clock.Remaining(ctx)
	if !ok || base.MaxConnsPerHost == 0 || !limited {
		return ctx, func() {}
	}
	late := s.client.tooLate(remaining, s.request)
	waiting, stop := s.client.settings().Clock.WithTimeout(ctx, remaining-s.request.MinTime, nil)
	ctx, cancel := context.WithCancelCause(ctx)
	context.AfterFunc(waiting, func() {
		if ctx.Err() == nil && s.trace.giveUp(late) {
			cancel(late)
		}
	})
	return ctx, func() { cancel(nil); stop() }
}

// complete makes the request that resty built ready to go, and last of all signs it
// exactly as it is. It runs once per attempt, so date and token are always fresh.
func (s *sending) complete(r *http.Request) error {
	settings := s.client.settings()
	if problems := TransportProblems(settings.Transport, r, settings.ServerNames...); len(problems) > 0 {
		return &UnsafeError{Problem: strings.Join(problems, "; ")}
	}
	forbidResend(r, settings.Transport)
	if settings.Wrap != nil {
		s.passes = &passes{body: trackedBody{ReadCloser: r.Body}}
		if r.Body != nil {
			r.Body = &s.passes.body
		}
	}
	if settings.SendHost {
		r.Host = settings.Host
	}
	if err := s.sign(r); err != nil {
		return &unsentError{"sign request", err}
	}
	// Signing may take long: a token function, a vault, a module of hardware.
	if err := s.client.mayBegin(s.ctx, s.request); err != nil {
		return &unsentError{"before sending", err}
	}
	return nil
}

// forbidResend keeps net/http from sending a request again by itself, which it does over a
// connection that had been used before: a payment must not be made twice, and a token is
// good for one request. It takes a read without a body for one that may be sent again, so
// that gets a body, which is empty: net/http writes none of it. Other transports, and other
// methods, for which it would announce that body, are left alone.
func forbidResend(r *http.Request, transport http.RoundTripper) {
	r.GetBody = nil
	_, resends := transport.(*http.Transport)
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions
	if resends && reads && (r.Body == nil || r.Body == http.NoBody) {
		r.Body = io.NopCloser(strings.NewReader(""))
	}
}

// sign signs the request for the time at which it looks whether that is still allowed.
func (s *sending) sign(r *http.Request) error {
	settings := s.client.settings()
	now := settings.Clock.Now()
	if err := s.request.maySign(now); err != nil || settings.Scheme == nil || s.request.Unsigned {
		return err
	}
	return settings.Scheme.Apply(r.Header, auth.Request{
		Context:          s.ctx,
		Method:           r.Method,
		Host:             settings.Host,
		Target:           strings.TrimPrefix(r.URL.RequestURI(), settings.Prefix),
		Body:             s.request.Body,
		MerchantID:       s.request.MerchantID,
		Time:             now,
		ResponseKeyClaim: s.request.ResponseKeyClaim,
		ResponseKeyID:    s.request.ResponseKeyID,
		KeyID:            &s.KeyID,
	})
}

// Header values of the media types that nearly all requests use. Requests share them.
var (
	mediaHAL  = []string{"application/hal+json;charset=utf-8"}
	mediaJSON = []string{"application/json;charset=utf-8"}
)

func mediaType(name string) []string {
	switch name {
	case mediaHAL[0]:
		return mediaHAL
	case mediaJSON[0]:
		return mediaJSON
	default:
		return []string{name}
	}
}

// unsentError is a failure before the transport was asked to send anything.
type unsentError struct {
	when  string
	cause error
}

func (e *unsentError) Error() string { return e.when + ": " + e.cause.Error() }
func (e *unsentError) Unwrap() error { return e.cause }

// fail notes why there is no answer, and whether that is certain to have changed nothing.
func (s *sending) fail(ctx context.Context, err error) {
	s.Evidence = retry.Unanswered
	switch {
	case isUnsent(err):
		s.Evidence, s.final = retry.NotSent, true
	case s.Status == 0 && s.nothingSent(err):
		if alert := s.trace.refusal(); alert != nil {
			err = alert
		}
		s.Evidence, s.final = retry.NotSent, staysTheSame(err)
	}
	if refused := s.trace.refused(); refused != nil && s.Status == 0 {
		err, s.final = refused, true
	}
	s.Err = s.plainError(ctx, err)
}

// isUnsent recognises what ended before the transport was asked to send anything.
func isUnsent(err error) bool {
	_, unsent := errors.AsType[*unsentError](err)
	_, unsafe := errors.AsType[*UnsafeError](err)
	return unsent || unsafe
}
