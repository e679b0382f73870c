package cybersource

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/cybersource-go/cybersource/internal/exchange"
	"github.com/cybersource-go/cybersource/internal/jsonx"
)

// service is what every service object is: a part of its client.
type service struct{ client *APIClient }

// noRequest stands for the body of operations that have none.
var noRequest *struct{}

// answerModel is a model of an answer. Its method is printed with the model.
type answerModel interface{ parts() answerParts }

// answerParts is what a call itself reads of an answer, and where it says how it came.
type answerParts struct {
	meta          *Meta
	id            string
	status        string
	code          string // clientReferenceInformation.code, as echoed; "" if it is not
	transactionID string // clientReferenceInformation.transactionId, likewise

	text *string // takes the body of an answer that is a signed token and not JSON; nil for JSON
}

// invoke makes one call of an operation. All methods of the API come here.
func invoke[A, R any, P interface {
	*A
	answerModel
}](ctx context.Context, s *service, op *operation, ids []string, req *R, opts []CallOption) (*A, error) {
	var problems []FieldProblem
	if op.request != "" && req == nil {
		problems = append(problems, FieldProblem{Field: "req", Reason: "is nil"})
	}
	problems = append(problems, op.idProblems(ids)...)
	c, err := s.begin(ctx, op, opts, problems)
	if err != nil {
		return nil, err
	}
	if op.request != "" {
		c.request = req
	}
	result := P(new(A))
	c.sent.URL = op.url(c.client.set().base, ids)
	c.answer = result
	if err := c.run(ctx); err != nil {
		return nil, err
	}
	return result, nil
}

// call is one use of the API, from the caller's arguments to the answer.
type call struct {
	client     *APIClient
	op         *operation
	options    callOptions
	request    any // pointer to a model, a rawBody, or nil
	answer     answerModel
	references references
	asked      asked
	record     *CallRecord  // of a call that has to have one before it is sent; else it is made when asked for
	body       *requestBody // what was read of the body, once something of it was needed
	sent       exchange.Request
}

// begin checks what does not depend on the type of the request. Nothing is sent yet.
func (s *service) begin(ctx context.Context, op *operation, opts []CallOption, problems []FieldProblem) (*call, error) {
	if s == nil || s.client == nil || s.client.exchange == nil {
		return nil, op.invalid(FieldProblem{Field: "client", Reason: "was not made by NewAPIClient"})
	}
	if ctx == nil {
		problems = append([]FieldProblem{{Field: "ctx", Reason: "is nil"}}, problems...)
	}
	c := &call{client: s.client, op: op}
	c.sent.Begun, c.sent.Timeout = s.client.clock.Now(), s.client.timeout
	if problems = append(problems, c.apply(opts)...); len(problems) > 0 {
		return nil, op.invalid(problems...)
	}
	return c, nil
}

// errPanicked is what hooks and log are told of a call in which something panicked: a
// transport, a signer, a hook. It may have been processed.
var errPanicked = fmt.Errorf("%w: the call panicked", ErrOutcomeUnknown)

// run makes the call, and reports its end to hooks and log however it ends.
func (c *call) run(ctx context.Context) error {
	body, problem := c.prepare()
	c.client.warnOfCertificates(ctx)
	ctx, cancel := c.client.clock.WithTimeout(c.started(ctx), c.sent.Timeout-c.elapsed(), c.sent.TimeLimit())
	defer cancel()
	c.sent.MinTime = c.minAttemptTime(ctx)
	result := exchange.NothingSent()
	err := errPanicked
	defer func() { c.ended(ctx, &result, err) }()
	if problem != nil {
		err = problem
		return err
	}
	result, err = c.steps(ctx, body)
	return err
}

// minAttemptTime is how much time an attempt needs at least, out of the whole time of the
// call: from its beginning to its deadline.
func (c *call) minAttemptTime(ctx context.Context) time.Duration {
	const usual, share = 500 * time.Millisecond, 10
	if c.client.minAttemptTime > 0 {
		return c.client.minAttemptTime
	}
	left, _ := c.client.clock.Remaining(ctx)
	return min(usual, (c.elapsed()+max(left, 0))/share)
}

