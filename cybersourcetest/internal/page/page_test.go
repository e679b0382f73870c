package page

import (
	"strings"
	"testing"
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
