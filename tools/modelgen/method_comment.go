package main

import (
	"regexp"
	"strings"

	"github.com/cybersource-go/cybersource/tools/internal/spec"
)

// methodComment is what the description says, what follows from the facts of the
// operation, what the description has to say about Go, and the route.
func methodComment(s *spec.Spec, o spec.Operation) []string {
	description := strings.Split(goText(s, o, o.Description), "\n")
	out := appendParagraphs([]string{verbPhrase(o.Name(), description[0])}, description[1:]...)
	remarks := strings.TrimSpace(goText(s, o, o.GoDoc) + " " + factText(o))
	out = appendParagraphs(out, remarks)
	return appendParagraphs(out, o.Method+" "+o.Path)
}

// factText says what the facts of an operation mean for its caller.
func factText(o spec.Operation) string {
	return strings.TrimSpace(transactionIDText(o) + " " + repetitionText(o) + encryptionText(o))
}

func transactionIDText(o spec.Operation) string {
	switch o.TransactionID {
	case "generated":
		return "Without a transaction id in req.ClientReferenceInformation the client sends one of its own and reports it " +
			"in the answer's Meta and in errors."
	case "original":
		return "The transaction id in req.ClientReferenceInformation is that of the lost request: the client never makes one " +
			"up, and refuses a request without."
	default:
		return ""
	}
}

func repetitionText(o spec.Operation) string {
	switch {
	case o.Repeatable && o.MovesMoney:
		return "Doing it twice does no more than doing it once, so the client repeats it after a lost answer."
	case o.Repeatable:
		return "It moves no money, so the client repeats it after a lost answer, and its errors are safe to retry."
	case o.MovesMoney:
		return "After a lost answer the client does not send it again."
	default:
		return "It moves no money, so its errors are safe to retry; the client does not repeat it after a lost answer by itself."
	}
}

func encryptionText(o spec.Operation) string {
	if o.Encryption {
		return ""
	}
	return " It is sent and answered in plain text, whatever [MessageEncryption] says, unless an option of the call asks otherwise."
}

// appendParagraphs appends texts, each behind an empty line.
func appendParagraphs(out []string, texts ...string) []string {
	for _, text := range texts {
		if text != "" {
			out = append(out, "", text)
		}
	}
	return out
}

var quoted = regexp.MustCompile("`[^`]+`")

// goText spells the paths in backquotes as Go does: members of the request behind req,
// ids as the arguments that they are, and members of the answer by their field.
func goText(s *spec.Spec, o spec.Operation, text string) string {
	return quoted.ReplaceAllStringFunc(text, func(path string) string {
		path = strings.Trim(path, "`")
		for _, id := range o.PathIDs() {
			if id.Name == path {
				return spec.GoArgument(path)
			}
		}
		if s.Member(o.RequestType, path) != nil {
			return "req." + goPath(path)
		}
		return goPath(path)
	})
}

func goPath(path string) string {
	names := strings.Split(path, ".")
	for i, name := range names {
		names[i] = spec.GoName(name)
	}
	return strings.Join(names, ".")
}
