package checkout

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource"
)

// details is the answer of a payment, with changes.
func details(changes object) object {
	d := object{
		"clientReferenceInformation": object{"code": "ORDER-20418"},
		"orderInformation":           object{"amountDetails": object{"totalAmount": "102.21", "authorizedAmount": "102.21", "currency": "USD"}},
		"processorInformation":       object{"approvalCode": "831000"},
	}
	maps.Copy(d, changes)
	return d
}

// resultOf are the claims of a result, with changes.
func resultOf(changes object) object {
	claims := object{
		"id": "6750124114786780104953", "status": "AUTHORIZED", "outcome": "AUTHORIZED", "message": "Done", "details": details(nil),
		"metadata": object{"ccJti": "CaptureContext01", "ttJti": "TransientToken01"},
	}
	maps.Copy(claims, changes)
	return claims
}

func order() Order {
	return Order{SessionID: "CaptureContext01", ReferenceCode: "ORDER-20418", Amount: "102.21", Currency: "USD"}
}

func amounts(total, authorized, currency string) object {
	a := object{"currency": currency}
	for name, amount := range map[string]string{"totalAmount": total, "authorizedAmount": authorized} {
		if amount != "" {
			a[name] = amount
		}
	}
	return object{"details": details(object{"orderInformation": object{"amountDetails": a}})}
}

func TestResultIsAcceptedForItsOwnOrderOnly(t *testing.T) {
	flat := details(object{"id": "1", "status": "AUTHORIZED", "metadata": object{"ccJti": "CaptureContext01"}})
	for _, tc := range []struct {
		name   string
		claims object
		want   error
	}{
		{"as it should be", resultOf(nil), nil},
		{"of an older version, without details", flat, nil},
		{"the same amount in other digits", resultOf(amounts("102.210", "", "usd")), nil},
		{"the authorized amount alone", resultOf(amounts("", "102.21", "USD")), nil},
		{"approved in part", resultOf(amounts("102.21", "50.00", "USD")), nil},
		{"of another session", resultOf(object{"metadata": object{"ccJti": "CaptureContext02"}}), ErrOtherSession},
		{"of no session", resultOf(object{"metadata": object{}}), ErrOtherSession},
		{"of another order", resultOf(object{"details": details(object{"clientReferenceInformation": object{"code": "ORDER-20419"}})}), ErrOtherOrder},
		{"of no order", resultOf(object{"details": details(object{"clientReferenceInformation": nil})}), ErrOtherOrder},
		{"of a code in another case", resultOf(object{"details": details(object{"clientReferenceInformation": object{"code": "order-20418"}})}), ErrOtherOrder},
		{"of another session, in its details", resultOf(object{"details": details(object{"metadata": object{"ccJti": "CaptureContext02"}})}), ErrOtherSession},
		{"of a session in its details that cannot be read", resultOf(object{"details": details(object{"metadata": []any{"CaptureContext02"}})}), ErrOtherSession},
		{"of the same session in its details", resultOf(object{"details": details(object{"metadata": object{"ccJti": "CaptureContext01"}})}), nil},
		{"of another order, beside its details", resultOf(object{"clientReferenceInformation": object{"code": "ORDER-20419"}}), ErrOtherOrder},
		{"of a code beside its details that cannot be read", resultOf(object{"clientReferenceInformation": object{"code": 20419}}), ErrOtherOrder},
		{"of the same order, beside its details", resultOf(object{"clientReferenceInformation": object{"code": "ORDER-20418"}}), nil},
		{"of another amount", resultOf(amounts("1.00", "102.21", "USD")), ErrOtherAmount},
		{"of another currency", resultOf(amounts("102.21", "", "CAD")), ErrOtherAmount},
		{"of no amount", resultOf(amounts("", "", "USD")), ErrOtherAmount},
		{"of no amounts", resultOf(object{"details": details(object{"orderInformation": nil})}), ErrOtherAmount},
		{"without an id", resultOf(object{"id": ""}), ErrMalformed},
		{"without a status", resultOf(object{"status": ""}), ErrMalformed},
		{"a capture context", contextOf(nil), ErrMalformed},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r, err := newFixture(t).Result(t.Context(), sign(serviceKey(), rs256(serviceKeyID), tc.claims), order())
			if !errors.Is(err, tc.want) || (r == nil) != (tc.want != nil) {
				t.Errorf("got %v, %v, want %v", r, err, tc.want)
			}
			if errors.Is(err, ErrOtherAmount) && !strings.Contains(err.Error(), "6750124114786780104953") {
				t.Errorf("%v: does not name the payment to look up", err)
			}
		})
	}
}

