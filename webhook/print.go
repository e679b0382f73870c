package webhook

import (
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/cybersource-go/cybersource/internal/redact"
)

// This file is how everything prints, through fmt under every verb, slog and JSON: ids
// and sizes, and neither keys nor payloads.

func (k Key) shown() redact.Object {
	return redact.Object{Type: "webhook.Key", Members: []redact.Member{
		{Name: "ID", Value: redact.Hidden(k.ID != "")},
		{Name: "Secret", Value: redact.Hidden(k.Secret != "")},
	}}
}

func (k PrivateKey) shown() redact.Object {
	return redact.Object{Type: "webhook.PrivateKey", Members: []redact.Member{
		{Name: "PEM", Value: redact.Hidden(k.PEM != nil)},
		{Name: "Password", Value: redact.Hidden(k.Password != "")},
		{Name: "Key", Value: redact.Hidden(k.Key != nil)},
	}}
}

func (c Config) shown() redact.Object {
	return redact.Object{Type: "webhook.Config", Members: []redact.Member{
		{Name: "Keys", Value: strconv.Itoa(len(c.Keys))},
		{Name: "PrivateKeys", Value: strconv.Itoa(len(c.PrivateKeys))},
		{Name: "PayloadSignatures", Value: strconv.FormatBool(c.PayloadSignatures)},
		{Name: "MaxAge", Value: c.MaxAge.String()},
		{Name: "MaxAhead", Value: c.MaxAhead.String()},
	}}
}

// shown is for logs: where only the payload is signed, the rest is what anybody wrote.
func (e Event) shown() redact.Object {
	date := ""
	if !e.Date.IsZero() {
		date = e.Date.Format(time.RFC3339)
	}
	return redact.Object{Type: "webhook.Event", Members: []redact.Member{
		{Name: "Type", Value: redact.Line(string(e.Type))},
		{Name: "WebhookID", Value: redact.Line(e.WebhookID)},
		{Name: "ProductID", Value: redact.Line(e.ProductID)},
		{Name: "OrganizationID", Value: redact.Line(e.OrganizationID)},
		{Name: "Date", Value: date},
		{Name: "TraceID", Value: redact.Line(e.TraceID)},
		{Name: "Retry", Value: strconv.Itoa(e.Retry)},
		{Name: "RequestType", Value: redact.Line(e.RequestType)},
		{Name: "Payload", Value: fmt.Sprintf("[%d bytes]", len(e.Payload))},
		{Name: "Signed", Value: string(e.Signed)},
		{Name: "Encrypted", Value: strconv.FormatBool(e.Encrypted)},
		{Name: "Digest", Value: e.Digest},
	}}
}

// Format implements [fmt.Formatter]. Every verb prints the same masked text.
func (k Key) Format(f fmt.State, verb rune) { k.shown().Format(f, verb) }

// LogValue implements [slog.LogValuer], masked.
func (k Key) LogValue() slog.Value { return k.shown().LogValue() }

// MarshalJSON implements [encoding/json.Marshaler], masked. The result cannot be read back.
func (k Key) MarshalJSON() ([]byte, error) { return k.shown().MarshalJSON() }

// Format implements [fmt.Formatter]. Every verb prints the same masked text.
func (k PrivateKey) Format(f fmt.State, verb rune) { k.shown().Format(f, verb) }

// LogValue implements [slog.LogValuer], masked.
func (k PrivateKey) LogValue() slog.Value { return k.shown().LogValue() }

// MarshalJSON implements [encoding/json.Marshaler], masked. The result cannot be read back.
func (k PrivateKey) MarshalJSON() ([]byte, error) { return k.shown().MarshalJSON() }

// Format implements [fmt.Formatter]. Every verb prints the same masked text.
func (c Config) Format(f fmt.State, verb rune) { c.shown().Format(f, verb) }

// LogValue implements [slog.LogValuer], masked.
func (c Config) LogValue() slog.Value { return c.shown().LogValue() }

// MarshalJSON implements [encoding/json.Marshaler], masked. The result cannot be read back.
func (c Config) MarshalJSON() ([]byte, error) { return c.shown().MarshalJSON() }

// Format implements [fmt.Formatter]. Every verb prints the same masked text.
func (e Event) Format(f fmt.State, verb rune) { e.shown().Format(f, verb) }

// LogValue implements [slog.LogValuer], masked.
func (e Event) LogValue() slog.Value { return e.shown().LogValue() }

// MarshalJSON implements [encoding/json.Marshaler], masked. The result cannot be read back;
// to keep an event, keep its Body.
func (e Event) MarshalJSON() ([]byte, error) { return e.shown().MarshalJSON() }
