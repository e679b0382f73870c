package spec

import (
	"slices"
	"strings"
)

// Operation is one method on one path.
type Operation struct {
	ID          string
	Service     string // its only tag
	Method      string // upper case
	Path        string
	Summary     string
	Description string
	GoDoc       string // sentences that make sense in Go only
	Parameters  []Parameter
	RequestType string // component name of the body, "" without one
	ContentType string // of the request, "" without a body
	Responses   []Response

	Delivered     bool // has a method
	MovesMoney    bool
	Repeatable    bool
	List          bool   // the answer lists transactions
	Delayed       bool   // finds new transactions after a delay only
	Encryption    bool   // the service takes it with message-level encryption
	TransactionID string // one of TransactionIDSources
	Required      []string
	Rules         []Rule
}

// TransactionIDSources are the values of x-transaction-id.
var TransactionIDSources = []string{"none", "generated", "original"}

// Name is the operation as Go names it.
func (o *Operation) Name() string { return GoName(o.ID) }

// Answer is the first response, which is the successful one.
func (o *Operation) Answer() Response { return o.Responses[0] }

// AnswersNotFound reports whether the answer to a 404 is documented to be that to a success.
func (o *Operation) AnswersNotFound() bool {
	return slices.ContainsFunc(o.Responses, func(r Response) bool { return r.Status == "404" && r.Type == o.Answer().Type })
}

// PathIDs are the parameters in the path, in its order.
func (o *Operation) PathIDs() []Parameter {
	var ids []Parameter
	for rest := o.Path; ; {
		_, after, found := strings.Cut(rest, "{")
		if !found {
			return ids
		}
		var name string
		name, rest, _ = strings.Cut(after, "}")
		for _, p := range o.Parameters {
			if p.In == "path" && p.Name == name {
				ids = append(ids, p)
			}
		}
	}
}

// Parameter is a path, query or header parameter.
type Parameter struct {
	Name        string
	In          string
	Required    bool
	Description string
	MaxLength   int
}

// Response is one documented HTTP status of an operation.
type Response struct {
	Status      string
	Description string
	ContentType string
	Type        string // component name of the body
}

// IsText reports whether the body is text and not JSON. The only member of its type then
// stands for all of it.
func (r Response) IsText() bool { return r.ContentType == "application/jwt" }

// Rule is a condition on one member of a request that depends on others or is checked
// before every call. Without tests and currency it says that the member is required.
type Rule struct {
	Path      string
	Always    bool     // checked at the default level too, else by strict validation only
	When      []string // applies if one of these is given; always if there are none
	Unless    []string // does not apply if one of these is given
	Within    string   // member that holds a country; applies if it is one of Countries
	Countries []string
	Tests     []string // names of tests that a given value must pass
	Currency  string   // member that holds the currency of a given amount, which has no more fraction digits
}

// Tests are the names of tests that a rule can ask for.
var Tests = []string{
	"unsigned-amount", "currency", "country", "loose-month", "loose-year", "loose-security-code",
	"max-length", "us-state", "ca-province", "us-zip", "canadian-postal-code",
}
