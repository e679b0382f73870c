package cybersource

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// operation is what distinguishes one method of the API from another. The values are
// printed from the spec, each as a variable of its own, so that a program is linked with
// no more than it calls.
type operation struct {
	name          string // of the method, such as "CreatePayment"
	method        string // HTTP method
	path          string // pattern, such as "/pts/v2/payments/{id}"
	contentType   string // media type of the body sent
	accept        string // media type of the answer
	request       string // schema of the body sent; "" if there is none
	response      string // schema of the answer
	movesMoney    bool   // an unknown outcome is a matter of money
	repeatable    bool   // sending the same request once more is harmless
	transactionID transactionIDSource
	partner       bool // the partner ids of the configuration are sent
	list          bool // the answer may list transactions, and be large
	delayed       bool // what it looks up shows after a delay only: a 404 proves nothing

	plain           bool // the service takes no encrypted request, and gives no encrypted answer
	answersNotFound bool // a 404 whose body is an empty result is an answer
	provesKey       bool // a 404 with the service's correlation id is the answer

	maxBytes int64 // of one call of Do: the limit for its answer; 0 for none of its own
}

// transactionIDSource says whose clientReferenceInformation.transactionId a request carries.
type transactionIDSource uint8

const (
	transactionIDNone      transactionIDSource = iota // the caller's if there is one
	transactionIDGenerated                            // one of its own, made by the client unless the caller gives one
	transactionIDOriginal                             // that of the lost request it is about; required
)

// url is where a request goes: the pattern behind base, with the ids in place of the
// names in braces.
func (o *operation) url(base string, ids []string) string {
	if len(ids) == 0 {
		return base + o.path
	}
	var b strings.Builder
	b.WriteString(base)
	rest := o.path
	for _, id := range ids {
		before, _, after := cutPlaceholder(rest)
		b.WriteString(before)
		b.WriteString(url.PathEscape(id))
		rest = after
	}
	b.WriteString(rest)
	return b.String()
}

// idIn returns the id out of a path that was made of the pattern; "" if it has none.
func (o *operation) idIn(path string) string {
	before, name, after := cutPlaceholder(o.path)
	if name == "" {
		return ""
	}
	id, err := url.PathUnescape(strings.TrimSuffix(strings.TrimPrefix(path, before), after))
	if err != nil {
		return ""
	}
	return id
}

// maxResponseBytes is the limit for answers: that of the call, else the configured one,
// else that of their kind.
func (o *operation) maxResponseBytes(configured int64) int64 {
	switch {
	case o.maxBytes > 0:
		return o.maxBytes
	case configured > 0:
		return configured
	case o.list:
		return DefaultMaxListBytes
	default:
		return DefaultMaxResponseBytes
	}
}

// cutPlaceholder cuts a pattern around its first name in braces.
func cutPlaceholder(pattern string) (before, name, after string) {
	before, rest, _ := strings.Cut(pattern, "{")
	name, after, _ = strings.Cut(rest, "}")
	return before, name, after
}

// idProblems refuses ids that would address something else than what the operation is about.
func (o *operation) idProblems(ids []string) []FieldProblem {
	var problems []FieldProblem
	rest := o.path
	for _, id := range ids {
		_, name, after := cutPlaceholder(rest)
		rest = after
		if reason := idProblem(id); reason != "" {
			problems = append(problems, FieldProblem{Field: name, Reason: reason})
		}
	}
	return problems
}

// idProblem is what is wrong with an id, which is sent escaped. One that leads elsewhere where
// a host on the way unescapes it is refused like such a path of [APIClient.Do].
func idProblem(id string) string {
	switch {
	case id == "":
		return "is empty"
	case id == "." || id == "..":
		return "is not an id"
	case !utf8.ValidString(id):
		return "is not UTF-8"
	case strings.ContainsFunc(id, unicode.IsControl):
		return "holds control characters"
	case strings.TrimSpace(id) != id:
		return "has white space at an end"
	default:
		return segmentProblem(url.PathEscape(id))
	}
}

func (o *operation) invalid(problems ...FieldProblem) error {
	return &InvalidRequestError{Operation: o.name, Problems: problems}
}
