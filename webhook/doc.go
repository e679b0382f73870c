// Package webhook verifies and reads the notifications that the service sends to a
// server of the merchant.
//
//	verifier, err := webhook.NewVerifier(webhook.Config{
//		Keys: []webhook.Key{{ID: keyID, Secret: secret}},
//	})
//	http.Handle("/webhooks", &webhook.Handler{Verifier: verifier, Handle: func(ctx context.Context, e webhook.Event) error {
//		switch e.Type {
//		case webhook.CaptureAccepted:
//			return orders.Captured(ctx, e) // webhook.ErrNotYet if the order is not stored yet
//		}
//		return nil // what is of no interest is delivered, too
//	}})
//
// # What a signature covers
//
// A delivery has a header v-c-signature: the time of sending, the id of a key, and the
// HMAC-SHA256 of time and body. No other header is signed: everything in an [Event] is
// from the signed body, except where [Event.Signed] says otherwise. The body is verified
// as it arrived; a body that was parsed and written again has another signature.
//
// # What to expect of deliveries
//
// They arrive at least once, in no order, and now and then not at all. A retry is a
// second delivery of the same event, and just as valid; [Event.Digest] is the same for
// both. What an order becomes is decided by how it stands, never by which event arrived
// last; in doubt ask the service for the transaction.
//
// # Encrypted deliveries
//
// Some products encrypt (message-level encryption). With [Config.PrivateKeys] such
// deliveries are opened, and a delivery that does not open is refused: it is never taken
// for a plain one.
package webhook
