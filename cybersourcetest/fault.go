package cybersourcetest

import (
	"net/http"
	"strconv"
	"time"
)

// This file lists the faults: what can go wrong between a client and the service.
//
// Guesses: the texts of HTML pages and of 429 and 503 answers (nothing is published).
// Real servers in front of the service answer 503 also after they have passed the call
// on: [Step.AfterProcessing] is that case.
//
// Not simulated: packet loss, DNS and TLS failures, half-open connections.

// fault is how a call goes wrong.
type fault struct {
	refuse  bool                                // before there is a connection
	early   bool                                // before the body is read
	process bool                                // after the service has processed the call
	late    func(x *call, scripted bool) answer // the service processes the call later
	intact  bool                                // and yet the true answer arrives whole
	send    func(*wire, answer) error
}

// AfterProcessing is the same fault after the service has processed the call, for
// faults that else keep the call from it: [Hang], [ServerError], [HTML], [EmptyBody],
// [Redirect], [TooManyRequests], [Unavailable] and [Unauthorized]. It is no use on
// [RefuseConnection] and [CloseBeforeReading], which never read the call.
func (s Step) AfterProcessing() Step {
	if s.fault == nil || s.fault.refuse || s.fault.early || s.fault.process || s.fault.late != nil {
		return s
	}
	processing := *s.fault
	processing.process = true
	return Step{name: s.name + "-after-processing", fault: &processing}
}

// RefuseConnection keeps the next call from connecting: "connection refused". It is
// simulated by the transport of [Gateway.Configuration]; any other client finds its
// connection reset before its request is read.
func RefuseConnection() Step {
	return Step{name: "refuse-connection", fault: &fault{refuse: true, early: true, send: reset}}
}

// CloseBeforeReading resets the connection without having read the body. Nothing is
// processed.
func CloseBeforeReading() Step {
	return Step{name: "close-before-reading", fault: &fault{early: true, send: reset}}
}

// DropAnswer processes the call and closes the connection instead of answering.
func DropAnswer() Step {
	return Step{name: "drop-answer", fault: &fault{process: true, send: closeConnection}}
}

// ResetHalfway processes the call and resets the connection in the middle of the answer.
func ResetHalfway() Step {
	return Step{name: "reset-halfway", fault: &fault{process: true, send: resetHalfway}}
}

// Hang reads the call and never answers. It lasts until the client gives up, the
// gateway closes, or five minutes have passed.
func Hang() Step { return Step{name: "hang", fault: &fault{send: hang}} }

// ProcessLate closes the connection instead of answering; the service has taken the
// call in and processes it so much later, whatever the client has done meanwhile. A
// timeout reversal or void that comes before finds it all the same, unless
// [Options.LateIsUnknown] says otherwise. With Options.Now the delay is counted on that
// clock: [Gateway.DeliverDue]. Not positive: when [Gateway.Deliver] is called.
func ProcessLate(delay time.Duration) Step {
	return Step{name: "process-late", fault: &fault{late: processLate(delay), send: closeConnection}}
}

// ArriveLate closes the connection instead of answering; the call reaches the service so
// much later, with the credentials it had: a token may have expired by then. With
// Options.Now the delay is counted on that clock: [Gateway.DeliverDue]. Not positive: when
// [Gateway.Deliver] is called.
func ArriveLate(delay time.Duration) Step {
	return Step{name: "arrive-late", fault: &fault{late: arriveLate(delay), send: closeConnection}}
}

// Drip processes the call and sends the answer in ten pieces with a pause before
// each. It arrives, if the client has the patience.
func Drip(pause time.Duration) Step {
	return Step{name: "drip", fault: &fault{process: true, intact: true, send: drip(pause)}}
}

// Delay processes the call and holds the answer back for a while. It arrives, if the client
// has the patience.
func Delay(d time.Duration) Step {
	return Step{name: "delay", fault: &fault{process: true, intact: true, send: delay(d)}}
}

// CloseIdle answers and then closes the connection without having announced it, so
// that a client that keeps it alive finds it stale.
func CloseIdle() Step {
	return Step{name: "close-idle", fault: &fault{process: true, intact: true, send: closeIdle}}
}

// TruncatedJSON processes the call and answers with the first half of the body.
func TruncatedJSON() Step {
	return Step{name: "truncated-json", fault: &fault{process: true, send: truncated}}
}

// Oversize processes the call and puts so many bytes of white space before the
// answer. Not positive: 64 MiB.
func Oversize(bytes int) Step {
	return Step{name: "oversize", fault: &fault{process: true, send: oversize(size(bytes))}}
}

// GzipBomb processes the call and answers with a small gzip body that unpacks to so
// many bytes of white space before the answer. Not positive: 64 MiB.
func GzipBomb(bytes int) Step {
	return Step{name: "gzip-bomb", fault: &fault{process: true, send: gzipBomb(size(bytes))}}
}

func size(bytes int) int {
	if bytes <= 0 {
		return 64 << 20
	}
	return bytes
}

// ServerError answers HTTP 502 with the service's JSON for a general failure.
func ServerError() Step { return Step{name: "server-error", fault: &fault{send: serverError}} }

// HTML answers with the HTML page of an edge server and an HTTP status such as 502,
// 504 or, for the worst kind of edge server, 200.
func HTML(status int) Step {
	return Step{name: "html-" + strconv.Itoa(status), fault: &fault{send: htmlPage(status)}}
}

// EmptyBody answers with an HTTP status and nothing else.
func EmptyBody(status int) Step {
	return Step{name: "empty-" + strconv.Itoa(status), fault: &fault{send: empty(status)}}
}

// Redirect answers HTTP 307 to another address. Signed requests must not follow it.
func Redirect(location string) Step {
	return Step{name: "redirect", fault: &fault{send: redirect(location)}}
}

// TooManyRequests answers HTTP 429. retryAfter is the Retry-After header: seconds, a
// date, or "" for none.
func TooManyRequests(retryAfter string) Step {
	return Step{name: "too-many-requests", fault: &fault{send: comeBack(http.StatusTooManyRequests, retryAfter)}}
}

// Unavailable answers HTTP 503. retryAfter is as for [TooManyRequests].
func Unavailable(retryAfter string) Step {
	return Step{name: "unavailable", fault: &fault{send: comeBack(http.StatusServiceUnavailable, retryAfter)}}
}

// Unauthorized answers HTTP 401 with an almost empty body to whatever credentials, as
// the service once did during an outage.
func Unauthorized() Step { return Step{name: "unauthorized", fault: &fault{send: unauthorized}} }
