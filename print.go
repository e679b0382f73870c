package cybersource

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/internal/jsonx"
	"github.com/cybersource-go/cybersource/internal/redact"
)

// This file is how everything prints: through fmt under every verb, through slog, and as
// JSON. Models show their data masked; credentials and configuration show their field
// names, ids and switches, and "***" for any other value that is set; errors and
// what surrounds an answer show facts, and neither bodies nor headers.

// Models.

// Shown is a model that prints with more than it shows by itself. See [ShowPersonal].
type Shown interface {
	fmt.Formatter
	slog.LogValuer
}

// ShowPersonal wraps a model so that it prints and logs with personal data shown:
// names, addresses, e-mail, phone numbers. Account numbers stay masked down to
// their last four characters, and secrets wholly. Models that are not wrapped
// print with all three masked.
//
//	slog.Info("refused", "request", cybersource.ShowPersonal(req))
func ShowPersonal(model any) Shown { return personal{model} }

type personal struct{ model any }

var showPersonal = redact.Masker{ShowPersonal: true}

func (p personal) Format(f fmt.State, verb rune) { showPersonal.Print(f, verb, p.model) }
func (p personal) LogValue() slog.Value          { return showPersonal.Value(p.model) }
func (p personal) MarshalJSON() ([]byte, error)  { return showPersonal.Model(p.model), nil }

// The methods of all models call the four below, which are not copied into each of them: that
// makes small programs smaller.

// formatModel is Format of every model: all verbs print the same, masked.
//
//go:noinline
func formatModel(f fmt.State, verb rune, v any) { redact.Print(f, verb, v) }

// logModel is LogValue of every model.
//
//go:noinline
func logModel(v any) slog.Value { return redact.Value(v) }

// marshalModel is MarshalJSON of every model. The client does not come this way:
// it writes bodies with jsonx.Append, which never calls methods of models, so that
// neither the look at the callers nor its result can touch what is sent.
//
//go:noinline
func marshalModel(v any) ([]byte, error) {
	if redact.Logging() {
		return redact.Model(v), nil
	}
	return jsonx.Marshal(v)
}

// unmarshalModel is UnmarshalJSON of every model. As everywhere in encoding/json,
// null changes nothing; anything else replaces all of the model.
//
//go:noinline
func unmarshalModel(text []byte, v any) error {
	if bytes.Equal(text, []byte("null")) {
		return nil
	}
	return jsonx.Unmarshal(text, v)
}

// Credentials and configuration.

func (c JWTSharedSecret) shown() redact.Object {
	return redact.Object{Type: "cybersource.JWTSharedSecret", Members: sharedSecretFields(c.MerchantID, c.KeyID, c.SharedSecret, c.PortfolioID)}
}

func (c HTTPSignature) shown() redact.Object {
	return redact.Object{Type: "cybersource.HTTPSignature", Members: sharedSecretFields(c.MerchantID, c.KeyID, c.SharedSecret, c.PortfolioID)}
}

func sharedSecretFields(merchantID, keyID, sharedSecret, portfolioID string) []redact.Member {
	return []redact.Member{
		{Name: "MerchantID", Value: merchantID},
		{Name: "KeyID", Value: redact.Hidden(keyID != "")},
		{Name: "SharedSecret", Value: redact.Hidden(sharedSecret != "")},
		{Name: "PortfolioID", Value: portfolioID},
	}
}

func (c JWTCertificate) shown() redact.Object {
	return redact.Object{Type: "cybersource.JWTCertificate", Members: []redact.Member{
		{Name: "MerchantID", Value: c.MerchantID},
		{Name: "P12", Value: redact.Hidden(c.P12 != nil)},
		{Name: "Password", Value: redact.Hidden(c.Password != "")},
		{Name: "PortfolioID", Value: c.PortfolioID},
		{Name: "CertificatePEM", Value: redact.Hidden(c.CertificatePEM != nil)},
		{Name: "PrivateKeyPEM", Value: redact.Hidden(c.PrivateKeyPEM != nil)},
		{Name: "Signer", Value: redact.Hidden(c.Signer != nil)},
	}}
}

func (c OAuthToken) shown() redact.Object {
	return redact.Object{Type: "cybersource.OAuthToken", Members: []redact.Member{
		{Name: "MerchantID", Value: c.MerchantID},
		{Name: "Token", Value: redact.Hidden(c.Token != nil)},
	}}
}

