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

// referencePages prints one page per service class, with a section per operation.
func referencePages(s *spec.Spec, files map[string][]byte) error {
	for _, service := range s.Services {
		operations := operationsOf(s, service)
		if len(operations) == 0 {
			continue
		}
		page, err := referencePage(s, service, operations)
		if err != nil {
			return err
		}
		files["docs/"+service.Name+".md"] = []byte(page)
	}
	return nil
}

func referencePage(s *spec.Spec, service spec.Service, operations []spec.Operation) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s# %s\n\n%s\n\n", markdownHeader, service.Name, service.Doc)
	b.WriteString("| Method | Request | Body | Answer |\n|---|---|---|---|\n")
	for _, o := range operations {
		fmt.Fprintf(&b, "| [%s](#%s) | `%s %s` | %s | %s |\n", o.Name(), strings.ToLower(o.Name()),
			o.Method, o.Path, modelLink(o.RequestType), modelLink(o.Answer().Type))
	}
	b.WriteString("\n" + headersText)
	for _, o := range operations {
		if err := writeOperation(&b, s, o); err != nil {
			return "", err
		}
	}
	return b.String(), nil
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
	description := strings.ReplaceAll(o.Description, "\n", "\n\n")
	fmt.Fprintf(b, "\n## %s\n\n%s. %s\n\n", o.Name(), o.Summary, description)
	fmt.Fprintf(b, "```go\nfunc (*%s) %s\n```\n\n", o.Service, methodSignature(o))
	writeRequest(b, o)
	writeFacts(b, o)
	writeResponses(b, o)
	if err := writeStatuses(b, s, o); err != nil {
		return err
	}
	example, err := examples.ReadFile("examples/" + o.ID + ".txt")
	if err != nil {
		return fmt.Errorf("%s: no example: %w", o.ID, err)
	}
	fmt.Fprintf(b, "\n### Example of %s\n\n<!-- not run: needs an account and ids of earlier calls; make doc-check compiles it -->\n```go\n%s```\n", o.Name(), example)
	return nil
}

func writeRequest(b *strings.Builder, o spec.Operation) {
	fmt.Fprintf(b, "`%s %s`\n\n", o.Method, o.Path)
	b.WriteString("| | Name | Type | Description |\n|---|---|---|---|\n")
	if o.RequestType != "" {
		fmt.Fprintf(b, "| Header | `Content-Type` | | `%s` |\n", o.ContentType)
	}
	fmt.Fprintf(b, "| Header | `Accept` | | `%s` |\n", o.Answer().ContentType)
	for _, p := range o.Parameters {
		fmt.Fprintf(b, "| In %s | `%s` | `string` | %s |\n", p.In, p.Name, parameterText(p))
	}
	if o.RequestType != "" {
		fmt.Fprintf(b, "| Body | `req` | %s | required |\n", modelLink(o.RequestType))
	}
	b.WriteString("\n")
}

// writeFacts says what the client does with the operation by itself, and what the request needs.
func writeFacts(b *strings.Builder, o spec.Operation) {
	b.WriteString("| Moves money | Sent again after a lost answer | Transaction id of its own | Members that the service requires |\n|---|---|---|---|\n")
	required := make([]string, len(o.Required))
	for i, path := range o.Required {
		required[i] = code(path)
	}
	fmt.Fprintf(b, "| %s | %s | %s | %s |\n\n", yesNo(o.MovesMoney), yesNo(o.Repeatable), transactionIDCells[o.TransactionID],
		strings.Join(required, "<br>"))
}

var transactionIDCells = map[string]string{
	"generated": "made by the client if not given",
	"original":  "no: that of the lost request, required",
	"none":      "no",
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
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

// modelLink is empty where there is no body.
func modelLink(name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf("[%s](models/%s.md)", name, name)
}
