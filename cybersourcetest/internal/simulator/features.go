package simulator

// Features are what differs between accounts of the service. The zero value is an
// account as most tests want it: several captures of one authorization, reversals after
// a void and credits are on, the rest is off.
type Features struct {
	NoPartialCaptures   bool // a capture is the last one, whatever its sequence says
	NoReversalAfterVoid bool // the hold of a voided capture cannot be reversed
	NoCredits           bool // a credit is refused as ACCOUNT_NOT_ALLOWED_CREDIT
	PartialReversals    bool // a part of a hold can be reversed
	SplitShipments      bool // a capture after the last one gets an authorization of its own
	Gratuity            bool // up to a fifth more than the authorized amount can be captured
	NoTimeoutCalls      bool // the processor knows no timeout calls: they are refused whatever they name

	// RefusedAuthentications: a payment whose payer fails the authentication bundled with
	// it is refused as CONSUMER_AUTHENTICATION_FAILED, and not answered with HTTP 201.
	RefusedAuthentications bool
}

// What an id that is unknown, or another merchant's, is refused with. Which of them the
// service picks is not published.
const (
	UnknownIDInvalidPayment = "INVALID_PAYMENT_ID" // HTTP 400, the default
	UnknownIDInvalidData    = "INVALID_DATA"       // HTTP 400 without details
	UnknownIDNotFound       = "NOT_FOUND"          // HTTP 404
)
