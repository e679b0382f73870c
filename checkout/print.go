package checkout

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/internal/redact"
)

// This file prints what can be paid with, and what is told of a card.

func (t TransientToken) shown() redact.Object {
	return redact.Object{Type: "checkout.TransientToken", Members: append([]redact.Member{
		{Name: "Token", Value: redact.Hidden(t.Token != "")},
		{Name: "ID", Value: redact.Hidden(t.ID != "")},
		{Name: "Type", Value: redact.Line(t.Type)},
		{Name: "ExpiresAt", Value: t.ExpiresAt.Format(time.RFC3339)},
	}, t.Card.members()...)}
}

// members are what is shown of a card: at most the last four digits of its number.
func (c *Card) members() []redact.Member {
	if c == nil {
		return nil
	}
	return []redact.Member{
		{Name: "MaskedNumber", Value: lastFour(c.MaskedNumber)},
		{Name: "Prefix", Value: redact.Hidden(c.Prefix != "")},
		{Name: "Types", Value: redact.Line(strings.Join(c.Types, " "))},
		{Name: "ExpirationMonth", Value: redact.Hidden(c.ExpirationMonth != "")},
		{Name: "ExpirationYear", Value: redact.Hidden(c.ExpirationYear != "")},
	}
}

// lastFour masks a number that should be masked already.
func lastFour(number string) string {
	if len(number) <= 4 {
		return redact.Hidden(number != "")
	}
	return redact.Hidden(true) + redact.Line(number[len(number)-4:])
}

// Format prints the token masked, whatever the verb.
func (t TransientToken) Format(f fmt.State, verb rune) { t.shown().Format(f, verb) }

// LogValue is the token masked.
func (t TransientToken) LogValue() slog.Value { return t.shown().LogValue() }

// MarshalJSON writes all of the token; masked when it is being logged.
func (t TransientToken) MarshalJSON() ([]byte, error) {
	if redact.Logging() {
		return t.shown().MarshalJSON()
	}
	type fields TransientToken // without its methods
	return json.Marshal(fields(t))
}

func (c Card) shown() redact.Object {
	return redact.Object{Type: "checkout.Card", Members: c.members()}
}

// Format prints the card masked, whatever the verb.
func (c Card) Format(f fmt.State, verb rune) { c.shown().Format(f, verb) }

// LogValue is the card masked.
func (c Card) LogValue() slog.Value { return c.shown().LogValue() }

// MarshalJSON writes all of the card; masked when it is being logged.
func (c Card) MarshalJSON() ([]byte, error) {
	if redact.Logging() {
		return c.shown().MarshalJSON()
	}
	type fields Card // without its methods
	return json.Marshal(fields(c))
}
