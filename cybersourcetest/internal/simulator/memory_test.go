package simulator

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestTransactionIDIsUsedOnce(t *testing.T) {
	g := newGateway(t, Options{})
	body := cardPayment(t, with{"clientReferenceInformation.transactionId": "attempt-1"})
	id := g.pay(body).id()
	repeated := g.pay(body)
	expectOutcome(t, repeated, 400, "INVALID_REQUEST", "INVALID_DATA")
	if !slices.Equal(repeated.fields(), []string{"clientReferenceInformation.transactionId"}) || repeated.entry != nil {
		t.Errorf("got %s", repeated.body)
	}
	increment := incrementOf(t, "1", with{"clientReferenceInformation.transactionId": "attempt-1"})
	expectOutcome(t, g.increment(id, increment), 400, "INVALID_REQUEST", "INVALID_DATA")
	expectOutcome(t, g.call(Request{MerchantID: "acme_us", Body: body}), 201, "AUTHORIZED", "")
}

func TestTransactionIDStaysTakenAfterAFailure(t *testing.T) {
	g := newGateway(t, Options{})
	change := with{"clientReferenceInformation.transactionId": "attempt-1", amountsPath + "totalAmount": "9150"}
	expectOutcome(t, g.pay(cardPayment(t, change)), 502, "SERVER_ERROR", "SYSTEM_ERROR")
	expectOutcome(t, g.pay(cardPayment(t, change)), 400, "INVALID_REQUEST", "INVALID_DATA")
}

func TestRefusedRequestUsesItsTransactionIDUnlessToldOtherwise(t *testing.T) {
	for _, frees := range []bool{false, true} {
		g := newGateway(t, Options{RefusalFreesID: frees})
		missing := cardPayment(t, transactionID("attempt-1"), with{amountsPath + "totalAmount": nil})
		refused := cardPayment(t, transactionID("attempt-2"), with{amountsPath + "totalAmount": "9236"})
		expectOutcome(t, g.pay(missing), 400, "INVALID_REQUEST", "MISSING_FIELD")
		expectOutcome(t, g.pay(refused), 400, "INVALID_REQUEST", "PROCESSOR_UNAVAILABLE")
		for _, id := range []string{"attempt-1", "attempt-2"} {
			if again := g.pay(cardPayment(t, transactionID(id))); (again.status == 201) != frees {
				t.Errorf("%s: got %s", id, again.body)
			}
		}
	}
}

func TestTransactionIDIsFreeAgainAfterItsTime(t *testing.T) {
	for _, tc := range []struct{ life, until time.Duration }{{0, 60 * 24 * time.Hour}, {time.Hour, time.Hour}} {
		g := newGateway(t, Options{TransactionIDLife: tc.life})
		g.authorize(transactionID("lost"))
		g.now = noon.Add(tc.until - time.Second)
		expectOutcome(t, g.pay(cardPayment(t, transactionID("lost"))), 400, "INVALID_REQUEST", "INVALID_DATA")
		g.now = noon.Add(tc.until)
		expectOutcome(t, g.pay(cardPayment(t, transactionID("lost"))), 201, "AUTHORIZED", "")
	}
}

func TestCodeMayBeComparedAcrossOperations(t *testing.T) {
	for _, across := range []bool{false, true} {
		g := newGateway(t, Options{DuplicateCodeCheck: true, DuplicateCodeAcross: across})
		id := g.authorize(with{"clientReferenceInformation.code": "step-1"})
		if capture := g.do(CapturePayment, id, sum(t, "100")); (capture.reason() == "DUPLICATE_REQUEST") != across {
			t.Errorf("across %t: got %s", across, capture.body)
		}
	}
}

func TestCodeMayRepeatAfterAQuarterOfAnHour(t *testing.T) {
	g := newGateway(t, Options{DuplicateCodeCheck: true})
	expectOutcome(t, g.pay(cardPayment(t, with{amountsPath + "totalAmount": "9202"})), 201, "DECLINED", "EXPIRED_CARD")
	first := g.pay(cardPayment(t))
	expectOutcome(t, first, 201, "AUTHORIZED", "")
	g.now = noon.Add(14*time.Minute + 59*time.Second)
	expectOutcome(t, g.pay(cardPayment(t)), 400, "INVALID_REQUEST", "DUPLICATE_REQUEST")
	expectOutcome(t, g.increment(first.id(), incrementOf(t, "1")), 201, "AUTHORIZED", "")
	expectOutcome(t, g.call(Request{MerchantID: "acme_us", Body: cardPayment(t)}), 201, "AUTHORIZED", "")
	g.now = noon.Add(15 * time.Minute)
	expectOutcome(t, g.pay(cardPayment(t)), 201, "AUTHORIZED", "")
}

