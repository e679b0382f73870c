package page

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestACurrencyStandsBesideAnAmountOnly(t *testing.T) {
	for _, tc := range []struct{ name, amount, want string }{
		{"payment", "102.21", `<td class="number">102.21 USD</td>`},
		{"refresh", "", `<td class="number"></td>`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var html strings.Builder
			if err := Write(&html, View{Payments: []Payment{{Amount: tc.amount, Currency: "USD", AuthorizedAmount: "1"}}}); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(html.String(), tc.want) {
				t.Errorf("%s is missing in:\n%s", tc.want, html.String())
			}
		})
	}
}

func TestTheLifeOfAPaymentIsALineOfEvents(t *testing.T) {
	at := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	life := Life{ID: "7001", Code: "<order>", Currency: "USD", Held: "0.00", Captured: "10.00", Refunded: "4.00", Events: []Event{
		{at, "authorized", "10.00"}, {at.Add(time.Minute), "captured", "10.00"}, {at.Add(time.Hour), "batch sent", ""}, {at.Add(2 * time.Hour), "refunded", "4.00"},
	}}
	var html strings.Builder
	if err := Write(&html, View{Lives: []Life{life}}); err != nil {
		t.Fatal(err)
	}
	text := regexp.MustCompile("<[^>]*>").ReplaceAllString(html.String(), "")
	for _, want := range []string{"authorized 10.00 05:06:07 → captured 10.00 05:07:07 → batch sent 06:06:07 → refunded 4.00 07:06:07", "&lt;order&gt;", "0.00 USD"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in:\n%s", want, text)
		}
	}
}
