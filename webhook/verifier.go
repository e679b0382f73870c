package webhook

import (
	"cmp"
	"crypto"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/internal/auth"
	"github.com/cybersource-go/cybersource/internal/keys"
	"github.com/cybersource-go/cybersource/internal/mle"
)

// Verifier verifies and reads deliveries. It is immutable and safe for concurrent use.
type Verifier struct {
	set func() *settings // a function, which fmt does not look into
}

// settings is a Config that was checked.
type settings struct {
	keys              map[string][]byte // secrets by id, in lower case
	decrypters        []*mle.Decrypter
	payloadSignatures bool
	maxAge, maxAhead  time.Duration
	now               func() time.Time
}

// shortestSecret is that of the service's published example. Its keys have 32 bytes.
const shortestSecret = 8

// NewVerifier reads the keys and checks the rest. The error names every field that is
// wrong, and no value.
func NewVerifier(c Config) (*Verifier, error) {
	s := settings{
		payloadSignatures: c.PayloadSignatures,
		maxAge:            cmp.Or(c.MaxAge, DefaultMaxAge),
		maxAhead:          cmp.Or(c.MaxAhead, DefaultMaxAhead),
		now:               c.Now,
	}
	if s.now == nil {
		s.now = time.Now
	}
	var p problems
	s.readKeys(c.Keys, &p)
	s.readPrivateKeys(c.PrivateKeys, &p)
	if s.maxAge < 0 {
		p.add("MaxAge", "is negative")
	}
	if s.maxAhead < 0 {
		p.add("MaxAhead", "is negative")
	}
	if len(p) > 0 {
		return nil, errors.New("webhook: configuration: " + strings.Join(p, "; "))
	}
	return &Verifier{func() *settings { return &s }}, nil
}

// problems collects what is wrong, so that all of it can be corrected at once.
type problems []string

func (p *problems) add(field, reason string) { *p = append(*p, field+" "+reason) }

func (c *settings) readKeys(given []Key, p *problems) {
	c.keys = make(map[string][]byte, len(given))
	if len(given) == 0 {
		p.add("Keys", "is empty")
	}
	for i, k := range given {
		field := fmt.Sprintf("Keys[%d]", i)
		id := strings.ToLower(strings.TrimSpace(k.ID))
		if id == "" {
			p.add(field+".ID", "is empty")
		} else if c.keys[id] != nil {
			p.add(field+".ID", "is the id of another key, too")
		}
		secret, err := auth.DecodeSecret(k.Secret, shortestSecret)
		if err != nil {
			p.add(field+".Secret", err.Error())
		}
		c.keys[id] = secret
	}
}

func (c *settings) readPrivateKeys(given []PrivateKey, p *problems) {
	for i, k := range given {
		field, key, err := k.read()
		if err == nil {
			var decrypter *mle.Decrypter
			if decrypter, err = mle.NewDeliveryDecrypter(key); err == nil {
				c.decrypters = append(c.decrypters, decrypter)
				continue
			}
		}
		p.add(fmt.Sprintf("PrivateKeys[%d]%s", i, field), err.Error())
	}
}

// read returns the key in the one form that is set, and the field that has it.
func (k PrivateKey) read() (field string, key crypto.PrivateKey, err error) {
	switch {
	case k.PEM != nil && k.Key != nil:
		return "", nil, errors.New("has both PEM and Key")
	case k.PEM != nil:
		key, err = keys.ParsePrivateKey(k.PEM, k.Password)
		return ".PEM", key, err
	case k.Key == nil:
		return "", nil, errors.New("has neither PEM nor Key")
	case isNilPointer(k.Key):
		return ".Key", nil, errors.New("is a nil pointer")
	}
	return ".Key", k.Key, nil
}

func isNilPointer(v any) bool {
	value := reflect.ValueOf(v)
	return value.Kind() == reflect.Pointer && value.IsNil()
}
