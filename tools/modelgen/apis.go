package main

import (
	"fmt"
	"go/format"
	"strings"

	"github.com/cybersource-go/cybersource/tools/internal/spec"
)

// apis prints one file per service class: its type and its methods.
func apis(s *spec.Spec, files map[string][]byte) error {
	for _, service := range s.Services {
		operations := operationsOf(s, service)
		if len(operations) == 0 {
			continue
		}
		var b strings.Builder
		b.WriteString(generatedHeader + "package cybersource\n\nimport \"context\"\n\n")
		writeComment(&b, "", serviceComment(service))
		fmt.Fprintf(&b, "type %s service\n", service.Name)
		for _, o := range operations {
			writeMethod(&b, s, o)
		}
		source, err := format.Source([]byte(b.String()))
		if err != nil {
			return fmt.Errorf("%s: %w", service.Name, err)
		}
		files[apiFile(service)] = source
	}
	return nil
}

// apiFile is api_transaction_details.go for TransactionDetailsApi.
func apiFile(s spec.Service) string { return "api_" + snake(strings.TrimSuffix(s.Name, "Api")) + ".go" }

// operationsOf are the delivered operations of a class.
func operationsOf(s *spec.Spec, service spec.Service) []spec.Operation {
	var out []spec.Operation
	for _, o := range s.Delivered() {
		if o.Service == service.Name {
			out = append(out, o)
		}
	}
	return out
}

func serviceComment(s spec.Service) []string {
	out := []string{verbPhrase(s.Name, s.Doc) + " It belongs to an [APIClient] and is safe for concurrent use."}
	return appendParagraphs(out, s.GoDoc)
}

// verbPhrase puts a name in front of a description that begins with a verb.
func verbPhrase(name, doc string) string {
	return name + " " + strings.ToLower(doc[:1]) + doc[1:]
}

func writeMethod(b *strings.Builder, s *spec.Spec, o spec.Operation) {
	b.WriteString("\n")
	writeComment(b, "", methodComment(s, o))
	receiver := strings.ToLower(o.Service[:1])
	fmt.Fprintf(b, "func (%s *%s) %s {\n", receiver, o.Service, methodSignature(o))
	fmt.Fprintf(b, "\treturn invoke[%s](ctx, (*service)(%s), &%s, %s, %s, opts)\n}\n",
		o.Answer().Type, receiver, o.ID, idList(o), requestArgument(o))
}

// methodSignature is what follows the receiver: ctx, the ids of the path in their order,
// the request if there is one, options.
func methodSignature(o spec.Operation) string {
	arguments := []string{"ctx context.Context"}
	if ids := idNames(o); len(ids) > 0 {
		arguments = append(arguments, strings.Join(ids, ", ")+" string")
	}
	if o.RequestType != "" {
		arguments = append(arguments, "req *"+o.RequestType)
	}
	arguments = append(arguments, "opts ...CallOption")
	return fmt.Sprintf("%s(%s) (*%s, error)", o.Name(), strings.Join(arguments, ", "), o.Answer().Type)
}

func idNames(o spec.Operation) []string {
	var names []string
	for _, id := range o.PathIDs() {
		names = append(names, spec.GoArgument(id.Name))
	}
	return names
}

func idList(o spec.Operation) string {
	if names := idNames(o); len(names) > 0 {
		return "[]string{" + strings.Join(names, ", ") + "}"
	}
	return "nil"
}

func requestArgument(o spec.Operation) string {
	if o.RequestType == "" {
		return "noRequest"
	}
	return "req"
}