func (c JWTKeySource) shown() redact.Object {
	return redact.Object{Type: "cybersource.JWTKeySource", Members: []redact.Member{
		{Name: "MerchantID", Value: c.MerchantID},
		{Name: "PortfolioID", Value: c.PortfolioID},
		{Name: "Key", Value: redact.Hidden(c.Key != nil)},
	}}
}

func (k SigningKey) shown() redact.Object {
	return redact.Object{Type: "cybersource.SigningKey", Members: []redact.Member{
		{Name: "KeyID", Value: k.KeyID},
		{Name: "SharedSecret", Value: redact.Hidden(k.SharedSecret != "")},
		{Name: "Sign", Value: redact.Hidden(k.Sign != nil)},
	}}
}

func (m MessageEncryption) shown() redact.Object {
	return redact.Object{Type: "cybersource.MessageEncryption", Members: []redact.Member{
		{Name: "PlainRequests", Value: strconv.FormatBool(m.PlainRequests)},
		{Name: "RequestCertificatePEM", Value: redact.Hidden(m.RequestCertificatePEM != nil)},
		{Name: "RequestCertificateAlias", Value: m.RequestCertificateAlias},
		{Name: "PlainResponses", Value: strconv.FormatBool(m.PlainResponses)},
		{Name: "ResponseP12", Value: redact.Hidden(m.ResponseP12 != nil)},
		{Name: "ResponsePrivateKeyPEM", Value: redact.Hidden(m.ResponsePrivateKeyPEM != nil)},
		{Name: "ResponseKey", Value: redact.Hidden(m.ResponseKey != nil)},
		{Name: "ResponsePassword", Value: redact.Hidden(m.ResponsePassword != "")},
		{Name: "ResponseKeyID", Value: redact.Hidden(m.ResponseKeyID != "")},
		{Name: "ResponseKeyClaim", Value: m.ResponseKeyClaim},
	}}
}

// shown is the addresses of a configuration and its merchant. Header values and
// everything with a key in it stay hidden.
func (c Configuration) shown() redact.Object {
	return redact.Object{Type: "cybersource.Configuration", Members: []redact.Member{
		{Name: "Host", Value: addressOnly(c.Host)},
		{Name: "BaseURL", Value: addressOnly(c.BaseURL)},
		{Name: "Credentials", Value: textOfCredentials(c.Credentials)},
		{Name: "MessageEncryption", Value: redact.Hidden(c.MessageEncryption != nil)},
		{Name: "Transport", Value: redact.Hidden(c.Transport != nil)},
		{Name: "ClientCertificate", Value: redact.Hidden(c.ClientCertificate != nil)},
		{Name: "Timeout", Value: c.Timeout.String()},
		{Name: "DefaultHeaders", Value: redact.Hidden(len(c.DefaultHeaders) > 0)},
		{Name: "UserAgent", Value: c.UserAgent},
		{Name: "DeveloperID", Value: c.DeveloperID},
		{Name: "SolutionID", Value: c.SolutionID},
		{Name: "TimeoutCalls", Value: strconv.FormatBool(c.TimeoutCalls)},
	}}
}

// textOfCredentials is the one line of the credentials inside that of the configuration.
func textOfCredentials(credentials Credentials) string {
	if isNil(credentials) {
		return ""
	}
	return fmt.Sprint(credentials)
}

// addressOnly hides an address that has more to it than scheme, host, port and path:
// user, password, query. [NewAPIClient] refuses it; it may be printed before.
func addressOnly(address string) string {
	if strings.ContainsFunc(address, func(r rune) bool { return !isAddressRune(r) }) {
		return "***"
	}
	return address
}

func isAddressRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-._~:/[]", r)
}

// Format implements [fmt.Formatter].
func (c Configuration) Format(f fmt.State, verb rune) { c.shown().Format(f, verb) }

// LogValue implements [slog.LogValuer].
func (c Configuration) LogValue() slog.Value { return c.shown().LogValue() }

// MarshalJSON implements [encoding/json.Marshaler].
func (c Configuration) MarshalJSON() ([]byte, error) { return c.shown().MarshalJSON() }

func (c *APIClient) shown() redact.Object {
	if c == nil || c.set == nil {
		return redact.Object{Type: "cybersource.APIClient"}
	}
	return redact.Object{Type: "cybersource.APIClient", Members: []redact.Member{
		{Name: "Host", Value: c.set().host},
		{Name: "BaseURL", Value: c.set().base},
		{Name: "MerchantID", Value: c.set().signer.merchantID},
	}}
}

