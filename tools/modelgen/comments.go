package main

import (
	"fmt"
	"strings"

	"github.com/cybersource-go/cybersource/tools/internal/spec"
)

const commentWidth = 110

// writeComment prints each paragraph on lines of its own, wrapped, behind "// ".
func writeComment(b *strings.Builder, indent string, paragraphs []string) {
	for _, p := range paragraphs {
		if p == "" {
			b.WriteString(indent + "//\n")
			continue
		}
		for _, line := range wrap(p, commentWidth-len("// ")-4*len(indent)) {
			b.WriteString(indent + "// " + line + "\n")
		}
	}
}

func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

func (p *modelPrinter) typeComment(t *spec.Type) []string {
	out := []string{t.Name + nameJoin(t.Doc)}
	if t.PublishedName != "" && p.spec.Type(t.PublishedName) != nil {
		out = append(out, "", "The published reference calls it "+t.PublishedName+", the name of another type here.")
	}
	if where := p.where[t.Name]; len(where) > 0 {
		plain := func(path string) string { return path }
		docLink := func(name string) string { return "[" + name + "]" }
		out = append(out, "", "Found at "+describe(where, plain, docLink)+".")
	}
	return out
}

// nameJoin turns a description into the rest of a sentence behind a name: "Holds the
// references" becomes " holds the references", a noun phrase is set off by a colon.
func nameJoin(doc string) string {
	first, rest, _ := strings.Cut(doc, " ")
	switch first {
	case "Holds", "Describes", "Says", "Is", "Identifies", "Groups", "Names", "Lists", "Tells", "Gives", "Carries":
		return " " + strings.ToLower(first) + " " + rest
	}
	return ": " + doc
}

// fieldComment is the description, one line of facts, and the known codes.
func (p *modelPrinter) fieldComment(t *spec.Type, f *spec.Field) []string {
	out := []string{sentence(f.Doc)}
	if facts := p.facts(f); len(facts) > 0 {
		out = append(out, strings.Join(facts, " "))
	}
	if len(f.Values) > 0 {
		out = append(out, codes(t, f))
	}
	return out
}

