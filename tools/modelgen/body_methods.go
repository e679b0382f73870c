package main

import (
	"fmt"
	"strings"

	"github.com/cybersource-go/cybersource/tools/internal/spec"
)

// writeBodyMethods prints what whole bodies have besides the methods of every model.
func (p *modelPrinter) writeBodyMethods(b *strings.Builder, t *spec.Type) {
	if o := requestOf(p.spec, t.Name); o != nil && o.Delivered {
		writeValidate(b, o)
	}
	if isAnswer(p.spec, t.Name) {
		p.writeParts(b, t)
	}
}

func writeValidate(b *strings.Builder, o *spec.Operation) {
	fmt.Fprintf(b, `// Validate compares the request with everything documented, like [ValidateStrict],
// whatever the client is configured to check. It returns an [*InvalidRequestError]
// with all problems, in the order of the spec, or nil.
func (r *%s) Validate() error {
	return validateStrictly(&%s, r, r == nil)
}

`, o.RequestType, o.ID)
}

// writeParts prints what a call reads of an answer: its id, its status and the references that
// it echoes, as far as the model has them.
func (p *modelPrinter) writeParts(b *strings.Builder, t *spec.Type) {
	fmt.Fprintf(b, "func (r *%s) parts() answerParts {\n", t.Name)
	first := "meta: &r.Meta"
	if f := t.Field("id"); f != nil && f.Kind == spec.String && f.GoType == "" {
		first += ", id: r." + f.Go
	}
	if f := t.Field("status"); f != nil && f.GoType != "" {
		first += ", status: string(r." + f.Go + ")"
	}
	if isText(p.spec, t.Name) {
		first += ", text: &r." + t.Fields[0].Go
	}
	names, values := p.echoedReferences(t)
	if len(names) == 0 {
		fmt.Fprintf(b, "\treturn answerParts{%s}\n}\n\n", first)
		return
	}
	fmt.Fprintf(b, "\tp := answerParts{%s}\n\tif c := r.ClientReferenceInformation; c != nil {\n", first)
	fmt.Fprintf(b, "\t\t%s = %s\n\t}\n\treturn p\n}\n\n", strings.Join(names, ", "), strings.Join(values, ", "))
}

func (p *modelPrinter) echoedReferences(t *spec.Type) (names, values []string) {
	for _, reference := range []struct{ member, name string }{{"code", "code"}, {"transactionId", "transactionID"}} {
		if f := p.spec.Member(t.Name, "clientReferenceInformation."+reference.member); f != nil {
			names = append(names, "p."+reference.name)
			values = append(values, "c."+f.Go)
		}
	}
	return names, values
}
