package cybersourcetest

import (
	"time"

	"github.com/cybersource-go/cybersource/internal/redact"
)

// entryJSON is an entry of the ledger as the page's JSON has it.
type entryJSON struct {
	Number           uint64    `json:"number"`
	Time             time.Time `json:"time"`
	Operation        string    `json:"operation"`
	Merchant         string    `json:"merchant"`
	Code             string    `json:"code,omitempty"`
	TransactionID    string    `json:"transactionId,omitempty"`
	CorrelationID    string    `json:"correlationId"`
	Answered         bool      `json:"answered"`
	Fault            string    `json:"fault,omitempty"`
	HTTPStatus       int       `json:"httpStatus"`
	Status           string    `json:"status"`
	Reason           string    `json:"reason,omitempty"`
	ID               string    `json:"id"`
	OriginalID       string    `json:"originalId,omitempty"`
	PaymentID        string    `json:"paymentId,omitempty"`
	Amount           string    `json:"amount,omitempty"`
	AuthorizedAmount string    `json:"authorizedAmount,omitempty"`
	TotalAmount      string    `json:"totalAmount,omitempty"`
	HeldAmount       string    `json:"heldAmount,omitempty"`
	CapturedAmount   string    `json:"capturedAmount,omitempty"`
	RefundedAmount   string    `json:"refundedAmount,omitempty"`
	Currency         string    `json:"currency,omitempty"`
	CardType         string    `json:"cardType,omitempty"`
	Card             string    `json:"card,omitempty"`
}

// Ledger is what was processed, oldest first: all of it, or what has a reference code.
func (g pageGateway) Ledger(code string) []any {
	entries := g.Gateway.Ledger
	if code != "" {
		entries = func() []Entry { return g.Find(code) }
	}
	var all []any
	for _, e := range entries() {
		all = append(all, entryJSON{
			Number: e.Sequence, Time: e.Time, Operation: e.Operation, Merchant: redact.Line(e.MerchantID),
			Code: redact.Line(e.Code), TransactionID: redact.Line(e.TransactionID), CorrelationID: e.CorrelationID,
			Answered: e.Answered, Fault: e.Fault, HTTPStatus: e.HTTPStatus, Status: e.Status, Reason: e.Reason,
			ID: e.ID, OriginalID: e.OriginalID, PaymentID: e.PaymentID, Amount: e.Amount, AuthorizedAmount: e.AuthorizedAmount,
			TotalAmount: e.TotalAmount, HeldAmount: e.HeldAmount, CapturedAmount: e.CapturedAmount, RefundedAmount: e.RefundedAmount,
			Currency: e.Currency, CardType: e.CardType, Card: mask(e.CardLastFour),
		})
	}
	return all
}
