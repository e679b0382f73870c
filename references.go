package cybersource

import (
	"crypto/rand"
)

// references is what identifies a request afterwards.
type references struct {
	code          string
	transactionID string
}

// newTransactionID returns 26 random characters, within the 30 that the service
// allows (a UUID is too long). It must be unique for 180 days.
func newTransactionID() string { return rand.Text() }

// preparePayment returns the request to send: the caller's own, or a copy with
// the references that it lacks. The caller's structs are never changed.
func (c *APIClient) preparePayment(req *CreatePaymentRequest) (*CreatePaymentRequest, references) {
	var reference ClientReferenceInformation
	if req.ClientReferenceInformation != nil {
		reference = *req.ClientReferenceInformation
	}
	changed := false
	if reference.TransactionID == "" && reference.Extra["transactionId"] == nil && !c.omitTransactionID {
		reference.TransactionID = newTransactionID()
		changed = true
	}
	if c.developerID != "" || c.solutionID != "" {
		var partner ClientReferenceInformationPartner
		if reference.Partner != nil {
			partner = *reference.Partner
		}
		changed = setDefault(&partner.DeveloperID, c.developerID) || changed
		changed = setDefault(&partner.SolutionID, c.solutionID) || changed
		reference.Partner = &partner
	}
	ids := references{code: reference.Code, transactionID: reference.TransactionID}
	if !changed {
		return req, ids
	}
	prepared := &struct { // one allocation for both
		request   CreatePaymentRequest
		reference ClientReferenceInformation
	}{*req, reference}
	prepared.request.ClientReferenceInformation = &prepared.reference
	return &prepared.request, ids
}

// prepareIncrement is preparePayment for an increment, whose types are others.
func (c *APIClient) prepareIncrement(req *IncrementAuthRequest) (*IncrementAuthRequest, references) {
	var reference IncrementAuthClientReferenceInformation
	if req.ClientReferenceInformation != nil {
		reference = *req.ClientReferenceInformation
	}
	changed := false
	if reference.TransactionID == "" && reference.Extra["transactionId"] == nil && !c.omitTransactionID {
		reference.TransactionID = newTransactionID()
		changed = true
	}
	if c.developerID != "" || c.solutionID != "" {
		var partner IncrementAuthClientReferenceInformationPartner
		if reference.Partner != nil {
			partner = *reference.Partner
		}
		changed = setDefault(&partner.DeveloperID, c.developerID) || changed
		changed = setDefault(&partner.SolutionID, c.solutionID) || changed
		reference.Partner = &partner
	}
	ids := references{code: reference.Code, transactionID: reference.TransactionID}
	if !changed {
		return req, ids
	}
	prepared := &struct { // one allocation for both
		request   IncrementAuthRequest
		reference IncrementAuthClientReferenceInformation
	}{*req, reference}
	prepared.request.ClientReferenceInformation = &prepared.reference
	return &prepared.request, ids
}

// setDefault fills an empty field and reports whether it did.
func setDefault(field *string, value string) bool {
	if *field != "" || value == "" {
		return false
	}
	*field = value
	return true
}
