package cybersourcetest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/verify"
)

// This file holds the customers of the gateway and their keys.
//
// Guesses: a portfolio's keys do not act for the portfolio itself, and an id belongs to
// one account only; what a payment in a currency that the merchant does not take is refused
// with; limits of rates, of which nothing is published.
//
// Not simulated: permissions, expiry of certificates.

// Account is a merchant with its keys, or a portfolio whose keys act for other
// merchants. Use keys made for tests only.
type Account struct {
	// ID is the merchant id, or the portfolio id. Required.
	ID string `json:"id"`
	// Merchants makes the account a portfolio: its keys (meta keys) act for these
	// merchant ids and not for the portfolio itself.
	Merchants []string `json:"merchants,omitempty"`
	// SharedSecrets are key pairs for HTTP signatures and for tokens.
	SharedSecrets []SharedSecret `json:"sharedSecrets,omitempty"`
	// Certificates are signing certificates in PEM, one per text. Their key id is the
	// serialNumber attribute of the subject.
	Certificates []string `json:"certificates,omitempty"`
	// Tokens are access tokens that are sent as they are.
	Tokens []string `json:"tokens,omitempty"`
	// ResponseKeys are keys that answers can be encrypted to.
	ResponseKeys []ResponseKey `json:"responseKeys,omitempty"`

	// CardTypes are the card types that the merchant takes, such as "001" for Visa. Payments
	// with others are refused as CARD_TYPE_NOT_ACCEPTED. None = all.
	CardTypes []string `json:"cardTypes,omitempty"`
	// Currencies are the currencies that the merchant takes, such as "USD". Payments in others
	// are refused as INVALID_MERCHANT_CONFIGURATION. None = all.
	Currencies []string `json:"currencies,omitempty"`
	// CallsPerMinute is how many calls of the merchant are answered in a minute of
	// Options.Now; further ones are HTTP 429. 0 = all.
	CallsPerMinute int `json:"callsPerMinute,omitempty"`
}

// SharedSecret is a key pair as the merchant portal hands it out.
type SharedSecret struct {
	KeyID  string `json:"keyId"`  // as requests name it
	Secret string `json:"secret"` // standard base64, padded
}

// ResponseKey is a certificate whose key opens encrypted answers.
type ResponseKey struct {
	Certificate string `json:"certificate"`     // PEM
	KeyID       string `json:"keyId,omitempty"` // "" = the serialNumber attribute of its subject
}

// seededAccount is the merchant of a gateway that was given none. Where other machines
// reach the gateway its secret is random: the seed is easy to guess.
func seededAccount(seed uint64, onLoopback bool) Account {
	derive := func(label string) []byte {
		sum := sha256.Sum256([]byte("cybersourcetest " + label + " " + strconv.FormatUint(seed, 10)))
		return sum[:]
	}
	secret := derive("shared secret")
	if !onLoopback {
		rand.Read(secret) // never fails
	}
	return Account{
		ID: "gateway_merchant",
		SharedSecrets: []SharedSecret{{
			KeyID:  uuid([16]byte(derive("key id"))),
			Secret: base64.StdEncoding.EncodeToString(secret),
		}},
	}
}

// notPlain is what is wrong with an id that would mean something to a shell or in a header.
const notPlain = " has a character that no id has: a space, a quote, a backslash or another that means something to a shell"

// uuid writes random bytes as a version 4 UUID in lower case.
func uuid(b [16]byte) string {
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	text := hex.EncodeToString(b[:])
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}

// directory registers all accounts, and reports everything that is wrong with them.
func directory(accounts []Account) (*verify.Directory, error) {
	if len(accounts) == 0 {
		return nil, errors.New("Accounts is empty")
	}
	d := verify.NewDirectory()
	var problems []error
	first := map[string]int{}
	for i, account := range accounts {
		if before, taken := first[account.ID]; taken {
			problems = append(problems, fmt.Errorf("Accounts[%d].ID is that of Accounts[%d] too", i, before))
			continue
		}
		first[account.ID] = i
		if err := account.register(d); err != nil {
			problems = append(problems, fmt.Errorf("Accounts[%d].%w", i, err))
		}
	}
	return d, errors.Join(problems...)
}