func TestCodesAreNotComparedUnlessAskedFor(t *testing.T) {
	g := newGateway(t, Options{})
	g.pay(cardPayment(t))
	expectOutcome(t, g.pay(cardPayment(t)), 201, "AUTHORIZED", "")
}

func TestPaymentInUseIsNotForgotten(t *testing.T) {
	g := newGateway(t, Options{MaxPayments: 4, Features: Features{PartialReversals: true}})
	used := g.authorize(nil)
	first := g.authorize(nil)
	g.authorize(nil)
	g.authorize(nil)
	if capture := g.do(CapturePayment, used, sum(t, "1", with{"processingInformation.captureOptions.captureSequenceNumber": 1, "processingInformation.captureOptions.totalCaptureCount": 3})); capture.status != 201 {
		t.Fatalf("got %s", capture.body)
	}
	if _, known := g.Lookup(first); known || g.Forgotten() != 1 {
		t.Errorf("the payment that nobody used is known: %t, %d forgotten", known, g.Forgotten())
	}
	for range 10 { // a look-up is a use too, of all that belongs to a payment
		if r := g.Handle(Request{Operation: GetTransaction, IDs: []string{used}, MerchantID: merchant}); r.Status != 200 {
			t.Fatalf("look-up: got %d %s", r.Status, r.Body)
		}
		g.authorize(nil)
	}
	entries := g.Entries()
	if len(entries) != 4 || entries[0].ID != used || entries[1].OriginalID != used || g.Forgotten() != 11 {
		t.Errorf("%d forgotten, got %+v", g.Forgotten(), entries)
	}
	if !slices.IsSortedFunc(entries, func(a, b Entry) int { return int(a.Sequence) - int(b.Sequence) }) {
		t.Errorf("out of order: %+v", entries)
	}
}

func TestOldestPaymentIsForgottenWithAllThatBelongsToIt(t *testing.T) {
	g := newGateway(t, Options{MaxPayments: 3})
	numbered := func(i int) []byte {
		return cardPayment(t, tokenCreation(), with{
			"clientReferenceInformation.code":          "order-" + strconv.Itoa(i),
			"clientReferenceInformation.transactionId": "attempt-" + strconv.Itoa(i),
		})
	}
	first := g.pay(numbered(1)).id()
	g.pay(cardPayment(t, tokenCreation("instrumentIdentifier"), with{cardPath + "number": "5555555555554444"}))
	g.pay(enrolling(t, "4000000000002503"))
	for i := range 20 {
		g.pay(numbered(2 + i))
	}
	if c, i := len(g.memory.challenges), len(g.memory.identifiers); c != 0 || i != 1 {
		t.Errorf("%d challenges and %d identifiers are left, want 0 and 1", c, i)
	}
	entries := g.Entries()
	if len(entries) != 3 || entries[0].Sequence != 21 || entries[2].Sequence != 23 {
		t.Fatalf("got %+v", entries)
	}
	if _, known := g.Lookup(first); known {
		t.Error("the first payment is still known")
	}
	expectOutcome(t, g.increment(first, incrementOf(t, "1")), 400, "INVALID_REQUEST", "INVALID_PAYMENT_ID")
	m := &g.memory
	for name, size := range map[string]int{
		"processed": m.processed.length, "byID": len(m.byID) / 2, "payments": len(m.payments), "users": len(m.users), "codes": len(m.codes), "byCode": len(m.byCode) / 2,
		"vault": len(m.vault) / 3,
	} {
		if size > 3 {
			t.Errorf("%s holds %d", name, size)
		}
	}
	expectOutcome(t, g.pay(numbered(1)), 201, "AUTHORIZED", "")
}

