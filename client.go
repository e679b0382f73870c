package cybersource

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/go-resty/resty/v2"
	"golang.org/x/net/http/httpguts"

	"github.com/cybersource-go/cybersource/internal/jsonx"
	"github.com/cybersource-go/cybersource/internal/retry"
	"github.com/cybersource-go/cybersource/internal/wire"
)

// APIClient talks to one host with one set of credentials. It is made by
// [NewAPIClient], never changes afterwards, and is safe for concurrent use: make
// one per merchant or portfolio and keep it.
type APIClient struct {
	// PaymentsApi makes, increments and looks up payments.
	PaymentsApi *PaymentsApi

	set               settings
	resty             *resty.Client
	requests          *restyRequests
	retry             retry.Policy
	sleep             func(context.Context, time.Duration) error
	timeout           time.Duration
	maxResponseBytes  int64
	validation        Validation
	logger            *slog.Logger
	hooks             Hooks
	clock             func() time.Time
	developerID       string
	solutionID        string
	omitTransactionID bool
}

// NewAPIClient checks cfg and makes a client from it. Everything that is wrong is
// reported at once, in a [*ConfigurationError] that names each field. Keys are
// parsed here and never again. Nothing is sent.
func NewAPIClient(cfg Configuration) (*APIClient, error) {
	set, problems := check(&cfg)
	if len(problems) > 0 {
		return nil, &ConfigurationError{Problems: problems}
	}
	c := &APIClient{
		set:   set,
		resty: newResty(transportOf(&cfg)),
		retry: retry.Policy{
			MaxAttempts:   cfg.Retry.MaxAttempts,
			BaseDelay:     cfg.Retry.BaseDelay,
			MaxDelay:      cfg.Retry.MaxDelay,
			MaxRetryAfter: cfg.Retry.MaxRetryAfter,
		},
		sleep:             cfg.Retry.Sleep,
		timeout:           cmp.Or(cfg.Timeout, DefaultTimeout),
		maxResponseBytes:  cmp.Or(cfg.MaxResponseBytes, DefaultMaxResponseBytes),
		validation:        cfg.Validation,
		logger:            cfg.Logger,
		hooks:             cfg.Hooks,
		clock:             clockOf(&cfg),
		developerID:       cfg.DeveloperID,
		solutionID:        cfg.SolutionID,
		omitTransactionID: cfg.OmitTransactionID,
	}
	c.requests = &restyRequests{blank: blankOf(c.resty)}
	if c.sleep == nil {
		c.sleep = sleep
	}
	c.PaymentsApi = &PaymentsApi{client: c}
	return c, nil
}

// CloseIdleConnections closes the connections that no call is using. Calls to come
// open new ones. With a transport of the caller's that other clients share, theirs
// are closed too.
func (c *APIClient) CloseIdleConnections() {
	if c.resty != nil {
		c.resty.GetClient().CloseIdleConnections()
	}
}

// newResty returns a resty client reduced to what is safe with money: no retries
// of its own, no redirects, no cookies, no log. Each request is completed and
// signed in its pre-request hook, so that a mocked transport sees what would be sent.
func newResty(transport http.RoundTripper) *resty.Client {
	client := resty.NewWithClient(&http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	})
	client.SetLogger(silent{})
	client.SetRetryCount(0)
	client.SetDoNotParseResponse(true)
	client.SetPreRequestHook(func(_ *resty.Client, r *http.Request) error {
		return attemptOf(r.Context()).complete(r)
	})
	return client
}

// restyRequests are the half kilobytes that resty wants for each request, used again and
// again. What is on the wire, and may outlive the call, is net/http's own request.
type restyRequests struct {
	blank *resty.Request
	used  sync.Pool
}

func (r *restyRequests) get() *resty.Request {
	if request, ok := r.used.Get().(*resty.Request); ok {
		return request
	}
	request := *r.blank
	return &request
}

// put takes a request back and clears it of the payment.
func (r *restyRequests) put(request *resty.Request) {
	*request = *r.blank
	r.used.Put(request)
}

// blankOf returns a request without the five empty maps that resty makes for each: form,
// query and path parameters have no place in these calls.
func blankOf(client *resty.Client) *resty.Request {
	blank := client.R()
	blank.Header, blank.QueryParam, blank.FormData, blank.PathParams, blank.RawPathParams = nil, nil, nil, nil, nil
	return blank
}

// silent is a logger for resty that says nothing: its lines would hold URLs.
type silent struct{}

func (silent) Errorf(string, ...any) {}
func (silent) Warnf(string, ...any)  {}
func (silent) Debugf(string, ...any) {}

func transportOf(cfg *Configuration) http.RoundTripper {
	if cfg.Transport != nil {
		return cfg.Transport
	}
	transport := wire.NewTransport()
	if cfg.ClientCertificate != nil {
		transport.TLSClientConfig.Certificates = append(transport.TLSClientConfig.Certificates, *cfg.ClientCertificate)
	}
	if cfg.RootCAs != nil {
		transport.TLSClientConfig.RootCAs = cfg.RootCAs.Clone()
	}
	return transport
}

// transportProblems looks at the transport as it is now: its owner may have changed it.
func (c *APIClient) transportProblems(r *http.Request) []string {
	return wire.Problems(c.resty.GetClient().Transport, r, c.set.serverNames...)
}

