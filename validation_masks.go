package cybersource

import (
	"slices"

	"github.com/cybersource-go/cybersource/internal/jsonx"
	"github.com/cybersource-go/cybersource/internal/redact"
)

// checkMasks refuses a body with texts that are masks, unless nothing is to be checked: the
// request was read back from where it had been printed. The body is that of a member of
// the request; "" for the request itself.
func (c *call) checkMasks(body []byte, member string) error {
	if c.client.validation == ValidateOff {
		return nil
	}
	if problems := maskProblems(body, member); len(problems) > 0 {
		return c.op.invalid(problems...)
	}
	return nil
}

func maskProblems(body []byte, member string) (problems []FieldProblem) {
	for _, path := range redact.Masks(body) {
		switch {
		case member == "":
		case path == "" || path[0] == '[':
			path = member + path
		default:
			path = member + "." + path
		}
		problems = append(problems, FieldProblem{Field: path, Reason: "is a mask, which is printed in place of a value"})
	}
	return problems
}

// withMasks adds the masks in a request to its problems. That a field is a mask says more
// than what else is wrong with it. What cannot be written is reported where it is sent.
func withMasks(request any, problems []FieldProblem) []FieldProblem {
	body, err := jsonx.Marshal(request)
	if err != nil {
		return problems
	}
	for _, found := range maskProblems(body, "") {
		i := slices.IndexFunc(problems, func(p FieldProblem) bool { return p.Field == found.Field })
		if i < 0 {
			problems = append(problems, found)
		} else {
			problems[i] = found
		}
	}
	return problems
}
