package cybersource

// AuthenticationResult is what became of the authentication of a payer, in one word. As
// text, in JSON for instance, it is its words.
type AuthenticationResult uint8

const (
	// ResultUnknown: status or paresStatus is new or missing, or the answer contradicts itself.
	ResultUnknown AuthenticationResult = iota
	// ResultAuthenticated: the issuer has recognized the payer.
	ResultAuthenticated
	// ResultAttempted: the issuer could not, and the card network stood in for it.
	ResultAttempted
	// ResultChallengeRequired: the payer has to prove who it is, in the browser.
	ResultChallengeRequired
	// ResultFailed: the payer was not recognized.
	ResultFailed
	// ResultRejected: the issuer refuses the payer.
	ResultRejected
	// ResultUnavailable: card or issuer do not take part, or could not be asked.
	ResultUnavailable
	// ResultBypassed: the merchant's rules left the authentication out.
	ResultBypassed
	// ResultError: the directory server or the challenge failed.
	ResultError
)

var authenticationResultWords = []string{
	"unknown", "authenticated", "attempted", "challenge required", "failed", "rejected", "unavailable", "bypassed", "error",
}

// String returns the result in words, such as "challenge required".
func (r AuthenticationResult) String() string { return wordOf(r, authenticationResultWords) }

// MarshalText writes the result in words.
func (r AuthenticationResult) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads the result from its words.
func (r *AuthenticationResult) UnmarshalText(text []byte) error {
	return readWord(r, text, authenticationResultWords, "authentication result")
}

// Liability says whether the issuer bears the loss if the cardholder disputes the payment
// as fraud, provided that the payment is sent with the result.
type Liability uint8

const (
	// LiabilityUnknown: no source says it for this card network.
	LiabilityUnknown Liability = iota
	// LiabilityShifted: the issuer is liable.
	LiabilityShifted
	// LiabilityNotShifted: the merchant is liable.
	LiabilityNotShifted
)

var liabilityWords = []string{"unknown", "shifted", "not shifted"}

// String returns the liability in words, such as "not shifted".
func (l Liability) String() string { return wordOf(l, liabilityWords) }

// MarshalText writes the liability in words.
func (l Liability) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads the liability from its words.
func (l *Liability) UnmarshalText(text []byte) error {
	return readWord(l, text, liabilityWords, "liability")
}

// MayAuthorize says whether a payment may follow an authentication.
type MayAuthorize uint8

const (
	// AuthorizeNo: not with this result.
	AuthorizeNo MayAuthorize = iota
	// AuthorizeYes: with the result; liability has shifted.
	AuthorizeYes
	// AuthorizeWithoutShift: it is permitted, and the merchant's decision: nobody vouches
	// that liability has shifted.
	AuthorizeWithoutShift
)

var mayAuthorizeWords = []string{"no", "yes", "without shift"}

// String returns the permission in words, such as "without shift".
func (m MayAuthorize) String() string { return wordOf(m, mayAuthorizeWords) }

// MarshalText writes the permission in words.
func (m MayAuthorize) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads the permission from its words.
func (m *MayAuthorize) UnmarshalText(text []byte) error {
	return readWord(m, text, mayAuthorizeWords, "permission to authorize")
}
