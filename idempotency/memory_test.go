package idempotency_test

import (
	"testing"

	"github.com/cybersource-go/cybersource/idempotency"
	"github.com/cybersource-go/cybersource/idempotency/storetest"
)

func TestMemoryIsAStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) (one, other idempotency.Store) {
		store := idempotency.NewMemory(nil)
		return store, store
	})
}