func (a Account) register(d *verify.Directory) error {
	if a.ID == "" {
		return errors.New("ID is empty")
	}
	if !isPlain(a.ID) {
		return errors.New("ID" + notPlain)
	}
	if err := a.checkLimits(); err != nil {
		return err
	}
	if len(a.Merchants) == 0 {
		d.Allow(a.ID, a.ID)
	}
	for i, merchant := range a.Merchants {
		if !isPlain(merchant) {
			return fmt.Errorf("Merchants[%d] is empty, or%s", i, notPlain)
		}
		d.Allow(a.ID, merchant)
	}
	for i, token := range a.Tokens {
		if token == "" || !d.AddToken(a.ID, token) {
			return fmt.Errorf("Tokens[%d] is empty or registered already", i)
		}
	}
	return errors.Join(a.registerSecrets(d), a.registerCertificates(d), a.registerResponseKeys(d))
}

// checkLimits reports what cannot be meant: it would refuse everything.
func (a Account) checkLimits() error {
	for i, typ := range a.CardTypes {
		if len(typ) != 3 || strings.Trim(typ, digits) != "" {
			return fmt.Errorf("CardTypes[%d] is not a card type of three digits, such as 001 for Visa", i)
		}
	}
	for i, currency := range a.Currencies {
		if len(currency) != 3 || strings.Trim(currency, letters) != "" {
			return fmt.Errorf("Currencies[%d] is not a currency of three letters, such as USD", i)
		}
	}
	if a.CallsPerMinute < 0 {
		return errors.New("CallsPerMinute is negative")
	}
	return nil
}

func (a Account) registerSecrets(d *verify.Directory) error {
	for i, pair := range a.SharedSecrets {
		key, err := base64.StdEncoding.DecodeString(pair.Secret)
		switch {
		case err != nil || len(key) == 0:
			return fmt.Errorf("SharedSecrets[%d].Secret is empty or not base64", i)
		case pair.KeyID != "" && !isPlain(pair.KeyID):
			return fmt.Errorf("SharedSecrets[%d].KeyID%s", i, notPlain)
		case pair.KeyID == "" || !d.AddSecret(a.ID, pair.KeyID, key):
			return fmt.Errorf("SharedSecrets[%d].KeyID is empty or registered already", i)
		}
	}
	return nil
}

func (a Account) registerCertificates(d *verify.Directory) error {
	for i, text := range a.Certificates {
		key, serial, err := publicKey(text)
		switch {
		case err != nil:
			return fmt.Errorf("Certificates[%d] %w", i, err)
		case serial == "" || !d.AddCertificate(a.ID, serial, key):
			return fmt.Errorf("Certificates[%d] has no serialNumber in its subject, or one that is registered already", i)
		}
	}
	return nil
}

func (a Account) registerResponseKeys(d *verify.Directory) error {
	for i, response := range a.ResponseKeys {
		key, serial, err := publicKey(response.Certificate)
		if err != nil {
			return fmt.Errorf("ResponseKeys[%d].Certificate %w", i, err)
		}
		if response.KeyID != "" {
			serial = response.KeyID
		}
		if serial == "" || !d.AddResponseKey(a.ID, serial, key) {
			return fmt.Errorf("ResponseKeys[%d] has no key id, or one that is registered already", i)
		}
	}
	return nil
}

// publicKey reads a PEM certificate: its RSA key and the serialNumber attribute of
// its subject.
func publicKey(text string) (*rsa.PublicKey, string, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil || block.Type != "CERTIFICATE" {
		return nil, "", errors.New("is not a certificate in PEM")
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, "", errors.New("is not a certificate in PEM")
	}
	key, ok := certificate.PublicKey.(*rsa.PublicKey)
	if !ok || key.N.BitLen() < 2048 {
		return nil, "", errors.New("has no RSA key of 2048 bits or more")
	}
	return key, certificate.Subject.SerialNumber, nil
}