func TestResultIsReadAsThePaymentThatItTellsOf(t *testing.T) {
	r, err := newFixture(t).Result(t.Context(), sign(serviceKey(), rs256(serviceKeyID), resultOf(nil)), order())
	if err != nil {
		t.Fatal(err)
	}
	if r.ID != "6750124114786780104953" || r.Status != "AUTHORIZED" || r.Message != "Done" || r.TokenID != "TransientToken01" {
		t.Errorf("read %+v", r)
	}
	if p := r.Payment; p.ID != r.ID || p.Status != cybersource.StatusAuthorized || p.ProcessorInformation.ApprovalCode != "831000" || !p.Outcome().Approved() {
		t.Errorf("read %v, outcome %+v", p, p.Outcome())
	}
}

func TestResultThatContradictsItselfIsNoApproval(t *testing.T) {
	for _, tc := range []struct {
		name        string
		claims      object
		kind        cybersource.OutcomeKind
		moneyIsHeld bool
	}{
		{"the same status in its details", resultOf(object{"details": details(object{"id": "6750124114786780104953", "status": "AUTHORIZED"})}), cybersource.OutcomeApproved, true},
		{"an end in words that are no status", resultOf(object{"outcome": "COMPLETE"}), cybersource.OutcomeApproved, true},
		{"an end in other letters", resultOf(object{"outcome": " Authorized"}), cybersource.OutcomeApproved, true},
		{"an end that is named in its details too", resultOf(object{"details": details(object{"outcome": "AUTHORIZED"})}), cybersource.OutcomeApproved, true},
		{"another end in its details", resultOf(object{"details": details(object{"outcome": "DECLINED"})}), cybersource.OutcomeUnknown, true},
		{"an end in its details that cannot be read", resultOf(object{"details": details(object{"outcome": object{"status": "DECLINED"}})}), cybersource.OutcomeUnknown, true},
		{"success beside a decline", resultOf(object{"status": "DECLINED", "outcome": "SUCCESS", "details": details(object{"processorInformation": nil})}), cybersource.OutcomeUnknown, true},
		{"no end in words", resultOf(object{"outcome": ""}), cybersource.OutcomeApproved, true},
		{"more claims than are known", resultOf(object{"iss": "x", "new": object{"status": "DECLINED"}}), cybersource.OutcomeApproved, true},
		{"a decline in its details", resultOf(object{"details": details(object{"status": "DECLINED"})}), cybersource.OutcomeUnknown, true},
		{"an approval in the details of a decline", resultOf(object{"status": "DECLINED", "outcome": "DECLINED", "details": details(object{"status": "AUTHORIZED", "processorInformation": nil})}), cybersource.OutcomeUnknown, true},
		{"a status in its details that cannot be read", resultOf(object{"details": details(object{"status": object{}})}), cybersource.OutcomeUnknown, true},
		{"another id in its details", resultOf(object{"details": details(object{"id": "7411028857126000001234"})}), cybersource.OutcomeUnknown, true},
		{"another end than its status", resultOf(object{"outcome": "DECLINED"}), cybersource.OutcomeUnknown, true},
		{"another end than its status, in an older version", details(object{"id": "1", "status": "AUTHORIZED", "outcome": "DECLINED", "metadata": object{"ccJti": "CaptureContext01"}}), cybersource.OutcomeUnknown, true},
		{"another end than a decline", resultOf(object{"status": "DECLINED", "details": details(object{"processorInformation": nil})}), cybersource.OutcomeUnknown, true},
		{"a reason beside its details", resultOf(object{"errorInformation": object{"reason": "EXPIRED_CARD"}}), cybersource.OutcomeUnknown, true},
		{"an amount of nothing beside its details", resultOf(object{"orderInformation": object{"amountDetails": object{"authorizedAmount": "0.00"}}}), cybersource.OutcomeUnknown, true},
		{"a list in place of its details", details(object{"id": "1", "status": "AUTHORIZED", "details": []any{object{"reason": "EXPIRED_CARD"}}, "metadata": object{"ccJti": "CaptureContext01"}}), cybersource.OutcomeUnknown, true},
		{"a decline, and its reason in its details", resultOf(object{"status": "DECLINED", "outcome": "DECLINED", "details": object{
			"clientReferenceInformation": object{"code": "ORDER-20418"}, "errorInformation": object{"reason": "EXPIRED_CARD"},
			"orderInformation": object{"amountDetails": object{"totalAmount": "102.21", "currency": "USD"}},
		}}), cybersource.OutcomeDeclined, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r, err := newFixture(t).Result(t.Context(), sign(serviceKey(), rs256(serviceKeyID), tc.claims), order())
			if err != nil {
				t.Fatal(err)
			}
			if o := r.Payment.Outcome(); o.Kind != tc.kind || o.HoldsFunds != tc.moneyIsHeld {
				t.Errorf("%s, holds funds: %v; want %s, %v", o.Kind, o.HoldsFunds, tc.kind, tc.moneyIsHeld)
			}
			if r.Payment.ID != r.ID || string(r.Payment.Status) != r.Status {
				t.Errorf("the payment is %s %s, the result is %s %s", r.Payment.ID, r.Payment.Status, r.ID, r.Status)
			}
		})
	}
}

