package databases

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/idempotency"
)

// canary is a text that goes into calls, and that must not be found anywhere afterwards.
type canary struct {
	name, text string
	allowed    bool // by the rules: an answer may hold it, if the service echoes it
}

// The canaries. A security code has quotes around it, as in JSON: three digits are in many ids.
const (
	canaryCard     = "378282246310005" // a published test number
	canaryCode     = "7391"
	canaryAccount  = "40927154321"
	canaryFirst    = "Wilhelmina"
	canaryLast     = "Zwanziger-Quast"
	canaryEmail    = "canary.kiosk@example.com"
	canaryKey      = "canary key of digests, 32 bytes!"
	canaryCavv     = "Q0FOQVJZQ0FWVkNBTkFSWUM="
	canaryClosedBy = "kim"
)

func canaries(secret string) []canary {
	return []canary{
		{name: "card number", text: canaryCard},
		{name: "security code", text: `"` + canaryCode + `"`},
		{name: "account number", text: canaryAccount},
		{name: "cardholder authentication value", text: canaryCavv},
		{name: "key of digests", text: canaryKey},
		{name: "shared secret", text: secret},
		{name: "first name", text: canaryFirst, allowed: true},
		{name: "last name", text: canaryLast, allowed: true},
		{name: "e-mail address", text: canaryEmail, allowed: true},
	}
}

// forms are the texts that a canary can appear as: plain, in hexadecimal digits, and in base64
// at each of the three places that it can begin at.
func (c canary) forms() map[string][]byte {
	forms := map[string][]byte{
		"plain": []byte(c.text), "hex": []byte(hex.EncodeToString([]byte(c.text))), "HEX": []byte(strings.ToUpper(hex.EncodeToString([]byte(c.text)))),
	}
	for before := range 3 {
		text := base64.RawStdEncoding.EncodeToString(append(make([]byte, before), c.text...))
		begin, end := (before*8+5)/6, (before+len(c.text))*8/6 // without what the neighbours decide
		forms[fmt.Sprint("base64 after ", before)] = []byte(text[begin:end])
	}
	return forms
}

// scan looks for the canaries in what was kept, by name, and returns where which are.
func scan(kept map[string][]byte, birds []canary) (found map[string][]string) {
	found = map[string][]string{}
	for where, content := range kept {
		for _, bird := range birds {
			for form, text := range bird.forms() {
				if bytes.Contains(content, text) {
					found[bird.name] = append(found[bird.name], where+" ("+form+")")
				}
			}
		}
	}
	return found
}

// readAll reads all files of a folder.
func readAll(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	kept := map[string][]byte{}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		kept[strings.TrimPrefix(path, folder)], err = os.ReadFile(path)
		return err
	})
	if err != nil || len(kept) == 0 {
		t.Fatalf("%d files: %v", len(kept), err)
	}
	return kept
}

// lockedBuffer is a log of many goroutines.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

// What is kept of calls, in the files of the databases and in all logs, has no card data.
func TestCardDataIsNotKept(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) {
		source := sqliteSource(t, "WAL", "FULL")
		file := strings.TrimPrefix(strings.Split(source, "?")[0], "file:")
		lookForCanaries(t, "sqlite", source, func() map[string][]byte { return readAll(t, filepath.Dir(file)) })
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		s := startPostgreSQL(t)
		source := s.database(t) + " log_statement=all log_min_messages=debug1"
		open(t, "pgx", source, idempotency.PostgreSQL())
		execute(t, source, "ALTER TABLE cybersource_steps ALTER COLUMN entry SET STORAGE EXTERNAL") // compressed, nothing would be found
		lookForCanaries(t, "pgx", source, func() map[string][]byte {
			execute(t, source, "CHECKPOINT")
			kept := readAll(t, filepath.Dir(s.data))
			if !bytes.Contains(kept["/log"], []byte("INSERT INTO cybersource_steps")) {
				t.Error("PostgreSQL does not log the statements")
			}
			return kept
		})
	})
}

func lookForCanaries(t *testing.T, driver, source string, files func() map[string][]byte) {
	var logged lockedBuffer
	logger := slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	w := newWorld(t, func(c *cybersource.Configuration) { c.Logger = logger })
	store := open(t, driver, source, dialects[driver]())
	birds := canaries(w.gateway.Account().SharedSecrets[0].Secret)
	said := mixedRun(t, w, store, logger)
	kept := func() map[string][]byte {
		all := files()
		all["log of the client"], all["errors and results"] = logged.text.Bytes(), []byte(said)
		return all
	}
	if !bytes.Contains(logged.text.Bytes(), []byte("CreatePayment")) {
		t.Error("nothing was logged")
	}
	found := scan(kept(), birds)
	for _, bird := range birds {
		switch places := found[bird.name]; {
		case len(places) > 0 && bird.allowed:
			t.Logf("allowed: %s in %v", bird.name, places)
		case len(places) > 0:
			t.Errorf("%s in %v", bird.name, places)
		}
	}
	plant(t, store, birds)
	found = scan(kept(), birds)
	for _, bird := range birds {
		if len(found[bird.name]) == 0 {
			t.Errorf("%s was planted, and is not found", bird.name)
		}
	}
}

