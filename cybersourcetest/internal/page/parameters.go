package page

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/journal"
)

// This file refuses parameters of a query, and words in them, that mean nothing: they would
// choose everything, or nothing, and let a test pass that tests nothing.

// filterParameters choose calls.
var filterParameters = []string{"merchant", "operation", "outcome", "reference", "payment", "q", "after", "before", "changed", "limit"}

// listParameters choose the page of a list.
var listParameters = []string{"before", "limit"}

// parameters are those of the addresses that have any.
var parameters = map[string][]string{
	"GET /-/{$}":           append([]string{"token"}, filterParameters...),
	"GET /-/calls":         append([]string{"wait"}, filterParameters...),
	"GET /-/har":           filterParameters,
	"GET /-/payment/{$}":   listParameters,
	"GET /-/payments":      listParameters,
	"GET /-/ledger":        append([]string{"code"}, listParameters...),
	"GET /-/misuse":        listParameters,
	"GET /-/instructions":  append([]string{"state"}, listParameters...),
	"GET /-/subscriptions": listParameters,
	"GET /-/deliveries":    listParameters,
}

// checkQuery reports the first parameter of a query that is in no list, or there twice.
func checkQuery(raw string, known []string) error {
	query, err := url.ParseQuery(raw)
	switch {
	case err != nil:
		return errors.New("the query cannot be read")
	case len(known) == 0 && len(query) > 0:
		return errors.New("this address has no parameters")
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if err := Listed("parameter", name, known); err != nil {
			return err
		}
		if len(query[name]) > 1 {
			return fmt.Errorf("%s is there more than once", name)
		}
	}
	return nil
}

// oneOf reports a word that is in no list, and names those that are.
func oneOf(kind, word string, known []string) error {
	if err := Listed(kind, word, known); err != nil {
		return fmt.Errorf("%w; it is one of %s", err, strings.Join(known, ", "))
	}
	return nil
}

// checkOutcome reports a word for the outcome of calls that no call can have. Statuses and
// reasons that are in no list are those of calls that there were, and of instructions.
func (v *visit) checkOutcome(word string) error {
	own := journal.Outcomes()
	err := Listed("outcome", word, append(own, v.Gateway.Words()...))
	if word == "" || err == nil || isHTTPStatus(word) || v.isInstructed(word) || len(v.Journal.Calls(journal.Filter{Outcome: word}, 1).Calls) > 0 {
		return nil
	}
	last := len(own) - 1
	return fmt.Errorf("%w; it is %s or %s, a status or reason such as EXPIRED_CARD, the name of a fault, or an HTTP status",
		err, strings.Join(own[:last], ", "), own[last])
}

// isHTTPStatus takes 0 for calls without an answer.
func isHTTPStatus(word string) bool {
	status, err := strconv.Atoi(word)
	return err == nil && (status == 0 || 100 <= status && status < 600) && strconv.Itoa(status) == word
}

func (v *visit) isInstructed(word string) bool {
	return slices.ContainsFunc(v.Gateway.Instructions(), func(i Instruction) bool { return i.Status == word || i.Reason == word })
}
