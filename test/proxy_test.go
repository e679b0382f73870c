package test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"
)

// proxyAction is what a proxy does to one request.
type proxyAction struct {
	forwards   bool   // the gateway gets the request
	status     int    // of an answer of the proxy's own; 0: the gateway's answer is passed on
	retryAfter string // "" sends no such header
	drops      bool   // the connection ends without an answer
	surplus    bool   // one answer too many follows, of another request
	pause      time.Duration
}

// invites reports whether the client may send the request again: a payment only after a
// 429 that says when.
func (a proxyAction) invites() bool {
	return a.status == http.StatusTooManyRequests && a.retryAfter == "0"
}

// refuses: the request was turned away before it was processed.
func (a proxyAction) refuses() bool { return a.status == http.StatusTooManyRequests }

// loses: nobody can tell from the answer whether the request was processed.
func (a proxyAction) loses() bool { return a.drops || a.status >= 500 }

// String names the action in the figures.
func (a proxyAction) String() string {
	switch {
	case a.drops:
		return fmt.Sprintf("dropped, forwarded %t", a.forwards)
	case a.status != 0:
		return fmt.Sprintf("%d, Retry-After %q, forwarded %t", a.status, a.retryAfter, a.forwards)
	case a.surplus:
		return "one answer too many"
	case a.pause > 0:
		return "delayed"
	default:
		return "passed on"
	}
}

// actionOf decides what happens to the n-th sending of a reference code. It depends on
// nothing else, so that a seed repeats a run however its goroutines are scheduled.
func actionOf(code string, n int) proxyAction {
	h := fnv.New64a()
	h.Write([]byte(code)) // never fails
	dice := rand.New(rand.NewPCG(soakSeed+h.Sum64(), uint64(n)))
	switch p := dice.IntN(100); {
	case p < 35:
		return proxyAction{forwards: true}
	case p < 45:
		return proxyAction{forwards: true, pause: time.Duration(dice.IntN(10)) * time.Millisecond}
	case p < 50:
		return proxyAction{forwards: true, surplus: true}
	case p < 60:
		return proxyAction{forwards: dice.IntN(2) == 0, drops: true}
	case p < 75:
		return proxyAction{status: http.StatusTooManyRequests, retryAfter: pick(dice, []string{"0", "0", "", "3600"})}
	default:
		return proxyAction{forwards: dice.IntN(2) == 0, status: pick(dice, []int{500, 502, 503, 504}), retryAfter: pick(dice, []string{"", "0", "3600"})}
	}
}

// proxy stands between a client and the offline gateway and keeps what it did.
type proxy struct {
	server  *rawServer
	gateway http.RoundTripper
	url     string // of the gateway

	mu      sync.Mutex
	handled map[string][]proxyAction // by reference code
	exposed map[string]bool          // reference codes of requests on a connection with an answer too many
	last    []byte                   // an answer that was given before
}

// handle serves one connection.
func (p *proxy) handle(c *rawConn) {
	exposed := false
	for {
		request, err := http.ReadRequest(c.reader)
		if err != nil {
			return
		}
		body, err := io.ReadAll(request.Body)
		if err != nil {
			return
		}
		action := p.decide(codeOf(body), exposed)
		time.Sleep(action.pause)
		if !p.answer(c, request, body, action) {
			return
		}
		exposed = exposed || action.surplus
	}
}

// codeOf is the reference code of a request.
func codeOf(body []byte) string {
	var request references
	if json.Unmarshal(body, &request) != nil {
		return ""
	}
	return request.ClientReferenceInformation.Code
}

func (p *proxy) decide(code string, exposed bool) proxyAction {
	p.mu.Lock()
	defer p.mu.Unlock()
	action := actionOf(code, len(p.handled[code]))
	p.handled[code] = append(p.handled[code], action)
	p.exposed[code] = p.exposed[code] || exposed
	return action
}

// answer does to a request what was decided; false ends the connection.
func (p *proxy) answer(c *rawConn, request *http.Request, body []byte, action proxyAction) bool {
	var answered []byte
	if action.forwards {
		if answered = p.forward(request, body); answered == nil {
			return false
		}
	}
	switch {
	case action.drops:
		return false
	case action.status != 0:
		answered = page(action)
	}
	if _, err := c.Write(answered); err != nil {
		return false
	}
	if action.surplus {
		_, err := c.Write(p.earlier(answered))
		return err == nil
	}
	return true
}

// earlier returns an answer that was given before, and keeps this one.
func (p *proxy) earlier(answered []byte) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	before := p.last
	p.last = answered
	if before == nil {
		return answered
	}
	return before
}

// forward sends a request to the gateway and returns its answer as it is written.
func (p *proxy) forward(request *http.Request, body []byte) []byte {
	onward, err := http.NewRequest(request.Method, p.url+request.URL.Path, bytes.NewReader(body))
	if err != nil {
		return nil
	}
	onward.Header, onward.Host = request.Header, request.Host
	response, err := p.gateway.RoundTrip(onward)
	if err != nil {
		return nil
	}
	defer response.Body.Close()
	var answered bytes.Buffer
	if response.Write(&answered) != nil {
		return nil
	}
	return answered.Bytes()
}

// page is an answer of the proxy's own.
func page(action proxyAction) []byte {
	const text = "<html><body>The proxy has no answer for you.</body></html>"
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\n", action.status, http.StatusText(action.status), len(text))
	if action.retryAfter != "" {
		fmt.Fprintf(&b, "Retry-After: %s\r\n", action.retryAfter)
	}
	b.WriteString("\r\n" + text)
	return []byte(b.String())
}
