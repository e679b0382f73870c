// Package answers holds what the server of the benchmarks answers: bodies with the
// members of published answers, at their usual size. Numbers, names and ids are made up.
package answers

import (
	"fmt"
	"net/http"
	"strings"
)

// Set holds a body for each kind of call that the server knows.
type Set struct {
	Payment, Capture, Record, Hits string

	Intent string // of another service, for the client of another service
}

// Usual is what a merchant gets.
func Usual() Set {
	return Set{Payment: Approval, Capture: Captured, Record: Record, Hits: Hits(100), Intent: Intent}
}

// For returns the status and the body for a request, 404 for one that is not known.
func (s *Set) For(method, path string) (status int, body string) {
	switch {
	case method == http.MethodPost && path == "/pts/v2/payments":
		return http.StatusCreated, s.Payment
	case method == http.MethodPost && strings.HasSuffix(path, "/captures"):
		return http.StatusCreated, s.Capture
	case method == http.MethodGet && strings.HasPrefix(path, "/tss/v2/transactions/"):
		return http.StatusOK, s.Record
	case method == http.MethodPost && path == "/tss/v2/searches":
		return http.StatusCreated, s.Hits
	case method == http.MethodPost && path == "/v1/payment_intents":
		return http.StatusOK, s.Intent
	}
	return http.StatusNotFound, `{"message":"no such path"}`
}

// Padded is the small approval with members that no model knows, up to the size in bytes.
func Padded(size int) string {
	var b strings.Builder
	b.WriteString(strings.TrimSuffix(Small, "}"))
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, `,"unknown%d":{"name":"value of a member that is not in the model","number":%d}`, i, i)
	}
	b.WriteString("}")
	return b.String()
}

// Hits is the answer to a search with so many hits on one page.
func Hits(n int) string {
	var b strings.Builder
	b.WriteString(`{"searchId":"3f5e7ba9-9ccd-47e1-a74e-f58d281990ce","save":false,"timezone":"GMT",` +
		`"query":"submitTimeUtc:[NOW/DAY-1DAY TO NOW/HOUR+1HOUR}","offset":0,"limit":`)
	fmt.Fprintf(&b, `%d,"sort":"submitTimeUtc:desc","count":%d,"totalCount":%d,"submitTimeUtc":"2026-11-25T12:21:28Z",`, n, n, n)
	b.WriteString(`"_embedded":{"transactionSummaries":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, hit, i)
	}
	b.WriteString(`]},"_links":{"self":{"href":"/tss/v2/searches/3f5e7ba9-9ccd-47e1-a74e-f58d281990ce","method":"GET"}}}`)
	return b.String()
}
