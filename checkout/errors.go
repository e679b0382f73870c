package checkout

import "errors"

// Errors for [errors.Is]: which check a token did not pass. Their texts hold nothing of
// the token.
var (
	// ErrMalformed: not a signed token in compact form, larger than 64 KiB, or without what a
	// token of its kind has to say.
	ErrMalformed = errors.New("not a token of this kind")

	// ErrAlgorithm: signed by another algorithm than RS256, or not signed.
	ErrAlgorithm = errors.New("the token is not signed with RS256")

	// ErrUnknownKey: the service has no key of the id that the token names, or had none when it
	// was asked within the last minute.
	ErrUnknownKey = errors.New("the service does not know the key of the token")

	// ErrKeyUnavailable: the service could not be asked for the key, gave none that can be
	// used, or is not asked because too many tokens name keys that are not known. It says nothing about the token: verify it again later.
	ErrKeyUnavailable = errors.New("the key of the token cannot be had")

	// ErrSignature: the signature is not that of the key over the token, which was changed or
	// made by somebody else.
	ErrSignature = errors.New("the signature of the token is wrong")

	// ErrExpired: the token is no longer valid.
	ErrExpired = errors.New("the token has expired")

	// ErrIssuer: a capture context of Microform that was not issued as one.
	ErrIssuer = errors.New("the token has another issuer")

	// ErrScript: the address of the page's script is not one of the service's, or has no
	// integrity value.
	ErrScript = errors.New("the script of the capture context is not to be trusted")

	// ErrOtherSession: the token belongs to another session than the caller's.
	ErrOtherSession = errors.New("the token belongs to another session")

	// ErrOtherOrder: the result is about an order with another reference code.
	ErrOtherOrder = errors.New("the result belongs to another order")

	// ErrOtherAmount: the result is about another amount or currency than the order's.
	ErrOtherAmount = errors.New("the result is about another amount")
)
