package cybersourcetest_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// sight is what a client sees of one call.
type sight struct {
	response
	err error
}

// TestFaultsAreSeenAndRecordedForWhatTheyAre plays each fault once and compares what the client sees with what the
// ledger says. An ordinary call afterwards shows that the fault is over.
func TestFaultsAreSeenAndRecordedForWhatTheyAre(t *testing.T) {
	status := func(want int) func(*testing.T, sight) {
		return func(t *testing.T, s sight) {
			t.Helper()
			if s.err != nil || s.StatusCode != want {
				t.Errorf("%v, HTTP %d; want %d", s.err, s.StatusCode, want)
			}
		}
	}
	for _, tc := range []struct {
		step                cybersourcetest.Step
		processed, answered bool
		see                 func(*testing.T, sight)
	}{
		{cybersourcetest.Pass(), true, true, status(201)},
		{cybersourcetest.CloseBeforeReading(), false, false, seeFailure},
		{cybersourcetest.DropAnswer(), true, false, seeFailure},
		{cybersourcetest.ResetHalfway(), true, false, seeCut},
		{cybersourcetest.Drip(time.Millisecond), true, true, status(201)},
		{cybersourcetest.CloseIdle(), true, true, status(201)},
		{cybersourcetest.TruncatedJSON(), true, false, seeTruncated},
		{cybersourcetest.Oversize(1 << 20), true, false, seeOversize},
		{cybersourcetest.GzipBomb(1 << 20), true, false, seeBomb},
		{cybersourcetest.ServerError(), false, false, seeServerError},
		{cybersourcetest.ServerError().AfterProcessing(), true, false, seeServerError},
		{cybersourcetest.HTML(502), false, false, seeHTML(502)},
		{cybersourcetest.HTML(504), false, false, seeHTML(504)},
		{cybersourcetest.HTML(200).AfterProcessing(), true, false, seeHTML(200)},
		{cybersourcetest.EmptyBody(502), false, false, seeEmpty(502)},
		{cybersourcetest.EmptyBody(201).AfterProcessing(), true, false, seeEmpty(201)},
		{cybersourcetest.Redirect("http://192.0.2.1/steal"), false, false, seeHeader(307, "Location", "http://192.0.2.1/steal")},
		{cybersourcetest.TooManyRequests(""), false, false, seeHeader(429, "Retry-After", "")},
		{cybersourcetest.TooManyRequests("2"), false, false, seeHeader(429, "Retry-After", "2")},
		{cybersourcetest.Unavailable("Wed, 04 Mar 2026 05:06:07 GMT"), false, false, seeHeader(503, "Retry-After", "Wed, 04 Mar 2026 05:06:07 GMT")},
		{cybersourcetest.Unavailable("").AfterProcessing(), true, false, seeHeader(503, "Retry-After", "")},
		{cybersourcetest.Unauthorized(), false, false, status(401)},
	} {
		for _, secure := range []bool{false, true} {
			t.Run(tc.step.String()+" TLS "+strconv.FormatBool(secure), func(t *testing.T) {
				gateway := newGateway(t, cybersourcetest.Options{TLS: secure})
				gateway.Next(tc.step)
				got, err := post(t, gateway, payment("faulty"))
				tc.see(t, sight{got, err})
				seen := gateway.Requests()
				if len(seen) != 1 || seen[0].Processed != tc.processed || seen[0].Answered != tc.answered {
					t.Fatalf("requests %+v, want processed %v, answered %v", seen, tc.processed, tc.answered)
				}
				if name := seen[0].Fault; name != strings.TrimPrefix(tc.step.String(), "pass") {
					t.Errorf("fault %q", name)
				}
				checkLedger(t, gateway, tc.processed)
				if got.Response != nil && got.StatusCode == 502 && tc.processed && got.fields(t).ID != gateway.Ledger()[0].ID {
					t.Errorf("the id of the failure does not lead to the payment: %s", got.body)
				}
				forgetConnections(gateway) // some faults leave a stale one behind
				if got := mustPost(t, gateway, payment("later")); got.StatusCode != 201 {
					t.Errorf("the next call: HTTP %d", got.StatusCode)
				}
			})
		}
	}
}

func forgetConnections(gateway *cybersourcetest.Gateway) {
	gateway.Transport().(interface{ CloseIdleConnections() }).CloseIdleConnections()
}

