package cybersource

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"log/slog"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/cybersource-go/cybersource/internal/auth"
	"github.com/cybersource-go/cybersource/internal/keys"
	"github.com/cybersource-go/cybersource/internal/vectors"
)

// constructed is a day on which the recordings' certificates are valid, expired one
// on which they are not.
var (
	constructed = time.Date(2027, 6, 1, 0, 0, 0, 0, time.UTC)
	expired     = time.Date(2037, 1, 1, 0, 0, 0, 0, time.UTC)
)

func recordedSecret(t testing.TB) JWTSharedSecret {
	t.Helper()
	i := vectors.ReadInventory(t)
	return JWTSharedSecret{MerchantID: i.MerchantID, KeyID: i.KeyID, SharedSecret: i.SharedSecret}
}

func recordedCertificate(t testing.TB, file string) JWTCertificate {
	t.Helper()
	i := vectors.ReadInventory(t)
	return JWTCertificate{MerchantID: i.MerchantID, P12: vectors.Key(t, file), Password: i.Password}
}

func recordedPEM(t testing.TB) JWTCertificate {
	t.Helper()
	return JWTCertificate{
		MerchantID:     vectors.ReadInventory(t).MerchantID,
		CertificatePEM: vectors.Key(t, "merchant.cert.pem"),
		PrivateKeyPEM:  vectors.Key(t, "merchant.key.pem"),
	}
}

func recordedKey(t testing.TB, file string) *rsa.PrivateKey {
	t.Helper()
	key, err := keys.ParsePrivateKey(vectors.Key(t, file), "")
	if err != nil {
		t.Fatalf("%s %v", file, err)
	}
	return key.(*rsa.PrivateKey)
}

