package exchange

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
)

// This file sees what a wrapper of the transport sends, so that a failure behind a
// wrapper proves as much as one without it.

// Reasons why the transport below a wrapper sends nothing.
var (
	errNoCall    = errors.New("WrapTransport: a request must be sent with the context of its call, or one derived from it")
	errCallEnded = errors.New("WrapTransport: a request was sent after its attempt had ended")
)

// observedTransport is the transport that a wrapper gets. It counts what is sent for
// each attempt.
type observedTransport struct{ below http.RoundTripper }

// RoundTrip implements [http.RoundTripper]. A request that belongs to no attempt is not
// sent: whoever detached it from its context could send a payment unseen.
func (t *observedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	s, ok := r.Context().Value(sendingKey{}).(*sending)
	if !ok || s.passes == nil {
		closeBody(r)
		return nil, errNoCall
	}
	return s.passes.pass(t.below, r)
}

// CloseIdleConnections closes the connections that no request is using.
func (t *observedTransport) CloseIdleConnections() { closeIdle(t.below) }

func closeIdle(transport http.RoundTripper) {
	if t, ok := transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

func closeBody(r *http.Request) {
	if r.Body != nil {
		_ = r.Body.Close() // as every transport does with what it does not send
	}
}

// passes are the times that a wrapper sent one attempt's request on.
type passes struct {
	body trackedBody // of the request as the wrapper gets it

	mu      sync.Mutex
	count   int
	running int   // that have not returned
	status  int   // of the last answer; 0 without one
	err     error // of the last pass; nil while it is under way, and after an answer
	ended   bool  // the attempt is over: nothing is sent for it any more
}

// trackedBody notes that somebody read it.
type trackedBody struct {
	io.ReadCloser
	read atomic.Bool
}

// Read implements [io.Reader].
func (b *trackedBody) Read(p []byte) (int, error) {
	b.read.Store(true)
	return b.ReadCloser.Read(p)
}

// pass sends a request through the transport below the wrapper.
func (p *passes) pass(below http.RoundTripper, r *http.Request) (*http.Response, error) {
	if !p.begin() {
		closeBody(r)
		return nil, errCallEnded
	}
	sent := r
	if r.Body == &p.body {
		sent = r.WithContext(r.Context()) // a copy
		sent.Body = p.body.ReadCloser     // which net/http sends in one piece with the headers
	}
	response, err := below.RoundTrip(sent)
	p.returned(response, err)
	if response != nil {
		response.Request = r
		describeTLS(response, r.Context())
	}
	return response, err
}

func (p *passes) begin() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return false
	}
	p.count++
	p.running++
	p.status, p.err = 0, nil
	return true
}

func (p *passes) returned(response *http.Response, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running--
	p.status, p.err = 0, err
	if response != nil {
		p.status = response.StatusCode
	}
}

// end reports what the wrapper's error proves by the passes alone: that nothing was
// sent, or that it is the error of the one request that was. Later passes send nothing.
func (p *passes) end(err error) (unsent, one bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
	// A wrapper that reads the body may have sent it in a way of its own.
	unsent = p.count == 0 && p.body.ReadCloser != nil && !p.body.read.Load()
	one = p.count == 1 && p.err != nil && errors.Is(err, p.err)
	return unsent, one
}

// stop makes later passes send nothing.
func (p *passes) stop() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
}

// sentBesides reports whether more may have been processed than what the wrapper's answer
// is about: a request that it sent before or beside that one, or whose failure or answer
// it replaced by an answer of its own.
func (s *sending) sentBesides() bool {
	if s.passes == nil {
		return false
	}
	s.passes.stop()
	s.passes.mu.Lock()
	count, running, status, err := s.passes.count, s.passes.running, s.passes.status, s.passes.err
	s.passes.mu.Unlock()
	switch {
	case count == 0:
		return false
	case running > 0, count > 1 && (!s.observed() || s.trace.gaveSeveral()):
		return true
	case err != nil:
		return !s.observed() || !s.trace.nothingSent(err)
	default:
		return status != s.Status
	}
}

// describeTLS fills in what net/http only knows of its own TLS connections.
func describeTLS(response *http.Response, ctx context.Context) {
	s, ok := ctx.Value(sendingKey{}).(*sending)
	if !ok || response.TLS != nil {
		return
	}
	if secure, ok := s.trace.connection().(interface{ ConnectionState() tls.ConnectionState }); ok {
		response.TLS = new(secure.ConnectionState())
	}
}
