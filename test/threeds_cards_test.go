package test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// threeDSResult is what a scenario of the published 3-D Secure cards comes to, as the service
// documents it: of the enrolment check, and after a challenge of its validation.
type threeDSResult struct {
	checked, validated cybersource.AuthenticationResult
	liability          cybersource.Liability
	may                cybersource.MayAuthorize
	attempted          bool // the indicator is that of an attempt
}

const challengeDue = cybersource.ResultChallengeRequired

var (
	shifted    = threeDSResult{cybersource.ResultAuthenticated, 0, cybersource.LiabilityShifted, cybersource.AuthorizeYes, false}
	standIn    = threeDSResult{cybersource.ResultAttempted, 0, cybersource.LiabilityShifted, cybersource.AuthorizeYes, true}
	noShift    = threeDSResult{cybersource.ResultUnavailable, 0, cybersource.LiabilityNotShifted, cybersource.AuthorizeWithoutShift, false}
	bypassed   = threeDSResult{cybersource.ResultBypassed, 0, cybersource.LiabilityNotShifted, cybersource.AuthorizeWithoutShift, false}
	lookupFail = threeDSResult{cybersource.ResultError, 0, cybersource.LiabilityNotShifted, cybersource.AuthorizeWithoutShift, false}
	failed     = threeDSResult{cybersource.ResultFailed, 0, cybersource.LiabilityNotShifted, cybersource.AuthorizeNo, false}
	rejected   = threeDSResult{cybersource.ResultRejected, 0, cybersource.LiabilityNotShifted, cybersource.AuthorizeNo, false}

	challengePassed = threeDSResult{challengeDue, cybersource.ResultAuthenticated, cybersource.LiabilityShifted, cybersource.AuthorizeYes, false}
	challengeLost   = threeDSResult{challengeDue, cybersource.ResultFailed, cybersource.LiabilityNotShifted, cybersource.AuthorizeNo, false}
	challengeOpen   = threeDSResult{challengeDue, cybersource.ResultUnavailable, cybersource.LiabilityNotShifted, cybersource.AuthorizeWithoutShift, false}
	challengeBroken = threeDSResult{challengeDue, cybersource.ResultError, cybersource.LiabilityNotShifted, cybersource.AuthorizeWithoutShift, false}
)

// threeDSCards are all published test cards of 3-D Secure, by their documented result.
var threeDSCards = []struct {
	name    string
	result  threeDSResult
	numbers []string
}{
	{"frictionless success", shifted, []string{"4000000000002701", "5200000000002235", "340000000002708", "6011000000002117", "3338000000000296", "4000000000001000", "5200000000001005"}},
	{"frictionless failure", failed, []string{"4000000000002925", "5200000000002276", "340000000002096", "6011000000002364", "3338000000000361", "4000000000001018", "5200000000001013"}},
	{"attempt", standIn, []string{"4000000000002719", "5200000000002482", "340000000002872", "6011000000002646", "3338000000000585", "4000000000001026", "5200000000001021"}},
	{"unavailable", noShift, []string{"4000000000002313", "5200000000002268", "340000000002922", "6011000000002612", "4000000000001034", "5200000000001039"}},
	{"rejected", rejected, []string{"4000000000002537", "5200000000002185", "340000000002062", "6011000000002711"}},
	{"not available on lookup", noShift, []string{"4000000000002990", "5200000000002409", "340000000002468"}},
	{"lookup error", lookupFail, []string{"4000000000002446", "5200000000002037", "340000000002732", "340000000002351"}},
	{"lookup timeout", lookupFail, []string{"4000000000002354", "5200000000002326", "340000000002047"}},
	{"bypassed", bypassed, []string{"4000000000002560", "5200000000002508", "340000000002948"}},
	{"challenge and success", challengePassed, []string{"4000000000002503", "5200000000002151", "340000000002534", "6011000000002265", "3338000000000569", "4000000000001091", "5200000000001096", "340000000001098"}},
	{"challenge and failure", challengeLost, []string{"4000000000002370", "5200000000002490", "340000000002237", "6011000000002695"}},
	{"challenge and unavailable", challengeOpen, []string{"4000000000002420", "5200000000002664", "340000000002484"}},
	{"challenge and error", challengeBroken, []string{"4000000000002644", "5200000000002656"}},
}