func sentence(s string) string {
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

// A list of more than manyCodes codes shows the first fewCodes and says where all are: as a
// whole it hides the fields behind it.
const manyCodes, fewCodes = 10, 6

// shownCodes returns the codes that stand beside a field, and how many do not.
func shownCodes(f *spec.Field) (shown []spec.Value, more int) {
	if len(f.Values) <= manyCodes {
		return f.Values, 0
	}
	return f.Values[:fewCodes], len(f.Values) - fewCodes
}

// codes lists the known values. Those of an open string type are constants, which
// say what they mean.
func codes(t *spec.Type, f *spec.Field) string {
	shown, more := shownCodes(f)
	list := make([]string, len(shown))
	separator := ", "
	for i, v := range shown {
		switch {
		case f.GoType != "":
			list[i] = v.Code
		case v.Meaning != "":
			list[i] = fmt.Sprintf("%q %s", v.Code, v.Meaning)
			separator = "; "
		default:
			list[i] = fmt.Sprintf("%q", v.Code)
		}
	}
	text := "Known codes: " + strings.Join(list, separator)
	switch {
	case more > 0 && f.GoType != "":
		text += fmt.Sprintf("%sand %d more, the constants of [%s]", separator, more, f.GoType)
	case more > 0:
		text += fmt.Sprintf("%sand %d more in docs/models/%s.md#%s", separator, more, t.Name, codesAnchor(f))
	}
	return text + "."
}

// facts are the checkable properties of a field, each a sentence.
func (p *modelPrinter) facts(f *spec.Field) []string {
	var out []string
	add := func(s string) {
		if s != "" {
			out = append(out, s)
		}
	}
	if p.required[f] {
		add("Required.")
	}
	add(formatFact(f))
	add(lengthFact(f))
	add(rangeFact(f))
	add(sensitivityFacts[f.Sensitive])
	if f.Observed {
		add("Seen in real traffic, absent from the published model.")
	}
	if f.Documented != "" {
		add("Published as a " + f.Documented + "; a string here, which keeps leading zeros.")
	}
	return out
}

var sensitivityFacts = map[string]string{
	"secret":   "Never printed, not even in part.",
	"account":  "Printed as its last four characters at most.",
	"personal": "Masked when printed.",
}

// formatFacts says in words what the formats of the spec are. A description that
// holds the sign says it already.
var formatFacts = map[string]struct{ text, sign string }{
	"amount":         {"Decimal amount", "decimal string"},
	"base64":         {"Base64", "base64"},
	"boolean-string": {"Flag in text form", "the text true"},
	"country":        {"Two-letter ISO 3166-1 country code", "iso 3166"},
	"currency":       {"Three-letter ISO 4217 currency code", "iso 4217"},
	"date":           {"Date, YYYY-MM-DD", "yyyy-mm-dd"},
	"date-mmddyyyy":  {"Date, MMDDYYYY", "mmddyyyy"},
	"date-yymmdd":    {"Date, YYMMDD", " yymmdd"},
	"date-yyyymmdd":  {"Date, YYYYMMDD", "yyyymmdd"},
	"datetime-local": {"Local time, YYYYMMDDhhmmss", "yyyymmddhhmmss"},
	"datetime-utc":   {"UTC time, YYYY-MM-DDThh:mm:ssZ", "yyyy-mm-ddthh:mm:ssz"},
	"decimal":        {"Decimal number", "decimal"},
	"digits":         {"Digits only", "digit"},
	"email":          {"E-mail address", "e-mail"},
	"hex":            {"Hexadecimal digits", "hexadecimal"},
	"ip":             {"IP address", "ip address"},
	"jwt":            {"JWT", "jwt"},
	"language":       {"Language code", "language code"},
	"month":          {"Two-digit month", "digits"},
	"percent":        {"Percentage as a decimal number", "percent"},
	"phone":          {"Telephone number", "phone number"},
	"region":         {"State or province code", "code"},
	"time-hhmm":      {"Time, hhmm", "hhmm"},
	"uri":            {"URL", "url"},
	"uuid":           {"UUID", "uuid"},
	"year":           {"Four-digit year", "digits"},
}

func formatFact(f *spec.Field) string {
	format := formatFacts[f.Format]
	text := format.text
	if text != "" && strings.Contains(strings.ToLower(f.Doc), format.sign) {
		text = ""
	}
	switch {
	case f.Example == "" || f.Sensitive == "secret":
	case text != "":
		text += ", such as " + f.Example
	default:
		text = "Example: " + f.Example
	}
	return sentence(text)
}

func lengthFact(f *spec.Field) string {
	switch {
	case f.MinLength != nil && f.MaxLength != nil && *f.MinLength == *f.MaxLength:
		return fmt.Sprintf("%s.", characters(*f.MaxLength))
	case f.MinLength != nil && f.MaxLength != nil:
		return fmt.Sprintf("%d to %s.", *f.MinLength, characters(*f.MaxLength))
	case f.MaxLength != nil:
		return fmt.Sprintf("At most %s.", characters(*f.MaxLength))
	case f.MinLength != nil:
		return fmt.Sprintf("At least %s.", characters(*f.MinLength))
	}
	return ""
}

func characters(n int64) string {
	if n == 1 {
		return "1 character"
	}
	return fmt.Sprintf("%d characters", n)
}

func rangeFact(f *spec.Field) string {
	switch {
	case f.Min != nil && f.Max != nil:
		return fmt.Sprintf("From %d to %d.", *f.Min, *f.Max)
	case f.Max != nil:
		return fmt.Sprintf("At most %d.", *f.Max)
	case f.Min != nil:
		return fmt.Sprintf("At least %d.", *f.Min)
	}
	return ""
}
