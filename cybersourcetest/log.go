package cybersourcetest

import (
	"context"
	"log/slog"
)

// This file writes the request log: one line per call, with the facts of the ledger
// and nothing else. Bodies, headers and paths are never logged: a client may put
// card data anywhere.

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
func (g *Gateway) logRefusal(status int, correlationID string) {
	g.logger.LogAttrs(context.Background(), slog.LevelInfo, "no such operation",
		slog.Int("httpStatus", status), slog.String("correlationId", correlationID))
}