func TestCredentialsWithProblems(t *testing.T) {
	with := func(change func(*JWTCertificate), of JWTCertificate) JWTCertificate {
		change(&of)
		return of
	}
	const enough = "MTYgYnl0ZXMsIGVub3VnaA=="
	certificate, pair := recordedCertificate(t, "merchant.p12"), recordedPEM(t)
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name        string
		credentials Credentials
		now         time.Time
		want        []string
	}{
		{"nothing set", JWTSharedSecret{}, constructed, []string{
			"Credentials.MerchantID is empty", "Credentials.KeyID is empty", "Credentials.SharedSecret is empty",
		}},
		{"nothing set, HTTP Signature", HTTPSignature{}, constructed, []string{
			"Credentials.MerchantID is empty", "Credentials.KeyID is empty", "Credentials.SharedSecret is empty",
		}},
		{"nothing set, key source", JWTKeySource{}, constructed, []string{"Credentials.MerchantID is empty", "Credentials.Key is nil"}},
		{"nothing set, OAuth", OAuthToken{}, constructed, []string{"Credentials.MerchantID is empty", "Credentials.Token is nil"}},
		{"nothing set, certificate", JWTCertificate{}, constructed, []string{
			"Credentials.MerchantID is empty", "Credentials have no private key: set P12, PrivateKeyPEM or Signer",
		}},
		{"characters of headers and lines", JWTSharedSecret{"a b", "k\"", enough, "p\n"}, constructed, []string{
			"Credentials.MerchantID has a blank, a quote or another character that no header can carry",
			"Credentials.PortfolioID has a blank, a quote or another character that no header can carry",
			"Credentials.KeyID has a blank, a quote or another character that no header can carry",
		}},
		{"secret not base64", HTTPSignature{"m", "k", "not base64", ""}, constructed, []string{"Credentials.SharedSecret contains white space"}},
		{"complete", JWTSharedSecret{"m", "k", enough, "p"}, constructed, nil},
		{"secret of one byte", JWTSharedSecret{"m", "k", "cw==", "p"}, constructed, []string{"Credentials.SharedSecret is too short: less than 16 bytes after base64 decoding"}},
		{"secret with wrong padding", JWTSharedSecret{"m", "k", "c2VjcmV0=", "p"}, constructed, []string{"Credentials.SharedSecret is not base64"}},
		{"two keys", with(func(c *JWTCertificate) { c.PrivateKeyPEM = pair.PrivateKeyPEM }, certificate), constructed, []string{
			"Credentials have more than one private key: set only one of P12, PrivateKeyPEM and Signer",
		}},
		{"certificate beside P12", with(func(c *JWTCertificate) { c.CertificatePEM = pair.CertificatePEM }, certificate), constructed, []string{
			"Credentials.CertificatePEM is set beside P12, which holds the certificate",
		}},
		{"wrong password", with(func(c *JWTCertificate) { c.Password = "wrong" }, certificate), constructed, []string{
			"Credentials.P12 cannot be opened with the password",
		}},
		{"not a P12", with(func(c *JWTCertificate) { c.P12 = pair.CertificatePEM }, certificate), constructed, []string{
			"Credentials.P12 is PEM text and not a PKCS#12 file",
		}},
		{"P12 of somebody else", with(func(c *JWTCertificate) { c.MerchantID = "acme" }, certificate), constructed, []string{
			"Credentials.P12 holds no certificate whose common name is the owner of the key",
		}},
		{"P12 of the merchant, not of the portfolio", with(func(c *JWTCertificate) { c.PortfolioID = "acme" }, certificate), constructed, []string{
			"Credentials.P12 holds no certificate whose common name is the owner of the key",
		}},
		{"expired", certificate, expired, []string{"Credentials.P12 holds a certificate that expired on 2036-11-20"}},
		{"not valid yet", certificate, constructed.AddDate(-2, 0, 0), []string{"Credentials.P12 holds a certificate that is not valid before 2026-11-23T00:36:30Z"}},
		{"weak key", weakCertificate(t), constructed, []string{"Credentials.CertificatePEM holds a certificate whose key is an RSA key of less than 2048 bits"}},
		{"PEM expired", pair, expired, []string{"Credentials.CertificatePEM holds a certificate that expired on 2036-11-20"}},
		{"key of another certificate", with(func(c *JWTCertificate) { c.PrivateKeyPEM = vectors.Key(t, "sjc.key.pem") }, pair), constructed, []string{
			"Credentials.CertificatePEM holds a certificate of the owner, but of another key than the private key",
		}},
		{"neither is PEM", with(func(c *JWTCertificate) { c.PrivateKeyPEM, c.CertificatePEM = []byte("a"), []byte("b") }, pair), constructed, []string{
			"Credentials.PrivateKeyPEM holds no PEM private key", "Credentials.CertificatePEM holds no PEM certificate",
		}},
		{"certificate missing", with(func(c *JWTCertificate) { c.CertificatePEM = nil }, pair), constructed, []string{"Credentials.CertificatePEM is empty"}},
		{"encrypted key without password", with(func(c *JWTCertificate) { c.PrivateKeyPEM = vectors.Key(t, "respmle.pkcs8.enc.pem") }, pair), constructed, []string{
			"Credentials.PrivateKeyPEM cannot be opened with the password",
		}},
		{"no key id", JWTCertificate{MerchantID: "CyberSourceCertAuth", CertificatePEM: vectors.Key(t, "certauth.cert.pem"), Signer: fromCertificate(t, "certauth.cert.pem")}, constructed, []string{
			"Credentials.CertificatePEM holds a certificate without serialNumber in its subject, the key id of the service",
		}},
		{"signer for another certificate", JWTCertificate{MerchantID: pair.MerchantID, CertificatePEM: pair.CertificatePEM, Signer: ecKey}, constructed, []string{
			"Credentials.CertificatePEM holds a certificate of the owner, but of another key than the private key",
		}},
		{"signer is a nil pointer", JWTCertificate{MerchantID: "m", CertificatePEM: pair.CertificatePEM, Signer: (*rsa.PrivateKey)(nil)}, constructed, []string{
			"Credentials.Signer is a nil pointer",
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, problems := parsed(tc.credentials, tc.now)
			if !slices.Equal(problems, tc.want) {
				t.Errorf("problems\n got %q\nwant %q", problems, tc.want)
			}
			if (s.scheme == nil) != (tc.want != nil) {
				t.Errorf("scheme %T", s.scheme)
			}
		})
	}
}

