package cybersourcetest_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// merchantWith is a merchant with several keys.
func merchantWith(keyIDs ...string) cybersourcetest.Account {
	account := cybersourcetest.Account{ID: "acme_eu"}
	for _, id := range keyIDs {
		account.SharedSecrets = append(account.SharedSecrets, cybersourcetest.SharedSecret{
			KeyID: id, Secret: base64.StdEncoding.EncodeToString([]byte("a secret for tests, of " + id)),
		})
	}
	return account
}

// payWith pays with a client of its own that has one of the merchant's keys.
func payWith(t *testing.T, gateway *cybersourcetest.Gateway, keyID string) error {
	t.Helper()
	cfg := gateway.Configuration()
	pair := merchantWith(keyID).SharedSecrets[0]
	cfg.Credentials = cybersource.JWTSharedSecret{MerchantID: "acme_eu", KeyID: pair.KeyID, SharedSecret: pair.Secret}
	client, err := cybersource.NewAPIClient(cfg)
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.PaymentsApi.CreatePayment(t.Context(), paymentRequest())
	return err
}

func TestKeysAreReplacedWhileTheGatewayRuns(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{Accounts: []cybersourcetest.Account{merchantWith("old", "new")}})
	for _, id := range []string{"old", "new"} {
		if err := payWith(t, gateway, id); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	if ledger := gateway.Ledger(); len(ledger) != 2 || ledger[0].KeyID != "old" || ledger[1].KeyID != "new" {
		t.Errorf("ledger %+v", ledger)
	}
	if err := gateway.SetAccounts(merchantWith("new")); err != nil {
		t.Fatal(err)
	}
	if err := payWith(t, gateway, "old"); err == nil {
		t.Error("the old key still gets in")
	}
	if err := payWith(t, gateway, "new"); err != nil {
		t.Errorf("the new key: %v", err)
	}
	if got := gateway.Account().SharedSecrets[0].KeyID; got != "new" || len(gateway.Accounts()) != 1 {
		t.Errorf("the account has the key %q", got)
	}
}

func TestKeyOfAnHTTPSignatureIsKnown(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	r := newRequest(t, gateway, payments, body)
	signerOf(t, gateway).httpSignature(r, body)
	mustDo(t, gateway, r)
	if got, want := gateway.Requests()[0].KeyID, gateway.Account().SharedSecrets[0].KeyID; got != want {
		t.Errorf("key id %q, want %q", got, want)
	}
}

func TestWrongAccountsLeaveThoseInForce(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{Accounts: []cybersourcetest.Account{merchantWith("old")}})
	twice := []cybersourcetest.Account{merchantWith("a"), merchantWith("b")}
	if err := gateway.SetAccounts(twice...); err == nil || !strings.Contains(err.Error(), "gateway accounts: Accounts[1].ID is that of Accounts[0]") {
		t.Errorf("error %v", err)
	}
	if err := gateway.SetAccounts(); err == nil || !strings.Contains(err.Error(), "Accounts is empty") {
		t.Errorf("error %v", err)
	}
	if err := payWith(t, gateway, "old"); err != nil {
		t.Errorf("the key in force: %v", err)
	}
}

// TestAccountsChangeAmongCalls is for the race detector.
func TestAccountsChangeAmongCalls(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{Accounts: []cybersourcetest.Account{merchantWith("old", "new")}})
	var calls sync.WaitGroup
	for range 4 {
		calls.Go(func() {
			for range 10 {
				if err := payWith(t, gateway, "new"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 20 {
		if err := gateway.SetAccounts(merchantWith("new")); err != nil {
			t.Error(err)
		}
	}
	calls.Wait()
}

func TestAccountRefusesWhatItLacks(t *testing.T) {
	account := merchantWith("key")
	account.CardTypes, account.Currencies = []string{"001"}, []string{"usd", "EUR"}
	gateway := newGateway(t, cybersourcetest.Options{Accounts: []cybersourcetest.Account{account}})
	for _, tc := range []struct{ name, old, changed, status, reason string }{
		{"all there", "", "", "AUTHORIZED", ""},
		{"other card", "4111111111111111", "5555555555554444", "INVALID_REQUEST", "CARD_TYPE_NOT_ACCEPTED"},
		{"other currency", `"USD"`, `"GBP"`, "INVALID_REQUEST", "INVALID_MERCHANT_CONFIGURATION"},
		{"second currency in small letters", `"USD"`, `"eur"`, "AUTHORIZED", ""},
	} {
		got := mustPost(t, gateway, strings.Replace(payment(tc.name), tc.old, tc.changed, 1)).fields(t)
		if got.Status != tc.status || got.Reason != tc.reason {
			t.Errorf("%s: %+v", tc.name, got)
		}
	}
}

func TestMerchantMayMakeSoManyCallsAMinute(t *testing.T) {
	limited, other := merchantWith("key"), cybersourcetest.Account{ID: "acme_us", Tokens: []string{"opaque"}}
	limited.CallsPerMinute = 2
	now := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	gateway := newGateway(t, cybersourcetest.Options{
		Accounts: []cybersourcetest.Account{limited, other}, Now: func() time.Time { return now },
	})
	pay := func() int {
		r := newRequest(t, gateway, payments, payment("x"))
		s := signerOf(t, gateway)
		s.now = func() time.Time { return now }
		s.token(r, payment("x"), nil)
		return mustDo(t, gateway, r).StatusCode
	}
	if got := []int{pay(), pay(), pay()}; got[0] != 201 || got[1] != 201 || got[2] != http.StatusTooManyRequests {
		t.Errorf("HTTP %v", got)
	}
	r := newRequest(t, gateway, payments, payment("y"))
	r.Header.Set("Authorization", "Bearer opaque")
	if got := mustDo(t, gateway, r); got.StatusCode != http.StatusCreated {
		t.Errorf("another merchant: HTTP %d", got.StatusCode)
	}
	if refused := gateway.Requests()[2]; !strings.Contains(refused.Refusal, "CallsPerMinute") || refused.Processed {
		t.Errorf("refused: %+v", refused.Entry)
	}
	now = now.Add(time.Minute)
	if got := pay(); got != http.StatusCreated {
		t.Errorf("a minute later: HTTP %d", got)
	}
}