func checkLedger(t *testing.T, gateway *cybersourcetest.Gateway, processed bool) {
	t.Helper()
	ledger := gateway.Ledger()
	if processed != (len(ledger) == 1) {
		t.Fatalf("ledger %+v, want processed %v", ledger, processed)
	}
	if processed && (ledger[0].Status != "AUTHORIZED" || ledger[0].AuthorizedAmount != "102.21" || ledger[0].Code != "faulty") {
		t.Errorf("entry %+v", ledger[0])
	}
}

func seeFailure(t *testing.T, s sight) {
	t.Helper()
	if s.err == nil {
		t.Errorf("HTTP %d, want a failed connection", s.StatusCode)
	}
}

func seeCut(t *testing.T, s sight) {
	t.Helper()
	if s.Response == nil || s.StatusCode != 201 || s.err == nil || len(s.body) == 0 {
		t.Errorf("%v after %d bytes, want half an answer and an error", s.err, len(s.body))
	}
}

func seeTruncated(t *testing.T, s sight) {
	t.Helper()
	if s.err != nil || s.StatusCode != 201 || len(s.body) == 0 || json.Valid(s.body) {
		t.Errorf("%v, HTTP %d with %d bytes", s.err, s.StatusCode, len(s.body))
	}
}

func seeOversize(t *testing.T, s sight) {
	t.Helper()
	if s.err != nil || s.StatusCode != 201 || len(s.body) < 1<<20 || s.fields(t).Status != "AUTHORIZED" {
		t.Errorf("%v, HTTP %d with %d bytes", s.err, s.StatusCode, len(s.body))
	}
}

// seeBomb unpacks by hand: the client's transport asks for no compression.
func seeBomb(t *testing.T, s sight) {
	t.Helper()
	if s.err != nil || s.Header.Get("Content-Encoding") != "gzip" || len(s.body) > 10<<10 {
		t.Fatalf("%v, %d bytes, %v", s.err, len(s.body), s.Header)
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(s.body))
	if err != nil {
		t.Fatal(err)
	}
	s.body, s.err = io.ReadAll(unpacked)
	seeOversize(t, s)
}

func seeServerError(t *testing.T, s sight) {
	t.Helper()
	f := s.fields(t)
	if s.StatusCode != 502 || f.Status != "SERVER_ERROR" || f.Reason != "SYSTEM_ERROR" || len(f.ID) != 22 {
		t.Errorf("HTTP %d %s", s.StatusCode, s.body)
	}
}

func seeHTML(status int) func(*testing.T, sight) {
	return func(t *testing.T, s sight) {
		t.Helper()
		if s.err != nil || s.StatusCode != status || s.Header.Get("Content-Type") != "text/html" || s.Header.Get("V-C-Correlation-Id") != "" || !strings.Contains(string(s.body), "<html>") {
			t.Errorf("%v, HTTP %d %s", s.err, s.StatusCode, s.body)
		}
	}
}

func seeEmpty(status int) func(*testing.T, sight) {
	return func(t *testing.T, s sight) {
		t.Helper()
		if s.err != nil || s.StatusCode != status || len(s.body) != 0 {
			t.Errorf("%v, HTTP %d %s", s.err, s.StatusCode, s.body)
		}
	}
}

func seeHeader(status int, name, value string) func(*testing.T, sight) {
	return func(t *testing.T, s sight) {
		t.Helper()
		if s.err != nil || s.StatusCode != status || s.Header.Get(name) != value {
			t.Errorf("%v, HTTP %d, %s %q; want %d, %q", s.err, s.StatusCode, name, s.Header.Get(name), status, value)
		}
	}
}

func TestRefusedConnectionNeverArrives(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	mustPost(t, gateway, payment("before")) // a connection to reuse
	gateway.Next(cybersourcetest.RefuseConnection())
	_, err := post(t, gateway, payment("refused"))
	var dial *net.OpError
	if !errors.Is(err, syscall.ECONNREFUSED) || !errors.As(err, &dial) || dial.Op != "dial" {
		t.Errorf("error %v, want a refused dial", err)
	}
	if n := len(gateway.Requests()); n != 1 {
		t.Errorf("%d requests arrived, want the first only", n)
	}
	if got := gateway.Injected()["refuse-connection"]; got != 1 {
		t.Errorf("counted %d", got)
	}
}

func TestRefusedConnectionForAnotherClient(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	gateway.Next(cybersourcetest.RefuseConnection())
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	got, err := client.Do(newRequest(t, gateway, payments, body))
	if err == nil {
		got.Body.Close()
		t.Errorf("HTTP %d, want a reset", got.StatusCode)
	}
}

