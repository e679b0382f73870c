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
			SharedSecret: e.secret("SHARED_SECRET"), PortfolioID: e.text("PORTFOLIO_ID"),
		}
	case "http_signature":
		return HTTPSignature{
			MerchantID: e.text("MERCHANT_ID"), KeyID: e.text("KEY_ID"),
			SharedSecret: e.secret("SHARED_SECRET"), PortfolioID: e.text("PORTFOLIO_ID"),
		}
	case "jwt_certificate":
		return e.certificate()
	case "oauth":
		return e.accessToken()
	default:
		return nil
	}
}

// hasNoCredentials reports whether requests are to be sent without authentication.
func (e *environment) hasNoCredentials() bool { return strings.EqualFold(e.text("AUTH"), "none") }

// auth is the way to authenticate, "" after a problem.
func (e *environment) auth() string {
	secret := e.any("KEY_ID") || e.anyContent("SHARED_SECRET")
	certificate := e.anyContent("P12", "CERTIFICATE", "PRIVATE_KEY")
	token := e.anyContent("ACCESS_TOKEN")
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
	case token:
		return "oauth"
	case certificate, !secret && e.anyContent("P12_PASSWORD", "PRIVATE_KEY_PASSWORD"):
		return "jwt_certificate"
	default:
		return "jwt" // whose missing parts are named
	}
}

func (e *environment) certificate() Credentials {
	c := JWTCertificate{
		MerchantID: e.text("MERCHANT_ID"), PortfolioID: e.text("PORTFOLIO_ID"),
		P12: e.p12("P12"), Password: e.secret("P12_PASSWORD"),
		CertificatePEM: e.pem("CERTIFICATE"), PrivateKeyPEM: e.pem("PRIVATE_KEY"),
	}
	switch {
	case c.P12 == nil && c.PrivateKeyPEM == nil:
		e.missingKey()
		return nil
	case c.P12 != nil && c.PrivateKeyPEM != nil:
		e.add(e.source("P12"), "and "+e.source("PRIVATE_KEY")+" are both set")
		return nil
	case c.PrivateKeyPEM != nil:
		c.Password = e.secret("PRIVATE_KEY_PASSWORD")
	}
	return c
}

// missingKey says which key is missing: the one that a password or certificate is set for.
func (e *environment) missingKey() {
	switch {
	case e.anyContent("P12_PASSWORD"):
		e.problem("P12_FILE", "is not set, though "+e.source("P12_PASSWORD")+" is")
	case e.anyContent("PRIVATE_KEY_PASSWORD"):
		e.problem("PRIVATE_KEY_FILE", "is not set, though "+e.source("PRIVATE_KEY_PASSWORD")+" is")
	case e.anyContent("CERTIFICATE"):
		e.problem("PRIVATE_KEY_FILE", "is not set, though "+e.source("CERTIFICATE")+" is")
	default:
		e.problem("P12_FILE", "is not set, and neither is "+e.prefix+"PRIVATE_KEY_FILE")
	}
}

func (e *environment) accessToken() Credentials {
	token := e.secret("ACCESS_TOKEN")
	if token == "" {
		e.add(e.source("ACCESS_TOKEN"), "is empty")
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
		RequestCertificatePEM:   e.pem("MLE_REQUEST_CERTIFICATE"),
		RequestCertificateAlias: e.text("MLE_REQUEST_CERTIFICATE_ALIAS"),
		PlainResponses:          isFalse(responses),
		ResponseP12:             e.p12("MLE_RESPONSE_P12"),
		ResponsePrivateKeyPEM:   e.pem("MLE_RESPONSE_PRIVATE_KEY"),
		ResponsePassword:        e.secret("MLE_RESPONSE_PASSWORD"),
		ResponseKeyID:           e.text("MLE_RESPONSE_KEY_ID"),
		ResponseKeyClaim:        e.text("MLE_RESPONSE_KEY_CLAIM"),
	}
	switch hasKey := m.ResponseP12 != nil || m.ResponsePrivateKeyPEM != nil; {
	case m.ResponseP12 != nil && m.ResponsePrivateKeyPEM != nil:
		e.add(e.source("MLE_RESPONSE_P12"), "and "+e.source("MLE_RESPONSE_PRIVATE_KEY")+" are both set")
		m.ResponsePrivateKeyPEM = nil
	case responses != nil && *responses && !hasKey:
		e.problem("MLE_RESPONSES", "is true, and neither "+e.prefix+"MLE_RESPONSE_P12_FILE nor "+e.prefix+"MLE_RESPONSE_PRIVATE_KEY_FILE is set")
	}
	if !e.mentionsEncryption(isFalse(requests)) {
		return nil
	}
	return m
}

// mentionsEncryption reports whether an MLE_ variable asks for encryption by being
// set. The switch for answers does so unless requests are switched off.
func (e *environment) mentionsEncryption(plainRequests bool) bool {
	return slices.ContainsFunc(variables(), func(name string) bool {
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
	certificate, key := e.pem("CLIENT_CERTIFICATE"), e.pem("CLIENT_KEY")
	switch {
	case certificate == nil && key == nil:
		return nil
	case certificate == nil:
		e.problem("CLIENT_CERTIFICATE", "is not set beside "+e.source("CLIENT_KEY"))
		return nil
	case key == nil:
		e.problem("CLIENT_KEY", "is not set beside "+e.source("CLIENT_CERTIFICATE"))
		return nil
	}
	pair, err := tls.X509KeyPair(certificate, key)
	if err == nil {
		return &pair
	}
	if !e.hasProblem(e.source("CLIENT_KEY")) {
		e.add(e.source("CLIENT_CERTIFICATE"), "and "+e.source("CLIENT_KEY")+" are not a certificate and its unencrypted private key in PEM")
	}
	return nil
}

func (e *environment) rootCAs() *x509.CertPool {
	data := e.pem("CA")
	if data == nil {
		return nil
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(data) {
		e.add(e.source("CA"), "holds no PEM certificate")
	}
	return roots
}