// indicators are the commerce indicators of a payment whose liability has shifted: of a
// payer who was recognized, and of an attempt. Published by network, here by first digits.
var indicators = map[string][2]string{
	"4": {"vbv", "vbv_attempted"}, "52": {"spa", "spa"}, "34": {"aesk", "aesk_attempted"},
	"60": {"dipb", "dipb_attempted"}, "33": {"js", "js_attempted"},
}

var cardTypes = map[string]string{"4": "001", "52": "002", "34": "003", "60": "004", "33": "007"}

// networkOfNumber is the key of a card's network in the tables.
func networkOfNumber(number string) string {
	if number[0] == '4' {
		return number[:1]
	}
	return number[:2]
}

// eachThreeDSCard runs a test once per published card, with different expiry dates.
func eachThreeDSCard(t *testing.T, test func(t *testing.T, x *threeDSPayer, want threeDSResult)) {
	t.Helper()
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
	t.Cleanup(gateway.Close)
	client := newClient(t, gateway.Configuration())
	cards := 0
	for _, row := range threeDSCards {
		for _, number := range row.numbers {
			cards++
			x := &threeDSPayer{client: client, number: number, month: fmt.Sprintf("%02d", 1+cards%12), year: strconv.Itoa(2031 + cards%3)}
			t.Run(row.name+" "+number, func(t *testing.T) { test(t, x, row.result) })
		}
	}
	assert.Equal(t, 61, cards)
}

// threeDSPayer is a payer with a test card.
type threeDSPayer struct {
	client              *cybersource.APIClient
	number, month, year string
}

func (x *threeDSPayer) card() *cybersource.PayerAuthPaymentInformationCard {
	return &cybersource.PayerAuthPaymentInformationCard{
		Number: x.number, ExpirationMonth: x.month, ExpirationYear: x.year, Type: cardTypes[networkOfNumber(x.number)],
	}
}

// payment is one by the payer's card.
func (x *threeDSPayer) payment(actions ...string) *cybersource.CreatePaymentRequest {
	request := payment()
	request.ClientReferenceInformation.Code = "3ds-" + x.number
	request.PaymentInformation.Card = &cybersource.PaymentInformationCard{
		Number: x.number, ExpirationMonth: x.month, ExpirationYear: x.year, Type: cardTypes[networkOfNumber(x.number)],
	}
	request.ProcessingInformation = &cybersource.ProcessingInformation{ActionList: actions}
	return request
}

// authenticate makes the calls before a payment: set-up, enrolment check, and the validation
// after a challenge.
func (x *threeDSPayer) authenticate(t *testing.T) cybersource.Authentication {
	t.Helper()
	api := x.client.PayerAuthenticationApi
	setup := authenticationSetup()
	setup.PaymentInformation.Card = x.card()
	prepared, err := api.PayerAuthSetup(t.Context(), setup)
	require.NoError(t, err)

	check := enrolmentCheck()
	check.PaymentInformation.Card = x.card()
	check.ConsumerAuthenticationInformation.ReferenceID = prepared.ConsumerAuthenticationInformation.ReferenceID
	enrolment, err := api.CheckPayerAuthEnrollment(t.Context(), check)
	require.NoError(t, err)
	a := cybersource.Authentication{Enrolment: enrolment, Amount: "102.21", Currency: "USD"}
	if a.Outcome().Result != challengeDue {
		return a
	}
	a.ValidationRequest = resultValidation()
	a.ValidationRequest.PaymentInformation.Card = x.card()
	a.ValidationRequest.ConsumerAuthenticationInformation.AuthenticationTransactionID = enrolment.ConsumerAuthenticationInformation.AuthenticationTransactionID
	a.Validation, err = api.ValidateAuthenticationResults(t.Context(), a.ValidationRequest)
	require.NoError(t, err)
	return a
}