// prepare checks and writes the request, before hooks hear of the call: what it is called by
// is then known.
func (c *call) prepare() ([]byte, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	body, err := c.encode()
	if c.op.movesMoney {
		c.asked = c.asks(body)
	}
	c.request = nil // its models need not stay in memory while the answer is waited for
	return body, err
}

// steps is the order in which a call is made. Up to the exchange nothing has been sent.
// What comes back from the exchange is the last attempt and all that is known of it.
func (c *call) steps(ctx context.Context, body []byte) (result exchange.Result, err error) {
	if err := c.saveRecord(ctx, body); err != nil {
		return exchange.NothingSent(), err
	}
	c.logRequest(ctx, body)
	if body, err = c.encrypt(body); err != nil {
		return exchange.NothingSent(), err
	}
	result = c.client.exchange.Send(ctx, c.exchangeRequest(body))
	if err := c.conclude(&result); err != nil {
		return result, err
	}
	*c.answer.parts().meta = c.meta(&result)
	return result, nil
}

// validate checks the request as far as the configuration asks for it.
func (c *call) validate() error {
	if problems := c.client.validation.check(c.request); len(problems) > 0 {
		return c.op.invalid(withMasks(c.request, problems)...)
	}
	return nil
}

// encode writes the request once, with the references that it lacks; every attempt
// signs and sends these bytes.
func (c *call) encode() ([]byte, error) {
	if raw, ok := c.request.(rawBody); ok {
		return raw, c.checkMasks(raw, "Body")
	}
	if c.request == nil {
		return nil, nil
	}
	body, err := buffers.write(func(dst []byte) ([]byte, error) { return c.references.append(dst, c) })
	if field, ok := errors.AsType[*jsonx.FieldError](err); ok {
		return nil, c.op.invalid(FieldProblem{Field: field.Path, Reason: field.Reason})
	}
	if err != nil {
		return nil, c.notSent(causeOf(err))
	}
	if err := c.checkReferences(); err != nil {
		return nil, err
	}
	return body, c.checkMasks(body, "")
}

// encrypt applies message-level encryption if it is on for this call.
func (c *call) encrypt(body []byte) ([]byte, error) {
	if body == nil || !c.options.encryptRequest {
		return body, nil
	}
	encrypted, err := c.client.set().cipher.encrypt(body, c.client.clock.Now())
	if err != nil {
		return nil, c.notSent(causeOf(err))
	}
	return encrypted, nil
}

// exchangeRequest is the request as it is sent, the same in each attempt.
func (c *call) exchangeRequest(body []byte) *exchange.Request {
	r := &c.sent
	r.Method, r.Body, r.ContentType, r.Accept = c.op.method, body, c.op.contentType, c.op.accept
	if c.options.encryptResponse {
		r.ResponseKeyClaim, r.ResponseKeyID = c.client.set().cipher.responseKey()
	}
	r.Repeatable, r.MaxBytes, r.Reader = c.op.repeatable, c.op.maxResponseBytes(c.client.maxResponseBytes), c
	if c.client.observes() {
		r.Observer = c
	}
	return r
}

// decode reads the body of a success, or says what came in place of it.
func (c *call) decode(header http.Header, body []byte) error {
	err := decode(body, c.answer)
	if err == nil || errors.Is(err, errOtherType) {
		return err
	}
	if why := originHint(header, body); why != "" {
		return errors.New(why)
	}
	return err
}

func decode(body []byte, a answerModel) error {
	if raw, ok := a.(*rawAnswer); ok {
		return raw.read(body)
	}
	if text := a.parts().text; text != nil {
		return readToken(body, text)
	}
	return jsonx.Unmarshal(body, a)
}

// elapsed is the time since the call began.
func (c *call) elapsed() time.Duration { return max(c.client.clock.Now().Sub(c.sent.Begun), 0) }

// meta is what surrounds the answer that the call ended with.
func (c *call) meta(r *exchange.Result) Meta {
	return Meta{
		HTTPStatus:    r.Last.Status,
		Header:        r.Last.Header,
		CorrelationID: r.Last.CorrelationID(),
		ReferenceCode: c.references.code(),
		TransactionID: c.references.transactionID(),
		Attempts:      r.Attempts,
		Duration:      c.elapsed(),
		RawBody:       r.Last.Body,
		asked:         c.asked,
	}
}
