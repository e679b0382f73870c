package databases

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/idempotency"
)

// This file measures what a call through the keys costs on top of a plain one.
//
//	go test -C test/databases -run '^$' -bench Keys -benchtime 2000x
//
// The service is a process of its own on loopback that answers at once, so that what is
// measured is the client's and the database's.

// payer makes one payment.
type payer func() error

func BenchmarkKeys(b *testing.B) {
	client := benchClient(b)
	plain := func() error {
		_, err := client.PaymentsApi.CreatePayment(b.Context(), payment())
		return err
	}
	b.Run("plain call", func(b *testing.B) { compare(b, plain, plain) })
	for _, s := range []struct {
		name string
		make func(b *testing.B) idempotency.Store
	}{
		{"SQLite", func(b *testing.B) idempotency.Store {
			return open(b, "sqlite", sqliteSource(b, "WAL", "FULL"), idempotency.SQLite())
		}},
		{"PostgreSQL", func(b *testing.B) idempotency.Store {
			return open(b, "pgx", sharedPostgreSQL(b).database(b), idempotency.PostgreSQL())
		}},
	} {
		b.Run(s.name, func(b *testing.B) {
			keys, err := idempotency.New(client, s.make(b), idempotency.Options{DigestKeys: digestKeys})
			if err != nil {
				b.Fatal(err)
			}
			order := 0
			pay := func() error {
				r, err := keys.CreatePayment(b.Context(), idempotency.Key{Order: fmt.Sprint("order-", order), Step: "pay-1"}, payment())
				if err == nil && !r.Outcome.Approved() {
					err = fmt.Errorf("%+v", r.Outcome)
				}
				return err
			}
			b.Run("first", func(b *testing.B) { compare(b, func() error { order++; return pay() }, plain) })
			b.Run("repeat", func(b *testing.B) { compare(b, pay, plain) })
		})
	}
}

// perTurn is how many calls a contender makes before the other one has its turn.
const perTurn = 10

// compare measures payments, and how much longer they take than others. Both take turns, so
// that what else the machine does weighs on both; what is reported is the median of the turns.
func compare(b *testing.B, own, yardstick payer) {
	b.Helper()
	b.ReportAllocs()
	var extra, ratios []float64
	for left := b.N; left > 0; left -= perTurn {
		n := min(perTurn, left)
		b.StopTimer()
		theirs := take(b, n, yardstick)
		b.StartTimer()
		ours := take(b, n, own)
		extra = append(extra, float64((ours-theirs).Microseconds())/float64(n))
		ratios = append(ratios, float64(ours)/float64(theirs))
	}
	b.ReportMetric(median(extra), "extra-µs/op")
	b.ReportMetric(median(ratios), "ratio")
}

func take(b *testing.B, n int, pay payer) time.Duration {
	b.Helper()
	began := time.Now()
	for range n {
		if err := pay(); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(began)
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// benchClient is a client of a service in a process of its own.
func benchClient(b *testing.B) *cybersource.APIClient {
	b.Helper()
	service := startChild(b, &child{Serve: true})
	client, err := cybersource.NewAPIClient(cybersource.Configuration{
		Host: cybersource.HostTest, BaseURL: service.word(b),
		Credentials: cybersource.JWTSharedSecret{MerchantID: "acme", KeyID: "08c94330-f618-42a3-b09d-e1e43be5efda", SharedSecret: "yBJxy6LjM2TmcPGu+GaJrHtkke25fPpUX+UY6/L/1tE="},
	})
	if err != nil {
		b.Fatal(err)
	}
	return client
}

// serve answers every payment with the same approval until the test ends.
func serve() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("ready")
	fmt.Println("http://" + listener.Addr().String())
	return http.Serve(listener, http.HandlerFunc(approve))
}

// approve answers as the service does, with the reference code of the request.
func approve(w http.ResponseWriter, r *http.Request) {
	var request struct {
		ClientReferenceInformation json.RawMessage `json:"clientReferenceInformation"`
	}
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	text := fmt.Sprintf(approval, request.ClientReferenceInformation)
	w.Header().Set("Content-Type", "application/hal+json")
	w.Header().Set("V-C-Correlation-Id", "0f7d9c1e-5c2b-4e0e-9d1a-000000000001")
	w.WriteHeader(http.StatusCreated)
	_, _ = io.WriteString(w, text)
}

// approval is the answer to an authorization, of the usual kilobyte.
const approval = `{"_links":{"authReversal":{"method":"POST","href":"/pts/v2/payments/7641502314786780104953/reversals"},` +
	`"self":{"method":"GET","href":"/pts/v2/payments/7641502314786780104953"},` +
	`"capture":{"method":"POST","href":"/pts/v2/payments/7641502314786780104953/captures"}},` +
	`"clientReferenceInformation":%s,"id":"7641502314786780104953",` +
	`"orderInformation":{"amountDetails":{"authorizedAmount":"102.21","currency":"USD"}},` +
	`"paymentAccountInformation":{"card":{"type":"001"}},` +
	`"paymentInformation":{"tokenizedCard":{"type":"001"},"card":{"type":"001"}},` +
	`"processorInformation":{"systemTraceAuditNumber":"123456","approvalCode":"831000","merchantAdvice":{"code":"01","codeRaw":"M001"},` +
	`"responseDetails":"ABC","networkTransactionId":"016153570198200","consumerAuthenticationResponse":{"code":"2","codeRaw":"2"},` +
	`"transactionId":"016153570198200","responseCode":"00","avs":{"code":"Y","codeRaw":"Y"}},` +
	`"reconciliationId":"64365823G5V9KPFS","status":"AUTHORIZED","submitTimeUtc":"2026-11-25T10:05:14Z"}`
