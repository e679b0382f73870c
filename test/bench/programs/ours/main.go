// Command ours makes its calls with this library.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/test/bench/work"
)

func main() { work.Main(newCall) }

var errUnexpected = errors.New("not the answer that was expected")

func newCall(job *work.Job) (work.Call, error) {
	if job.Cold {
		return func() error {
			client, call, err := newClient(job, work.MerchantID, nil)
			if err != nil {
				return err
			}
			defer client.CloseIdleConnections()
			return call()
		}, nil
	}
	if job.Clients > 0 {
		return manyClients(job)
	}
	client, call, err := newClient(job, work.MerchantID, transport(job))
	if err != nil || !job.Reconnect {
		return call, err
	}
	return func() error {
		defer client.CloseIdleConnections()
		return call()
	}, nil
}

// manyClients takes turns between clients of different merchants that share their connections.
func manyClients(job *work.Job) (work.Call, error) {
	shared := cybersource.NewTransport()
	shared.TLSClientConfig.RootCAs = job.RootCAs()
	calls := make([]work.Call, job.Clients)
	for i := range calls {
		_, call, err := newClient(job, fmt.Sprintf("merchant_%d", i), shared)
		if err != nil {
			return nil, err
		}
		calls[i] = call
	}
	var next atomic.Uint64
	return func() error { return calls[next.Add(1)%uint64(len(calls))]() }, nil
}

// transport is nil where the client is to make its own.
func transport(job *work.Job) http.RoundTripper {
	switch {
	case job.Stub != "":
		return job.Transport()
	case job.HTTP2 || job.NoResumption:
		t := cybersource.NewTransport()
		t.TLSClientConfig.RootCAs = job.RootCAs()
		if job.HTTP2 {
			t.Protocols.SetHTTP2(true)
		}
		if job.NoResumption {
			t.TLSClientConfig.ClientSessionCache = nil
		}
		return t
	}
	return nil
}

func newClient(job *work.Job, merchantID string, transport http.RoundTripper) (*cybersource.APIClient, work.Call, error) {
	cfg := cybersource.Configuration{Host: job.Host(), Transport: transport}
	if transport == nil {
		cfg.RootCAs = job.RootCAs()
	}
	if job.DisabledLogger {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if err := authenticate(&cfg, job, merchantID); err != nil {
		return nil, nil, err
	}
	client, err := cybersource.NewAPIClient(cfg)
	if err != nil {
		return nil, nil, err
	}
	call, err := task(client, job)
	return client, call, err
}

func authenticate(cfg *cybersource.Configuration, job *work.Job, merchantID string) error {
	switch job.Scheme {
	case work.SchemeSignature:
		cfg.Credentials = cybersource.HTTPSignature{MerchantID: merchantID, KeyID: work.KeyID, SharedSecret: work.Secret}
	case work.SchemeSecret:
		cfg.Credentials = cybersource.JWTSharedSecret{MerchantID: merchantID, KeyID: work.KeyID, SharedSecret: work.Secret}
	case work.SchemeCertificate, work.SchemeEncrypted:
		key, err := job.PrivateKey()
		if err != nil {
			return err
		}
		cfg.Credentials = cybersource.JWTCertificate{MerchantID: merchantID, CertificatePEM: job.Certificate, Signer: key}
		if job.Scheme == work.SchemeEncrypted {
			cfg.MessageEncryption = &cybersource.MessageEncryption{
				RequestCertificatePEM: job.Certificate, RequestCertificateAlias: merchantID,
				ResponseKey: key, ResponseKeyID: work.CertificateKeyID,
			}
		}
	default:
		return fmt.Errorf("no scheme %q", job.Scheme)
	}
	return nil
}

// task is the call that a merchant writes.
func task(client *cybersource.APIClient, job *work.Job) (work.Call, error) {
	switch {
	case job.Task == work.Payment && job.Reuse:
		request := newPayment(job.Items)
		return func() error { return pay(client, request) }, nil
	case job.Task == work.Payment:
		return func() error { return pay(client, newPayment(job.Items)) }, nil
	case job.Task == work.Capture:
		return func() error { return capture(client) }, nil
	case job.Task == work.LookUp:
		return func() error { return lookUp(client) }, nil
	case job.Task == work.Search:
		return func() error { return search(client) }, nil
	}
	return nil, fmt.Errorf("no task %q", job.Task)
}

func pay(client *cybersource.APIClient, request *cybersource.CreatePaymentRequest) error {
	answer, err := client.PaymentsApi.CreatePayment(context.Background(), request)
	return expect(answer != nil && answer.Status == cybersource.StatusAuthorized, err)
}

func capture(client *cybersource.APIClient) error {
	answer, err := client.CaptureApi.CapturePayment(context.Background(), work.PaymentID, newCapture())
	return expect(answer != nil && answer.Status == cybersource.StatusPending, err)
}

func lookUp(client *cybersource.APIClient) error {
	answer, err := client.TransactionDetailsApi.GetTransaction(context.Background(), work.PaymentID)
	return expect(answer != nil && answer.ID == work.PaymentID, err)
}

func search(client *cybersource.APIClient) error {
	answer, err := client.SearchTransactionsApi.CreateSearch(context.Background(), newSearch())
	return expect(answer != nil && answer.Embedded != nil && len(answer.Embedded.TransactionSummaries) == work.SearchLimit, err)
}

func expect(ok bool, err error) error {
	if err == nil && !ok {
		return errUnexpected
	}
	return err
}
