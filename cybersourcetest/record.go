package cybersourcetest

import (
	"encoding/json"
	"net/http"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/simulator"
)

// This file reads out of bodies what the ledger keeps. Nothing here is the service's.

// references reads the two members that a lost call is found by.
func references(body []byte) (code, transactionID string) {
	var request struct {
		Reference struct {
			Code          any `json:"code"`
			TransactionID any `json:"transactionId"`
		} `json:"clientReferenceInformation"`
	}
	_ = json.Unmarshal(body, &request) // what cannot be read stays empty
	code, _ = request.Reference.Code.(string)
	transactionID, _ = request.Reference.TransactionID.(string)
	return code, transactionID
}

// fill copies what the simulator recorded, or why it refused.
func (r *Request) fill(result simulator.Answer) {
	e := result.Entry
	r.trigger = result.Trigger
	if e == nil {
		if result.Status >= http.StatusBadRequest { // a look-up that succeeds has a body too
			r.Status, r.Reason = refusalOf(result.Body)
		}
		return
	}
	r.Processed = true
	r.ID, r.OriginalID, r.PaymentID, r.Status, r.Reason = e.ID, e.OriginalID, e.PaymentID, e.Status, e.Reason
	r.Code, r.TransactionID = e.Code, e.TransactionID
	r.Amount, r.AuthorizedAmount, r.TotalAmount, r.Currency = e.Amount, e.AuthorizedAmount, e.TotalAmount, e.Currency
	r.HeldAmount, r.CapturedAmount, r.RefundedAmount = e.HeldAmount, e.CapturedAmount, e.RefundedAmount
	r.CardType, r.CardLastFour, r.cardKey = e.CardType, e.CardLastFour, result.CardKey
	r.neverRetry = e.Operation == CreatePayment && e.Status == "DECLINED" && isForGood(result.Body)
}

// refusalOf reads an answer of the simulator's.
func refusalOf(body []byte) (status, reason string) {
	var refused struct {
		Status string `json:"status"`
		Reason string `json:"reason"`
	}
	_ = json.Unmarshal(body, &refused) // it is ours
	return refused.Status, refused.Reason
}
