package cybersourcetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
)

// This file decides what is shown of the types that hold bodies, headers or keys. fmt
// with any verb but %p, which fmt answers without asking the value, slog and JSON show the
// same attributes: bodies, headers and keys are never among them. Tests ask for those by
// name: Request.Body, Request.Header.

// masked stands for a value that is not shown.
const masked = "***"

// showing is a value as it may be shown.
type showing struct {
	name       string
	attributes []slog.Attr
}

// format writes the value for fmt, whatever the verb.
func (s showing) format(f fmt.State) {
	var text strings.Builder
	text.WriteString(s.name + "{")
	for i, a := range s.attributes {
		if i > 0 {
			text.WriteByte(' ')
		}
		text.WriteString(a.Key + ":" + a.Value.String())
	}
	text.WriteByte('}')
	io.WriteString(f, text.String()) //nolint:errcheck // fmt has no use for it
}

// json writes the value as an object, its members in order.
func (s showing) json() ([]byte, error) {
	var text bytes.Buffer
	text.WriteByte('{')
	for i, a := range s.attributes {
		value, err := json.Marshal(a.Value.Any())
		if err != nil {
			return nil, err
		}
		if i > 0 {
			text.WriteByte(',')
		}
		text.WriteString(strconv.Quote(a.Key) + ":")
		text.Write(value)
	}
	text.WriteByte('}')
	return text.Bytes(), nil
}

func (r Request) show() showing {
	attributes := append(r.attributes(), slog.String("method", shownPath(r.Method)), slog.String("path", shownPath(r.Path)),
		slog.Int("headers", len(r.Header)), slog.Int("bodyBytes", len(r.body)))
	return showing{"cybersourcetest.Request", attributes}
}

func (r Response) show() showing {
	return showing{"cybersourcetest.Response", []slog.Attr{
		slog.Int("status", r.Status), slog.Int("headers", len(r.Header)), slog.Int("bodyBytes", len(r.Body)),
	}}
}

func (d Delivery) show() showing {
	return showing{"cybersourcetest.Delivery", d.attributes()}
}

func (a Account) show() showing {
	return showing{"cybersourcetest.Account", []slog.Attr{
		slog.String("id", a.ID), slog.Any("merchants", a.Merchants),
		slog.Int("sharedSecrets", len(a.SharedSecrets)), slog.Int("certificates", len(a.Certificates)),
		slog.Int("tokens", len(a.Tokens)), slog.Int("responseKeys", len(a.ResponseKeys)),
	}}
}

func (c Card) show() showing {
	return showing{"cybersourcetest.Card", []slog.Attr{
		slog.String("number", mask(c.Number[max(0, len(c.Number)-4):])), slog.Bool("securityCode", c.SecurityCode != ""),
	}}
}

func (s SharedSecret) show() showing {
	return showing{"cybersourcetest.SharedSecret", []slog.Attr{
		slog.String("keyId", maskOf(s.KeyID)), slog.String("secret", maskOf(s.Secret)),
	}}
}

func (o Options) show() showing {
	return showing{"cybersourcetest.Options", []slog.Attr{
		slog.String("profile", o.Profile), slog.Uint64("seed", o.Seed), slog.Any("accounts", o.accountIDs()),
		slog.Bool("noAuthentication", o.NoAuthentication), slog.Any("hosts", o.Hosts), slog.String("pathPrefix", o.PathPrefix),
		slog.String("requestKeyPEM", maskOf(string(o.RequestKeyPEM))), slog.Bool("requireEncryption", o.RequireEncryption),
		slog.String("controlToken", maskOf(o.ControlToken)), slog.Bool("tls", o.TLS), slog.Int("maxEntries", o.MaxEntries),
	}}
}

func (o Options) accountIDs() []string {
	ids := make([]string, len(o.Accounts))
	for i, account := range o.Accounts {
		ids[i] = account.ID
	}
	return ids
}

// maskOf shows that a value is there, or that it is missing, which is often what one looks for.
func maskOf(value string) string {
	if value == "" {
		return ""
	}
	return masked
}

