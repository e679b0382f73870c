package simulator

// Invalid data: limits and formats of the request, walked along the table of the spec.
// Simulated: every offending field is named in one answer, by its dotted path without
// array positions. Guesses: fields come in the order of the spec; lengths are enforced
// as documented although processors differ; a JSON object where a scalar belongs (or the
// reverse) is refused without details. Not simulated: checks across fields, lists of
// codes (new codes appear without notice, so unknown ones pass).

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/cybersource-go/cybersource/internal/country"
	"github.com/cybersource-go/cybersource/internal/schema"
)

// inspection collects what is wrong with a request.
type inspection struct {
	request      document
	amountLength int      // characters of an amount that the processor takes
	invalid      []string // dotted paths
	malformed    bool     // a JSON type that cannot be read at all
}

// inspect checks every member that the spec knows; others are ignored.
func (s *Simulator) inspect(model string, d document) inspection {
	found := inspection{request: d, amountLength: s.profile.amountLength}
	found.object(schema.Lookup(model), "", d)
	return found
}

func (found *inspection) object(t *schema.Type, prefix string, d map[string]any) {
	for i := range t.Fields {
		field := &t.Fields[i]
		if value := d[field.JSON]; value != nil {
			found.member(field, prefix+field.JSON, value)
		}
	}
}

func (found *inspection) member(field *schema.Field, path string, value any) {
	switch field.Kind {
	case schema.Object:
		if child, ok := value.(map[string]any); ok {
			found.object(field.Model(), path+".", child)
			return
		}
		found.malformed = true
	case schema.Objects:
		found.objects(field, path, value)
	case schema.Strings:
		for _, item := range asList(value) {
			found.scalar(field, path, item)
		}
	case schema.StringMaps: // free names, nothing is documented about the values
	default:
		found.scalar(field, path, value)
	}
}

func (found *inspection) objects(field *schema.Field, path string, value any) {
	items, ok := value.([]any)
	found.malformed = found.malformed || !ok
	for _, item := range items {
		child, ok := item.(map[string]any)
		found.malformed = found.malformed || !ok
		found.object(field.Model(), path+".", child)
	}
}

func (found *inspection) scalar(field *schema.Field, path string, value any) {
	text, ok := scalar(value)
	switch {
	case !ok:
		found.malformed = true
	case text != "" && !(acceptable(field, text, value) && found.fits(path, text)):
		found.add(path)
	}
}

// add names a field once, however many elements of a list it is wrong in.
func (found *inspection) add(path string) {
	if !slices.Contains(found.invalid, path) {
		found.invalid = append(found.invalid, path)
	}
}

// fits checks what the spec's table cannot say about single members.
func (found *inspection) fits(path, text string) bool {
	switch path {
	case cardPath + "number", networkPath + "number":
		return digits(text) && len(text) >= 12
	case cardPath + "securityCode", networkPath + "securityCode":
		return digits(text) && len(text) >= 3
	case bankPath + "routingNumber":
		return digits(text)
	case amountsPath + "totalAmount", amountsPath + "additionalAmount":
		return len(text) <= found.amountLength
	case billToPath + "administrativeArea":
		return regionFits(found.request.text(billToPath+"country"), text)
	case billToPath + "postalCode":
		return postalCodeFits(found.request.text(billToPath+"country"), text)
	default:
		return true
	}
}

// asList is a JSON array, or the single value that stands for one.
func asList(value any) []any {
	if items, ok := value.([]any); ok {
		return items
	}
	return []any{value}
}

// acceptable checks kind, limits and format of a text that is not empty.
func acceptable(field *schema.Field, text string, value any) bool {
	switch field.Kind {
	case schema.Boolean:
		return strings.EqualFold(text, "true") || strings.EqualFold(text, "false")
	case schema.Integer:
		n, err := strconv.ParseInt(text, 10, 64)
		return err == nil && (!field.HasMin || n >= field.Min) && (!field.HasMax || n <= field.Max)
	}
	length := utf8.RuneCountInString(text)
	if field.MaxLength > 0 && length > field.MaxLength || length < field.MinLength {
		return false
	}
	if _, isNumber := value.(json.Number); isNumber && field.Format == "month" && length == 1 {
		return digits(text) && text != "0" // a number cannot be written with its leading zero
	}
	return hasFormat(field.Format, text)
}

// hasFormat knows the formats that the service enforces.
func hasFormat(format, text string) bool {
	switch format {
	case "amount":
		return isAmount(text)
	case "currency":
		return len(text) == 3 && isLetters(text)
	case "country":
		return country.Known(text)
	case "month":
		return len(text) == 2 && digits(text) && "01" <= text && text <= "12"
	case "year":
		return len(text) == 4 && digits(text)
	case "email":
		name, domain, ok := strings.Cut(text, "@")
		return ok && name != "" && domain != "" && !strings.ContainsAny(text, " \t\r\n")
	default:
		return true
	}
}

func isLetters(text string) bool {
	return strings.Trim(strings.ToUpper(text), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// regionFits checks the two countries whose states and provinces have codes.
func regionFits(of, region string) bool {
	switch strings.ToUpper(of) {
	case "US", "CA":
		return len(region) == 2 && isLetters(region)
	default:
		return true
	}
}

// postalCodeFits checks the two countries whose postal codes the service checks.
func postalCodeFits(of, code string) bool {
	switch strings.ToUpper(of) {
	case "US":
		return hasPattern(code, "99999") || hasPattern(code, "99999-9999")
	case "CA":
		return hasPattern(strings.ToUpper(code), "A9A 9A9")
	default:
		return true
	}
}

// hasPattern compares text with a pattern in which 9 is any digit and A any capital.
func hasPattern(text, pattern string) bool {
	if len(text) != len(pattern) {
		return false
	}
	for i := range len(pattern) {
		c := text[i]
		switch {
		case pattern[i] == '9' && '0' <= c && c <= '9':
		case pattern[i] == 'A' && 'A' <= c && c <= 'Z':
		case pattern[i] == c:
		default:
			return false
		}
	}
	return true
}
