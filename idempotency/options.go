package idempotency

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/internal/clock"
	"github.com/cybersource-go/cybersource/internal/redact"
)

// Options set up [Keys]. DigestKeys is required.
type Options struct {
	// DigestKeys are the keys of the digests of requests: the first makes new ones, all
	// check old ones. Keep old keys as long as steps may be repeated.
	DigestKeys []DigestKey

	// LeaveOut are more members that a repeat of a request may change, as dotted paths in
	// its JSON, such as "merchantDefinedInformation". Amounts, currencies and accounts cannot be
	// left out: they are what is paid, and by whom. See [LeftOut].
	LeaveOut []string

	// SplitTender lets an order be paid in parts: a payment is sent also while others of the
	// order stand or are in review. It still waits for those that are running, open or being
	// undone.
	SplitTender bool

	// Merchants are those whose steps Recover looks at, Open returns and Purge purges; none means
	// all of this host. Name the client's own where clients with credentials of different
	// merchants share a store: with the wrong ones nothing can be looked up. Where the
	// credentials name no merchant, as OAuth tokens and client certificates do not, there has
	// to be one here.
	Merchants []string

	// Undo: payments that nothing shows after QuietAt are undone by timeout calls. Set it
	// only for an account that supports them, where [cybersource.Configuration.TimeoutCalls]
	// is set too. Otherwise they stay open.
	Undo bool

	// SendAgainAfter is a time within which look-ups show every request, as the merchant
	// has measured it. A call that nothing shows so long after QuietAt is sent again when
	// its step is repeated: with the same references. 0 means never. If look-ups take
	// longer, this can charge twice.
	SendAgainAfter time.Duration

	// LookFor is how long after QuietAt a call is looked for that nothing shows. After that
	// it is left to a person. 0 means 24 hours.
	LookFor time.Duration

	// OnClose is the merchant's books. It runs in the transaction in which a step ends, so
	// that books and record agree, and may run more than once for one that then is not
	// committed. tx is nil with stores that have none. Its error, or a panic, means that the step is
	// not recorded. It is not called for refused steps. It must not use the
	// store or the keys, which wait for its transaction.
	OnClose func(ctx context.Context, tx *sql.Tx, e Entry) error

	// Deliver tells the merchant's books where they are in another database: after the step
	// ended, at least once, again by [Keys.Recover] until it returns nil, and again if a person
	// closes it later. Steps of one order may come in any order; that a payment was taken back is
	// told by the step that did so. The call waits for it, for
	// 15 seconds at most.
	Deliver func(ctx context.Context, e Entry) error

	Workers int              // steps that Recover looks at at the same time; 0 means 2
	Pace    time.Duration    // least time between two steps that Recover begins with; 0 means 100 ms
	Logger  *slog.Logger     // nil is silent
	Now     func() time.Time // nil is the system's clock; the one of the client

	// Sleep waits in place of the system's timers, for tests; nil is those.
	Sleep func(ctx context.Context, d time.Duration) error
}

// DigestKey is a key of the digests of requests.
type DigestKey struct {
	ID  string // 1 to 16 letters, digits, "-" or "_"; stored with each digest
	Key []byte // at least 32 random bytes, kept like a password
}

func (k DigestKey) shown() redact.Object {
	return redact.Object{Type: "idempotency.DigestKey", Members: []redact.Member{
		{Name: "ID", Value: k.ID}, {Name: "Key", Value: redact.Hidden(k.Key != nil)},
	}}
}

// Format implements [fmt.Formatter]. Every verb prints the same masked text.
func (k DigestKey) Format(f fmt.State, verb rune) { k.shown().Format(f, verb) }

// LogValue implements [slog.LogValuer], masked.
func (k DigestKey) LogValue() slog.Value { return k.shown().LogValue() }

// MarshalJSON implements [encoding/json.Marshaler], masked. The result cannot be read back.
func (k DigestKey) MarshalJSON() ([]byte, error) { return k.shown().MarshalJSON() }

const (
	defaultLookFor = 24 * time.Hour
	defaultPace    = 100 * time.Millisecond
	defaultWorkers = 2
	leastDigestKey = 32 // bytes
)

var digestKeyID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,16}$`)

// check returns everything that is wrong with the options.
func (o *Options) check() (problems []cybersource.FieldProblem) {
	add := func(field, reason string) {
		problems = append(problems, cybersource.FieldProblem{Field: field, Reason: reason})
	}
	if len(o.DigestKeys) == 0 {
		add("Options.DigestKeys", "is empty")
	}
	ids := map[string]bool{}
	for i, key := range o.DigestKeys {
		field := fmt.Sprintf("Options.DigestKeys[%d]", i)
		if !digestKeyID.MatchString(key.ID) {
			add(field+".ID", "is not 1 to 16 letters, digits, - or _")
		}
		switch {
		case len(key.Key) < leastDigestKey:
			add(field+".Key", "is shorter than 32 bytes")
		case len(bytes.Trim(key.Key, "\x00")) == 0:
			add(field+".Key", "is all zeros")
		}
		if ids[key.ID] {
			add(field+".ID", "is there twice")
		}
		ids[key.ID] = true
	}
	for i, path := range o.LeaveOut {
		if reason := leaveOutProblem(path); reason != "" {
			add(fmt.Sprintf("Options.LeaveOut[%d]", i), reason)
		}
	}
	for i, merchant := range o.Merchants {
		if field := fmt.Sprintf("Options.Merchants[%d]", i); merchant == "" || strings.TrimSpace(merchant) != merchant {
			add(field, "is empty, or begins or ends with a space")
		} else if slices.Contains(o.Merchants[:i], merchant) {
			add(field, "is there twice")
		}
	}
	for _, d := range []struct {
		field        string
		value, least time.Duration
	}{{"SendAgainAfter", o.SendAgainAfter, time.Second}, {"LookFor", o.LookFor, time.Second}, {"Pace", o.Pace, time.Microsecond}, {"Workers", time.Duration(o.Workers), 0}} {
		switch {
		case d.value < 0:
			add("Options."+d.field, "is negative")
		case d.value > 0 && d.value < d.least:
			add("Options."+d.field, "is shorter than "+d.least.String()+": a unit may be missing")
		}
	}
	return problems
}

// leaves reports whether the steps of a merchant are left to others.
func (o *Options) leaves(merchant string) bool {
	return len(o.Merchants) > 0 && !slices.Contains(o.Merchants, merchant)
}

func (o *Options) clock() clock.Clock { return clock.New(o.Now, o.Sleep) }
