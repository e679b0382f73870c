package verify

import (
	"crypto/rsa"
	"crypto/sha256"
)

// Directory is what the service knows about its customers: whose keys there are
// and which merchants their owners may act for. Fill it first, then share it.
type Directory struct {
	secrets      map[string]secret
	certificates map[string]certificate
	tokens       map[[sha256.Size]byte]string
	responseKeys map[string]certificate
	merchants    map[[2]string]bool // owner and merchant
}

type secret struct {
	owner string
	key   []byte
}

type certificate struct {
	owner string
	key   *rsa.PublicKey
}

// NewDirectory returns an empty directory.
func NewDirectory() *Directory {
	return &Directory{
		secrets:      make(map[string]secret),
		certificates: make(map[string]certificate),
		tokens:       make(map[[sha256.Size]byte]string),
		responseKeys: make(map[string]certificate),
		merchants:    make(map[[2]string]bool),
	}
}

// Allow lets keys of owner act for merchant. A merchant acts for itself only if
// it is said here too.
func (d *Directory) Allow(owner, merchant string) { d.merchants[[2]string{owner, merchant}] = true }

// AddSecret registers a shared secret, decoded. It reports whether the key id was free.
func (d *Directory) AddSecret(owner, keyID string, key []byte) bool {
	return add(d.secrets, keyID, secret{owner, key})
}

// AddCertificate registers the public key of a signing certificate under the
// serialNumber attribute of its subject. It reports whether that id was free.
func (d *Directory) AddCertificate(owner, keyID string, key *rsa.PublicKey) bool {
	return add(d.certificates, keyID, certificate{owner, key})
}

// AddResponseKey registers a key that answers can be encrypted to. It reports
// whether the id was free.
func (d *Directory) AddResponseKey(owner, keyID string, key *rsa.PublicKey) bool {
	return add(d.responseKeys, keyID, certificate{owner, key})
}

// AddToken registers a bearer token. Only its hash is kept, so that looking one up
// takes the same time however much of it is right. It reports whether it was new.
func (d *Directory) AddToken(merchant, token string) bool {
	return add(d.tokens, sha256.Sum256([]byte(token)), merchant)
}

// add reports whether the key was free.
func add[K comparable, V any](to map[K]V, key K, value V) bool {
	if _, taken := to[key]; taken {
		return false
	}
	to[key] = value
	return true
}

// ResponseKey is the public key with this id, which answers are encrypted to.
func (d *Directory) ResponseKey(keyID string) (*rsa.PublicKey, bool) {
	found, ok := d.responseKeys[keyID]
	return found.key, ok
}

func (d *Directory) token(token string) (merchant string, ok bool) {
	merchant, ok = d.tokens[sha256.Sum256([]byte(token))]
	return merchant, ok
}

func (d *Directory) mayActFor(owner, merchant string) bool {
	return d.merchants[[2]string{owner, merchant}]
}
