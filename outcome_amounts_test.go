package cybersource

import "testing"

func TestAmountsOfAPaymentAreThoseAuthorized(t *testing.T) {
	for _, tc := range []struct {
		name              string
		status            Status
		authorized, total string
		wantAuthorized    string
		wantHolds         bool
	}{
		{"approved", StatusAuthorized, "102.21", "", "102.21", true},
		{"partially approved", StatusPartialAuthorized, "70.00", "100.00", "70.00", true},
		{"soft decline", StatusAuthorizedRiskDeclined, "292.26", "", "292.26", true},
		{"approved without saying how much", StatusAuthorized, "", "1.00", "", true},
		{"spelling is left alone", StatusAuthorized, "9900.0", "", "9900.0", true},
		{"account check", StatusAuthorized, "0.00", "", "0.00", false},
		{"declined: nothing is authorized, whatever the answer says", StatusDeclined, "100.00", "100.00", "", false},
		{"pending", StatusPending, "100.00", "100.00", "", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := answer{status: tc.status, authorized: tc.authorized}.payment()
			r.OrderInformation.AmountDetails.TotalAmount = tc.total
			got := r.Outcome()
			if got.Amount != tc.wantAuthorized || got.HoldsFunds != tc.wantHolds {
				t.Errorf("authorized %q, holds %t; want %q, %t", got.Amount, got.HoldsFunds, tc.wantAuthorized, tc.wantHolds)
			}
			if got.Requested != tc.total || got.Currency != "USD" || got.HoldsFunds && got.Total != got.Amount {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestSaleIsToldFromAnAuthorizationByItsLinks(t *testing.T) {
	void, capture, reversal := new(Link), new(Link), new(Link)
	for _, tc := range []struct {
		name   string
		status Status
		amount string
		links  *Links
		sale   bool
	}{
		{"sale", StatusAuthorized, "16.00", &Links{Void: void}, true},
		{"authorization", StatusAuthorized, "16.00", &Links{Capture: capture, AuthReversal: reversal}, false},
		{"authorization that can be voided", StatusAuthorized, "16.00", &Links{Capture: capture, Void: void}, false},
		{"no links", StatusAuthorized, "16.00", nil, false},
		{"declined", StatusDeclined, "", &Links{Void: void}, false},
		{"sale of nothing", StatusAuthorized, "0.00", &Links{Void: void}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := answer{status: tc.status, authorized: tc.amount}.payment()
			r.Links = tc.links
			if got := r.Outcome().Captured; got != tc.sale {
				t.Errorf("captured %t, want %t", got, tc.sale)
			}
		})
	}
}

func TestIncrementIsNotTakenForTheTotal(t *testing.T) {
	increment := func(status Status, authorized, total string) *IncrementAuthResponse {
		return &IncrementAuthResponse{
			Status: status,
			OrderInformation: &IncrementAuthResponseOrderInformation{
				AmountDetails: &CreatePaymentResponseOrderInformationAmountDetails{AuthorizedAmount: authorized, TotalAmount: total, Currency: "EUR"},
			},
		}
	}
	for _, tc := range []struct {
		name string
		r    *IncrementAuthResponse
		want Outcome
	}{
		{"with a total", increment(StatusAuthorized, "100.00", "600.00"),
			Outcome{Kind: OutcomeApproved, Money: MoneyHeld, HoldsFunds: true, Advice: AdviceNone, Amount: "100.00", Total: "600.00", Currency: "EUR"}},
		{"without a total", increment(StatusAuthorized, "105.00", ""),
			Outcome{Kind: OutcomeApproved, Money: MoneyHeld, HoldsFunds: true, Advice: AdviceNone, Amount: "105.00", Currency: "EUR"}},
		{"declined", increment(StatusDeclined, "100.00", "500.00"),
			Outcome{Kind: OutcomeDeclined, Money: MoneyUntouched, Advice: AdviceAskCardholder, Total: "500.00", Currency: "EUR"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := tc.r.Outcome(); got != tc.want {
				t.Errorf("got  %+v\nwant %+v", got, tc.want)
			}
		})
	}
}

func TestDeclinedIncrementHeedsReasonAndNetwork(t *testing.T) {
	r := &IncrementAuthResponse{
		Status:           StatusDeclined,
		ErrorInformation: &ErrorInformation{Reason: ReasonInsufficientFund},
		ProcessorInformation: &IncrementAuthResponseProcessorInformation{
			MerchantAdvice: &CreatePaymentResponseProcessorInformationMerchantAdvice{Code: "1"},
		},
		PaymentInformation: &IncrementAuthResponsePaymentInformation{
			Card: &CreatePaymentResponsePaymentAccountInformationCard{Type: "001"},
		},
	}
	if got := r.Outcome().Advice; got != AdviceNeverRetry {
		t.Errorf("got %s, want Visa's never", got)
	}
	r.ProcessorInformation = nil
	if got := r.Outcome().Advice; got != AdviceAskCardholder {
		t.Errorf("got %s, want what the reason says", got)
	}
}

func TestRefreshedStatusCarriesItsAmount(t *testing.T) {
	r := &RefreshPaymentStatusResponse{
		Status: StatusCompleted,
		OrderInformation: &RefreshPaymentStatusResponseOrderInformation{
			AmountDetails: &RefreshPaymentStatusResponseOrderInformationAmountDetails{TotalAmount: "0.11", Currency: "USD"},
		},
	}
	want := Outcome{
		Kind: OutcomeApproved, Money: MoneyTaken, HoldsFunds: true, Undo: UndoRefund, Advice: AdviceNone,
		Amount: "0.11", Total: "0.11", Requested: "0.11", Currency: "USD",
	}
	if got := r.Outcome(); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestOutcomesArePrintedInWords(t *testing.T) {
	kinds := []string{"unknown", "approved", "partially approved", "review", "authentication required", "pending", "declined", "failed", "undone", "verified", "unknown"}
	for i, want := range kinds {
		if got := OutcomeKind(i).String(); got != want {
			t.Errorf("kind %d is printed %q, want %q", i, got, want)
		}
	}
	advice := []string{"look up", "none", "review", "reverse the hold", "authenticate", "ask cardholder", "fix data", "retry later", "never retry", "contact support", "look up"}
	for i, want := range advice {
		if got := Advice(i).String(); got != want {
			t.Errorf("advice %d is printed %q, want %q", i, got, want)
		}
	}
}

func TestApprovedAndUndecidedSplitTheKinds(t *testing.T) {
	for kind, want := range map[OutcomeKind]struct{ approved, undecided bool }{
		OutcomeUnknown:                {false, true},
		OutcomeApproved:               {true, false},
		OutcomePartiallyApproved:      {false, false},
		OutcomeReview:                 {false, true},
		OutcomeAuthenticationRequired: {false, true},
		OutcomePending:                {false, true},
		OutcomeDeclined:               {false, false},
		OutcomeFailed:                 {false, false},
		OutcomeUndone:                 {false, false},
		OutcomeVerified:               {false, false},
		99:                            {false, true},
	} {
		o := Outcome{Kind: kind, Advice: AdviceNone}
		if o.Approved() != want.approved || o.Undecided() != want.undecided {
			t.Errorf("%s: approved %t, undecided %t", kind, o.Approved(), o.Undecided())
		}
	}
}

func TestRefusalThatIsToBeLookedUpIsUndecided(t *testing.T) {
	o := (&CreatePaymentResponse{Status: StatusDeclined, ErrorInformation: &ErrorInformation{Reason: ReasonProcessorError}}).Outcome()
	if o.Kind != OutcomeDeclined || o.Reason != ReasonProcessorError || !o.Undecided() {
		t.Errorf("%+v", o)
	}
}
