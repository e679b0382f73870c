// Package checkout verifies what the hosted payment pages of the service give to a server:
// the capture context that begins a page, the transient token that the browser returns in
// place of a card number, and the result of a payment that Unified Checkout made by
// itself. All three are signed tokens, and the last two come through the payer's browser.
//
//	verifier, err := checkout.NewVerifier(client, checkout.Options{})
//
//	answer, err := client.MicroformIntegrationApi.GenerateCaptureContext(ctx, request)
//	captureContext, err := verifier.CaptureContext(ctx, answer.Token)
//	script, err := captureContext.Script()  // for the page, with answer.Token
//	session := captureContext.Session()     // to keep on the server, with the order
//
//	token, err := verifier.TransientToken(session, fromBrowser)
//	request.TokenInformation = &cybersource.TokenInformation{TransientTokenJWT: token.Token}
//
// # What is verified
//
// Signatures are RS256 and nothing else. The key of a capture context and of a result is
// the service's own, fetched from its key endpoint by the id that the token names; the
// key of a transient token is the one in the capture context. Nothing else in a token's
// header is used. Anybody can write a token that names a key: ten keys that are not known are
// asked for at once, then one a second. Each check that fails has an error of its own, for [errors.Is].
//
// A valid capture context says that the service made it, for whichever merchant. That it
// is the caller's own is known from where it was kept: in a [Session] on the server.
package checkout
