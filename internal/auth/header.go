package auth

import "net/http"

// The headers of the schemes, in the canonical spelling that http.Header uses for
// its keys, so that setting one needs no conversion.
const (
	headerAuthorization = "Authorization"
	headerDate          = "Date"
	headerDigest        = "Digest"
	headerMerchantID    = "V-C-Merchant-Id"
	headerSignature     = "Signature"
	headerOwnDate       = "V-C-Date" // may stand for Date in an HTTP signature; never sent by us
)

// strip takes every authentication header out, so that what another scheme or the
// caller left behind is not sent beside ours.
func strip(header http.Header) {
	delete(header, headerAuthorization)
	delete(header, headerDate)
	delete(header, headerDigest)
	delete(header, headerMerchantID)
	delete(header, headerSignature)
	delete(header, headerOwnDate)
}
