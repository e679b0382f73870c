package cybersource

import (
	"strings"

	"github.com/cybersource-go/cybersource/internal/validate"
)

// FieldProblem says what is wrong with one field. The value itself is never part of it.
type FieldProblem struct {
	// Field is the name of a setting, such as "Credentials.KeyID" or an environment
	// variable; the dotted JSON path of a member, such as
	// "paymentInformation.card.expirationMonth"; or the name of an argument.
	Field  string
	Reason string // in words, such as "is required"
}

// String is one line: the field, then the reason.
func (p FieldProblem) String() string { return p.Field + " " + p.Reason }

// problems collects what is wrong, so that all of it can be corrected at once.
type problems []FieldProblem

func (p *problems) add(field, reason string) { *p = append(*p, FieldProblem{field, reason}) }

// String is one line with every problem.
func (p problems) String() string {
	texts := make([]string, len(p))
	for i, problem := range p {
		texts[i] = problem.String()
	}
	return strings.Join(texts, "; ")
}

func problemsOf(found []validate.Problem) problems {
	if len(found) == 0 {
		return nil
	}
	p := make(problems, len(found))
	for i, one := range found {
		p[i] = FieldProblem(one)
	}
	return p
}
