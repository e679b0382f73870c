package cybersource

import (
	"crypto/rand"

	"github.com/cybersource-go/cybersource/internal/jsonx"
)

// references is what identifies a request afterwards: the members of
// clientReferenceInformation that the client fills in where the caller does not, and
// what was sent of them.
type references struct {
	body    jsonx.Completion
	object  [1]jsonx.Completion // clientReferenceInformation
	members [2]jsonx.Completion
}

// Indexes of references.members.
const (
	memberCode = iota
	memberTransactionID
)

const referenceMember = "clientReferenceInformation"

func (r *references) code() string          { return r.sent(memberCode) }
func (r *references) transactionID() string { return r.sent(memberTransactionID) }

func (r *references) sent(member int) string {
	if r.object[0].Members == nil {
		return "" // there was no request to complete
	}
	return r.object[0].Members[member].Sent
}

// isGenerated reports whether the value of a member that was sent is one that the client
// made for this call, so that no earlier request has it.
func (r *references) isGenerated(member int) bool {
	made := r.members[member].Value
	return made != "" && made == r.sent(member)
}

// completion is what is written where the request has none. The caller's own, in a field
// or in Extra, is sent as it is.
func (c *call) completion() *jsonx.Completion {
	r := &c.references
	r.members[memberCode].Name = "code"
	r.members[memberTransactionID].Name = "transactionId"
	if c.op.transactionID == transactionIDGenerated {
		c.generate(r)
	}
	r.object[0] = jsonx.Completion{Name: referenceMember, Members: r.members[:]}
	if c.op.partner && (c.client.developerID != "" || c.client.solutionID != "") {
		r.object[0].Members = append(r.object[0].Members, c.partner())
	}
	r.body.Members = r.object[:]
	return &r.body
}

// generate makes the references. Both are the same text: what has one has the other, and
// whoever sees either in the merchant portal can look for it here.
func (c *call) generate(r *references) {
	text := newReference()
	if !c.client.omitReferenceCode {
		r.members[memberCode].Value = text
	}
	if !c.client.omitTransactionID {
		r.members[memberTransactionID].Value = text
	}
}

// partner is the ids of the configuration, which mark who made the merchant's software.
func (c *call) partner() jsonx.Completion {
	return jsonx.Completion{Name: "partner", Members: []jsonx.Completion{
		{Name: "developerId", Value: c.client.developerID},
		{Name: "solutionId", Value: c.client.solutionID},
	}}
}

// newReference is 26 random letters and digits of the 30 that the service allows for a
// transaction id (a UUID is too long), unique for the 180 days that it has to be.
func newReference() string { return rand.Text() }

// checkReferences refuses, at every level of validation, a request about a lost one that
// does not say which: with a transaction id made by the client the service would answer
// that there is no such payment.
func (c *call) checkReferences() error {
	if c.op.transactionID == transactionIDOriginal && c.references.transactionID() == "" {
		return c.op.invalid(FieldProblem{Field: referenceMember + ".transactionId", Reason: "is required: it is that of the request that was lost"})
	}
	return nil
}
