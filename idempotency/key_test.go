package idempotency

import (
	"errors"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource"
)

func TestKeysThatNoStoreCouldTellApartAreRefused(t *testing.T) {
	for _, tc := range []struct{ name, order, step, want string }{
		{"good", "20418", "pay-1", ""},
		{"as long as can be", strings.Repeat("o", 64), strings.Repeat("s", 64), ""},
		{"space inside", "order 20418", "pay 1", ""},
		{"empty", "", "", "Key.Order is empty; Key.Step is empty"},
		{"too long", strings.Repeat("o", 65), "pay-1", "Key.Order is longer than 64 bytes"},
		{"control character", "20418", "pay\n1", "Key.Step holds characters other than printable ASCII"},
		{"composed and decomposed letters", "caf\u00e9", "pay-1", "Key.Order holds characters other than printable ASCII"},
		{"space at the end", "20418 ", "pay-1", "Key.Order begins or ends with a space"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := Key{tc.order, tc.step}.check("CreatePayment")
			if tc.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if !errors.Is(err, cybersource.ErrInvalidRequest) || !cybersource.SafeToRetry(err) || !strings.HasSuffix(err.Error(), tc.want) {
				t.Errorf("got %v, want %s", err, tc.want)
			}
		})
	}
}
