package opentelemetry

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strconv"

	"github.com/cybersource-go/cybersource"
)

// Values of error.type besides HTTP status codes.
const (
	errTimeout    = "timeout"
	errCanceled   = "canceled"
	errResolution = "name_resolution"
	errTLS        = "tls"
	errConnection = "connection"
	errInvalid    = "invalid_request" // refused by this client
	errOther      = "_OTHER"
)

// attemptError is the error.type of an attempt: the status code of an answer that is none of success,
// or else why there is no answer; "" for a success.
func attemptError(a cybersource.AttemptResult) string {
	switch {
	case a.HTTPStatus >= 400:
		return strconv.Itoa(a.HTTPStatus)
	case a.Err != nil:
		return errorType(a.Err)
	default:
		return ""
	}
}

// callError is the error.type of a call; "" for an answer, which may be a decline, and for one that
// was answered before.
func callError(c cybersource.CallResult) string {
	switch {
	case c.Err == nil, c.Ending == cybersource.EndingWithheld:
		return ""
	case c.Ending == cybersource.EndingNotSent:
		return errInvalid
	case c.HTTPStatus >= 400:
		return strconv.Itoa(c.HTTPStatus)
	default:
		return errorType(c.Err)
	}
}

// errorType sorts errors into a few words.
func errorType(err error) string {
	switch {
	case errors.Is(err, context.Canceled):
		return errCanceled
	case isTimeout(err):
		return errTimeout
	case is[*net.DNSError](err):
		return errResolution
	case is[*tls.CertificateVerificationError](err), is[x509.UnknownAuthorityError](err), is[x509.HostnameError](err),
		is[x509.CertificateInvalidError](err), is[tls.RecordHeaderError](err), is[tls.AlertError](err):
		return errTLS
	case is[net.Error](err), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return errConnection
	default:
		return errOther
	}
}

func isTimeout(err error) bool {
	timed, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](err)
	return errors.Is(err, context.DeadlineExceeded) || ok && timed.Timeout()
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}
