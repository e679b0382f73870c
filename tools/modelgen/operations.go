package main

import (
	"embed"
	"fmt"
	"strings"

	"github.com/cybersource-go/cybersource/tools/internal/spec"
)

// examples are whole programs, one per operation, named after its id.
//
//go:embed examples/*.txt
var examples embed.FS

// operationsPage prints the reference of the service: one section per operation.
func operationsPage(s *spec.Spec, files map[string][]byte) error {
	if len(s.Delivered()) == 0 {
		return nil
	}
	var b strings.Builder
	b.WriteString(markdownHeader + "# PaymentsApi\n\n| Method | Request | Body | Answer |\n|---|---|---|---|\n")
	for _, o := range s.Delivered() {
		fmt.Fprintf(&b, "| [%s](#%s) | `%s %s` | %s | %s |\n", o.Name(), strings.ToLower(o.Name()),
			o.Method, o.Path, modelLink(o.RequestType), modelLink(o.Answer().Type))
	}
	b.WriteString("\n" + headersText)
	for _, o := range s.Delivered() {
		if err := writeOperation(&b, s, o); err != nil {
			return err
		}
	}
	files["docs/PaymentsApi.md"] = []byte(b.String())
	return nil
}

const headersText = `Every field of every body: [index by JSON path](models/README.md).

Each request carries these headers besides those of its operation:

| Header | When | Content |
|---|---|---|
| ` + "`Host`" + ` | always | the run environment, such as ` + "`apitest.cybersource.com`" + ` |
| ` + "`User-Agent`" + ` | always | name and version of this library, behind ` + "`Configuration.UserAgent`" + ` |
| ` + "`Authorization`" + ` | ` + "`JWTSharedSecret`, `JWTCertificate`, `OAuthToken`" + ` | ` + "`Bearer`" + ` and a token; a JWT is made for each attempt |
| ` + "`v-c-merchant-id`, `Date`, `Digest`, `Signature`" + ` | ` + "`HTTPSignature`" + ` | signature over the other three, host, method and path |

Without credentials none of the last two rows is sent. Answers carry ` + "`v-c-correlation-id`" + `, which support asks for; it is
in ` + "`Meta.CorrelationID`" + ` and in every ` + "`APIError`" + `.
`

func writeOperation(b *strings.Builder, s *spec.Spec, o spec.Operation) error {
	fmt.Fprintf(b, "\n## %s\n\n%s. %s\n\n```go\n%s\n```\n\n", o.Name(), o.Summary, o.Description, signature(o))
	writeRequest(b, o)
	writeResponses(b, o)
	if err := writeStatuses(b, s, o); err != nil {
		return err
	}
	example, err := examples.ReadFile("examples/" + o.ID + ".txt")
	if err != nil {
		return fmt.Errorf("%s: no example: %w", o.ID, err)
	}
	fmt.Fprintf(b, "\n### Example of %s\n\n```go\n%s```\n", o.Name(), example)
	return nil
}

func signature(o spec.Operation) string {
	var ids strings.Builder
	for _, p := range o.Parameters {
		ids.WriteString(p.Name + " string, ")
	}
	return fmt.Sprintf("func (*PaymentsApi) %s(ctx context.Context, %sreq *%s, opts ...CallOption) (*%s, error)",
		o.Name(), ids.String(), o.RequestType, o.Answer().Type)
}

func writeRequest(b *strings.Builder, o spec.Operation) {
	fmt.Fprintf(b, "`%s %s`\n\n", o.Method, o.Path)
	b.WriteString("| | Name | Type | Description |\n|---|---|---|---|\n")
	fmt.Fprintf(b, "| Header | `Content-Type` | | `%s` |\n", o.ContentType)
	for _, r := range o.Responses[:1] {
		fmt.Fprintf(b, "| Header | `Accept` | | `%s` |\n", r.ContentType)
	}
	for _, p := range o.Parameters {
		fmt.Fprintf(b, "| In %s | `%s` | `string` | %s |\n", p.In, p.Name, parameterText(p))
	}
	fmt.Fprintf(b, "| Body | `req` | %s | required |\n\n", modelLink(o.RequestType))
}

func parameterText(p spec.Parameter) string {
	text := cell(p.Description)
	if p.Required {
		text += " Required."
	}
	if p.MaxLength > 0 {
		text += fmt.Sprintf(" At most %s.", characters(int64(p.MaxLength)))
	}
	return text
}

func writeResponses(b *strings.Builder, o spec.Operation) {
	b.WriteString("| HTTP status | Go | Body | Meaning |\n|---|---|---|---|\n")
	for _, r := range o.Responses {
		result := "`*APIError`"
		switch {
		case r.Type == o.Answer().Type:
			result = "`*" + r.Type + "`"
		case r.Status >= "500" && o.MovesMoney:
			result = "`*OutcomeUnknownError`"
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", r.Status, result, modelLink(r.Type), cell(r.Description))
	}
}

// writeStatuses explains the codes of the answer's status: the first thing to read.
func writeStatuses(b *strings.Builder, s *spec.Spec, o spec.Operation) error {
	t := s.Type(o.Answer().Type)
	if t == nil {
		return fmt.Errorf("%s: no answer type", o.ID)
	}
	for _, f := range t.Fields {
		if f.JSON != "status" {
			continue
		}
		b.WriteString("\n`Status` of the answer; the list is open, so treat an unknown one as undecided.\n\n")
		b.WriteString("| Constant | JSON | Meaning |\n|---|---|---|\n")
		for _, v := range f.Values {
			fmt.Fprintf(b, "| `%s` | `%s` | %s |\n", f.GoType+spec.GoName(v.Code), v.Code, cell(v.Meaning))
		}
	}
	return nil
}

func modelLink(name string) string { return fmt.Sprintf("[%s](models/%s.md)", name, name) }
