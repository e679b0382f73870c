// Package bench measures what a call costs, as ratios to a careful hand-written
// client in the same run. The server runs in a process of its own, so that the
// processor time of this one is the client's alone.
//
//	go test ./test/bench -run '^$' -bench . -benchmem
package bench

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

const serverRole = "CYBERSOURCE_BENCH_ROLE"

// The server of the run: its address, and who vouches for it.
var (
	serverURL string
	serverCAs *x509.CertPool
)

func TestMain(m *testing.M) {
	if os.Getenv(serverRole) == "server" {
		serve()
		return
	}
	stop, err := startServer()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench server:", err)
		os.Exit(1)
	}
	code := m.Run()
	stop()
	os.Exit(code)
}

// startServer runs this binary again as the server, hands it a certificate, and
// reads its address.
func startServer() (stop func(), err error) {
	certificate, err := selfSigned()
	if err != nil {
		return nil, err
	}
	serverCAs = x509.NewCertPool()
	serverCAs.AppendCertsFromPEM(certificate)

	server := exec.Command(os.Args[0])
	server.Env = append(os.Environ(), serverRole+"=server")
	server.Stderr = os.Stderr
	input, err := server.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := server.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := server.Start(); err != nil {
		return nil, err
	}
	if _, err := input.Write(append(certificate, '\n')); err != nil {
		return nil, err
	}
	address, err := bufio.NewReader(output).ReadString('\n')
	serverURL = "https://" + strings.TrimSpace(address)
	return func() { _ = input.Close(); _ = server.Wait() }, err
}

// selfSigned returns certificate and key in one PEM text.
func selfSigned() ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(24 * time.Hour),
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA:         true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return append(text, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})...), nil
}

// serve answers every request with the same approval until standard input ends.
func serve() {
	input := bufio.NewReader(os.Stdin)
	var text bytes.Buffer
	for line := "-"; strings.TrimSpace(line) != ""; {
		line, _ = input.ReadString('\n')
		text.WriteString(line)
	}
	certificate, err := tls.X509KeyPair(text.Bytes(), text.Bytes())
	if err != nil {
		panic(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(listener.Addr())
	go func() { _, _ = io.Copy(io.Discard, input); os.Exit(0) }()
	server := &http.Server{
		Handler:           http.HandlerFunc(answer),
		ReadHeaderTimeout: 10 * time.Second,
		TLSConfig:         &tls.Config{Certificates: []tls.Certificate{certificate}},
	}
	_ = server.ServeTLS(listener, "", "") // HTTP/1.1 and HTTP/2, as the client prefers
}

func answer(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	w.Header().Set("Content-Type", "application/hal+json")
	w.Header().Set("V-C-Correlation-Id", "0f7d9c1e-5c2b-4e0e-9d1a-000000000001")
	w.Header().Set("Content-Length", fmt.Sprint(len(approval)))
	w.WriteHeader(http.StatusCreated)
	_, _ = io.WriteString(w, approval)
}

// approval is a card authorization's answer, of the usual kilobyte.
const approval = `{"_links":{"authReversal":{"method":"POST","href":"/pts/v2/payments/7641502314786780104953/reversals"},` +
	`"self":{"method":"GET","href":"/pts/v2/payments/7641502314786780104953"},` +
	`"capture":{"method":"POST","href":"/pts/v2/payments/7641502314786780104953/captures"}},` +
	`"clientReferenceInformation":{"code":"ORDER-20418","submitLocalDateTime":"20261125100514"},` +
	`"id":"7641502314786780104953",` +
	`"orderInformation":{"amountDetails":{"authorizedAmount":"102.21","currency":"USD"}},` +
	`"paymentAccountInformation":{"card":{"type":"001"}},` +
	`"paymentInformation":{"tokenizedCard":{"type":"001"},"card":{"type":"001"}},` +
	`"pointOfSaleInformation":{"terminalId":"111111"},` +
	`"processorInformation":{"approvalCode":"888888","networkTransactionId":"123456789619999",` +
	`"transactionId":"123456789619999","responseCode":"100","avs":{"code":"X","codeRaw":"I1"}},` +
	`"reconciliationId":"78243988SD9YL291","status":"AUTHORIZED","submitTimeUtc":"2026-11-25T10:05:14Z"}`