// weakCertificate has a key of 1,024 bits.
func weakCertificate(t testing.TB) JWTCertificate {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "acme_eu", SerialNumber: "1"},
		NotBefore:    constructed,
		NotAfter:     constructed.AddDate(1, 0, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return JWTCertificate{
		MerchantID: "acme_eu", Signer: key,
		CertificatePEM: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
	}
}

// fromCertificate is a signer that fits a certificate, as far as construction looks.
func fromCertificate(t testing.TB, file string) crypto.Signer {
	t.Helper()
	certificates, err := keys.ParseCertificates(vectors.Key(t, file))
	if err != nil {
		t.Fatal(err)
	}
	return publicOnly{recordedKey(t, "merchant.key.pem"), certificates[0].PublicKey}
}

type publicOnly struct {
	crypto.Signer
	public crypto.PublicKey
}

func (p publicOnly) Public() crypto.PublicKey { return p.public }

func TestCertificateInEveryForm(t *testing.T) {
	pair := recordedPEM(t)
	encrypted := pair
	encrypted.Password = "pem password"
	encrypted.PrivateKeyPEM = encryptedPEM(t, recordedKey(t, "merchant.key.pem"), encrypted.Password)
	signer := pair
	signer.PrivateKeyPEM, signer.Signer = nil, struct{ crypto.Signer }{recordedKey(t, "merchant.key.pem")}
	upper := recordedCertificate(t, "merchant.p12")
	upper.MerchantID = strings.ToUpper(upper.MerchantID)
	portfolio := recordedCertificate(t, "portfolio.p12")
	portfolio.PortfolioID = "vecportfolio_a"

	for name, c := range map[string]JWTCertificate{
		"P12":                     recordedCertificate(t, "merchant.p12"),
		"P12, older layout":       recordedCertificate(t, "merchant.single-safe.p12"),
		"P12, reordered":          recordedCertificate(t, "merchant.reordered.p12"),
		"P12, openssl":            recordedCertificate(t, "merchant.pbes2.p12"),
		"P12, openssl legacy":     recordedCertificate(t, "merchant.rc2.p12"),
		"P12, id in another case": upper,
		"P12 of a portfolio":      portfolio,
		"PEM":                     pair,
		"PEM, encrypted":          encrypted,
		"signer":                  signer,
	} {
		t.Run(name, func(t *testing.T) {
			want := map[string]any{"kid": "1700000000000000000001", "iss": c.MerchantID, "v-c-merchant-id": c.MerchantID}
			if c.PortfolioID != "" {
				want["kid"], want["iss"] = "1700000000000000000002", c.PortfolioID
			}
			got := tokenOf(t, c)
			for member, want := range want {
				if got[member] != want {
					t.Errorf("%s is %v, want %v", member, got[member], want)
				}
			}
		})
	}
}