func clockOf(cfg *Configuration) func() time.Time {
	if cfg.Clock != nil {
		return cfg.Clock
	}
	return time.Now
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// operation is what distinguishes one method of the API from another.
type operation struct {
	name     string
	method   string
	path     string // of the request; the escaped id follows if there is one
	takesID  bool
	request  string // name of the model sent, for masking
	response string // name of the model received
	readOnly bool   // changes nothing, so that repeating it is harmless
}

func (o *operation) route() string {
	if o.takesID {
		return o.path + "{id}"
	}
	return o.path
}

// call is one use of the API, from the caller's arguments to the answer.
type call struct {
	client     *APIClient
	op         *operation
	chosen     choices
	references references
	url        string
	start      time.Time
	scratch    *scratch // that a large request lies in
	attempts   int
	last       *attempt // the first, untouched, before there is one
	first      attempt
}

// begin checks what does not depend on the type of the request. Nothing is sent yet.
func (p *PaymentsApi) begin(ctx context.Context, op *operation, id string, noRequest bool, opts []CallOption) (*call, error) {
	if p == nil || p.client == nil {
		return nil, op.invalid(FieldProblem{Field: "client", Reason: "was not made by NewAPIClient"})
	}
	var problems []FieldProblem
	if ctx == nil {
		problems = append(problems, FieldProblem{Field: "ctx", Reason: "is nil"})
	}
	if noRequest {
		problems = append(problems, FieldProblem{Field: "req", Reason: "is nil"})
	}
	if op.takesID {
		problems = append(problems, idProblems(id)...)
	}
	chosen, found := p.client.resolve(opts)
	if problems = append(problems, found...); len(problems) > 0 {
		return nil, op.invalid(problems...)
	}
	c := &call{
		client: p.client,
		op:     op,
		chosen: chosen,
		url:    p.client.url(op, id),
		start:  time.Now(),
	}
	c.last = &c.first
	return c, nil
}

// url is where a request goes. The one without an id is the one that is asked for
// most, and always the same.
func (c *APIClient) url(op *operation, id string) string {
	if !op.takesID {
		return c.set.paymentsURL
	}
	return c.set.base + op.path + url.PathEscape(id)
}

func (o *operation) invalid(problems ...FieldProblem) error {
	return &InvalidRequestError{Operation: o.name, Problems: problems}
}

// idProblems refuses the ids that would address something else than a payment.
func idProblems(id string) []FieldProblem {
	switch {
	case id == "":
		return []FieldProblem{{Field: "id", Reason: "is empty"}}
	case id == "." || id == "..":
		return []FieldProblem{{Field: "id", Reason: "is not the id of a payment"}}
	case !httpguts.ValidHeaderFieldValue(id):
		return []FieldProblem{{Field: "id", Reason: "holds control characters"}}
	}
	return nil
}

// errUnfinished is what hooks and log hear of a call that something panicked in: a
// transport, a signer, a hook. It may have been processed.
var errUnfinished = fmt.Errorf("%w: the call panicked", ErrOutcomeUnknown)

// run makes the call, and whatever its end, hooks and the log hear of it.
func (c *call) run(ctx context.Context, request, answer any, meta *Meta, status *Status) error {
	ctx, cancel := context.WithDeadline(c.started(ctx), c.start.Add(c.client.timeout))
	defer cancel()
	err := errUnfinished
	defer func() { c.ended(ctx, *status, err) }()

	if err = c.steps(ctx, request, answer); err != nil {
		return err
	}
	*meta = c.meta()
	return nil
}

// steps is the order in which a call is made:
//
//	validate, serialise, encrypt, then per attempt: sign, send, read, decrypt, decode
func (c *call) steps(ctx context.Context, request, answer any) error {
	if err := c.validate(request); err != nil {
		return err
	}
	body, err := c.serialise(ctx, request)
	if err != nil {
		return err
	}
	defer c.reclaim()
	if body, err = c.encrypt(body); err != nil {
		return err
	}
	return c.send(ctx, body, answer)
}

// validate checks the request as far as the configuration asks for it.
func (c *call) validate(request any) error {
	if problems := c.client.validation.check(request); len(problems) > 0 {
		return c.op.invalid(problems...)
	}
	return nil
}

// serialise writes the request once; every attempt signs and sends these bytes.
func (c *call) serialise(ctx context.Context, request any) ([]byte, error) {
	body, in, err := serialised(request)
	if field, ok := errors.AsType[*jsonx.FieldError](err); ok {
		return nil, c.op.invalid(FieldProblem{Field: field.Path, Reason: field.Reason})
	}
	if err != nil {
		return nil, c.notProcessed(err)
	}
	c.scratch = in
	c.logRequest(ctx, body)
	return body, nil
}

// reclaim frees the memory of a large request, if it is certain that no transport reads
// it: what several attempts may still hold is left to the garbage collector.
func (c *call) reclaim() {
	if c.scratch != nil && c.attempts <= 1 && (c.first.loan == nil || c.first.loan.returned()) {
		c.scratch.free()
	}
}

// encrypt applies message-level encryption if it is on for this call.
func (c *call) encrypt(body []byte) ([]byte, error) {
	if !c.chosen.encryptRequest {
		return body, nil
	}
	encrypted, err := c.client.set.cipher.encrypt(body, c.client.clock())
	if err != nil {
		return nil, c.notProcessed(err)
	}
	return encrypted, nil
}

func (c *call) meta() Meta {
	return Meta{
		HTTPStatus:    c.last.status,
		Header:        c.last.header,
		CorrelationID: c.last.correlationID(),
		TransactionID: c.references.transactionID,
		Attempts:      c.attempts,
		Duration:      time.Since(c.start),
		RawBody:       c.last.body,
	}
}
