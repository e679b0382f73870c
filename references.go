package cybersource

import (
	"crypto/rand"
	"sync"

	"github.com/cybersource-go/cybersource/internal/jsonx"
)

// references is what identifies a request afterwards: the members of
// clientReferenceInformation that the client fills in where the caller does not.
type references struct {
	sent [2]string // "" for a member that was not sent
	made [2]string // by the client for this call; "" where it made none
}

// Indexes of the members.
const (
	memberCode = iota
	memberTransactionID
)

const referenceMember = "clientReferenceInformation"

func (r *references) code() string          { return r.sent[memberCode] }
func (r *references) transactionID() string { return r.sent[memberTransactionID] }

// isGenerated reports whether the value of a member that was sent is one that the client
// made for this call, so that no earlier request has it.
func (r *references) isGenerated(member int) bool {
	return r.made[member] != "" && r.made[member] == r.sent[member]
}

// completion is what a request is completed with. Calls share the memory, one after the other.
type completion struct {
	body    jsonx.Completion
	object  [1]jsonx.Completion // clientReferenceInformation
	members [3]jsonx.Completion // code, transactionId, partner
	partner [2]jsonx.Completion
}

var completions = sync.Pool{New: func() any { return new(completion) }}

// append writes the request with its references, and notes them. The caller's own, in a field or
// in Extra, are sent as they are.
func (r *references) append(dst []byte, c *call) ([]byte, error) {
	if c.op.transactionID == transactionIDGenerated {
		c.generate(r)
	}
	w := completions.Get().(*completion) //nolint:forcetypeassert // as New makes them
	defer func() {
		*w = completion{} // keeps none of the texts alive
		completions.Put(w)
	}()
	w.members[memberCode] = jsonx.Completion{Name: "code", Value: r.made[memberCode]}
	w.members[memberTransactionID] = jsonx.Completion{Name: "transactionId", Value: r.made[memberTransactionID]}
	w.object[0] = jsonx.Completion{Name: referenceMember, Members: append(w.members[:2], c.partner(w.partner[:0])...)}
	w.body.Members = w.object[:]
	dst, err := jsonx.AppendCompleted(dst, c.request, &w.body)
	r.sent = [...]string{w.members[memberCode].Sent, w.members[memberTransactionID].Sent}
	return dst, err
}

// generate makes the references. Both are the same text: what has one has the other, and
// whoever sees either in the merchant portal can look for it here.
func (c *call) generate(r *references) {
	text := newReference()
	if !c.client.omitReferenceCode {
		r.made[memberCode] = text
	}
	if !c.client.omitTransactionID {
		r.made[memberTransactionID] = text
	}
}

// partner appends the ids of the configuration, which mark who made the merchant's software, if
// it and the operation have any.
func (c *call) partner(members []jsonx.Completion) []jsonx.Completion {
	if !c.op.partner || c.client.developerID == "" && c.client.solutionID == "" {
		return nil
	}
	return []jsonx.Completion{{Name: "partner", Members: append(members,
		jsonx.Completion{Name: "developerId", Value: c.client.developerID},
		jsonx.Completion{Name: "solutionId", Value: c.client.solutionID})}}
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
