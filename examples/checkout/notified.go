package main

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/cybersource-go/cybersource/webhook"
)

// notified gets what the service tells of by itself. It is a hint, and may come twice, late
// or never: an order changes only where its own answer was lost, and by what the service
// then says of the payment when it is asked.
func (s *shop) notified(ctx context.Context, e webhook.Event) error {
	var payload struct {
		Data struct {
			ID                         string
			ClientReferenceInformation struct{ Code string }
		}
	}
	if e.Type != webhook.AuthorizationAccepted {
		return nil
	}
	_ = json.Unmarshal(e.Payload, &payload) // what cannot be read names no order
	o, found := s.orders.get(payload.Data.ClientReferenceInformation.Code)
	switch {
	case !found, slices.Contains(o.Notified, e.Digest):
		return nil
	case o.State == busy:
		return webhook.ErrNotYet // the answer itself is on its way
	case o.State == unknown && !s.wasPaid(ctx, o, payload.Data.ID):
		return webhook.ErrNotYet // records lag behind
	}
	s.orders.change(o.Code, func(o *order) {
		o.Notified = append(slices.Clip(o.Notified), e.Digest)
		if o.State == unknown {
			o.State, o.Message = paid, thanks
		}
	}, o.State)
	return nil
}

// wasPaid asks the service about a payment. A decline under the order's code proves nothing:
// it may be that of an earlier attempt.
func (s *shop) wasPaid(ctx context.Context, o order, id string) bool {
	record, err := s.client.TransactionDetailsApi.GetTransaction(ctx, id)
	if err != nil {
		s.log.Error("look up", "order", o.Code, "error", err)
		return false
	}
	code := record.ClientReferenceInformation
	return code != nil && code.Code == o.Code && record.Outcome().Approved()
}
