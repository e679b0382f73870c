// Package hostedpage is the script that payment pages load from the offline gateway in place
// of the service's: the same calls, with plain inputs.
//
// Guesses: the body with which the script asks for a token, which is unpublished.
//
// Not simulated: Unified Checkout's script.
package hostedpage

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
)

// Path is where the gateway serves the script.
const Path = "/microform/bundle/v2/flex-microform.min.js"

//go:embed microform.js
var source string

// Source is the script.
func Source() string { return source }

// Integrity is what a page compares the script with.
func Integrity() string {
	digest := sha256.Sum256([]byte(source))
	return "sha256-" + base64.StdEncoding.EncodeToString(digest[:])
}
