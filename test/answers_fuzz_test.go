package test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

var (
	answersSeed   = flag.Uint64("answers-seed", 20260304, "seed of the generated answers")
	answersNumber = flag.Int("answers", answersUsual, "how many answers are generated")
)

// answeredOperation is an operation whose answers are generated.
type answeredOperation struct {
	name  string
	reads bool
	call  func(ctx context.Context, c *cybersource.APIClient, transactionID string) (cybersource.Outcome, cybersource.Meta, error)
}

var answeredOperations = []answeredOperation{
	{name: "CreatePayment", call: func(ctx context.Context, c *cybersource.APIClient, transactionID string) (cybersource.Outcome, cybersource.Meta, error) {
		request := payment()
		request.ClientReferenceInformation = &cybersource.ClientReferenceInformation{Code: answersCode, TransactionID: transactionID}
		got, err := c.PaymentsApi.CreatePayment(ctx, request)
		meta, err := metaOf(got, err)
		return got.Outcome(), meta, err
	}},
	{name: "IncrementAuth", call: func(ctx context.Context, c *cybersource.APIClient, transactionID string) (cybersource.Outcome, cybersource.Meta, error) {
		request := increment()
		request.ClientReferenceInformation = &cybersource.IncrementAuthClientReferenceInformation{Code: answersCode, TransactionID: transactionID}
		got, err := c.PaymentsApi.IncrementAuth(ctx, paymentID, request)
		meta, err := metaOf(got, err)
		return got.Outcome(), meta, err
	}},
	{name: "RefreshPaymentStatus", reads: true, call: func(ctx context.Context, c *cybersource.APIClient, _ string) (cybersource.Outcome, cybersource.Meta, error) {
		request := refresh()
		request.ClientReferenceInformation.Code = answersCode
		got, err := c.PaymentsApi.RefreshPaymentStatus(ctx, paymentID, request)
		meta, err := metaOf(got, err)
		return got.Outcome(), meta, err
	}},
}

// Whatever an answer says, the client must neither call a payment safe to send again
// that may stand, nor lock an order whose payment was certainly refused.
func TestGeneratedAnswers(t *testing.T) {
	clients := newAnswersClients(t)
	var next atomic.Int64
	found := make([]findings, runtime.GOMAXPROCS(0))
	began := time.Now()
	concurrently(t, len(found), func(t *testing.T, worker int) {
		found[worker] = findings{}
		for i := next.Add(1) - 1; i < int64(*answersNumber); i = next.Add(1) - 1 {
			g := generate(*answersSeed, uint64(i))
			for _, kind := range clients.wrong(t.Context(), g) {
				found[worker].add(kind, g)
			}
		}
	})
	all := findings{}
	for _, some := range found {
		all.merge(some)
	}
	fmt.Printf("answers: %d in %s, seed %d, %d violations\n", *answersNumber, time.Since(began).Round(time.Millisecond), *answersSeed, all.count())
	all.report(t, clients)
}

// answersClients are clients over a transport that answers what a call's context asks
// for; the second one's transport can see that nothing was written.
type answersClients [2]*cybersource.APIClient

func newAnswersClients(t *testing.T) *answersClients {
	t.Helper()
	now, err := http.ParseTime(answersDate)
	require.NoError(t, err)
	clients := new(answersClients)
	for i, cfg := range []cybersource.Configuration{configuration(answersTransport{}), direct(t, "http://127.0.0.1:9")} {
		cfg.Clock = func() time.Time { return now }
		if transport, ok := cfg.Transport.(*http.Transport); ok {
			transport.DialContext, transport.DisableKeepAlives = dialAnswers, true
		}
		clients[i] = newClient(t, cfg)
	}
	return clients
}

// wrong makes the call and returns the kinds of what is wrong with its end.
func (c *answersClients) wrong(ctx context.Context, g *generated) []string {
	op := answeredOperations[g.operation]
	s := &generatedCall{generated: g}
	client, transactionID := c[0], ""
	if g.before == refusedBefore {
		client = c[1]
	}
	if g.callersID {
		transactionID = answersID
	}
	outcome, meta, err := op.call(context.WithValue(ctx, generatedCallKey{}, s), client, transactionID)
	body := g.render(s.transactionID)
	f := g.known(&body)
	wrong := s.check(f, outcome, meta, err)
	for i := range wrong {
		wrong[i] = op.name + ": " + wrong[i]
	}
	return wrong
}

// generatedCall is what a transport sees of one call.
type generatedCall struct {
	*generated
	dials, sent   int
	transactionID string
}

type generatedCallKey struct{}

// answersTransport answers without a network.
type answersTransport struct{}

var sentID = regexp.MustCompile(`"transactionId":"([^"]*)"`)