// Format implements [fmt.Formatter].
func (c *APIClient) Format(f fmt.State, verb rune) { c.shown().Format(f, verb) }

// LogValue implements [slog.LogValuer].
func (c *APIClient) LogValue() slog.Value { return c.shown().LogValue() }

// MarshalJSON implements [encoding/json.Marshaler].
func (c *APIClient) MarshalJSON() ([]byte, error) { return c.shown().MarshalJSON() }

// Format implements [fmt.Formatter]. Every verb prints the same masked text.
func (c JWTSharedSecret) Format(f fmt.State, verb rune) { c.shown().Format(f, verb) }

// LogValue implements [slog.LogValuer], masked.
func (c JWTSharedSecret) LogValue() slog.Value { return c.shown().LogValue() }

// MarshalJSON implements [json.Marshaler], masked. The result cannot be read back.
func (c JWTSharedSecret) MarshalJSON() ([]byte, error) { return c.shown().MarshalJSON() }

// Format implements [fmt.Formatter]. Every verb prints the same masked text.
func (c JWTCertificate) Format(f fmt.State, verb rune) { c.shown().Format(f, verb) }

// LogValue implements [slog.LogValuer], masked.
func (c JWTCertificate) LogValue() slog.Value { return c.shown().LogValue() }

// MarshalJSON implements [json.Marshaler], masked. The result cannot be read back.
func (c JWTCertificate) MarshalJSON() ([]byte, error) { return c.shown().MarshalJSON() }

// Format implements [fmt.Formatter]. Every verb prints the same masked text.
func (c HTTPSignature) Format(f fmt.State, verb rune) { c.shown().Format(f, verb) }

// LogValue implements [slog.LogValuer], masked.
func (c HTTPSignature) LogValue() slog.Value { return c.shown().LogValue() }

// MarshalJSON implements [json.Marshaler], masked. The result cannot be read back.
func (c HTTPSignature) MarshalJSON() ([]byte, error) { return c.shown().MarshalJSON() }

// Format implements [fmt.Formatter]. Every verb prints the same masked text.
func (c OAuthToken) Format(f fmt.State, verb rune) { c.shown().Format(f, verb) }

// LogValue implements [slog.LogValuer], masked.
func (c OAuthToken) LogValue() slog.Value { return c.shown().LogValue() }

// MarshalJSON implements [json.Marshaler], masked. The result cannot be read back.
func (c OAuthToken) MarshalJSON() ([]byte, error) { return c.shown().MarshalJSON() }

// Format implements [fmt.Formatter]. Every verb prints the same masked text.
func (c JWTKeySource) Format(f fmt.State, verb rune) { c.shown().Format(f, verb) }

// LogValue implements [slog.LogValuer], masked.
func (c JWTKeySource) LogValue() slog.Value { return c.shown().LogValue() }

// MarshalJSON implements [json.Marshaler], masked. The result cannot be read back.
func (c JWTKeySource) MarshalJSON() ([]byte, error) { return c.shown().MarshalJSON() }

// Format implements [fmt.Formatter]. Every verb prints the same masked text.
func (k SigningKey) Format(f fmt.State, verb rune) { k.shown().Format(f, verb) }

// LogValue implements [slog.LogValuer], masked.
func (k SigningKey) LogValue() slog.Value { return k.shown().LogValue() }

// MarshalJSON implements [json.Marshaler], masked. The result cannot be read back.
func (k SigningKey) MarshalJSON() ([]byte, error) { return k.shown().MarshalJSON() }

// Format implements [fmt.Formatter]. Every verb prints the same masked text.
func (m MessageEncryption) Format(f fmt.State, verb rune) { m.shown().Format(f, verb) }

// LogValue implements [slog.LogValuer], masked.
func (m MessageEncryption) LogValue() slog.Value { return m.shown().LogValue() }

// MarshalJSON implements [json.Marshaler], masked. The result cannot be read back.
func (m MessageEncryption) MarshalJSON() ([]byte, error) { return m.shown().MarshalJSON() }

// Answers and errors.

func (b RawBody) mask() string { return fmt.Sprintf("[%d bytes]", len(b)) }

// Format implements [fmt.Formatter].
func (b RawBody) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, b.mask()) }

// LogValue implements [slog.LogValuer].
func (b RawBody) LogValue() slog.Value { return slog.StringValue(b.mask()) }

