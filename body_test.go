package cybersource

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"math"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/internal/jsonx"
)

const approval = `{"id":"7","status":"AUTHORIZED"}`

func zipped(t *testing.T, text string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = io.WriteString(w, text)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestAnswerIsReadByItsContentNotByItsHeaders(t *testing.T) {
	for _, tc := range []struct{ name, encoding, body string }{
		{"plain", "", approval},
		{"compressed", "gzip", zipped(t, approval)},
		{"compressed, by the old name", "X-Gzip", zipped(t, approval)},
		{"said to be compressed", "gzip", approval},
	} {
		t.Run(tc.name, func(t *testing.T) {
			client := newTestClient(t, nil, reply(201, tc.body, "Content-Encoding", tc.encoding))
			answer, err := client.PaymentsApi.CreatePayment(t.Context(), &CreatePaymentRequest{})
			if err != nil || answer.ID != "7" || string(answer.Meta.RawBody) != approval {
				t.Errorf("got %v, %v", answer, err)
			}
		})
	}
}

func TestCompressedAnswerThatIsCutShortIsNone(t *testing.T) {
	whole := zipped(t, approval)
	for n := range len(whole) {
		client := newTestClient(t, nil, reply(201, whole[:n], "Content-Encoding", "gzip"))
		if _, err := client.PaymentsApi.CreatePayment(t.Context(), &CreatePaymentRequest{}); !errors.Is(err, ErrOutcomeUnknown) {
			t.Errorf("cut to %d bytes: %v, want ErrOutcomeUnknown", n, err)
		}
	}
}

// large is a payment of many line items, which say which one it is.
func large(n int) *CreatePaymentRequest {
	item := OrderInformationLineItems{ProductName: strings.Repeat(string(rune('a'+n)), 100)}
	return &CreatePaymentRequest{
		ClientReferenceInformation: &ClientReferenceInformation{Code: "C", TransactionID: "T"},
		OrderInformation:           &OrderInformation{LineItems: slices.Repeat([]OrderInformationLineItems{item}, 200)},
	}
}

// A transport may answer first and read later, as long as it has not closed the body.
func TestBodyIsItsCallsOwnHoweverLateItIsRead(t *testing.T) {
	var bodies []io.ReadCloser
	slow := transport(func(r *http.Request) (*http.Response, error) {
		bodies = append(bodies, r.Body)
		return reply(201, approval)()
	})
	client := newTestClient(t, func(c *Configuration) { c.Transport = slow })
	for n := range 5 {
		if _, err := client.PaymentsApi.CreatePayment(t.Context(), large(n)); err != nil {
			t.Fatal(err)
		}
	}
	for n, body := range bodies {
		want, err := jsonx.Marshal(large(n))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(body); err != nil || !bytes.Equal(got, want) {
			t.Errorf("request %d reads %.40q... and %v after the calls that followed", n, got, err)
		}
	}
}

// Of two attempts the first may still be under way.
func TestBodyThatIsSentAgainIsTheSame(t *testing.T) {
	var bodies []io.ReadCloser
	unavailable := transport(func(r *http.Request) (*http.Response, error) {
		if bodies = append(bodies, r.Body); len(bodies) == 1 {
			return reply(429, "", "Retry-After", "0")()
		}
		_ = r.Body.Close()
		return reply(201, approval)()
	})
	client := newTestClient(t, func(c *Configuration) { c.Transport = unavailable })
	want, err := jsonx.Marshal(large(0))
	if err != nil {
		t.Fatal(err)
	}
	for n := range 5 {
		if _, err := client.PaymentsApi.CreatePayment(t.Context(), large(n)); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := io.ReadAll(bodies[0]); err != nil || !bytes.Equal(got, want) {
		t.Errorf("the first attempt reads %.40q... and %v", got, err)
	}
}

func TestBufferIsClearedOfTheRequest(t *testing.T) {
	var seen []byte
	var pool bufferPool
	for _, failure := range []error{nil, errors.New("half a request")} {
		body, err := pool.write(func(dst []byte) ([]byte, error) {
			seen = append(dst, canaryPAN...)
			return seen, failure
		})
		if err != failure || string(body) != canaryPAN {
			t.Errorf("%q, %v", body, err)
		}
		if bytes.Contains(seen[:cap(seen)], []byte(canaryPAN)) {
			t.Errorf("the request is still there after %v", failure)
		}
	}
}

// The length that an answer announces is not a reason to give it memory, nor to panic
// after a payment went through.
func TestAnswerLengthIsNotTakenAtItsWord(t *testing.T) {
	for _, length := range []int64{math.MaxInt64, 1 << 60, 1 << 40} {
		announced := func() (*http.Response, error) {
			response, err := reply(201, approval)()
			response.ContentLength = length
			return response, err
		}
		client := newTestClient(t, func(c *Configuration) { c.MaxResponseBytes = math.MaxInt64 }, announced)
		_, err := client.PaymentsApi.CreatePayment(t.Context(), &CreatePaymentRequest{})
		if !errors.Is(err, ErrOutcomeUnknown) || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("length %d: %v, want ErrOutcomeUnknown for the bytes that are missing", length, err)
		}
	}
}

// The body of a 101 is the connection itself, which net/http no longer closes when the
// time of the call is over.
func TestSwitchOfProtocolsEndsTheCall(t *testing.T) {
	url, closed := switchingServer(t)
	client := newTestClient(t, func(c *Configuration) { c.Transport, c.BaseURL = nil, url })
	if _, err := client.PaymentsApi.CreatePayment(t.Context(), &CreatePaymentRequest{}); !errors.Is(err, ErrOutcomeUnknown) {
		t.Errorf("%v, want ErrOutcomeUnknown", err)
	}
	select {
	case <-closed:
	case <-time.After(10 * time.Second):
		t.Error("the connection was left open")
	}
}

// switchingServer answers one request with a switch of protocols, and sends nothing
// more until the other side closes the connection.
func switchingServer(t *testing.T) (url string, closed <-chan struct{}) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	done := make(chan struct{})
	go func() {
		defer close(done)
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		defer connection.Close()
		reader := bufio.NewReader(connection)
		if request, err := http.ReadRequest(reader); err == nil {
			_, _ = io.Copy(io.Discard, request.Body)
		}
		_, _ = io.WriteString(connection, strings.Join([]string{"HTTP/1.1 101 Switching Protocols", "Connection: upgrade", "Upgrade: x", "", ""}, "\r\n"))
		_, _ = io.Copy(io.Discard, reader)
	}()
	return "http://" + listener.Addr().String(), done
}
