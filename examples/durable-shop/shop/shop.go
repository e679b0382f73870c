// Package shop is a web shop that takes the money of an order once, whatever crashes: an
// authorization when the customer pays, a capture when the goods leave, a refund when they come
// back, a reversal when the order is cancelled. It keeps orders, books and the steps of package
// idempotency in one database, and any number of processes may run it.
package shop

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/idempotency"
)

// Shop sells one article. It is made by [New].
type Shop struct {
	database   *Database
	keys       *idempotency.Keys
	instrument Instrument
	log        *slog.Logger
}

// Instrument puts what is paid with into a request: a token of the hosted card fields, by
// which no card number ever reaches the shop.
type Instrument func(req *cybersource.CreatePaymentRequest, token string)

// TransientToken is the [Instrument] of production.
func TransientToken(req *cybersource.CreatePaymentRequest, token string) {
	req.TokenInformation = &cybersource.TokenInformation{TransientTokenJWT: token}
}

// Parts are what a shop is made of.
type Parts struct {
	Client     *cybersource.APIClient // of one merchant
	Database   *Database              // of orders, books and steps
	Steps      idempotency.Store      // in Database; nil is Database.Steps()
	Keys       idempotency.Options    // OnClose is the shop's own
	Instrument Instrument             // nil is TransientToken
	Log        *slog.Logger           // nil is silent
}

// New makes the tables that are missing, and a shop over them.
func New(ctx context.Context, p Parts) (*Shop, error) {
	s := &Shop{database: p.Database, instrument: p.Instrument, log: p.Log}
	if s.instrument == nil {
		s.instrument = TransientToken
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if p.Steps == nil {
		p.Steps = s.database.Steps()
	}
	if err := s.database.migrate(ctx); err != nil {
		return nil, err
	}
	p.Keys.OnClose = s.database.enter
	var err error
	s.keys, err = idempotency.New(p.Client, p.Steps, p.Keys)
	return s, err
}

// Keys are those that the shop pays with.
func (s *Shop) Keys() *idempotency.Keys { return s.keys }

// Recover finds out every minute what became of calls whose process died, or whose answer was
// lost, until ctx ends. Every process of the shop runs it.
func (s *Shop) Recover(ctx context.Context) {
	err := s.keys.RecoverEvery(ctx, time.Minute, func(c idempotency.Counts, err error) {
		if c.Looked > 0 || err != nil {
			s.log.Info("recover", "looked", c.Looked, "ended", c.Ended, "open", c.Open, "forPerson", c.ForPerson, "error", err)
		}
	})
	if ctx.Err() == nil {
		s.log.Error("recover", "error", err)
	}
}

// Errors of the shop itself.
var (
	ErrNoOrder = errors.New("there is no such order")
	ErrNotNow  = errors.New("the order does not allow it")
)

func notNow(format string, values ...any) error {
	return fmt.Errorf("%w: %s", ErrNotNow, fmt.Sprintf(format, values...))
}
