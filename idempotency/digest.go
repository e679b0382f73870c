package idempotency

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/internal/schema"
)

// digestVersion is the version of the digests that this package makes. It covers what is
// left out, and how the rest is written.
const digestVersion = "1"

// leftOut are the members that a repeat of a request may change besides those that the
// specification marks as secret: what is used once, and what the payer's device says.
var leftOut = []string{
	"consumerAuthenticationInformation.acsReferenceNumber",
	"consumerAuthenticationInformation.acsTransactionId",
	"consumerAuthenticationInformation.acsWindowSize",
	"consumerAuthenticationInformation.authenticationDate",
	"consumerAuthenticationInformation.authenticationTransactionId",
	"consumerAuthenticationInformation.deviceChannel",
	"consumerAuthenticationInformation.directoryServerTransactionId",
	"consumerAuthenticationInformation.dsReferenceNumber",
	"consumerAuthenticationInformation.referenceId",
	"deviceInformation",
	"tokenInformation.jti",
	"tokenInformation.transientToken",
	"tokenInformation.transientTokenJwt",
}

// LeftOut are the members of a request that its digest does not cover, as dotted paths in
// its JSON. A repeat of a step may have other values of them. Members that the
// specification marks as secret, such as a security code, are left out wherever they stand.
func LeftOut() []string { return slices.Clone(leftOut) }

func leftOutOf(more []string) []string { return append(LeftOut(), more...) }

// alwaysCovered is what makes a request another one, whatever the options say.
var alwaysCovered = []string{
	"orderInformation.amountDetails.additionalAmount",
	"orderInformation.amountDetails.currency",
	"orderInformation.amountDetails.totalAmount",
	"orderInformation.lineItems",
	"paymentInformation.bank.account.number",
	"paymentInformation.card.number",
	"paymentInformation.customer",
	"paymentInformation.instrumentIdentifier",
	"paymentInformation.paymentInstrument",
	"paymentInformation.tokenizedCard.number",
	"processingInformation.capture",
	"reversalInformation.amountDetails.currency",
	"reversalInformation.amountDetails.totalAmount",
}

// leaveOutProblem is why a member cannot be left out; "" if it can.
func leaveOutProblem(path string) string {
	switch {
	case !slices.ContainsFunc(schema.Names(), func(name string) bool { return strings.HasSuffix(name, "Request") && hasMember(name, path) }):
		return "is no member of a request"
	case slices.ContainsFunc(alwaysCovered, func(covered string) bool { return isWithin(covered, path) || isWithin(path, covered) }):
		return "holds an amount, a currency, an account, or whether it is a sale: with another one it is another request"
	default:
		return ""
	}
}

// hasMember reports whether a model has a member with a dotted path.
func hasMember(model, path string) bool {
	member := &schema.Field{Kind: schema.Object, Type: model}
	for name := range strings.SplitSeq(path, ".") {
		inside := member.Model()
		if inside == nil {
			return false
		}
		if member = inside.Field(name); member == nil {
			return false
		}
	}
	return true
}

// isWithin reports whether a dotted path is another one or a member in it.
func isWithin(path, outer string) bool {
	rest, within := strings.CutPrefix(path, outer)
	return within && (rest == "" || rest[0] == '.')
}

// digests makes and checks digests.
type digests struct {
	keys    []DigestKey
	leftOut []string
}

// content is what the digest of a request covers.
func (d *digests) content(operation, pathID string, request any) ([]byte, error) {
	body, err := canonical(request, d.covers)
	if err != nil {
		return nil, &cybersource.InvalidRequestError{Operation: operation, Problems: []cybersource.FieldProblem{
			{Field: "req", Reason: "cannot be written as JSON: " + err.Error()},
		}}
	}
	return append([]byte(digestVersion+"\n"+operation+"\n"+pathID+"\n"), body...), nil
}

// covers reports whether a member is part of the digest.
func (d *digests) covers(path string, f *schema.Field, _ any) bool {
	if f != nil && f.Sensitive == schema.Secret {
		return false
	}
	return !slices.ContainsFunc(d.leftOut, func(out string) bool { return isWithin(path, out) })
}

// of is the digest by the newest key: version, id of the key and HMAC-SHA256.
func (d *digests) of(content []byte) string { return digestBy(d.keys[0], content) }

func digestBy(key DigestKey, content []byte) string {
	mac := hmac.New(sha256.New, key.Key)
	mac.Write(content)
	return digestVersion + ":" + key.ID + ":" + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// matches compares a digest that was stored. Known is false for one whose version or key
// is not known, about which nothing can be said.
func (d *digests) matches(stored string, content []byte) (same, known bool) {
	parts := strings.Split(stored, ":")
	if len(parts) != 3 || parts[0] != digestVersion {
		return false, false
	}
	for _, key := range d.keys {
		if key.ID == parts[1] {
			return hmac.Equal([]byte(stored), []byte(digestBy(key, content))), true
		}
	}
	return false, false
}
