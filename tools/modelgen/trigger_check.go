package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// check reports rows that contradict each other or name something unknown.
func (t *triggerTable) check() error {
	var problems []error
	names := []string{"any"}
	for _, p := range t.Profiles {
		names = append(names, p.Name)
	}
	seen := map[string]string{}
	for _, row := range t.triggers() {
		if !slices.Contains(names, row.Profile) {
			problems = append(problems, fmt.Errorf("%s: unknown profile %q", row.condition(), row.Profile))
		}
		if !slices.Contains([]string{"published", "inferred", "ours"}, row.Known) {
			problems = append(problems, fmt.Errorf("%s: known is %q", row.condition(), row.Known))
		}
		if row.condition() == "" {
			problems = append(problems, fmt.Errorf("a row of profile %q has no condition", row.Profile))
		}
		if _, known := t.reason(row.Reason); row.Reason != "" && !known {
			problems = append(problems, fmt.Errorf("%s: unknown reason %q", row.condition(), row.Reason))
		}
		problems = append(problems, triggerCollision(seen, row))
	}
	return errors.Join(append(problems, t.checkNumbers())...)
}

// triggerCollision reports a second row for the same condition. Rows of all profiles meet in
// the default profile, but for those that stay in their own.
func triggerCollision(seen map[string]string, row trigger) error {
	key := row.condition()
	if row.Only {
		key += " in " + row.Profile
	}
	if other, taken := seen[key]; taken {
		return fmt.Errorf("%s: in profile %s and in %s", key, other, row.Profile)
	}
	seen[key] = row.Profile
	return nil
}

// checkNumbers reports card numbers that fail the Luhn check: a test card is well formed.
func (t *triggerTable) checkNumbers() error {
	var problems []error
	numbers := []string{}
	for _, row := range t.Cards {
		numbers = append(numbers, row.Card)
	}
	for _, s := range t.Authentication {
		numbers = append(numbers, s.Visa, s.Mastercard, s.Amex)
	}
	for _, n := range numbers {
		if n != "" && !luhn(n) {
			problems = append(problems, fmt.Errorf("test card %s: wrong check digit", n))
		}
	}
	return errors.Join(problems...)
}

func luhn(number string) bool {
	sum := 0
	for i := range len(number) {
		digit := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			digit = digit*2/10 + digit*2%10
		}
		sum += digit
	}
	return sum%10 == 0
}

// condition is what the request must have, in words.
func (row trigger) condition() string {
	var parts []string
	add := func(label, value string) {
		if value != "" {
			parts = append(parts, label+" "+value)
		}
	}
	add("amount", row.Amount)
	add("security code", row.SecurityCode)
	add("postal code", row.PostalCode)
	add("card", row.Card)
	add("routing number", row.RoutingNumber)
	add("account", row.Account)
	if row.Partial {
		parts = append(parts, "partialAuthIndicator true")
	}
	return strings.Join(parts, ", ")
}
