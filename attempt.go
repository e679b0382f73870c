package cybersource

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/internal/auth"
	"github.com/cybersource-go/cybersource/internal/jsonx"
	"github.com/cybersource-go/cybersource/internal/retry"
	"github.com/cybersource-go/cybersource/internal/wire"
)

// attempt is one request on the wire and what became of it. It is never used
// twice: a transport may still report to its witness after the next has begun.
type attempt struct {
	call    *call
	payload []byte // sent as the body
	loan    *loan  // that it is read through, if it lies in scratch memory
	witness wire.Witness
	carrier carrier
	context context.Context // of the attempt, without the witness, who would mistake the way to a token for the way to the service
	began   time.Time       // only if a hook hears of it

	evidence retry.Evidence
	status   int         // 0 without an answer
	header   http.Header // of the answer
	body     []byte      // of the answer, decrypted; cut short if err says so
	err      error       // why there is no usable answer
	unsigned bool        // err happened before sending: another attempt would end the same way
}

// send makes attempts until one is final, and turns the last one's end into the
// call's error. What is repeated, and when, is the retry policy's decision.
func (c *call) send(ctx context.Context, payload []byte, answer any) error {
	for {
		if err := ctx.Err(); err != nil {
			return c.interrupted(err)
		}
		c.next(payload)
		c.last.run(ctx, answer)
		if c.last.succeeded() {
			return nil
		}
		decision := c.client.retry.Decide(c.last.facts(), remaining(ctx))
		if !decision.Retry || c.last.unsigned {
			return c.result()
		}
		c.retrying(ctx, decision)
		if err := c.client.sleep(ctx, decision.Wait); err != nil {
			return c.interrupted(err)
		}
	}
}

// next begins another attempt. The first one's memory is part of the call.
func (c *call) next(payload []byte) {
	c.attempts++
	if c.attempts > 1 {
		c.last = new(attempt)
	}
	c.last.call, c.last.payload = c, payload
	if c.scratch != nil && !c.chosen.encryptRequest {
		c.last.loan = &loan{reader: *bytes.NewReader(payload)}
	}
}

// remaining is the time the call has left.
func remaining(ctx context.Context) time.Duration {
	deadline, _ := ctx.Deadline() // run always sets one
	return time.Until(deadline)
}

// carrier is the context of a request, through which its attempt is found again
// in resty's pre-request hook.
type carrier struct {
	context.Context
	attempt *attempt
}

type attemptKey struct{}

// Value implements [context.Context].
func (c *carrier) Value(key any) any {
	if key == (attemptKey{}) {
		return c.attempt
	}
	return c.Context.Value(key)
}

func attemptOf(ctx context.Context) *attempt {
	a, _ := ctx.Value(attemptKey{}).(*attempt)
	return a
}

// run sends the request and reads the answer. Afterwards evidence, status,
// header, body and err are final.
func (a *attempt) run(ctx context.Context, answer any) {
	hooked, cancel := a.call.attemptStarted(ctx)
	defer cancel()
	a.context = hooked
	defer a.call.attemptEnded(a)

	a.carrier = carrier{Context: a.witness.Watch(hooked), attempt: a}
	response, err := a.execute(&a.carrier)
	if err != nil {
		a.fail(ctx, err)
		return
	}
	a.status, a.header = response.StatusCode, response.Header
	a.body, err = readBody(response, a.call.client.maxResponseBytes)
	if err != nil {
		a.fail(ctx, err)
		return
	}
	a.evidence = retry.Answered
	a.understand(answer)
}

// execute has resty send the request, up to the beginning of the answer's body.
func (a *attempt) execute(ctx context.Context) (*http.Response, error) {
	client := a.call.client
	request := client.requests.get()
	defer client.requests.put(request)
	request.SetContext(ctx)
	request.SetBody(bytes.NewReader(a.payload)) // a fresh reader per attempt: resty would send a used one empty
	request.Header = client.set.headers()       // shared by all requests; resty copies it
	response, err := request.Execute(a.call.op.method, a.call.url)
	if err != nil {
		return nil, err
	}
	return response.RawResponse, nil
}

