package webhook

import "errors"

// Why a delivery is refused, for [errors.Is]. Texts of errors hold nothing of a body, a
// header or a key.
var (
	// ErrUnsigned: there is no header v-c-signature.
	ErrUnsigned = errors.New("webhook: delivery is not signed")

	// ErrSignatureHeader: the header v-c-signature cannot be read.
	ErrSignatureHeader = errors.New("webhook: signature header is malformed")

	// ErrUnknownKey: the delivery is signed with a key that is not one of [Config.Keys].
	ErrUnknownKey = errors.New("webhook: signed with an unknown key")

	// ErrTooOld: the delivery was sent longer ago than [Config.MaxAge].
	ErrTooOld = errors.New("webhook: delivery is too old")

	// ErrTooEarly: the delivery was sent later than [Config.MaxAhead] from now. One of
	// the clocks is wrong.
	ErrTooEarly = errors.New("webhook: delivery is from the future")

	// ErrWrongSignature: the signature is not that of the body: one of them was changed,
	// or the key with that id is another one.
	ErrWrongSignature = errors.New("webhook: signature does not match")

	// ErrNoPrivateKey: the delivery is encrypted, and there are no [Config.PrivateKeys].
	ErrNoPrivateKey = errors.New("webhook: delivery is encrypted, and there is no private key to open it")

	// ErrAlgorithm: the delivery is encrypted with other algorithms than RSA-OAEP or
	// RSA-OAEP-256 with A256GCM.
	ErrAlgorithm = errors.New("webhook: delivery is encrypted with an algorithm that is not accepted")

	// ErrDecryption: the delivery is encrypted and does not open: it is for another
	// key, was damaged, or a remote key is out of reach.
	ErrDecryption = errors.New("webhook: delivery cannot be decrypted")
)

// ErrNotYet is what the function of a [Handler] returns when the event is to be delivered
// again later, such as one that is about an order that is not stored yet.
var ErrNotYet = errors.New("webhook: not yet")

var (
	errBodyTooLarge = errors.New("webhook: body is too large")
	errBodyUnread   = errors.New("webhook: body ended early")
	errNotMade      = errors.New("webhook: the verifier was not made by NewVerifier")
	errIncomplete   = errors.New("webhook: the handler lacks Handle, or a Verifier made by NewVerifier")
	errHealthCheck  = errors.New("webhook: health check")
)
