package checkout

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/cybersource-go/cybersource"
)

const (
	keyPath     = "/flex/v2/public-keys/" // and the id of the key
	maxKeyBytes = 64 << 10
	fetchLimit  = 5 * time.Second // for the key of one token, waits included
	keyLife     = time.Hour
	unknownLife = time.Minute // how long an id is not asked for again that the service does not know
)

// keys are the public keys of the service, fetched when a token names them. Ids come out of
// tokens that anybody can write, so that little is kept, one key is fetched at a time, and
// of all ids only so many are asked for.
type keys struct {
	client *cybersource.APIClient
	now    func() time.Time
	limit  time.Duration
	turn   chan struct{} // holds one element while a key is fetched

	mu      sync.Mutex // guards what follows
	known   kept[*rsa.PublicKey]
	unknown kept[struct{}]
	paces   [causes]pace
}

// cause is why a key is asked for. Each has a pace of its own: tokens that are made up for one
// of them must not keep the others from their keys.
type cause int

const (
	byContext cause = iota // a capture context, most of which come from the service itself
	byResult               // a result, which browsers hand over
	byAge                  // the key was had, and is to be fetched again
	causes
)

// errTooMany is why a key is not asked for.
var errTooMany = errors.New("too many tokens name keys that are not known")

func newKeys(client *cybersource.APIClient, now func() time.Time) *keys {
	return &keys{client: client, now: now, limit: fetchLimit, turn: make(chan struct{}, 1)}
}

// get returns the key of an id, from memory or from the service.
func (k *keys) get(ctx context.Context, id string, by cause) (*rsa.PublicKey, error) {
	if !isKeyID(id) {
		return nil, ErrUnknownKey
	}
	if key, err := k.remembered(id); key != nil || err != nil {
		return key, err
	}
	ctx, cancel := context.WithTimeout(ctx, k.limit)
	defer cancel()
	select {
	case k.turn <- struct{}{}:
		defer func() { <-k.turn }()
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %w", ErrKeyUnavailable, ctx.Err())
	}
	if key, err := k.remembered(id); key != nil || err != nil { // fetched by another call meanwhile
		return key, err
	}
	if !k.mayAsk(id, by) {
		return nil, fmt.Errorf("%w: %w", ErrKeyUnavailable, errTooMany)
	}
	return k.fetch(ctx, id)
}

// remembered returns a key that was fetched, [ErrUnknownKey] for one that does not exist,
// and neither for one that has to be asked for.
func (k *keys) remembered(id string) (*rsa.PublicKey, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, unknown := k.unknown.get(id, k.now()); unknown {
		return nil, ErrUnknownKey
	}
	key, _ := k.known.get(id, k.now())
	return key, nil
}

// mayAsk reports whether the service may be asked for a key now.
func (k *keys) mayAsk(id string, by cause) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.known.had(id) {
		by = byAge
	}
	return k.paces[by].take(k.now())
}

// fetch asks the service for a key.
func (k *keys) fetch(ctx context.Context, id string) (*rsa.PublicKey, error) {
	var answer json.RawMessage
	_, err := k.client.Do(ctx, cybersource.RawRequest{
		Method: http.MethodGet, Path: keyPath + id, Unsigned: true, MaxResponseBytes: maxKeyBytes,
	}, &answer, cybersource.WithResponseEncryption(false))
	if refused, ok := errors.AsType[*cybersource.APIError](err); ok && isAboutID(refused.HTTPStatus) {
		k.remember(func() { k.unknown.put(id, struct{}{}, k.now(), unknownLife) })
		return nil, ErrUnknownKey
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKeyUnavailable, err)
	}
	var described publicKey
	if json.Unmarshal(answer, &described) != nil || described.ID != id {
		return nil, fmt.Errorf("%w: the answer is not the key that was asked for", ErrKeyUnavailable)
	}
	key, err := described.parse()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKeyUnavailable, err)
	}
	k.remember(func() { k.known.put(id, key, k.now(), keyLife) })
	return key, nil
}

// isAboutID reports whether a refusal says that the service has no key of the id.
func isAboutID(status int) bool {
	return status == http.StatusNotFound || status == http.StatusBadRequest
}

func (k *keys) remember(change func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	change()
}
