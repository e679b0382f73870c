package cybersource

import "github.com/cybersource-go/cybersource/internal/validate"

// Validation says how much of a request is checked before it is sent. A request
// with problems ends in an [*InvalidRequestError] that lists all of them, with the
// JSON path of each field and never its value; nothing is sent.
//
// Whatever the level, members of Extra pass unless they are masks, and so do codes that
// are in no list: the service adds both without notice.
type Validation uint8

const (
	// ValidateCertain refuses only what the service refuses on every account, or would
	// process as something else: an amount that is not a decimal number or has a sign, a card
	// or an increment without an amount, a currency that is not three letters, a billing
	// country that is not two, an expiry that is no month or year, a security code that is
	// not three or four digits, a reference code of more than 50 characters, a transaction id
	// of more than 30. Card fields may hold placeholders for an intermediate host to fill in.
	//
	// It refuses an amount to be charged, authenticated or given back that has more fraction
	// digits than its currency has in ISO 4217, which the service would cut off: "10.005" US
	// dollars, "1000.50" yen. Zeros at the end do not count, and a currency that is not in
	// ISO 4217 takes any number of digits. And it refuses a text, in Extra too, that is a
	// mask such as "***" or "****1111", which models are printed with: that request was read
	// back from a log.
	//
	// It is the default, and takes well under a microsecond.
	ValidateCertain Validation = iota

	// ValidateStrict refuses everything that contradicts the documentation: lengths,
	// formats and ranges of all fields, and the fields that an account without relaxed
	// requirements has to send, such as the billing address of a card that is keyed in.
	// Amounts have digits on both sides of their point, currencies are those of ISO 4217 in
	// capitals, countries those of ISO 3166, card numbers are not written in groups, and every amount beside a currency has no more digits than that; only unit
	// prices of line items may be fractions of a cent.
	// Some of those limits differ by processor, and placeholders for an expiry or a
	// security code are refused. Of a card number only the length is checked, since encoded
	// account numbers are not digits and a wrong check digit is a decline; but a card type that
	// no card of that number can have is refused. Cards of two networks, and numbers that tell
	// nothing, pass. It suits tests and new integrations; the Validate methods of the requests check the same.
	ValidateStrict

	// ValidateOff checks nothing and sends every request as it is, masks and amounts that
	// the service will cut off included.
	ValidateOff
)

func (v Validation) valid() bool { return v <= ValidateOff }

// check returns the problems of a request, a pointer to a model, in the order of the spec.
func (v Validation) check(request any) problems {
	switch v {
	case ValidateCertain:
		return problemsOf(validate.Check(request, validate.Certain))
	case ValidateStrict:
		return problemsOf(validate.Check(request, validate.Strict))
	default:
		return nil
	}
}

func validateStrictly(op *operation, request any, isNil bool) error {
	if isNil {
		return op.invalid(FieldProblem{Field: "req", Reason: "is nil"})
	}
	if problems := withMasks(request, ValidateStrict.check(request)); len(problems) > 0 {
		return op.invalid(problems...)
	}
	return nil
}