// MarshalJSON implements [json.Marshaler]. The result cannot be read back.
func (b RawBody) MarshalJSON() ([]byte, error) { return json.Marshal(b.mask()) }

// metaFacts is what a Meta shows: no header, and of the body its size.
type metaFacts struct {
	HTTPStatus    int
	CorrelationID string
	ReferenceCode string
	TransactionID string
	ID            string
	Attempts      int
	Duration      time.Duration
	RawBody       RawBody
}

func (m Meta) facts() metaFacts {
	return metaFacts{m.HTTPStatus, m.CorrelationID, m.ReferenceCode, m.TransactionID, m.ID, m.Attempts, m.Duration, m.RawBody}
}

// Format prints the facts that are safe to log, whatever the verb.
func (m Meta) Format(f fmt.State, _ rune) { _, _ = fmt.Fprintf(f, "Meta%+v", m.facts()) }

// LogValue is the same for slog.
func (m Meta) LogValue() slog.Value {
	return slog.GroupValue(
		slog.Int("httpStatus", m.HTTPStatus),
		slog.String("correlationId", m.CorrelationID),
		slog.String("referenceCode", m.ReferenceCode),
		slog.String("transactionId", m.TransactionID),
		slog.String("id", m.ID),
		slog.Int("attempts", m.Attempts),
		slog.Duration("duration", m.Duration),
	)
}

// MarshalJSON is the same for JSON. The result cannot be read back.
func (m Meta) MarshalJSON() ([]byte, error) { return json.Marshal(m.facts()) }

// The errors that carry a raw body print their one safe line under every verb,
// %#v included, and as a value as well as through the pointer. As JSON, which is what
// logs make of a list of errors, they keep their fields.

// Format implements [fmt.Formatter].
func (e APIError) Format(f fmt.State, verb rune) { formatError(f, verb, e.Error()) }

// LogValue implements [slog.LogValuer].
func (e APIError) LogValue() slog.Value { return slog.StringValue(e.Error()) }

// MarshalJSON implements [json.Marshaler]: without header and body, with account
// numbers masked in the words of the service. The ids are exact.
func (e APIError) MarshalJSON() ([]byte, error) {
	type fields APIError // without its methods
	e.Status, e.Reason = Status(safeText(string(e.Status))), Reason(safeText(string(e.Reason)))
	e.Message = safeText(e.Message)
	e.Details = slices.Clone(e.Details)
	for i := range e.Details {
		d := &e.Details[i]
		d.Field, d.Reason, d.Extra = safeText(d.Field), Reason(safeText(string(d.Reason))), maskedExtra(d)
	}
	return json.Marshal(fields(e))
}

// maskedExtra is what may be shown of the members of a detail that the models do not know:
// their names. Some answers repeat there what was sent.
func maskedExtra(d *ErrorInformationDetails) map[string]json.RawMessage {
	var shown ErrorInformationDetails
	_ = shown.UnmarshalJSON(redact.Model(d)) // which is JSON
	return shown.Extra
}

// Format implements [fmt.Formatter].
func (e OutcomeUnknownError) Format(f fmt.State, verb rune) { formatError(f, verb, e.Error()) }

// LogValue implements [slog.LogValuer].
func (e OutcomeUnknownError) LogValue() slog.Value { return slog.StringValue(e.Error()) }

// MarshalJSON implements [json.Marshaler]: without the body, the cause in words.
func (e OutcomeUnknownError) MarshalJSON() ([]byte, error) {
	type fields OutcomeUnknownError // without its methods
	return json.Marshal(struct {
		fields
		Cause string // in place of the other one
	}{fields(e), e.causeText()})
}

// Format implements [fmt.Formatter].
func (e NotProcessedError) Format(f fmt.State, verb rune) { formatError(f, verb, e.Error()) }

// LogValue implements [slog.LogValuer].
func (e NotProcessedError) LogValue() slog.Value { return slog.StringValue(e.Error()) }

// MarshalJSON implements [json.Marshaler]: the cause in words.
func (e NotProcessedError) MarshalJSON() ([]byte, error) {
	type fields NotProcessedError // without its methods
	return json.Marshal(struct {
		fields
		Cause string // in place of the other one
	}{fields(e), causeText(e.Cause)})
}

func formatError(f fmt.State, verb rune, text string) {
	if verb == 'q' {
		text = fmt.Sprintf("%q", text)
	}
	_, _ = io.WriteString(f, text)
}
