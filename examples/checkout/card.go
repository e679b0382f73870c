package main

import (
	"encoding/json"
	"net"
	"net/http"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/checkout"
)

// This file is the way of a card from its fields to the enrolment check. Nothing is paid
// on it: each error is safe to retry.

// getCard shows the card fields, anew with each visit: a capture context is for one page.
func (s *shop) getCard(w http.ResponseWriter, r *http.Request, o order) {
	answer, err := s.client.MicroformIntegrationApi.GenerateCaptureContext(r.Context(), &cybersource.GenerateCaptureContextRequest{
		ClientVersion: "v2", TargetOrigins: []string{s.address}, AllowedCardNetworks: []string{"VISA", "MASTERCARD", "AMEX"},
	})
	if err != nil {
		s.fail(w, o, err)
		return
	}
	verified, err := s.checks.CaptureContext(r.Context(), answer.Token)
	if err != nil {
		s.fail(w, o, err)
		return
	}
	script, err := verified.Script()
	if err != nil {
		s.fail(w, o, err)
		return
	}
	begin := func(o *order) { o.State, o.Session, o.Accept = open, verified.Session(), r.Header.Get("Accept") }
	if o, ok := s.orders.change(o.Code, begin, open, challenged); ok {
		s.render(w, "card", cardPage{o, answer.Token, script})
		return
	}
	http.Redirect(w, r, "/order", http.StatusSeeOther)
}

// cardPage is what the page with the card fields needs.
type cardPage struct {
	Order          order
	CaptureContext string
	Script         checkout.Script
}

// frame is a page that the browser posts to in a frame.
type frame struct {
	URL         string `json:"url"`
	AccessToken string `json:"accessToken"`
	MD          string `json:"md,omitempty"`
}

// postToken takes the card that was entered, as a token, and begins payer authentication
// for it: the browser then sends its data to the bank.
func (s *shop) postToken(w http.ResponseWriter, r *http.Request, o order) {
	token, err := s.checks.TransientToken(o.Session, read(r))
	if err != nil {
		s.fail(w, o, err)
		return
	}
	setUp, err := s.client.PayerAuthenticationApi.PayerAuthSetup(r.Context(), &cybersource.PayerAuthSetupRequest{
		ClientReferenceInformation: &cybersource.PayerAuthClientReferenceInformation{Code: o.Code},
		TokenInformation:           &cybersource.PayerAuthTokenInformation{TransientToken: token.ID},
	})
	if err != nil {
		s.fail(w, o, err)
		return
	}
	info := setUp.ConsumerAuthenticationInformation
	if setUp.Status != "COMPLETED" || info == nil {
		http.Error(w, "This card cannot be used.", http.StatusUnprocessableEntity)
		return
	}
	s.orders.change(o.Code, func(o *order) { o.Token, o.TokenID, o.Reference = token.Token, token.ID, info.ReferenceID }, open)
	reply(w, frame{URL: info.DeviceDataCollectionURL, AccessToken: info.AccessToken})
}

// browser is what the page tells of the browser that it is in.
type browser struct{ Language, ColorDepth, Height, Width, TimeDifference string }

// enrolment asks the bank whether it knows the payer.
func (s *shop) enrolment(r *http.Request, o order) *cybersource.CheckPayerAuthEnrollmentRequest {
	var b browser
	_ = json.Unmarshal([]byte(read(r)), &b) // what a browser does not tell, the bank has to do without
	ip, _, _ := net.SplitHostPort(r.RemoteAddr)
	return &cybersource.CheckPayerAuthEnrollmentRequest{
		ClientReferenceInformation: &cybersource.PayerAuthClientReferenceInformation{Code: o.Code},
		TokenInformation:           &cybersource.PayerAuthTokenInformation{TransientToken: o.TokenID},
		OrderInformation: &cybersource.CheckPayerAuthEnrollmentOrderInformation{
			AmountDetails: &cybersource.PayerAuthOrderInformationAmountDetails{TotalAmount: o.Amount, Currency: o.Currency},
			BillTo: &cybersource.CheckPayerAuthEnrollmentOrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", PhoneNumber: "4155550100",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
		},
		DeviceInformation: &cybersource.CheckPayerAuthEnrollmentDeviceInformation{
			IPAddress: ip, UserAgentBrowserValue: r.UserAgent(), HTTPAcceptContent: o.Accept,
			HTTPBrowserLanguage: b.Language, HTTPBrowserColorDepth: b.ColorDepth,
			HTTPBrowserScreenHeight: b.Height, HTTPBrowserScreenWidth: b.Width, HTTPBrowserTimeDifference: b.TimeDifference,
			HTTPBrowserJavaEnabled: new(false), HTTPBrowserJavaScriptEnabled: new(true),
		},
		ConsumerAuthenticationInformation: &cybersource.CheckPayerAuthEnrollmentConsumerAuthenticationInformation{
			ReferenceID: o.Reference, ReturnURL: s.address + "/return", DeviceChannel: "Browser",
		},
	}
}

// fail tells of an error before anything was paid.
func (s *shop) fail(w http.ResponseWriter, o order, err error) {
	s.log.Error("not paid", "order", o.Code, "error", err)
	s.end(o, open, notCharged)
	http.Error(w, notCharged, http.StatusBadGateway)
}

// reply answers a script of the page.
func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the browser left
}