// plant stores the canaries, so that it is seen whether a scan finds what is there.
func plant(t *testing.T, store idempotency.Store, birds []canary) {
	t.Helper()
	for i, bird := range birds {
		id := idempotency.ID{OrderID: idempotency.OrderID{Host: "host", MerchantID: "merchant", Order: "planted"}, Operation: "CreatePayment", Step: fmt.Sprint(i)}
		text := []string{bird.text, hex.EncodeToString([]byte(bird.text)), base64.StdEncoding.EncodeToString([]byte("a " + bird.text))}[i%3]
		if i%3 == 0 && strings.Contains(bird.text, `"`) {
			t.Fatal("JSON would hide it")
		}
		err := store.Change(t.Context(), id.OrderID, func(_ context.Context, v idempotency.View) ([]idempotency.Entry, error) {
			return []idempotency.Entry{{ID: id, State: idempotency.StateOpen, Claimed: v.Now, Changed: v.Now, Left: text}}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// mixedRun makes calls of all kinds and ends, and returns what was said of them.
func mixedRun(t *testing.T, w *world, store idempotency.Store, logger *slog.Logger) string {
	t.Helper()
	var said strings.Builder
	keys := w.keys(store, func(o *idempotency.Options) {
		o.Logger = logger
		o.DigestKeys = []idempotency.DigestKey{{ID: "k1", Key: []byte(canaryKey)}}
	})
	say := func(v any, err error) { fmt.Fprintf(&said, "%v\n%+v %v\n", v, err, err) }
	pay := func(order, step string, change ...func(*cybersource.CreatePaymentRequest)) string {
		r, err := keys.CreatePayment(t.Context(), idempotency.Key{Order: order, Step: step}, canaryPayment(change...))
		say(r.Outcome, err)
		return r.Record.ID
	}
	for _, step := range []cybersourcetest.Step{
		cybersourcetest.Pass(), cybersourcetest.Decline("EXPIRED_CARD"), cybersourcetest.Decline("MISSING_FIELD"), cybersourcetest.Decline("DUPLICATE_REQUEST"),
		cybersourcetest.DropAnswer(), cybersourcetest.TruncatedJSON(), cybersourcetest.ServerError(), cybersourcetest.Status("AUTHORIZED_PENDING_REVIEW"),
	} {
		w.gateway.Next(step)
		pay(step.String()+"-1", "pay-1")
		pay(step.String()+"-1", "pay-1")
		pay(step.String()+"-1", "pay-2")
	}
	pay("account", "pay-1", func(r *cybersource.CreatePaymentRequest) {
		r.PaymentInformation = &cybersource.PaymentInformation{
			PaymentType: &cybersource.PaymentInformationPaymentType{Name: "CHECK"},
			Bank: &cybersource.PaymentInformationBank{
				RoutingNumber: "071923284", Account: &cybersource.PaymentInformationBankAccount{Number: canaryAccount, Type: "C"},
			},
		}
	})
	pay("authenticated", "pay-1", func(r *cybersource.CreatePaymentRequest) {
		r.ConsumerAuthenticationInformation = &cybersource.ConsumerAuthenticationInformation{CAVV: canaryCavv, XID: canaryCavv}
	})
	pay("invalid", "pay-1", func(r *cybersource.CreatePaymentRequest) {
		r.PaymentInformation.Card.Number += "5"
		r.OrderInformation.AmountDetails.TotalAmount = canaryCard + "x"
	})
	id := pay("follow-ups", "pay-1")
	captured, err := keys.CapturePayment(t.Context(), idempotency.Key{Order: "follow-ups", Step: "capture-1"}, id, &cybersource.CapturePaymentRequest{
		OrderInformation: &cybersource.CaptureOrderInformation{AmountDetails: &cybersource.FollowOnOrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"}},
	})
	say(captured.Outcome, err)
	credit, err := keys.CreateCredit(t.Context(), idempotency.Key{Order: "follow-ups", Step: "credit-1"}, canaryCredit())
	say(credit.Outcome, err)
	w.recoverUntilDone(keys)
	for e, err := range keys.Open(t.Context()) {
		say(e, err)
		say(nil, keys.Close(t.Context(), e.ID, idempotency.Closure{By: canaryClosedBy, Why: "seen in the portal"}))
	}
	for _, e := range w.entries(store) {
		say(e.State, nil)
	}
	return said.String()
}

// canaryPayment is a payment with all canaries of a card.
func canaryPayment(changes ...func(*cybersource.CreatePaymentRequest)) *cybersource.CreatePaymentRequest {
	req := payment()
	req.PaymentInformation.Card.Number, req.PaymentInformation.Card.SecurityCode = canaryCard, canaryCode
	billTo := req.OrderInformation.BillTo
	billTo.FirstName, billTo.LastName, billTo.Email = canaryFirst, canaryLast, canaryEmail
	for _, change := range changes {
		change(req)
	}
	return req
}

func canaryCredit() *cybersource.CreateCreditRequest {
	return &cybersource.CreateCreditRequest{
		PaymentInformation: &cybersource.RefundPaymentInformation{
			Card: &cybersource.RefundPaymentInformationCard{Number: canaryCard, ExpirationMonth: "12", ExpirationYear: "2031"},
		},
		OrderInformation: &cybersource.RefundOrderInformation{
			AmountDetails: &cybersource.FollowOnOrderInformationAmountDetails{TotalAmount: "40.00", Currency: "USD"},
			BillTo: &cybersource.FollowOnOrderInformationBillTo{
				FirstName: canaryFirst, LastName: canaryLast, Email: canaryEmail, PhoneNumber: "4155550100",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
		},
	}
}
