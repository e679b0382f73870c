package cybersourcetest_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// inTime fails the test if something does not end within ten seconds.
func inTime(t *testing.T, what string, run func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		run()
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatalf("%s does not end", what)
	}
}

// overridden is a gateway whose last call may go on in its override when the test has ended.
func overridden(t *testing.T, options cybersourcetest.Options) *cybersourcetest.Gateway {
	t.Helper()
	gateway := cybersourcetest.NewGateway(options)
	t.Cleanup(gateway.Close)
	return gateway
}

// partly sends the beginning of a request, and returns once the gateway has it.
func partly(t *testing.T, gateway *cybersourcetest.Gateway, text string) net.Conn {
	t.Helper()
	connection, err := net.Dial("tcp", strings.TrimPrefix(gateway.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close() })
	if _, err := io.WriteString(connection, text); err != nil {
		t.Fatal(err)
	}
	return connection
}

const headOfHalfABody = "POST " + payments + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"

func TestShutdownDoesNotWaitForTheRestOfARequest(t *testing.T) {
	for name, text := range map[string]string{
		"half a body": headOfHalfABody, "half a header": "POST " + payments + " HTTP/1.1\r\nHo", "nothing yet": "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gateway := newGateway(t, cybersourcetest.Options{})
			connection := partly(t, gateway, text)
			if text == headOfHalfABody {
				await(t, func() bool { return len(gateway.Requests()) == 1 })
			}
			ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second)
			defer cancel()
			if err := gateway.Shutdown(ctx); err != nil {
				t.Errorf("error %v", err)
			}
			if text != headOfHalfABody {
				return
			}
			answer, err := io.ReadAll(connection)
			if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 408 ") || !strings.Contains(string(answer), "the gateway stopped") {
				t.Errorf("%v, answer %s", err, answer)
			}
		})
	}
}

func TestShutdownEndsWithItsContextWhenAnOverrideBlocks(t *testing.T) {
	arrived, goOn := make(chan bool), make(chan bool)
	gateway := overridden(t, cybersourcetest.Options{Override: func(cybersourcetest.Request) *cybersourcetest.Response {
		arrived <- true
		<-goOn
		return nil
	}})
	left := make(chan struct{})
	go func() {
		defer close(left)
		_, _ = post(t, gateway, body) // it is cut off
	}()
	<-arrived
	inTime(t, "Shutdown", func() {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if err := gateway.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
	})
	close(goOn)
	<-left
}

func TestOverrideMayCloseTheGateway(t *testing.T) {
	for name, step := range map[string]cybersourcetest.Step{
		"of a call": cybersourcetest.Pass(), "of a call that is processed late": cybersourcetest.ProcessLate(time.Millisecond),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var gateway *cybersourcetest.Gateway
			ready, closed := make(chan bool), make(chan bool)
			gateway = overridden(t, cybersourcetest.Options{Override: func(cybersourcetest.Request) *cybersourcetest.Response {
				<-ready
				gateway.Close()
				close(closed)
				return nil
			}})
			gateway.Next(step)
			go func() { _, _ = post(t, gateway, body) }() // it is cut off
			close(ready)
			inTime(t, "Close in an override", func() { <-closed })
		})
	}
}

// TestOverrideOfADueCallMayCloseTheGateway closes it in a call that another one delivers.
func TestOverrideOfADueCallMayCloseTheGateway(t *testing.T) {
	var ahead atomic.Int64
	started := time.Now()
	var gateway *cybersourcetest.Gateway
	closed := make(chan bool)
	gateway = overridden(t, cybersourcetest.Options{
		Now: func() time.Time { return started.Add(time.Duration(ahead.Load())) },
		Override: func(r cybersourcetest.Request) *cybersourcetest.Response {
			if r.Fault == "process-late" {
				gateway.Close()
				close(closed)
			}
			return nil
		},
	})
	gateway.Next(cybersourcetest.ProcessLate(time.Second))
	_, _ = post(t, gateway, payment("late")) // it is not answered
	ahead.Store(int64(2 * time.Second))
	go func() { _, _ = post(t, gateway, payment("next")) }() // it is cut off
	inTime(t, "Close in an override", func() { <-closed })
}

func TestSlowOverrideAnswersWhileTheGatewayShutsDown(t *testing.T) {
	arrived := make(chan bool, 1)
	gateway := newGateway(t, cybersourcetest.Options{Override: func(cybersourcetest.Request) *cybersourcetest.Response {
		arrived <- true
		time.Sleep(700 * time.Millisecond) // longer than what has not arrived is waited for
		return &cybersourcetest.Response{Status: http.StatusAccepted}
	}})
	stopped := make(chan error, 1)
	go func() {
		<-arrived
		stopped <- gateway.Shutdown(t.Context())
	}()
	if got, err := post(t, gateway, body); err != nil || got.StatusCode != http.StatusAccepted {
		t.Errorf("%v, HTTP %d", err, got.StatusCode)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}