// tokenOf signs a request and returns header and claims of the token, together.
func tokenOf(t *testing.T, c Credentials) map[string]any {
	t.Helper()
	s, problems := parsed(c, constructed)
	if problems != nil {
		t.Fatal(problems)
	}
	if !s.jwt {
		t.Error("not said to be a token")
	}
	header := http.Header{}
	request := auth.Request{Method: "POST", Host: HostTest, Target: "/pts/v2/payments", Body: []byte("{}"), Time: constructed}
	if err := s.scheme.Apply(header, request); err != nil {
		t.Fatal(err)
	}
	members := map[string]any{}
	parts := strings.Split(strings.TrimPrefix(header.Get("Authorization"), "Bearer "), ".")
	for _, part := range parts[:2] {
		text, err := base64.RawURLEncoding.DecodeString(part)
		if err == nil {
			err = json.Unmarshal(text, &members)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return members
}

// encryptedPEM writes a key the way openssl used to.
func encryptedPEM(t *testing.T, key *rsa.PrivateKey, password string) []byte {
	t.Helper()
	//nolint:staticcheck // SA1019: weak, but merchants have such files
	block, err := x509.EncryptPEMBlock(rand.Reader, "RSA PRIVATE KEY",
		x509.MarshalPKCS1PrivateKey(key), []byte(password), x509.PEMCipherAES256)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(block)
}

func TestCredentialsPrintMasked(t *testing.T) {
	const id, hidden = "acme_eu", "hush-hush"
	secretBytes := []byte(hidden)
	key := recordedKey(t, "merchant.key.pem")
	exponent := fmt.Sprint(key.D)[:20]
	all := map[string]any{
		"JWTSharedSecret": JWTSharedSecret{id, hidden, hidden, "portfolio"},
		"HTTPSignature":   HTTPSignature{id, hidden, hidden, "portfolio"},
		"JWTCertificate":  JWTCertificate{id, secretBytes, hidden, "portfolio", secretBytes, secretBytes, key},
		"OAuthToken":      OAuthToken{id, func(context.Context) (string, error) { return hidden, nil }},
		"JWTKeySource":    JWTKeySource{id, "portfolio", func(context.Context) (SigningKey, error) { return SigningKey{}, nil }},
		"SigningKey":      SigningKey{id, hidden, func(context.Context, []byte) ([]byte, error) { return nil, nil }},
		"MessageEncryption": MessageEncryption{
			RequestCertificatePEM: secretBytes, RequestCertificateAlias: id, ResponseP12: secretBytes,
			ResponsePrivateKeyPEM: secretBytes, ResponseKey: key, ResponsePassword: hidden, ResponseKeyID: hidden,
		},
	}
	leaks := []string{hidden, fmt.Sprintf("%x", hidden), fmt.Sprint(secretBytes), base64.StdEncoding.EncodeToString(secretBytes), exponent}
	for name, value := range all {
		for way, text := range everyPrint(t, value) {
			t.Run(name+"/"+way, func(t *testing.T) {
				for _, leak := range leaks {
					if strings.Contains(strings.ToLower(text), strings.ToLower(leak)) {
						t.Errorf("leaks: %s", text)
					}
				}
				if !strings.Contains(text, id) || !strings.Contains(text, "***") {
					t.Errorf("does not say whose it is: %s", text)
				}
			})
		}
	}
}

// everyPrint prints a value, and a struct that holds it, in all the usual ways.
func everyPrint(t *testing.T, value any) map[string]string {
	t.Helper()
	printed := map[string]string{}
	holder := struct{ Credentials any }{value}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		printed[verb] = fmt.Sprintf(verb, value)
		printed["nested "+verb] = fmt.Sprintf(verb, holder)
		printed["pointer "+verb] = fmt.Sprintf(verb, &holder)
	}
	var text, lines bytes.Buffer
	slog.New(slog.NewTextHandler(&text, nil)).Info("", "value", value)
	slog.New(slog.NewJSONHandler(&lines, nil)).Info("", "value", value, "holder", holder)
	printed["slog text"], printed["slog JSON"] = text.String(), lines.String()
	data, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	printed["JSON"] = string(data)
	if data, err = jsonv2.Marshal(holder); err != nil {
		t.Fatal(err)
	}
	printed["JSON v2"] = string(data)
	return printed
}

func TestLoggedCredentialsAreAGroup(t *testing.T) {
	var line bytes.Buffer
	slog.New(slog.NewTextHandler(&line, nil)).Info("", "credentials", JWTSharedSecret{MerchantID: "acme", KeyID: "k"})
	if want := `credentials.MerchantID=acme credentials.KeyID=***`; !strings.Contains(line.String(), want) {
		t.Errorf("%s does not contain %s", line.String(), want)
	}
}

func TestPrintedCredentialsShowWhatIsMissing(t *testing.T) {
	got := fmt.Sprint(JWTSharedSecret{MerchantID: "acme", KeyID: "k"})
	want := `cybersource.JWTSharedSecret{MerchantID:"acme", KeyID:"***", SharedSecret:"", PortfolioID:""}`
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	data, err := json.Marshal(HTTPSignature{MerchantID: "acme", KeyID: "k"})
	if want := `{"MerchantID":"acme","KeyID":"***","SharedSecret":"","PortfolioID":""}`; string(data) != want || err != nil {
		t.Errorf("got %s (%v), want %s", data, err, want)
	}
}

// parsed returns what credentials are once parsed, and what is wrong with them.
func parsed(c Credentials, now time.Time) (signer, []string) {
	var p problems
	s := c.build(now, &p)
	return s, textsOf(p)
}

func textsOf(problems []FieldProblem) (texts []string) {
	for _, p := range problems {
		texts = append(texts, p.String())
	}
	return texts
}