func TestEntriesShowWhatHappensElsewhere(t *testing.T) {
	g := newGateway(t, Options{})
	settled, reversed := g.pay(cardPayment(t)).id(), g.pay(cardPayment(t)).id()
	increment := g.increment(reversed, incrementOf(t, "1")).id()
	if err := g.Settle(settled); err != nil {
		t.Fatal(err)
	}
	if err := g.Reverse(reversed); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]bool{settled: true, reversed: false, increment: false} {
		if found, _ := g.Lookup(id); found.HoldsFunds() != want {
			t.Errorf("got %+v", found)
		}
	}
	for _, err := range []error{g.Reverse(settled), g.Settle("1"), g.Expire(reversed)} {
		if err == nil {
			t.Error("a payment that is over was changed")
		}
	}
}

// dealings is a fixed sequence of all kinds of calls.
func dealings(t *testing.T, g *gateway) string {
	t.Helper()
	var log strings.Builder
	note := func(r reply) string {
		fmt.Fprintf(&log, "%d %s %+v\n", r.status, r.body, r.entry)
		return r.id()
	}
	id := note(g.pay(cardPayment(t, tokenCreation())))
	note(g.increment(id, incrementOf(t, "1")))
	note(g.pay(cardPayment(t, with{amountsPath + "totalAmount": "9481"})))
	note(g.pay([]byte("{}")))
	note(g.pay(enrolling(t, "5200000000002235")))
	note(g.pay(enrolling(t, "4000000000002503")))
	note(g.refresh(note(g.pay(bankTransfer(t))), refresh(t)))
	return log.String()
}

func TestSeedGivesTheSameBytes(t *testing.T) {
	for _, profile := range []string{ProfileDefault, ProfileVisaPlatformConnect, ProfileTSYS} {
		bytes := func(seed uint64) string { return dealings(t, newGateway(t, Options{Profile: profile, Seed: seed})) }
		if bytes(1) != bytes(1) {
			t.Errorf("%s: one seed, two answers", profile)
		}
		if bytes(1) == bytes(2) {
			t.Errorf("%s: two seeds, one answer", profile)
		}
	}
}

func TestCardNumbersAreNotRemembered(t *testing.T) {
	g := newGateway(t, Options{})
	g.pay(cardPayment(t, tokenCreation(), with{cardPath + "securityCode": "7391"}))
	g.pay(enrolling(t, "4000000000002503", with{cardPath + "securityCode": "7391"}))
	g.pay(checkPayment(t, with{bankPath + "account.number": "99887766554433"}))
	everything := remembered(reflect.ValueOf(g.Simulator), map[uintptr]bool{})
	if !strings.Contains(everything, "order-1") || !strings.Contains(everything, "2503") {
		t.Fatal("the search does not see the memory")
	}
	for _, secret := range []string{"4111111111111111", "4000000000002503", "7391", "99887766554433", "201 Maple"} {
		if strings.Contains(everything, secret) {
			t.Errorf("%s is remembered", secret)
		}
	}
}

// remembered writes every text that can be reached from a value.
func remembered(v reflect.Value, seen map[uintptr]bool) string {
	switch v.Kind() {
	case reflect.String:
		return v.String() + " "
	case reflect.Pointer:
		if v.IsNil() || seen[v.Pointer()] {
			return ""
		}
		seen[v.Pointer()] = true
		return remembered(v.Elem(), seen)
	case reflect.Struct:
		var b strings.Builder
		for _, field := range v.Fields() {
			b.WriteString(remembered(field, seen))
		}
		return b.String()
	case reflect.Slice, reflect.Array:
		var b strings.Builder
		for i := range v.Len() {
			b.WriteString(remembered(v.Index(i), seen))
		}
		return b.String()
	case reflect.Map:
		var b strings.Builder
		for _, key := range v.MapKeys() {
			b.WriteString(remembered(key, seen) + remembered(v.MapIndex(key), seen))
		}
		return b.String()
	default:
		return ""
	}
}

func TestConcurrentCallsAreAllRecorded(t *testing.T) {
	g := newGateway(t, Options{})
	body := cardPayment(t)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				g.Handle(Request{MerchantID: merchant, Body: body})
				g.Lookup(strconv.Itoa(rand.IntN(10)))
			}
		})
	}
	group.Wait()
	ids := map[string]bool{}
	for i, e := range g.Entries() {
		ids[e.ID] = true
		if e.Sequence != uint64(i+1) {
			t.Fatalf("entry %d has number %d", i+1, e.Sequence)
		}
	}
	if len(ids) != 400 {
		t.Errorf("got %d ids for 400 payments", len(ids))
	}
}
