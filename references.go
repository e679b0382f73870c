package cybersource

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
)

// references is what identifies a request afterwards.
type references struct {
	code          string
	transactionID string
}

// preparePayment returns the request to send: the caller's own, or a copy with
// the references that it lacks. The caller's structs are never changed.
func (c *APIClient) preparePayment(req *CreatePaymentRequest) (*CreatePaymentRequest, references) {
	var reference ClientReferenceInformation
	if req.ClientReferenceInformation != nil {
		reference = *req.ClientReferenceInformation
	}
	changed := c.addTransactionID(&reference.TransactionID, reference.Extra)
	if c.namesPartner() {
		var partner ClientReferenceInformationPartner
		if reference.Partner != nil {
			partner = *reference.Partner
		}
		changed = c.addPartner(&partner.DeveloperID, &partner.SolutionID) || changed
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
	changed := c.addTransactionID(&reference.TransactionID, reference.Extra)
	if c.namesPartner() {
		var partner IncrementAuthClientReferenceInformationPartner
		if reference.Partner != nil {
			partner = *reference.Partner
		}
		changed = c.addPartner(&partner.DeveloperID, &partner.SolutionID) || changed
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

// addTransactionID fills in an id of the client's own unless the request has one, in
// its field or among the members unknown to the model. It is 26 random characters of
// the 30 that the service allows (a UUID is too long), unique for the 180 days that
// it has to be. It reports whether it changed id.
func (c *APIClient) addTransactionID(id *string, extra map[string]json.RawMessage) bool {
	if c.omitTransactionID || *id != "" || extra["transactionId"] != nil {
		return false
	}
	*id = rand.Text()
	return true
}

func (c *APIClient) namesPartner() bool { return c.developerID != "" || c.solutionID != "" }

// addPartner fills in the partner ids that the request lacks and the configuration
// has. It reports whether it changed any.
func (c *APIClient) addPartner(developerID, solutionID *string) bool {
	before := [2]string{*developerID, *solutionID}
	*developerID = cmp.Or(*developerID, c.developerID)
	*solutionID = cmp.Or(*solutionID, c.solutionID)
	return before != [2]string{*developerID, *solutionID}
}
