package cybersourcetest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

func kinds(found []cybersourcetest.Misuse) (all []string) {
	for _, m := range found {
		all = append(all, m.Code+": "+string(m.Kind))
	}
	slices.Sort(all)
	return all
}

func expectMisuse(t *testing.T, gateway *cybersourcetest.Gateway, want ...string) {
	t.Helper()
	if got := kinds(gateway.Misuse()); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCardThatIsChargedAgainAfterNeverRetryIsMisuse(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	gateway.Script(cybersourcetest.Decline("EXPIRED_CARD"), cybersourcetest.Decline("STOLEN_LOST_CARD"))
	for _, code := range []string{"expired", "stolen"} {
		mustPost(t, gateway, payment(code))
	}
	expectMisuse(t, gateway)
	mustPost(t, gateway, strings.Replace(payment("other card"), "4111111111111111", "5555555555554444", 1))
	mustPost(t, gateway, payment("again"))
	expectMisuse(t, gateway, "again: hold left behind", "again: sent again after never retry", "other card: hold left behind")
	text := gateway.Misuse()[0].String()
	if !strings.HasPrefix(text, "sent again after never retry: payment ") || !strings.HasSuffix(text, "which was declined as STOLEN_LOST_CARD") || strings.Contains(text, "4111") {
		t.Errorf("text %q", text)
	}
}

func TestHoldsAndDoublePaymentsAreMisuse(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	first := mustPost(t, gateway, payment("order")).fields(t).ID
	expectMisuse(t, gateway, "order: hold left behind")
	if err := gateway.Settle(first); err != nil {
		t.Fatal(err)
	}
	expectMisuse(t, gateway)
	second := mustPost(t, gateway, payment("order")).fields(t).ID
	expectMisuse(t, gateway, "order: hold left behind", "order: paid twice")
	if err := gateway.Reverse(second); err != nil {
		t.Fatal(err)
	}
	expectMisuse(t, gateway)
}

func TestBalanceIsSet(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	if err := gateway.SetBalance("4111111111111111", "100", "USD"); err != nil {
		t.Fatal(err)
	}
	if got := mustPost(t, gateway, payment("too much")).fields(t); got.ErrorInformation.Reason != "INSUFFICIENT_FUND" { // 102.21
		t.Errorf("got %+v", got)
	}
	if err := gateway.SetBalance("4111111111111111", "a lot", "USD"); err == nil || err.Error() != "amount is no amount of the currency, such as 50.00" {
		t.Errorf("error %v", err)
	}
}
