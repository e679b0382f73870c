package test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

func TestWalkChecksCanFail(t *testing.T) {
	happened := func(kind, id, of, amount string) cybersourcetest.Event {
		return cybersourcetest.Event{Kind: kind, ID: id, Of: of, Amount: amount}
	}
	authorization, first := happened("authorized", "1", "", "10.00"), happened("captured", "2", "", "4.00")
	void, again := happened("voided", "3", "2", "4.00"), happened("captured", "4", "", "4.00")
	for _, tc := range []struct {
		name           string
		capture, void  belief // of what was captured for 4.00 and then voided
		events         []cybersourcetest.Event
		held, captured string
		complains      string // "" = all is well
	}{
		{"all that was said", certain, certain, []cybersourcetest.Event{authorization, first, void}, "10.00", "0.00", ""},
		{"a lost capture that happened", possible, unmoved, []cybersourcetest.Event{authorization, first}, "6.00", "4.00", ""},
		{"a lost capture that did not", possible, unmoved, []cybersourcetest.Event{authorization}, "10.00", "0.00", ""},
		{"a lost void that happened", certain, possible, []cybersourcetest.Event{authorization, first, void}, "10.00", "0.00", ""},
		{"a lost void that did not", certain, possible, []cybersourcetest.Event{authorization, first}, "6.00", "4.00", ""},
		{"a refused capture that happened", unmoved, unmoved, []cybersourcetest.Event{authorization, first}, "6.00", "4.00", "nobody was told"},
		{"a refused void that happened", certain, unmoved, []cybersourcetest.Event{authorization, first, void}, "10.00", "0.00", "nobody was told"},
		{"an answered void that did not", certain, certain, []cybersourcetest.Event{authorization, first}, "6.00", "4.00", "but did not"},
		{"a capture made twice", certain, unmoved, []cybersourcetest.Event{authorization, first, again}, "2.00", "8.00", "nobody was told"},
		{"a lost capture made twice", possible, unmoved, []cybersourcetest.Event{authorization, first, again}, "2.00", "8.00", "nobody was told"},
		{"another capture that was voided", certain, certain, []cybersourcetest.Event{authorization, first, happened("voided", "3", "9", "4.00")}, "10.00", "0.00", "nobody was told"},
		{"a cent too much", certain, unmoved, []cybersourcetest.Event{authorization, happened("captured", "2", "", "4.01")}, "5.99", "4.01", "nobody was told"},
		{"a sum that is a cent off", certain, unmoved, []cybersourcetest.Event{authorization, first}, "5.99", "4.00", "held: 5.99"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := newBooks("order", "USD")
			capture := &movement{kind: eventCaptured, belief: tc.capture, amount: 400}
			voiding := &movement{kind: eventVoided, belief: tc.void, amount: 400, of: capture}
			b.movements = []*movement{{kind: eventAuthorized, belief: certain, id: "1", amount: 1000}, capture, voiding}
			if tc.capture == certain {
				capture.id = "2"
			}
			text := strings.Join(b.compare(cybersourcetest.Payment{
				Authorized: "10.00", Held: tc.held, Captured: tc.captured, Refunded: "0.00", Credited: "0.00", Released: "0.00", Events: tc.events,
			}, true), "\n")
			if tc.complains == "" {
				assert.Empty(t, text)
			} else {
				assert.Contains(t, text, tc.complains)
			}
		})
	}
}