func TestResultIsVerifiedLikeACaptureContext(t *testing.T) {
	f := newFixture(t)
	for _, tc := range []struct {
		token string
		want  error
	}{
		{sign(nobodysKey(), rs256(serviceKeyID), resultOf(nil)), ErrSignature},
		{sign(serviceKey(), rs256("t9"), resultOf(nil)), ErrUnknownKey},
		{sign(pageKey(), rs256(pageKeyID), resultOf(nil)), ErrUnknownKey}, // a key that the browser's page has signed with
		{"a.b.c", ErrMalformed},
	} {
		if r, err := f.Result(t.Context(), tc.token, order()); !errors.Is(err, tc.want) {
			t.Errorf("got %v, %v, want %v", r, err, tc.want)
		}
	}
}

func TestOrderThatBindsNothingIsRefused(t *testing.T) {
	f := newFixture(t)
	good := sign(serviceKey(), rs256(serviceKeyID), resultOf(nil))
	for field, change := range map[string]func(*Order){
		"order.SessionID":     func(o *Order) { o.SessionID = "" },
		"order.ReferenceCode": func(o *Order) { o.ReferenceCode = " " },
		"order.Amount":        func(o *Order) { o.Amount = "" },
		"order.Currency":      func(o *Order) { o.Currency = "" },
	} {
		o := order()
		change(&o)
		if _, err := f.Result(t.Context(), good, o); !errors.Is(err, cybersource.ErrInvalidRequest) || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: got %v", field, err)
		}
	}
	if f.fetched.Load() != 0 {
		t.Error("a key was asked for")
	}
}

// Words that are not known as those of a success may be those of a failure.
func TestResultWhoseEndIsNamedInUnknownWordsIsNoApproval(t *testing.T) {
	for _, word := range []string{
		"declined", "Declined", "DECLINE", "REJECT", "FAILURE", "ERROR", "SERVER_ERROR", "SERVER_TIMEOUT", "SYSTEM_ERROR",
		"PROCESSOR_DECLINED", "PARTIALLY_REVERSED", "CHALLENGE", "not completed",
	} {
		t.Run(word, func(t *testing.T) {
			r, err := newFixture(t).Result(t.Context(), sign(serviceKey(), rs256(serviceKeyID), resultOf(object{"outcome": word})), order())
			if err != nil {
				t.Fatal(err)
			}
			if o := r.Payment.Outcome(); o.Kind != cybersource.OutcomeUnknown || !o.HoldsFunds || r.Outcome != word {
				t.Errorf("%s, holds funds: %v", o.Kind, o.HoldsFunds)
			}
		})
	}
}
