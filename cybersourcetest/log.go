package cybersourcetest

import (
	"context"
	"log/slog"
	"strings"
)

// This file writes the request log: one line per call, with the facts of the ledger
// and nothing else. Bodies and headers are never logged, and paths only where they lead
// to no operation, masked: a client may put card data anywhere.

// logCall writes what became of a call.
func (g *Gateway) logCall(x *call) {
	if !g.logger.Enabled(context.Background(), slog.LevelInfo) {
		return
	}
	r := g.ledger.snapshot(x.record)
	g.logger.LogAttrs(context.Background(), slog.LevelInfo, "call", r.attributes()...)
}

// attributes are the facts that are set, in the order a reader wants them.
func (r Request) attributes() []slog.Attr {
	currency := r.Currency
	if r.Amount == "" { // a refresh: its payment has a currency, the call names no amount
		currency = ""
	}
	attributes := []slog.Attr{
		slog.Uint64("call", r.Sequence),
		slog.String("operation", r.Operation),
		slog.Int("httpStatus", r.HTTPStatus),
	}
	if r.Operation == "" {
		attributes[1] = slog.String("operation", shownPath(r.Method)+" "+shownPath(r.Path))
	}
	for _, text := range []struct{ name, value string }{
		{"status", r.Status}, {"reason", r.Reason}, {"amount", r.Amount}, {"currency", currency},
		{"card", mask(r.CardLastFour)}, {"id", r.ID}, {"merchant", knownMerchant(r)},
		{"fault", r.Fault}, {"refusal", r.Refusal}, {"correlationId", r.CorrelationID},
	} {
		if text.value != "" {
			attributes = append(attributes, slog.String(text.name, text.value))
		}
	}
	return append(attributes, slog.Bool("processed", r.Processed), slog.Bool("answered", r.Answered))
}

func mask(lastFour string) string {
	if lastFour == "" {
		return ""
	}
	return "****" + lastFour
}

// knownMerchant is the merchant if it was authenticated; else the text is the client's.
func knownMerchant(r Request) string {
	if r.Scheme == "" {
		return ""
	}
	return r.MerchantID
}

// logRefusal writes that a request asked for nothing that exists.
func (g *Gateway) logRefusal(status int, method, path, correlationID string) {
	g.logger.LogAttrs(context.Background(), slog.LevelInfo, "no such operation",
		slog.Int("httpStatus", status), slog.String("method", shownPath(method)), slog.String("path", shownPath(path)),
		slog.String("correlationId", correlationID))
}

// longestPath is how much of a path the log shows.
const longestPath = 200

// shownPath is a path, or another text of the request line, as it may be shown: without
// its query, ASCII only, and with every run of digits masked, since a client may put a
// card number anywhere. The 2 of "/v2/" alone says nothing.
func shownPath(path string) string {
	path, _, _ = strings.Cut(path, "?")
	shown := make([]byte, 0, min(len(path), longestPath))
	for i := 0; i < len(path) && len(shown) < longestPath; i++ {
		switch {
		case isDigit(path, i) && (isDigit(path, i-1) || isDigit(path, i+1)):
			shown = append(shown, '*')
		case path[i] <= ' ' || path[i] > '~':
			shown = append(shown, '?')
		default:
			shown = append(shown, path[i])
		}
	}
	return string(shown)
}

func isDigit(text string, i int) bool {
	return i >= 0 && i < len(text) && '0' <= text[i] && text[i] <= '9'
}
