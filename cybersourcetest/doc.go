// Package cybersourcetest simulates the test system of the payments service offline: a
// server on the loopback interface that authenticates every request, knows the published
// test triggers, keeps a ledger of what was really processed and fails on request.
//
//	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
//	defer gateway.Close()
//	client, err := cybersource.NewAPIClient(gateway.Configuration())
//
// # What happens next
//
// A call is answered from its own contents: amounts, cards and security codes
// trigger outcomes as they do on the test system (see docs/gateway-triggers.md). A
// test that wants one certain outcome says so beforehand:
//
//	gateway.Next(cybersourcetest.Decline("EXPIRED_CARD")) // the next payment
//	gateway.Next(cybersourcetest.DropAnswer())            // the next call is processed, its answer lost
//	gateway.Next(cybersourcetest.Decline("INVALID_ACCOUNT").On(cybersourcetest.CapturePayment))
//	gateway.Script(cybersourcetest.TooManyRequests("1"), cybersourcetest.Pass())
//	gateway.Faults(42, cybersourcetest.DropAnswer().Chance(0.05))
//
// # What really happened
//
// [Gateway.Ledger] lists what was processed, whether or not the client ever heard
// of it; [Gateway.Requests] lists what arrived, with the reason of every refusal;
// [Gateway.Payments] lists every payment with what is held, captured and refunded of
// it and the events that led there. The gateway's address shows the same in a browser,
// and programs in other languages do all of it over HTTP (see docs/offline-gateway.md).
//
// [Gateway.Find] is the ledger under one reference code, [Gateway.Pending] the steps that met
// no call yet, [Gateway.Misuse] what no answer tells: cards charged again after "never retry",
// holds left behind, orders paid twice. [Gateway.Forgotten] counts what was too much to remember.
//
// # Accounts
//
// An [Account] is a merchant with any number of keys, and has what the service would know of
// it: card types, currencies, a limit of calls. [Gateway.SetAccounts] changes them while the
// gateway runs. [Gateway.SetBalance] makes a prepaid card of a test number.
//
// # Notifications
//
// [Gateway.Subscribe] delivers notifications (webhooks) of what is processed, and events
// of the test's own, to a server of the test.
//
// # In a browser
//
// The script that a capture context names, and the addresses in the answers of payer
// authentication, work in a browser: plain card fields, the collection of device data, and
// a challenge that leads back to the shop. [Gateway.TransientToken] does without.
//
// # What it does not do
//
// It answers the operations that the client has methods for, and nothing else, unless
// [Options.Override] does. [Gateway.SendBatch], [Gateway.Settle], [Gateway.Reverse],
// [Gateway.Expire] and [Gateway.AcceptReview] change payments from outside. There is one
// process, which forgets everything when it ends unless [Options.StateFile] names a file. Look-ups and searches
// find what its records have, which is no postal address, bank account or 3-D Secure
// result. Permissions of keys, certificate expiry and HTTP/2 are not simulated. Guesses are listed at the top of the files that
// make them.
package cybersourcetest