// expect compares the outcomes of check and validation with the documented result.
func (want threeDSResult) expect(t *testing.T, checked cybersource.AuthenticationOutcome, last cybersource.AuthenticationOutcome) {
	t.Helper()
	assert.Equal(t, want.checked.String(), checked.Result.String())
	if want.checked == challengeDue {
		assert.Equal(t, want.validated.String(), last.Result.String())
		assert.Equal(t, cybersource.AuthorizeNo, checked.MayAuthorize, "before the challenge")
	}
	assert.Equal(t, want.liability.String(), last.Liability.String())
	assert.Equal(t, want.may.String(), last.MayAuthorize.String())
}

func TestPublishedThreeDSCardsHaveTheirDocumentedResults(t *testing.T) {
	eachThreeDSCard(t, func(t *testing.T, x *threeDSPayer, want threeDSResult) {
		a := x.authenticate(t)
		want.expect(t, a.Enrolment.Outcome(), a.Outcome())

		request := x.payment()
		err := a.AddTo(request)
		if want.may == cybersource.AuthorizeNo {
			require.ErrorIs(t, err, cybersource.ErrInvalidRequest)
			return
		}
		require.NoError(t, err)
		indicator := "internet"
		if want.liability == cybersource.LiabilityShifted {
			indicator = indicators[networkOfNumber(x.number)][0]
			if want.attempted {
				indicator = indicators[networkOfNumber(x.number)][1]
			}
		}
		assert.Equal(t, indicator, request.ProcessingInformation.CommerceIndicator)
		proof := request.ConsumerAuthenticationInformation
		mastercard := networkOfNumber(x.number) == "52"
		assert.Equal(t, want.liability == cybersource.LiabilityShifted && !mastercard, proof.CAVV != "", "cryptogram")
		assert.Equal(t, want.liability == cybersource.LiabilityShifted && mastercard, proof.UCAFAuthenticationData != "", "Mastercard's own")
		paid, err := x.client.PaymentsApi.CreatePayment(t.Context(), request)
		require.NoError(t, err)
		assert.True(t, paid.Outcome().Approved())
	})
}

// The same by one call, or two around a challenge, in which nothing is copied.
func TestPublishedThreeDSCardsHaveTheirResultsBundledWithAPayment(t *testing.T) {
	eachThreeDSCard(t, func(t *testing.T, x *threeDSPayer, want threeDSResult) {
		pay := func(request *cybersource.CreatePaymentRequest) *cybersource.CreatePaymentResponse {
			paid, err := x.client.PaymentsApi.CreatePayment(t.Context(), request)
			require.NoError(t, err)
			return paid
		}
		first := pay(x.payment("CONSUMER_AUTHENTICATION"))
		last := first
		if first.Outcome().Kind == cybersource.OutcomeAuthenticationRequired {
			second := x.payment("VALIDATE_CONSUMER_AUTHENTICATION")
			second.ConsumerAuthenticationInformation = &cybersource.ConsumerAuthenticationInformation{
				AuthenticationTransactionID: first.ConsumerAuthenticationInformation.AuthenticationTransactionID,
			}
			last = pay(second)
		}
		want.expect(t, first.AuthenticationOutcome(), last.AuthenticationOutcome())
		authenticated := last.AuthenticationOutcome().Result
		stopped := authenticated == cybersource.ResultFailed || authenticated == cybersource.ResultRejected || want == challengeBroken
		assert.Equal(t, !stopped, last.Outcome().Approved())
		assert.Equal(t, !stopped, last.Outcome().HoldsFunds)
	})
}

func TestPaymentWithoutAnAuthenticationHasNoOutcomeOfOne(t *testing.T) {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
	t.Cleanup(gateway.Close)
	paid, err := newClient(t, gateway.Configuration()).PaymentsApi.CreatePayment(t.Context(), payment())
	require.NoError(t, err)
	outcome := paid.AuthenticationOutcome()
	assert.Equal(t, cybersource.ResultUnknown, outcome.Result)
	assert.Equal(t, cybersource.AuthorizeNo, outcome.MayAuthorize)
	assert.Zero(t, (*cybersource.CreatePaymentResponse)(nil).AuthenticationOutcome())
}
