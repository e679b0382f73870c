package cybersource

// Validation says how much of a request is checked before it is sent.
type Validation uint8

const (
	// ValidateCertain refuses only what the service is certain to refuse. The default.
	ValidateCertain Validation = iota
	// ValidateStrict refuses everything that contradicts the documentation.
	ValidateStrict
	// ValidateOff sends every request as it is.
	ValidateOff
)

func (v Validation) valid() bool { return v <= ValidateOff }

func (v Validation) check(request any) []FieldProblem { return nil }
