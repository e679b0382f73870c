package page

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/journal"
	"github.com/cybersource-go/cybersource/internal/redact"
)

// This file makes bodies that can be sent again: what is masked is replaced, a card number by
// the published test number of its network, everything else by a placeholder.

// sendable is a body without masks, and what was replaced in it. It is nil if the body is no
// JSON.
func sendable(m journal.Message) (body []byte, r replacing) {
	shown, err := decode(redact.JSON(m.Model, m.Body))
	raw, rawErr := decode(m.Body)
	if err != nil || rawErr != nil {
		return nil, r
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(r.value(shown, raw, "", "")) != nil {
		return nil, r
	}
	return plain(bytes.TrimSpace(text.Bytes())), r
}

// mostReplaced is how many paths are named.
const mostReplaced = 40

// shown are the first of the paths.
func (r *replacing) shown() []string {
	slices.Sort(r.paths)
	if more := len(r.paths) - mostReplaced; more > 0 {
		return append(r.paths[:mostReplaced:mostReplaced], fmt.Sprintf("and %d more", more))
	}
	return r.paths
}

// decode reads JSON, numbers with the digits that they have.
func decode(text []byte) (value any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	err = decoder.Decode(&value)
	return value, err
}

// replacing walks the masked body beside the raw one.
type replacing struct {
	paths   []string // dotted, of what was replaced
	unnamed bool     // a member has lost its name
}

func (r *replacing) value(shown, raw any, name, path string) any {
	switch shown := shown.(type) {
	case map[string]any:
		object, _ := raw.(map[string]any)
		for member, value := range shown {
			r.unnamed = r.unnamed || redact.IsMask(member)
			shown[member] = r.value(value, object[member], member, strings.TrimPrefix(path+"."+member, "."))
		}
	case []any:
		list, _ := raw.([]any)
		for i, value := range shown {
			var other any
			if i < len(list) {
				other = list[i]
			}
			shown[i] = r.value(value, other, name, path+"["+strconv.Itoa(i)+"]")
		}
	case string:
		if redact.IsMask(shown) {
			r.paths = append(r.paths, path)
			text, _ := raw.(string)
			return placeholder(name, text)
		}
	}
	return shown
}

// networks are the published test numbers, by how the numbers of their networks begin.
var networks = []struct {
	begins []string
	number string
}{
	{[]string{"34", "37"}, "378282246310005"},
	{[]string{"6011", "65"}, "6011111111111117"},
	{[]string{"35", "33"}, "3566111111111113"},
	{[]string{"36", "38", "39"}, "38000000000006"},
	{[]string{"5", "2"}, "5555555555554444"},
	{[]string{"4"}, "4111111111111111"},
}

// placeholders are values that fit the members that are masked most often.
var placeholders = map[string]string{
	"securityCode": "321", "expirationMonth": "12", "expirationYear": "2031",
	"firstName": "Test", "lastName": "Payer", "email": "payer@example.com", "phoneNumber": "4155550100",
	"address1": "1 Test Way", "address2": "Floor 1", "locality": "San Francisco", "administrativeArea": "CA", "postalCode": "94105",
	"country": "US", "ipAddress": "192.0.2.1", "routingNumber": "071923284",
}

// placeholder is a value for a member that is masked.
func placeholder(name, raw string) string {
	if isCardNumber(name, raw) {
		for _, n := range networks {
			if slices.ContainsFunc(n.begins, func(begin string) bool { return strings.HasPrefix(raw, begin) }) {
				return n.number
			}
		}
	}
	if value, known := placeholders[name]; known {
		return value
	}
	return "PLACEHOLDER"
}

func isCardNumber(name, raw string) bool {
	return strings.HasSuffix(strings.ToLower(name), "number") && len(raw) >= 12 && len(raw) <= 19 && strings.Trim(raw, "0123456789") == ""
}
