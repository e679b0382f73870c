package cybersourcetest_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

func TestAnswersTakeTheirTime(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{Latency: cybersourcetest.Latency{Least: 20 * time.Millisecond, Median: time.Millisecond, Most: 2 * time.Millisecond}})
	for range 3 {
		begun := time.Now()
		if got := mustPost(t, gateway, payment("slow")); got.StatusCode != 201 {
			t.Errorf("HTTP %d", got.StatusCode)
		}
		if took := time.Since(begun); took < 20*time.Millisecond {
			t.Errorf("took %s", took)
		}
	}
}

func TestCallWhoseClientGivesUpStands(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{Latency: cybersourcetest.Latency{Least: time.Minute}})
	cfg := gateway.Configuration()
	client, err := cybersource.NewAPIClient(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		await(t, func() bool { return len(gateway.Ledger()) == 1 })
		cancel()
	}()
	if _, err := client.PaymentsApi.CreatePayment(ctx, paymentRequest()); !errors.Is(err, cybersource.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
	await(t, func() bool { return !gateway.Ledger()[0].Answered })
}

func TestGatewayThatShutsDownAnswersAtOnce(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{Latency: cybersourcetest.Latency{Least: time.Minute}})
	stopped := make(chan error, 1)
	go func() {
		await(t, func() bool { return len(gateway.Ledger()) == 1 })
		stopped <- gateway.Shutdown(t.Context())
	}()
	if got, err := post(t, gateway, body); err != nil || got.StatusCode != 201 {
		t.Errorf("%v, HTTP %d", err, got.StatusCode)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}