// complete makes the request that resty built ready to go, and last of all signs
// it exactly as it is. It runs in resty's pre-request hook, once per attempt, so
// date and token are always fresh.
func (a *attempt) complete(r *http.Request) error {
	client := a.call.client
	if problems := client.transportProblems(r); len(problems) > 0 {
		return &wire.UnsafeError{Problem: strings.Join(problems, "; ")}
	}
	r.GetBody = nil // net/http must not send a payment again by itself
	if a.loan != nil {
		r.Body = a.loan
	}
	if client.set.signer.signsHost {
		r.Host = client.set.host
	}
	if client.set.signer.scheme == nil {
		return nil
	}
	unsigned := auth.Request{
		Context:    a.context,
		Method:     r.Method,
		Host:       client.set.host,
		Target:     r.URL.RequestURI()[len(client.set.prefix):],
		Body:       a.payload,
		MerchantID: a.call.chosen.merchantID,
		Time:       client.clock(),
	}
	if a.call.chosen.encryptResponse {
		unsigned.ResponseKeyClaim, unsigned.ResponseKeyID = client.set.cipher.responseKey()
	}
	if err := client.set.signer.scheme.Apply(r.Header, unsigned); err != nil {
		return &signError{err}
	}
	return nil
}

// signError is a failure before anything was sent.
type signError struct{ cause error }

func (e *signError) Error() string { return "sign request: " + e.cause.Error() }
func (e *signError) Unwrap() error { return e.cause }

// fail notes why there is no answer. Two things are certain to have changed
// nothing: what failed while signing, and what the witness saw not leave.
func (a *attempt) fail(ctx context.Context, err error) {
	a.evidence = retry.Unanswered
	if isUnsent(err) {
		a.evidence, a.unsigned = retry.NotSent, true
	} else if a.status == 0 && a.witness.NothingSent(err) {
		a.evidence = retry.NotSent
	}
	if unsafe := a.witness.Unsafe(); unsafe != nil && a.status == 0 {
		err, a.unsigned = unsafe, true
	}
	a.err = plain(ctx, err)
}

// isUnsent recognises what ended before the transport was asked to send anything.
func isUnsent(err error) bool {
	_, unsigned := errors.AsType[*signError](err)
	_, unsafe := errors.AsType[*wire.UnsafeError](err)
	return unsigned || unsafe
}

// plain drops the wrapper that repeats method and URL, makes sure that the end of
// the context can be recognised, and takes out of the text what net/http quotes of
// the answer.
func plain(ctx context.Context, err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	if end := ctx.Err(); end != nil && !errors.Is(err, end) {
		err = fmt.Errorf("%w (%w)", end, err)
	}
	return &unquoted{err}
}

// unquoted is an error whose text ends where it begins to quote. net/http quotes
// what it cannot parse of an answer, which may be a body with card data.
type unquoted struct{ cause error }

func (e *unquoted) Error() string {
	text, _, _ := strings.Cut(e.cause.Error(), `"`)
	return strings.TrimRight(safeText(text), " :")
}

func (e *unquoted) Unwrap() error { return e.cause }

// understand decrypts the answer and, if it is a success, decodes it. A success
// that cannot be read is not an answer.
func (a *attempt) understand(answer any) {
	body, encrypted, err := a.call.client.set.cipher.decrypt(a.body)
	if err != nil {
		a.unreadable(err)
		return
	}
	if encrypted {
		a.body = body
	}
	if a.status/100 != 2 {
		return
	}
	if err := jsonx.Unmarshal(a.body, answer); err != nil {
		a.unreadable(err)
	}
}

// unreadable notes an answer that does not say what happened. Of a refusal the
// HTTP status says enough.
func (a *attempt) unreadable(cause error) {
	if a.status/100 != 2 {
		return
	}
	a.err = fmt.Errorf("%w: %w", ErrUnreadableResponse, cause)
	a.evidence = retry.Unanswered
}

func (a *attempt) succeeded() bool {
	return a.evidence == retry.Answered && a.status/100 == 2
}

// facts is what the retry policy goes by.
func (a *attempt) facts() retry.Attempt {
	return retry.Attempt{
		Number:     a.call.attempts,
		Evidence:   a.evidence,
		HTTPStatus: a.status,
		RetryAfter: a.header.Get("Retry-After"),
		Now:        time.Now(),
		ReadOnly:   a.call.op.readOnly,
	}
}

func (a *attempt) correlationID() string { return a.header.Get("V-C-Correlation-Id") }