// printable is embedded in a type that holds locks, whose own methods could not have a
// value as their receiver: a copy that fmt gets to see prints through these methods too.
type printable struct{ shown showing }

// Format implements [fmt.Formatter]; bodies, headers and keys are not shown.
func (p printable) Format(f fmt.State, _ rune) { p.shown.format(f) }

// LogValue implements [slog.LogValuer]; bodies, headers and keys are not shown.
func (p printable) LogValue() slog.Value { return slog.GroupValue(p.shown.attributes...) }

// MarshalJSON implements [json.Marshaler]; bodies, headers and keys are not shown.
func (p printable) MarshalJSON() ([]byte, error) { return p.shown.json() }

// Format implements [fmt.Formatter]; headers and body are not shown.
func (r Request) Format(f fmt.State, _ rune) { r.show().format(f) }

// LogValue implements [slog.LogValuer]; headers and body are not shown.
func (r Request) LogValue() slog.Value { return slog.GroupValue(r.show().attributes...) }

// MarshalJSON implements [json.Marshaler]; headers and body are not shown.
func (r Request) MarshalJSON() ([]byte, error) { return r.show().json() }

// Format implements [fmt.Formatter]; headers and body are not shown.
func (r Response) Format(f fmt.State, _ rune) { r.show().format(f) }

// LogValue implements [slog.LogValuer]; headers and body are not shown.
func (r Response) LogValue() slog.Value { return slog.GroupValue(r.show().attributes...) }

// MarshalJSON implements [json.Marshaler]; headers and body are not shown.
func (r Response) MarshalJSON() ([]byte, error) { return r.show().json() }

// Format implements [fmt.Formatter]; headers and body are not shown.
func (d Delivery) Format(f fmt.State, _ rune) { d.show().format(f) }

// LogValue implements [slog.LogValuer]; headers and body are not shown.
func (d Delivery) LogValue() slog.Value { return slog.GroupValue(d.show().attributes...) }

// MarshalJSON implements [json.Marshaler]; headers and body are not shown.
func (d Delivery) MarshalJSON() ([]byte, error) { return d.show().json() }

// Format implements [fmt.Formatter]; keys and tokens are not shown.
func (a Account) Format(f fmt.State, _ rune) { a.show().format(f) }

// LogValue implements [slog.LogValuer]; keys and tokens are not shown.
func (a Account) LogValue() slog.Value { return slog.GroupValue(a.show().attributes...) }

// MarshalJSON implements [json.Marshaler]; keys and tokens are not shown, so that what
// is written cannot be read back.
func (a Account) MarshalJSON() ([]byte, error) { return a.show().json() }

// Format implements [fmt.Formatter]; the key is not shown.
func (s SharedSecret) Format(f fmt.State, _ rune) { s.show().format(f) }

// LogValue implements [slog.LogValuer]; the key is not shown.
func (s SharedSecret) LogValue() slog.Value { return slog.GroupValue(s.show().attributes...) }

// MarshalJSON implements [json.Marshaler]; the key is not shown.
func (s SharedSecret) MarshalJSON() ([]byte, error) { return s.show().json() }

// Format implements [fmt.Formatter]; at most the last four digits are shown.
func (c Card) Format(f fmt.State, _ rune) { c.show().format(f) }

// LogValue implements [slog.LogValuer]; at most the last four digits are shown.
func (c Card) LogValue() slog.Value { return slog.GroupValue(c.show().attributes...) }

// MarshalJSON implements [json.Marshaler]; at most the last four digits are shown, so that
// what is written cannot be read back.
func (c Card) MarshalJSON() ([]byte, error) { return c.show().json() }

// Format implements [fmt.Formatter]; keys are not shown.
func (o Options) Format(f fmt.State, _ rune) { o.show().format(f) }

// LogValue implements [slog.LogValuer]; keys are not shown.
func (o Options) LogValue() slog.Value { return slog.GroupValue(o.show().attributes...) }

// MarshalJSON implements [json.Marshaler]; keys are not shown.
func (o Options) MarshalJSON() ([]byte, error) { return o.show().json() }
