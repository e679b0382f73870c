package cybersource

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strconv"
)

// Credentials and MessageEncryption print as their field names, with the ids of
// merchant and portfolio and with switches in clear, and with "***" for any other
// value that is set. An empty value shows as empty: that it is missing is often
// what one looks for.

// shown is one field as it may be shown.
type shown struct{ name, value string }

// nameplate is a value as it may be shown. It has the three faces of one: fmt, slog, JSON.
type nameplate struct {
	name   string
	fields []shown
}

func secret(set bool) string {
	if set {
		return "***"
	}
	return ""
}

func (c JWTSharedSecret) plate() nameplate {
	return nameplate{"cybersource.JWTSharedSecret", sharedSecretFields(c.MerchantID, c.KeyID, c.SharedSecret, c.PortfolioID)}
}

func (c HTTPSignature) plate() nameplate {
	return nameplate{"cybersource.HTTPSignature", sharedSecretFields(c.MerchantID, c.KeyID, c.SharedSecret, c.PortfolioID)}
}

func sharedSecretFields(merchantID, keyID, sharedSecret, portfolioID string) []shown {
	return []shown{
		{"MerchantID", merchantID},
		{"KeyID", secret(keyID != "")},
		{"SharedSecret", secret(sharedSecret != "")},
		{"PortfolioID", portfolioID},
	}
}

func (c JWTCertificate) plate() nameplate {
	return nameplate{"cybersource.JWTCertificate", []shown{
		{"MerchantID", c.MerchantID},
		{"P12", secret(c.P12 != nil)},
		{"Password", secret(c.Password != "")},
		{"PortfolioID", c.PortfolioID},
		{"CertificatePEM", secret(c.CertificatePEM != nil)},
		{"PrivateKeyPEM", secret(c.PrivateKeyPEM != nil)},
		{"Signer", secret(c.Signer != nil)},
	}}
}

func (c OAuthToken) plate() nameplate {
	return nameplate{"cybersource.OAuthToken", []shown{
		{"MerchantID", c.MerchantID},
		{"Token", secret(c.Token != nil)},
	}}
}

func (m MessageEncryption) plate() nameplate {
	return nameplate{"cybersource.MessageEncryption", []shown{
		{"PlainRequests", strconv.FormatBool(m.PlainRequests)},
		{"RequestCertificatePEM", secret(m.RequestCertificatePEM != nil)},
		{"RequestCertificateAlias", m.RequestCertificateAlias},
		{"PlainResponses", strconv.FormatBool(m.PlainResponses)},
		{"ResponseP12", secret(m.ResponseP12 != nil)},
		{"ResponsePrivateKeyPEM", secret(m.ResponsePrivateKeyPEM != nil)},
		{"ResponseKey", secret(m.ResponseKey != nil)},
		{"ResponsePassword", secret(m.ResponsePassword != "")},
		{"ResponseKeyID", secret(m.ResponseKeyID != "")},
		{"ResponseKeyClaim", m.ResponseKeyClaim},
	}}
}

func (n nameplate) format(f fmt.State) {
	_, _ = io.WriteString(f, n.name+"{")
	for i, field := range n.fields {
		if i > 0 {
			_, _ = io.WriteString(f, ", ")
		}
		_, _ = io.WriteString(f, field.name+":"+strconv.Quote(field.value))
	}
	_, _ = io.WriteString(f, "}")
}

func (n nameplate) logValue() slog.Value {
	attrs := make([]slog.Attr, len(n.fields))
	for i, field := range n.fields {
		attrs[i] = slog.String(field.name, field.value)
	}
	return slog.GroupValue(attrs...)
}

// json keeps the order of the fields, which a map would not.
func (n nameplate) json() ([]byte, error) {
	out := []byte{'{'}
	for i, field := range n.fields {
		value, err := json.Marshal(field.value)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(strconv.AppendQuote(out, field.name), ':'), value...)
	}
	return append(out, '}'), nil
}

// Format implements [fmt.Formatter]. Every verb prints the same masked text.
func (c JWTSharedSecret) Format(f fmt.State, _ rune) { c.plate().format(f) }

// LogValue implements [slog.LogValuer], masked.
func (c JWTSharedSecret) LogValue() slog.Value { return c.plate().logValue() }

// MarshalJSON implements [json.Marshaler], masked. The result cannot be read back.
func (c JWTSharedSecret) MarshalJSON() ([]byte, error) { return c.plate().json() }

// Format implements [fmt.Formatter]. Every verb prints the same masked text.
func (c JWTCertificate) Format(f fmt.State, _ rune) { c.plate().format(f) }

// LogValue implements [slog.LogValuer], masked.
func (c JWTCertificate) LogValue() slog.Value { return c.plate().logValue() }

// MarshalJSON implements [json.Marshaler], masked. The result cannot be read back.
func (c JWTCertificate) MarshalJSON() ([]byte, error) { return c.plate().json() }

// Format implements [fmt.Formatter]. Every verb prints the same masked text.
func (c HTTPSignature) Format(f fmt.State, _ rune) { c.plate().format(f) }

// LogValue implements [slog.LogValuer], masked.
func (c HTTPSignature) LogValue() slog.Value { return c.plate().logValue() }

// MarshalJSON implements [json.Marshaler], masked. The result cannot be read back.
func (c HTTPSignature) MarshalJSON() ([]byte, error) { return c.plate().json() }

// Format implements [fmt.Formatter]. Every verb prints the same masked text.
func (c OAuthToken) Format(f fmt.State, _ rune) { c.plate().format(f) }

// LogValue implements [slog.LogValuer], masked.
func (c OAuthToken) LogValue() slog.Value { return c.plate().logValue() }

// MarshalJSON implements [json.Marshaler], masked. The result cannot be read back.
func (c OAuthToken) MarshalJSON() ([]byte, error) { return c.plate().json() }

// Format implements [fmt.Formatter]. Every verb prints the same masked text.
func (m MessageEncryption) Format(f fmt.State, _ rune) { m.plate().format(f) }

// LogValue implements [slog.LogValuer], masked.
func (m MessageEncryption) LogValue() slog.Value { return m.plate().logValue() }

// MarshalJSON implements [json.Marshaler], masked. The result cannot be read back.
func (m MessageEncryption) MarshalJSON() ([]byte, error) { return m.plate().json() }
