package databases

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/idempotency"
)

// This file is a process that pays: the test's own program, run again.

// childVariable holds what a child needs, in the environment of the test's program.
const childVariable = "CYBERSOURCE_TEST_CHILD"

// child is what a process needs to pay.
type child struct {
	Driver, Source          string // of the database
	URL                     string // of the gateway
	Merchant, KeyID, Secret string

	Serve bool // it is the service instead
}

func TestMain(m *testing.M) {
	for variable, run := range map[string]func(text string) error{childVariable: runChild, shopVariable: runShop} {
		text := os.Getenv(variable)
		if text == "" {
			continue
		}
		if err := run(text); err != nil {
			fmt.Fprintln(os.Stderr, "child:", err)
			os.Exit(1)
		}
		return
	}
	code := m.Run()
	if shared.stop != nil {
		shared.stop()
	}
	os.Exit(code)
}

// runChild makes one payment for each line with an order and a step that it reads, and
// writes a line that says how it ended.
func runChild(text string) error {
	var c child
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return err
	}
	if c.Serve {
		return serve()
	}
	db, err := sql.Open(c.Driver, c.Source)
	if err != nil {
		return err
	}
	defer db.Close()
	keys, err := c.openKeys(db)
	if err != nil {
		return err
	}
	fmt.Println("ready")
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var key idempotency.Key
		if _, err := fmt.Sscan(lines.Text(), &key.Order, &key.Step); err != nil {
			return err
		}
		fmt.Println(pay(context.Background(), keys, key))
	}
	return lines.Err()
}

func (c *child) openKeys(db *sql.DB) (*idempotency.Keys, error) {
	client, err := cybersource.NewAPIClient(cybersource.Configuration{
		Host: cybersource.HostTest, BaseURL: c.URL,
		Credentials: cybersource.JWTSharedSecret{MerchantID: c.Merchant, KeyID: c.KeyID, SharedSecret: c.Secret},
	})
	if err != nil {
		return nil, err
	}
	return idempotency.New(client, idempotency.NewSQL(db, dialects[c.Driver]()), idempotency.Options{
		DigestKeys: digestKeys,
	})
}

var dialects = map[string]func() idempotency.Dialect{"pgx": idempotency.PostgreSQL, "sqlite": idempotency.SQLite}

// pay says in a word how the payment of a key ended.
func pay(ctx context.Context, keys *idempotency.Keys, key idempotency.Key) string {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	r, err := keys.CreatePayment(ctx, key, payment())
	switch {
	case errors.Is(err, idempotency.ErrNotRecorded) && r.Answer != nil:
		return notRecorded
	case errors.Is(err, idempotency.ErrNotRead):
		return notSent
	case errors.Is(err, idempotency.ErrOpen):
		return stillOpen
	case errors.Is(err, cybersource.ErrOutcomeUnknown):
		return unknown
	case errors.Is(err, idempotency.ErrEnded) && cybersource.SafeToRetry(err):
		return ended
	case err != nil && cybersource.SafeToRetry(err):
		return notSent
	case errors.Is(err, idempotency.ErrOrderBusy):
		return busy
	case err != nil:
		return fmt.Sprintf("%q", err)
	case !r.Outcome.Approved():
		return fmt.Sprintf("%+v", r.Outcome)
	case r.Replayed:
		return replayed
	default:
		return paid
	}
}

const (
	paid        = "paid"
	replayed    = "replayed"
	busy        = "busy"
	unknown     = "unknown"      // the answer was lost
	stillOpen   = "open"         // and a look-up did not find it
	ended       = "ended"        // and it was not made, or undone
	notSent     = "not sent"     // by this call
	notRecorded = "not recorded" // and answered
)

// payment is a request that the gateway approves.
func payment() *cybersource.CreatePaymentRequest {
	return &cybersource.CreatePaymentRequest{
		PaymentInformation: &cybersource.PaymentInformation{
			Card: &cybersource.PaymentInformationCard{Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031", SecurityCode: "123"},
		},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"},
			BillTo: &cybersource.OrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
		},
	}
}