func TestHangEndsWithTheClient(t *testing.T) {
	for _, step := range []cybersourcetest.Step{cybersourcetest.Hang(), cybersourcetest.Hang().AfterProcessing()} {
		gateway := newGateway(t, cybersourcetest.Options{})
		gateway.Next(step)
		ctx, cancel := context.WithCancel(context.Background())
		r := newRequest(t, gateway, payments, payment("hanging")).WithContext(ctx)
		signerOf(t, gateway).token(r, payment("hanging"), nil)
		done := make(chan error, 1)
		go func() {
			_, err := do(t, gateway, r)
			done <- err
		}()
		processed := step.String() == "hang-after-processing"
		await(t, func() bool {
			seen := gateway.Requests()
			return len(seen) == 1 && seen[0].Processed == processed && len(seen[0].Body()) > 0
		})
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", step, err)
		}
		if seen := gateway.Requests()[0]; seen.Answered {
			t.Errorf("%s: answered", step)
		}
	}
}

func TestAnswerThatTheClientDoesNotTakeIsNotAnswered(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	gateway.Next(cybersourcetest.Drip(time.Hour))
	ctx, cancel := context.WithCancel(context.Background())
	r := newRequest(t, gateway, payments, payment("impatient")).WithContext(ctx)
	signerOf(t, gateway).token(r, payment("impatient"), nil)
	done := make(chan error, 1)
	go func() {
		_, err := do(t, gateway, r)
		done <- err
	}()
	await(t, func() bool { return len(gateway.Ledger()) == 1 })
	cancel()
	<-done
	await(t, func() bool { return !gateway.Ledger()[0].Answered })
}

func TestBodyThatEndsEarlyIsNotProcessed(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{NoAuthentication: true})
	connection, err := net.Dial("tcp", strings.TrimPrefix(gateway.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	_, err = io.WriteString(connection, "POST "+payments+" HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "+
		strconv.Itoa(len(body)+1)+"\r\n\r\n"+body)
	if err == nil {
		err = connection.(*net.TCPConn).CloseWrite()
	}
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(connection)
	if err != nil || !strings.HasPrefix(string(raw), "HTTP/1.1 400 ") || len(gateway.Ledger()) != 0 {
		t.Errorf("%v, %q", err, raw)
	}
}

func TestHangEndsWithTheGateway(t *testing.T) {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
	gateway.Next(cybersourcetest.Hang())
	r := newRequest(t, gateway, payments, body)
	done := make(chan error, 1)
	go func() {
		got, err := do(t, gateway, r)
		if err == nil {
			err = errors.New("answered with HTTP " + got.Status)
			t.Error(err)
		}
		done <- err
	}()
	await(t, func() bool { return len(gateway.Requests()) == 1 })
	gateway.Close()
	<-done
}

// await polls, for what happens on the other side of a connection.
func await(t *testing.T, happened func() bool) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !happened() {
		select {
		case <-deadline:
			t.Fatal("it did not happen")
		case <-tick.C:
		}
	}
}

// TestStaleConnection shows that the connection of the answer is gone, though the
// answer did not say so.
func TestStaleConnection(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	gateway.Next(cybersourcetest.CloseIdle())
	connection, err := net.Dial("tcp", strings.TrimPrefix(gateway.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	r := newRequest(t, gateway, payments, body)
	signerOf(t, gateway).token(r, body, nil)
	if err := r.Write(connection); err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(connection)
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(raw), "\r\n\r\n")
	if !strings.HasPrefix(head, "HTTP/1.1 201 Created\r\n") || strings.Contains(strings.ToLower(head), "connection:") {
		t.Errorf("head %q", head)
	}
	if !strings.Contains(head, "\r\nv-c-correlation-id: ") {
		t.Errorf("the service writes this header in lower case: %q", head)
	}
}

func TestStepAfterProcessingLeavesOtherFaultsAlone(t *testing.T) {
	for _, step := range []cybersourcetest.Step{
		cybersourcetest.RefuseConnection(), cybersourcetest.CloseBeforeReading(), cybersourcetest.DropAnswer(), cybersourcetest.Decline("EXPIRED_CARD"),
	} {
		if got := step.AfterProcessing().String(); got != step.String() {
			t.Errorf("%s became %s", step, got)
		}
	}
}
