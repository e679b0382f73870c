package opentelemetry

import (
	"net/url"
	"strconv"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"github.com/cybersource-go/cybersource"
)

// SemanticConventions is the version of the conventions that spans and metrics follow.
const SemanticConventions = "1.43.0"

const schemaURL = semconv.SchemaURL

// What is said of payments, which no convention has names for. Of these only operation, ending,
// outcome, status, HTTP class, retry cause and, if asked for, the merchant are on metrics.
const (
	operation      = attribute.Key("cybersource.operation")
	runEnvironment = attribute.Key("cybersource.run_environment") // the host that is signed
	merchantID     = attribute.Key("cybersource.merchant.id")
	referenceCode  = attribute.Key("cybersource.reference_code")
	transactionID  = attribute.Key("cybersource.transaction.id")
	paymentID      = attribute.Key("cybersource.payment.id")
	correlationID  = attribute.Key("cybersource.correlation.id")
	keyID          = attribute.Key("cybersource.key.id")
	attempts       = attribute.Key("cybersource.attempts")
	ending         = attribute.Key("cybersource.ending")
	status         = attribute.Key("cybersource.status")
	outcome        = attribute.Key("cybersource.outcome")
	reason         = attribute.Key("cybersource.reason")
	advice         = attribute.Key("cybersource.advice")
	holdsFunds     = attribute.Key("cybersource.holds_funds")
	sent           = attribute.Key("cybersource.sent")
	retryCause     = attribute.Key("cybersource.retry.cause")
	httpClass      = attribute.Key("cybersource.http.class")
)

// named drops attributes whose text is empty.
func named(attributes ...attribute.KeyValue) []attribute.KeyValue {
	kept := attributes[:0]
	for _, a := range attributes {
		if a.Value.Type() != attribute.STRING || a.Value.AsString() != "" {
			kept = append(kept, a)
		}
	}
	return kept
}

// requestAttributes are those of a request that spans and metrics share.
func requestAttributes(c cybersource.CallInfo) []attribute.KeyValue {
	host, port := serverOf(c.Destination)
	return named(method(c.Method), semconv.ServerAddress(host), semconv.ServerPort(port), semconv.URLTemplate(c.Route))
}

// method is one of the known words, as the conventions ask: [cybersource.APIClient.Do] may be given
// another.
func method(name string) attribute.KeyValue {
	switch name {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE":
		return semconv.HTTPRequestMethodKey.String(name)
	default:
		return semconv.HTTPRequestMethodOther
	}
}

// responseAttributes are those of an answer that spans and metrics share.
func responseAttributes(a cybersource.AttemptResult) (attributes []attribute.KeyValue) {
	if a.HTTPStatus != 0 {
		attributes = append(attributes, semconv.HTTPResponseStatusCode(a.HTTPStatus))
	}
	return append(attributes, named(semconv.ErrorTypeKey.String(attemptError(a)))...)
}

// serverOf is where connections go, which is not the signed host on the way to an intermediate one.
func serverOf(destination string) (host string, port int) {
	u, err := url.Parse(destination)
	if err != nil {
		return destination, 0
	}
	if port, err = strconv.Atoi(u.Port()); err == nil {
		return u.Hostname(), port
	}
	if u.Scheme == "http" {
		return u.Hostname(), 80
	}
	return u.Hostname(), 443
}

// fullURL is the address of a request with its ids left out: they would make every address another,
// and have attributes of their own.
func fullURL(c cybersource.CallInfo) string {
	path := c.Route
	for {
		before, rest, found := strings.Cut(path, "{")
		_, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			return c.Destination + path
		}
		path = before + "REDACTED" + after
	}
}
