package lean

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/test/bench/work"
)

// Sign sets the headers that authenticate one request. Target is its path.
type Sign func(header http.Header, method, target string, body []byte) error

// NewSign returns what signs the calls of a job.
func NewSign(job *work.Job) (Sign, error) {
	secret, err := base64.StdEncoding.DecodeString(work.Secret)
	if err != nil {
		return nil, err
	}
	switch job.Scheme {
	case work.SchemeSignature:
		return signature(job.Host(), secret), nil
	case work.SchemeSecret:
		return token(job.Host(), "HS256", work.KeyID, func(text []byte) ([]byte, error) {
			mac := hmac.New(sha256.New, secret)
			mac.Write(text)
			return mac.Sum(nil), nil
		}), nil
	case work.SchemeCertificate, work.SchemeEncrypted:
		key, err := job.PrivateKey()
		if err != nil {
			return nil, err
		}
		return token(job.Host(), "RS256", work.CertificateKeyID, func(text []byte) ([]byte, error) {
			sum := sha256.Sum256(text)
			return rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
		}), nil
	}
	return nil, fmt.Errorf("no scheme %q", job.Scheme)
}

func setMediaTypes(header http.Header) {
	header.Set("Content-Type", "application/json;charset=utf-8")
	header.Set("Accept", "application/hal+json;charset=utf-8")
	header.Set("User-Agent", "shop/1.0")
}

// signature is the scheme HTTP Signature. Without a body there is no digest.
func signature(host string, secret []byte) Sign {
	return func(header http.Header, method, target string, body []byte) error {
		date := time.Now().UTC().Format(http.TimeFormat)
		lines := []string{"host: " + host, "date: " + date, "request-target: " + strings.ToLower(method) + " " + target}
		names := "host date request-target v-c-merchant-id"
		if body != nil {
			sum := sha256.Sum256(body)
			digest := "SHA-256=" + base64.StdEncoding.EncodeToString(sum[:])
			lines = append(lines, "digest: "+digest)
			names = "host date request-target digest v-c-merchant-id"
			header.Set("Digest", digest)
		}
		lines = append(lines, "v-c-merchant-id: "+work.MerchantID)
		mac := hmac.New(sha256.New, secret)
		_, _ = io.WriteString(mac, strings.Join(lines, "\n"))
		signature := base64.StdEncoding.EncodeToString(mac.Sum(nil))

		setMediaTypes(header)
		header.Set("Date", date)
		header.Set("V-C-Merchant-Id", work.MerchantID)
		header.Set("Signature", fmt.Sprintf(`keyid="%s", algorithm="HmacSHA256", headers="%s", signature="%s"`,
			work.KeyID, names, signature))
		return nil
	}
}

type claims struct {
	IssuedAt        int64  `json:"iat"`
	Expires         int64  `json:"exp"`
	Issuer          string `json:"iss"`
	ID              string `json:"jti"`
	Version         string `json:"v-c-jwt-version"`
	MerchantID      string `json:"v-c-merchant-id"`
	Host            string `json:"request-host"`
	Method          string `json:"request-method"`
	Path            string `json:"request-resource-path"`
	Digest          string `json:"digest,omitempty"`
	DigestAlgorithm string `json:"digestAlgorithm,omitempty"`
}

// token is the scheme JWT.
func token(host, algorithm, keyID string, sign func(text []byte) ([]byte, error)) Sign {
	head := base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"alg":%q,"typ":"JWT","kid":%q}`, algorithm, keyID))
	return func(header http.Header, method, target string, body []byte) error {
		var id [16]byte
		_, _ = rand.Read(id[:]) // it never fails
		now := time.Now().Unix()
		c := claims{
			IssuedAt: now, Expires: now + 120, Issuer: work.MerchantID, Version: "2", MerchantID: work.MerchantID,
			ID:   fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:]),
			Host: host, Method: strings.ToLower(method), Path: target,
		}
		if body != nil {
			sum := sha256.Sum256(body)
			c.Digest, c.DigestAlgorithm = base64.StdEncoding.EncodeToString(sum[:]), "SHA-256"
		}
		payload, err := json.Marshal(c)
		if err != nil {
			return err
		}
		text := head + "." + base64.RawURLEncoding.EncodeToString(payload)
		signature, err := sign([]byte(text))
		if err != nil {
			return err
		}
		setMediaTypes(header)
		header.Set("Authorization", "Bearer "+text+"."+base64.RawURLEncoding.EncodeToString(signature))
		return nil
	}
}
