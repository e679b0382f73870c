package test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// references is the part of a payment that echo repeats.
type references struct {
	ClientReferenceInformation struct {
		Code          string `json:"code"`
		TransactionID string `json:"transactionId"`
	} `json:"clientReferenceInformation"`
}

// echo answers with an approval that repeats the references of the request, if that is
// the one that was signed.
func echo(w http.ResponseWriter, r *http.Request) {
	var request references
	body, err := io.ReadAll(r.Body)
	if err != nil || json.Unmarshal(body, &request) != nil || !digestFits(r.Header, body) {
		http.Error(w, "", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/hal+json")
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(map[string]any{ // the client sees if this fails
		"id": paymentID, "status": "AUTHORIZED", "clientReferenceInformation": request.ClientReferenceInformation,
	})
}

// digestFits reports whether a body is the one that its token was signed over.
func digestFits(header http.Header, body []byte) bool {
	parts := strings.Split(header.Get("Authorization"), ".")
	if len(parts) != 3 {
		return false
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	var claims struct{ Digest string }
	return err == nil && json.Unmarshal(text, &claims) == nil && claims.Digest == digestOf(body)
}
