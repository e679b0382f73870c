package test

import (
	"bufio"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// alertServer is a server of TLS 1.3 that processes a request and then, in place of an answer,
// sends an alert by which servers refuse a certificate.
type alertServer struct {
	*rawServer
	alert     byte
	answers   int // requests that are answered before
	processed int
	resumed   bool // on the last connection
}

func serveAlert(t *testing.T, alert byte, cfg *tls.Config) *alertServer {
	t.Helper()
	s := &alertServer{alert: alert}
	cfg.SetSessionTicketKeys([][32]byte{{1}}) // of all connections
	cfg.Certificates, cfg.MinVersion = serveTLS(t, nil).TLS.Certificates, tls.VersionTLS13
	s.rawServer = serveRaw(t, func(c *rawConn) {
		cfg, secrets := cfg.Clone(), new(strings.Builder)
		cfg.KeyLogWriter = secrets
		secure := tls.Server(c.TCPConn, cfg)
		r, err := http.ReadRequest(bufio.NewReader(secure))
		if err != nil {
			return
		}
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return
		}
		s.processed++ // the client sends one request at a time
		s.resumed = secure.ConnectionState().DidResume
		if s.processed <= s.answers {
			io.WriteString(secure, "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"+approval)
			return
		}
		written := uint64(1) // the ticket of a session
		if cfg.SessionTicketsDisabled {
			written = 0
		}
		c.Write(alertRecord(t, secure.ConnectionState().CipherSuite, secrets.String(), written, s.alert))
	})
	return s
}

func (s *alertServer) client(t *testing.T, certificates ...tls.Certificate) *cybersource.APIClient {
	t.Helper()
	cfg := configuration(nil)
	cfg.BaseURL = "https" + strings.TrimPrefix(s.url(), "http")
	cfg.RootCAs = x509.NewCertPool()
	cfg.RootCAs.AddCert(serveTLS(t, nil).Certificate()) // all test servers have the same
	for i := range certificates {
		cfg.ClientCertificate = &certificates[i]
	}
	return newClient(t, cfg)
}

// alertRecord is a fatal alert, encrypted as what a server sends after the handshake.
func alertRecord(t *testing.T, suite uint16, secrets string, sequence uint64, alert byte) []byte {
	if suite != tls.TLS_AES_128_GCM_SHA256 { // what both sides choose where the processor has AES
		t.Errorf("%s is not written here", tls.CipherSuiteName(suite))
		return nil
	}
	_, line, _ := strings.Cut(secrets, "SERVER_TRAFFIC_SECRET_0 ")
	line, _, _ = strings.Cut(line, "\n")
	secret, err := hex.DecodeString(line[strings.LastIndex(line, " ")+1:])
	require.NoError(t, err)
	derive := func(label string, length int) []byte {
		label = "tls13 " + label
		key, err := hkdf.Expand(sha256.New, secret, "\x00"+string(rune(length))+string(rune(len(label)))+label+"\x00", length)
		require.NoError(t, err)
		return key
	}
	block, err := aes.NewCipher(derive("key", 16))
	require.NoError(t, err)
	sealing, err := cipher.NewGCM(block)
	require.NoError(t, err)
	nonce := derive("iv", 12)
	binary.BigEndian.PutUint64(nonce[4:], binary.BigEndian.Uint64(nonce[4:])^sequence)
	header := []byte{23, 3, 3, 0, byte(3 + sealing.Overhead())}
	return append(header, sealing.Seal(nil, nonce, []byte{2, alert, 21}, header)...)
}

// An alert about a certificate proves that no request was looked at only where it can have
// ended the handshake: the server asked for a certificate, and did not go on after it.
func TestAlertOfAServerThatProcessedTheRequestIsAnUnknownOutcome(t *testing.T) {
	for alert, name := range map[byte]string{
		42: "bad_certificate", 43: "unsupported_certificate", 44: "certificate_revoked", 45: "certificate_expired",
		46: "certificate_unknown", 48: "unknown_ca", 49: "access_denied", 116: "certificate_required",
	} {
		for _, tc := range []struct {
			name    string
			cfg     *tls.Config
			answers int
		}{
			{"no certificate was asked for", &tls.Config{SessionTicketsDisabled: true}, 0},
			{"the handshake had ended, as a ticket shows", &tls.Config{ClientAuth: tls.RequestClientCert}, 0},
			{"the session is resumed", &tls.Config{ClientAuth: tls.RequestClientCert}, 1},
		} {
			t.Run(name+", "+tc.name, func(t *testing.T) {
				server := serveAlert(t, alert, tc.cfg.Clone())
				server.answers = tc.answers
				client := server.client(t)
				for range tc.answers {
					_, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
					require.NoError(t, err)
				}
				_, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
				require.ErrorIs(t, err, cybersource.ErrOutcomeUnknown)
				require.ErrorContains(t, err, "remote error: tls: ")
				assert.False(t, cybersource.SafeToRetry(err))
				assert.Equal(t, tc.answers+1, server.processed)
				assert.Equal(t, tc.answers > 0, server.resumed)
			})
		}
	}
}

// The server asked for a certificate, and its alert is not about what it got.
func TestAlertThatDoesNotFitTheCertificateIsAnUnknownOutcome(t *testing.T) {
	own := serveTLS(t, nil).TLS.Certificates
	for _, tc := range []struct {
		name         string
		alert        byte
		certificates []tls.Certificate
	}{
		{"certificate_required, and there was one", 116, own},
		{"unsupported_certificate, and there was none", 43, nil},
		{"certificate_revoked, and there was none", 44, nil},
		{"certificate_expired, and there was none", 45, nil},
		{"certificate_unknown, and there was none", 46, nil},
		{"unknown_ca, and there was none", 48, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			server := serveAlert(t, tc.alert, &tls.Config{ClientAuth: tls.RequestClientCert, SessionTicketsDisabled: true})
			_, err := server.client(t, tc.certificates...).PaymentsApi.CreatePayment(t.Context(), payment())
			require.ErrorIs(t, err, cybersource.ErrOutcomeUnknown)
			require.ErrorContains(t, err, "remote error: tls: ")
			assert.Equal(t, 1, server.processed)
		})
	}
}

// access_denied is what devices send that end connections by rules of their own, whenever these
// apply.
func TestAccessDeniedAfterTheRequestIsAnUnknownOutcome(t *testing.T) {
	server := serveAlert(t, 49, &tls.Config{ClientAuth: tls.RequestClientCert, SessionTicketsDisabled: true})
	_, err := server.client(t).PaymentsApi.CreatePayment(t.Context(), payment())
	require.ErrorIs(t, err, cybersource.ErrOutcomeUnknown)
	assert.Equal(t, 1, server.processed)
}
