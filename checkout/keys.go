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
// tokens that anybody can write, so that little is kept, and of all ids only so many are asked for.
type keys struct {
	client *cybersource.APIClient
	now    func() time.Time
	limit  time.Duration

	mu    sync.Mutex // guards known, and what queues say it guards
	known kept[*rsa.PublicKey]
	queue [causes]queue
}

// queue is what asks for keys because of one cause: one at a time, and not all of them.
type queue struct {
	turn    chan struct{}  // holds one element while a key is fetched
	unknown kept[struct{}] // guarded by keys.mu, as is pace
	pace    pace
}

// cause is why a key is asked for. Each has a queue of its own: tokens that are made up for one
// of them must not keep the others from their keys, nor delay them.
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
	k := &keys{client: client, now: now, limit: fetchLimit}
	for by := range k.queue {
		k.queue[by].turn = make(chan struct{}, 1)
	}
	return k
}

// get returns the key of an id, from memory or from the service.
func (k *keys) get(ctx context.Context, id string, by cause) (*rsa.PublicKey, error) {
	if !isKeyID(id) {
		return nil, ErrUnknownKey
	}
	q := k.queueFor(id, by)
	if key, err := k.remembered(id, q); key != nil || err != nil {
		return key, err
	}
	ctx, cancel := context.WithTimeout(ctx, k.limit)
	defer cancel()
	select {
	case q.turn <- struct{}{}:
		defer func() { <-q.turn }()
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %w", ErrKeyUnavailable, ctx.Err())
	}
	if key, err := k.remembered(id, q); key != nil || err != nil { // fetched by another call meanwhile
		return key, err
	}
	if !k.mayAsk(q) {
		return nil, fmt.Errorf("%w: %w", ErrKeyUnavailable, errTooMany)
	}
	return k.fetch(ctx, id, q)
}

// queueFor is where a key is asked for.
func (k *keys) queueFor(id string, by cause) *queue {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.known.had(id) {
		by = byAge
	}
	return &k.queue[by]
}

// remembered returns a key that was fetched, [ErrUnknownKey] for one that the service did not
// have when this queue asked for it, and neither for one that has to be asked for.
func (k *keys) remembered(id string, q *queue) (*rsa.PublicKey, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if key, known := k.known.get(id, k.now()); known {
		return key, nil
	}
	if _, unknown := q.unknown.get(id, k.now()); unknown {
		return nil, ErrUnknownKey
	}
	return nil, nil
}

// mayAsk reports whether the service may be asked for a key now.
func (k *keys) mayAsk(q *queue) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return q.pace.take(k.now())
}

// fetch asks the service for a key.
func (k *keys) fetch(ctx context.Context, id string, q *queue) (*rsa.PublicKey, error) {
	var answer json.RawMessage
	_, err := k.client.Do(ctx, cybersource.RawRequest{
		Method: http.MethodGet, Path: keyPath + id, Unsigned: true, MaxResponseBytes: maxKeyBytes,
	}, &answer, cybersource.WithResponseEncryption(false))
	if refused, ok := errors.AsType[*cybersource.APIError](err); ok && isAboutID(refused.HTTPStatus) {
		k.remember(func() { q.unknown.put(id, struct{}{}, k.now(), unknownLife) })
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
