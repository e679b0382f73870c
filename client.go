package cybersource

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/cybersource-go/cybersource/internal/clock"
	"github.com/cybersource-go/cybersource/internal/exchange"
	"github.com/cybersource-go/cybersource/internal/retry"
)

// Version is the version of this module, as sent in the User-Agent.
const Version = "0.1.0"

// APIClient talks to one host with one set of credentials. It is made by
// [NewAPIClient], never changes afterwards, and is safe for concurrent use: make
// one per merchant or portfolio and keep it.
type APIClient struct {
	// PaymentsApi makes, increments and looks up payments.
	PaymentsApi *PaymentsApi

	// CaptureApi collects authorized amounts.
	CaptureApi *CaptureApi

	// RefundApi gives money back, for a sale or for a capture.
	RefundApi *RefundApi

	// ReversalApi releases amounts that authorizations hold.
	ReversalApi *ReversalApi

	// VoidApi calls off sales, captures, refunds and credits before they go to the processor.
	VoidApi *VoidApi

	// CreditApi sends money to a payer without an earlier payment.
	CreditApi *CreditApi

	// TransactionDetailsApi reads the record of one transaction.
	TransactionDetailsApi *TransactionDetailsApi

	// SearchTransactionsApi finds the records of transactions.
	SearchTransactionsApi *SearchTransactionsApi

	// PayerAuthenticationApi authenticates payers with 3-D Secure, before they pay.
	PayerAuthenticationApi *PayerAuthenticationApi

	// MicroformIntegrationApi begins sessions of Microform, the hosted card fields.
	MicroformIntegrationApi *MicroformIntegrationApi

	// UnifiedCheckoutCaptureContextApi begins sessions of Unified Checkout, the hosted checkout.
	UnifiedCheckoutCaptureContextApi *UnifiedCheckoutCaptureContextApi

	set               func() *settings // a function hides keys from fmt, which looks behind pointers under some verbs
	exchange          *exchange.Client
	clock             clock.Clock
	timeout           time.Duration
	minAttemptTime    time.Duration // 0 for the default
	maxResponseBytes  int64
	validation        Validation
	logger            *slog.Logger
	hooks             Hooks
	developerID       string
	solutionID        string
	omitTransactionID bool
	omitReferenceCode bool
	timeoutCalls      bool
	certificates      *certificateWarnings
}

// NewAPIClient checks cfg and makes a client from it. Everything that is wrong is
// reported at once, in a [*ConfigurationError] that names each field. Keys are
// parsed here and never again. Nothing is sent.
func NewAPIClient(cfg Configuration) (*APIClient, error) {
	set, problems := checkConfiguration(&cfg)
	if len(problems) > 0 {
		return nil, &ConfigurationError{Problems: problems}
	}
	c := &APIClient{
		set:               func() *settings { return &set },
		clock:             clockOf(&cfg),
		timeout:           cmp.Or(cfg.Timeout, DefaultTimeout),
		minAttemptTime:    cfg.MinAttemptTime,
		maxResponseBytes:  cfg.MaxResponseBytes,
		validation:        cfg.Validation,
		logger:            cfg.Logger,
		hooks:             cfg.Hooks,
		developerID:       cfg.DeveloperID,
		solutionID:        cfg.SolutionID,
		omitTransactionID: cfg.OmitTransactionID,
		omitReferenceCode: cfg.OmitReferenceCode,
		timeoutCalls:      cfg.TimeoutCalls,
		certificates:      &certificateWarnings{certificates: datedCertificates(&cfg, &set)},
	}
	c.exchange = exchange.New(exchange.Settings{
		Transport: transportOf(&cfg),
		Wrap:      cfg.WrapTransport,
		Clock:     c.clock,
		Policy: retry.Policy{
			MaxAttempts:   cfg.Retry.MaxAttempts,
			BaseDelay:     cfg.Retry.BaseDelay,
			MaxDelay:      cfg.Retry.MaxDelay,
			MaxRetryAfter: cfg.Retry.MaxRetryAfter,
		},
		Header:   set.header,
		Scheme:   set.signer.scheme,
		Host:     set.host,
		SendHost: set.signer.signsHost,
		Prefix:   set.prefix,

		ServerNames: set.serverNames,
		PlainHTTP:   set.plainHTTP,
	})
	if c.exchange == nil {
		return nil, &ConfigurationError{Problems: []FieldProblem{{"WrapTransport", "returned nil"}}}
	}
	c.setServices()
	c.warnOfCertificates(context.Background())
	return c, nil
}

// setServices gives the client one object of each service class. They are the same one,
// since a service knows nothing but its client.
func (c *APIClient) setServices() {
	s := &service{c}
	c.PaymentsApi = (*PaymentsApi)(s)
	c.CaptureApi = (*CaptureApi)(s)
	c.RefundApi = (*RefundApi)(s)
	c.ReversalApi = (*ReversalApi)(s)
	c.VoidApi = (*VoidApi)(s)
	c.CreditApi = (*CreditApi)(s)
	c.TransactionDetailsApi = (*TransactionDetailsApi)(s)
	c.SearchTransactionsApi = (*SearchTransactionsApi)(s)
	c.PayerAuthenticationApi = (*PayerAuthenticationApi)(s)
	c.MicroformIntegrationApi = (*MicroformIntegrationApi)(s)
	c.UnifiedCheckoutCaptureContextApi = (*UnifiedCheckoutCaptureContextApi)(s)
}

// Host is the run environment that the client's calls are for: [Configuration.Host] in lower
// case, without the port of https.
func (c *APIClient) Host() string { return c.set().host }

// HasTimeoutCalls reports whether the account supports them: [Configuration.TimeoutCalls].
func (c *APIClient) HasTimeoutCalls() bool { return c != nil && c.timeoutCalls }

// CloseIdleConnections closes the connections that no call is using. Calls to come
// open new ones. With a transport of the caller's that other clients share, theirs
// are closed too.
func (c *APIClient) CloseIdleConnections() {
	if c.exchange != nil {
		c.exchange.CloseIdleConnections()
	}
}

func transportOf(cfg *Configuration) http.RoundTripper {
	if cfg.Transport != nil {
		return cfg.Transport
	}
	transport := exchange.NewTransport()
	if cfg.ClientCertificate != nil {
		transport.TLSClientConfig.Certificates = append(transport.TLSClientConfig.Certificates, *cfg.ClientCertificate)
	}
	if cfg.RootCAs != nil {
		transport.TLSClientConfig.RootCAs = cfg.RootCAs.Clone()
	}
	return transport
}

func clockOf(cfg *Configuration) clock.Clock { return clock.New(cfg.Clock, cfg.Retry.Sleep) }

const (
	clientID  = "cybersource-go-" + Version
	userAgent = "cybersource-go/" + Version
)

// standardHeaders are those of every request. Requests share the values, which are never
// changed.
func standardHeaders(cfg *Configuration) http.Header {
	agent := userAgent
	if cfg.UserAgent != "" {
		agent = cfg.UserAgent + " " + userAgent
	}
	return http.Header{
		"User-Agent":    {agent},
		"V-C-Client-Id": {clientID},
	}
}
