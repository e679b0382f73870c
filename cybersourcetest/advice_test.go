package cybersourcetest_test

import (
	"testing"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// TestDeclineHasOneAdvice declines a card in all ways that there are.
func TestDeclineHasOneAdvice(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	client, err := cybersource.NewAPIClient(gateway.Configuration())
	if err != nil {
		t.Fatal(err)
	}
	for reason, amounts := range map[string][]string{
		"EXPIRED_CARD": {"9202", "2054", ""}, "STOLEN_LOST_CARD": {"9205", ""}, "BLOCKED_BY_CARDHOLDER": {"9902", ""},
	} {
		advice := map[cybersource.Advice]bool{}
		for _, amount := range amounts {
			request := paymentRequest()
			if amount == "" {
				gateway.Next(cybersourcetest.Decline(reason))
			} else {
				request.OrderInformation.AmountDetails.TotalAmount = amount
			}
			answer, err := client.PaymentsApi.CreatePayment(t.Context(), request)
			if err != nil || string(answer.ErrorInformation.Reason) != reason {
				t.Fatalf("%s, amount %q: %v, %v", reason, amount, err, answer)
			}
			advice[answer.Outcome().Advice] = true
		}
		if len(advice) != 1 {
			t.Errorf("%s: advice %v", reason, advice)
		}
	}
}
