package cybersource

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

// references is what identifies a request afterwards.
type references struct {
	code          string
	transactionID string
}

// preparedPayment is room for a request with the references that it lacked, used again
// and again: nothing refers to it once the request is serialised.
type preparedPayment struct {
	request   CreatePaymentRequest
	reference ClientReferenceInformation
}

var preparedPayments = sync.Pool{New: func() any { return new(preparedPayment) }}

// free gives the room back, cleared of the payment.
func (p *preparedPayment) free() {
	*p = preparedPayment{}
	preparedPayments.Put(p)
}

// preparePayment returns the request to send: the caller's own, or in the given room a
// copy with the references that it lacks. The caller's structs are never changed.
func (c *APIClient) preparePayment(req *CreatePaymentRequest, room *preparedPayment) (*CreatePaymentRequest, references) {
	if req.ClientReferenceInformation == nil && req.Extra[referenceMember] != nil {
		return req, referencesOf(req.Extra[referenceMember])
	}
	var reference ClientReferenceInformation
	if req.ClientReferenceInformation != nil {
		reference = *req.ClientReferenceInformation
	}
	changed := c.addTransactionID(&reference.TransactionID, reference.Extra)
	if c.namesPartner() && (reference.Partner != nil || reference.Extra["partner"] == nil) {
		var partner ClientReferenceInformationPartner
		if reference.Partner != nil {
			partner = *reference.Partner
		}
		changed = c.addPartner(&partner.DeveloperID, &partner.SolutionID, partner.Extra) || changed
		reference.Partner = &partner
	}
	ids := references{
		code:          orExtra(reference.Code, reference.Extra, "code"),
		transactionID: orExtra(reference.TransactionID, reference.Extra, "transactionId"),
	}
	if !changed {
		return req, ids
	}
	room.request, room.reference = *req, reference
	room.request.ClientReferenceInformation = &room.reference
	return &room.request, ids
}

// prepareIncrement is preparePayment for an increment, whose types are others.
func (c *APIClient) prepareIncrement(req *IncrementAuthRequest) (*IncrementAuthRequest, references) {
	if req.ClientReferenceInformation == nil && req.Extra[referenceMember] != nil {
		return req, referencesOf(req.Extra[referenceMember])
	}
	var reference IncrementAuthClientReferenceInformation
	if req.ClientReferenceInformation != nil {
		reference = *req.ClientReferenceInformation
	}
	changed := c.addTransactionID(&reference.TransactionID, reference.Extra)
	if c.namesPartner() && (reference.Partner != nil || reference.Extra["partner"] == nil) {
		var partner IncrementAuthClientReferenceInformationPartner
		if reference.Partner != nil {
			partner = *reference.Partner
		}
		changed = c.addPartner(&partner.DeveloperID, &partner.SolutionID, partner.Extra) || changed
		reference.Partner = &partner
	}
	ids := references{
		code:          orExtra(reference.Code, reference.Extra, "code"),
		transactionID: orExtra(reference.TransactionID, reference.Extra, "transactionId"),
	}
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

// addPartner fills in the partner ids that the configuration has and the request
// lacks, in its fields and among the unknown members. It reports whether it changed any.
func (c *APIClient) addPartner(developerID, solutionID *string, extra map[string]json.RawMessage) bool {
	before := [2]string{*developerID, *solutionID}
	if extra["developerId"] == nil {
		*developerID = cmp.Or(*developerID, c.developerID)
	}
	if extra["solutionId"] == nil {
		*solutionID = cmp.Or(*solutionID, c.solutionID)
	}
	return before != [2]string{*developerID, *solutionID}
}

// referenceMember is the member that holds the references. A caller may send it, as any
// other, by Extra; filling in the field would then push the caller's own aside.
const referenceMember = "clientReferenceInformation"

// referencesOf finds the references in that member's text.
func referencesOf(member json.RawMessage) references {
	object, _ := objectOf(member)
	return references{code: textOf(object["code"]), transactionID: textOf(object["transactionId"])}
}

// orExtra is the value of a field or, where that is not set, of the member of Extra
// that is sent in its place.
func orExtra(field string, extra map[string]json.RawMessage, name string) string {
	if field == "" && extra[name] != nil {
		return textOf(jsontext.Value(extra[name]))
	}
	return field
}