// RoundTrip implements [http.RoundTripper].
func (answersTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	s := request.Context().Value(generatedCallKey{}).(*generatedCall)
	s.sent++
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return nil, err
	}
	if found := sentID.FindSubmatch(body); found != nil {
		s.transactionID = string(found[1])
	}
	if s.before == throttledBefore && s.sent == 1 {
		return answer(http.StatusTooManyRequests, "", "Retry-After", "0")(request)
	}
	return s.response(request)
}

// response is the generated answer.
func (s *generatedCall) response(request *http.Request) (*http.Response, error) {
	r := s.render(s.transactionID)
	text, whole := r.text, len(r.text)+r.missing
	if s.gzip {
		squeezed := squeeze(text)
		whole = len(squeezed)
		text = squeezed[:whole-whole*s.cut/1000]
	}
	response := &http.Response{
		StatusCode: s.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: s.header(), Body: io.NopCloser(bytes.NewReader(text)), ContentLength: int64(len(text)), Request: request,
	}
	if s.short && whole > len(text) {
		response.ContentLength = int64(whole)
		response.Body = io.NopCloser(io.MultiReader(bytes.NewReader(text), cutOff{}))
	}
	return response, nil
}

// writers are used again: each allocates a megabyte.
var writers = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}

func squeeze(text []byte) []byte {
	var squeezed bytes.Buffer
	w := writers.Get().(*gzip.Writer)
	defer writers.Put(w)
	w.Reset(&squeezed)
	_, _ = w.Write(text) // memory does not fail
	_ = w.Close()
	return squeezed.Bytes()
}

// cutOff ends a body before its length.
type cutOff struct{}

// Read implements [io.Reader].
func (cutOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// check compares the end of a call with what the oracle allows.
func (s *generatedCall) check(f *facts, outcome cybersource.Outcome, meta cybersource.Meta, err error) (wrong []string) {
	complain := func(is bool, format string, args ...any) {
		if is {
			wrong = append(wrong, fmt.Sprintf(format, args...))
		}
	}
	want, attempts := s.expect(f), s.sent
	if s.before == refusedBefore {
		attempts = s.dials
	}
	complain(attempts < want.least, "sent too seldom")
	complain(attempts > want.most, "sent too often")
	got := endOfCall(err)
	complain(want.ends&got == 0, "%s, and should be %s", got, want.ends)
	if err == nil {
		if f.whole {
			wrong = append(wrong, s.judge(f, outcome)...)
		}
	} else {
		meta = s.checkError(f, err, complain)
	}
	complain(meta.Attempts != attempts, "Attempts is not how often it was sent")
	complain(meta.ReferenceCode != answersCode || meta.TransactionID != s.transactionID, "Meta has other references than were sent")
	complain(err == nil && meta.HTTPStatus != s.status, "Meta has another HTTP status")
	return wrong
}

// checkError holds what an error says in its several ways against each other.
func (s *generatedCall) checkError(f *facts, err error, complain func(bool, string, ...any)) cybersource.Meta {
	meta, ok := cybersource.MetaOf(fmt.Errorf("checkout: %w", err))
	complain(!ok, "no Meta")
	complain(meta.HTTPStatus != s.status, "MetaOf has another HTTP status")
	unknown, unsent := errors.Is(err, cybersource.ErrOutcomeUnknown), errors.Is(err, cybersource.ErrNotProcessed)
	refusal, refused := errors.AsType[*cybersource.APIError](err)
	complain(unknown && (unsent || refused || cybersource.SafeToRetry(err)) || unsent && refused, "an error of two verdicts")
	complain(f.foreign && meta.ID != "" && !answeredOperations[s.operation].reads, "the id of another's answer is this call's")
	complain(!f.foreign && f.id != "" && meta.ID != f.id && !unsent && s.wrapper != nested, "the id was there and is not in Meta")
	complain(s.status >= 500 && !f.foreign && !f.torn && !s.short && !unsent != errors.Is(err, cybersource.ErrServer), "a 5xx that is not ErrServer, or the reverse")
	if refused && !answeredOperations[s.operation].reads {
		complain(refusal.EarlierMayStand() == cybersource.SafeToRetry(err), "EarlierMayStand and SafeToRetry agree")
		complain(refusal.EarlierMayStand() != (refusal.Advice() == cybersource.AdviceLookUp), "EarlierMayStand and Advice differ")
	}
	return meta
}

// endOfCall is how a call ended.
func endOfCall(err error) ends {
	switch endOf(err) {
	case "<nil>":
		return endAnswered
	case refused:
		if cybersource.SafeToRetry(err) {
			return endSafe
		}
		return endEarlier
	case unknown:
		return endUnknown
	case notProcessed:
		return endUnsent
	default:
		return 0
	}
}
