package cybersource

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"slices"
	"strings"
)

// credentials returns nil after a problem that leaves no choice what to check.
func (e *environment) credentials() Credentials {
	switch e.auth() {
	case "jwt":
		return JWTSharedSecret{
			MerchantID: e.text("MERCHANT_ID"), KeyID: e.text("KEY_ID"),
			SharedSecret: e.text("SHARED_SECRET"), PortfolioID: e.text("PORTFOLIO_ID"),
		}
	case "http_signature":
		return HTTPSignature{
			MerchantID: e.text("MERCHANT_ID"), KeyID: e.text("KEY_ID"),
			SharedSecret: e.text("SHARED_SECRET"), PortfolioID: e.text("PORTFOLIO_ID"),
		}
	case "jwt_certificate":
		return e.certificate()
	case "oauth":
		return e.accessToken()
	default:
		return nil
	}
}

// auth is the way to authenticate, "" after a problem.
func (e *environment) auth() string {
	secret := e.any("KEY_ID", "SHARED_SECRET")
	certificate := e.any("P12_FILE", "CERTIFICATE_FILE", "PRIVATE_KEY_FILE")
	token := e.any("ACCESS_TOKEN")
	chosen := strings.ToLower(e.text("AUTH"))
	switch chosen {
	case "jwt_certificate", "http_signature", "oauth", "none":
		return chosen
	case "jwt":
		if certificate && !secret {
			return "jwt_certificate"
		}
		return "jwt"
	case "":
	default:
		e.problem("AUTH", "is none of jwt, jwt_certificate, http_signature, oauth, none")
		return ""
	}
	switch {
	case countSet(secret, certificate, token) > 1:
		e.problem("AUTH", "is not set, and there are keys for more than one way to authenticate")
		return ""
	case certificate:
		return "jwt_certificate"
	case token:
		return "oauth"
	default:
		return "jwt" // whose missing parts are named
	}
}

func (e *environment) certificate() Credentials {
	c := JWTCertificate{
		MerchantID: e.text("MERCHANT_ID"), PortfolioID: e.text("PORTFOLIO_ID"),
		P12: e.file("P12_FILE"), Password: e.text("P12_PASSWORD"),
		CertificatePEM: e.file("CERTIFICATE_FILE"), PrivateKeyPEM: e.file("PRIVATE_KEY_FILE"),
	}
	switch {
	case c.P12 == nil && c.PrivateKeyPEM == nil:
		e.problem("P12_FILE", "is not set, and neither is "+prefix+"PRIVATE_KEY_FILE")
		return nil
	case c.P12 != nil && c.PrivateKeyPEM != nil:
		e.problem("P12_FILE", "and "+prefix+"PRIVATE_KEY_FILE are both set")
		return nil
	case c.PrivateKeyPEM != nil:
		c.Password = e.text("PRIVATE_KEY_PASSWORD")
	}
	return c
}

func (e *environment) accessToken() Credentials {
	token := e.text("ACCESS_TOKEN")
	if token == "" {
		e.problem("ACCESS_TOKEN", "is empty")
	}
	if e.any("PORTFOLIO_ID") {
		e.problem("PORTFOLIO_ID", "cannot be used with an access token")
	}
	return OAuthToken{
		MerchantID: e.text("MERCHANT_ID"),
		Token:      func(context.Context) (string, error) { return token, nil },
	}
}

// messageEncryption returns nil if no MLE_ variable is set, or if they only switch it
// off. Any other one says that encryption is wanted: what is then missing is an error,
// and no reason to send plain text.
func (e *environment) messageEncryption() *MessageEncryption {
	requests, responses := e.boolean("MLE_REQUESTS"), e.boolean("MLE_RESPONSES")
	m := &MessageEncryption{
		PlainRequests:           isFalse(requests),
		RequestCertificatePEM:   e.file("MLE_REQUEST_CERTIFICATE_FILE"),
		RequestCertificateAlias: e.text("MLE_REQUEST_CERTIFICATE_ALIAS"),
		PlainResponses:          isFalse(responses),
		ResponseP12:             e.file("MLE_RESPONSE_P12_FILE"),
		ResponsePrivateKeyPEM:   e.file("MLE_RESPONSE_PRIVATE_KEY_FILE"),
		ResponsePassword:        e.text("MLE_RESPONSE_PASSWORD"),
		ResponseKeyID:           e.text("MLE_RESPONSE_KEY_ID"),
		ResponseKeyClaim:        e.text("MLE_RESPONSE_KEY_CLAIM"),
	}
	switch hasKey := m.ResponseP12 != nil || m.ResponsePrivateKeyPEM != nil; {
	case m.ResponseP12 != nil && m.ResponsePrivateKeyPEM != nil:
		e.problem("MLE_RESPONSE_P12_FILE", "and "+prefix+"MLE_RESPONSE_PRIVATE_KEY_FILE are both set")
		m.ResponsePrivateKeyPEM = nil
	case responses != nil && *responses && !hasKey:
		e.problem("MLE_RESPONSES", "is true, and neither "+prefix+"MLE_RESPONSE_P12_FILE nor "+prefix+"MLE_RESPONSE_PRIVATE_KEY_FILE is set")
	}
	if !e.mentionsEncryption(isFalse(requests)) {
		return nil
	}
	return m
}

// mentionsEncryption reports whether an MLE_ variable asks for encryption by being
// set. The switch for answers does so unless requests are switched off.
func (e *environment) mentionsEncryption(plainRequests bool) bool {
	return slices.ContainsFunc(variables, func(name string) bool {
		switch {
		case !strings.HasPrefix(name, "MLE_") || e.text(name) == "":
			return false
		case name == "MLE_REQUESTS" || name == "MLE_RESPONSES":
			return !plainRequests
		}
		return true
	})
}

func isFalse(b *bool) bool { return b != nil && !*b }

func (e *environment) clientCertificate() *tls.Certificate {
	certificate, key := e.file("CLIENT_CERTIFICATE_FILE"), e.file("CLIENT_KEY_FILE")
	switch {
	case certificate == nil && key == nil:
		return nil
	case certificate == nil:
		e.problem("CLIENT_CERTIFICATE_FILE", "is not set beside "+prefix+"CLIENT_KEY_FILE")
		return nil
	case key == nil:
		e.problem("CLIENT_KEY_FILE", "is not set beside "+prefix+"CLIENT_CERTIFICATE_FILE")
		return nil
	}
	pair, err := tls.X509KeyPair(certificate, key)
	if err == nil {
		return &pair
	}
	if !e.hasProblem(prefix + "CLIENT_KEY_FILE") {
		e.problem("CLIENT_CERTIFICATE_FILE", "and "+prefix+"CLIENT_KEY_FILE are not a certificate and its unencrypted private key in PEM")
	}
	return nil
}

func (e *environment) rootCAs() *x509.CertPool {
	data := e.file("CA_FILE")
	if data == nil {
		return nil
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(data) {
		e.problem("CA_FILE", "holds no PEM certificate")
	}
	return roots
}
