package cybersource

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

// naming are hooks that say what runs, and leave their name in the context.
func naming(name string, say func(string, ...any)) Hooks {
	type key struct{ name string }
	start := func(ctx context.Context, what string) context.Context {
		say("%s %s", name, what)
		return context.WithValue(ctx, key{name}, what)
	}
	end := func(ctx context.Context, what string) { say("%s %s, begun %v", name, what, ctx.Value(key{name})) }
	return Hooks{
		CallStart:    func(ctx context.Context, _ CallInfo) context.Context { return start(ctx, "call") },
		AttemptStart: func(ctx context.Context, _ AttemptInfo) context.Context { return start(ctx, "attempt") },
		AttemptEnd:   func(ctx context.Context, _ AttemptResult) { end(ctx, "attempt ends") },
		Retry:        func(ctx context.Context, _ RetryInfo) { end(ctx, "retry") },
		CallEnd:      func(ctx context.Context, _ CallResult) { end(ctx, "call ends") },
	}
}

func TestJoinedHooksAreAroundEachOther(t *testing.T) {
	var heard []string
	say := func(format string, values ...any) { heard = append(heard, fmt.Sprintf(format, values...)) }
	client := newTestClient(t, func(cfg *Configuration) {
		cfg.Hooks = JoinHooks(naming("a", say), Hooks{}, naming("b", say))
	}, refusedConnection, reply(201, `{}`))
	if _, err := client.PaymentsApi.CreatePayment(t.Context(), canaryPayment()); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"a call", "b call", "a attempt", "b attempt", "b attempt ends, begun attempt", "a attempt ends, begun attempt",
		"b retry, begun call", "a retry, begun call",
		"a attempt", "b attempt", "b attempt ends, begun attempt", "a attempt ends, begun attempt",
		"b call ends, begun call", "a call ends, begun call",
	}
	if !reflect.DeepEqual(heard, want) {
		t.Errorf("heard\n%s\nwant\n%s", strings.Join(heard, "\n"), strings.Join(want, "\n"))
	}
	if none := JoinHooks(); none.CallStart != nil || none.CallEnd != nil {
		t.Error("hooks of nothing")
	}
}

// One that panics keeps no other from running, and costs no context.
func TestHookThatPanicsSpoilsNoOther(t *testing.T) {
	broken := Hooks{
		CallStart:    func(context.Context, CallInfo) context.Context { panic("canary") },
		AttemptStart: func(context.Context, AttemptInfo) context.Context { panic("canary") },
		AttemptEnd:   func(context.Context, AttemptResult) { panic("canary") },
		CallEnd:      func(context.Context, CallResult) { panic("canary") },
	}
	for at := range 3 {
		var heard []string
		say := func(format string, values ...any) { heard = append(heard, fmt.Sprintf(format, values...)) }
		sets := []Hooks{naming("a", say), naming("b", say)}
		sets = append(sets[:min(at, 2)], append([]Hooks{broken}, sets[min(at, 2):]...)...)
		var log bytes.Buffer
		client := newTestClient(t, func(cfg *Configuration) {
			cfg.Hooks, cfg.Logger = JoinHooks(sets...), slog.New(slog.NewTextHandler(&log, nil))
		}, reply(201, `{}`))
		if _, err := client.PaymentsApi.CreatePayment(t.Context(), canaryPayment()); err != nil {
			t.Fatal(err)
		}
		got := strings.Join(heard, "; ")
		want := "a call; b call; a attempt; b attempt; b attempt ends, begun attempt; a attempt ends, begun attempt; b call ends, begun call; a call ends, begun call"
		if got != want {
			t.Errorf("broken at %d: heard %s", at, got)
		}
		if n := strings.Count(log.String(), "hook panicked"); n != 4 || strings.Contains(log.String(), "canary") {
			t.Errorf("broken at %d: %d panics in the log:\n%s", at, n, &log)
		}
	}
}

// What alerts need is known to hooks: the references from the start, what became of it at the end.
func TestHooksKnowWhatAlertsNeed(t *testing.T) {
	for _, tc := range []struct {
		name  string
		reply func() (*http.Response, error)
		want  string
	}{
		{"declined", reply(201, `{"id":"7","status":"DECLINED","errorInformation":{"reason":"EXPIRED_CARD"}}`), "7 2xx answered declined EXPIRED_CARD ask cardholder false"},
		{"approved", reply(201, `{"id":"7","status":"AUTHORIZED"}`), "7 2xx answered approved  none true"},
		{"refused", reply(400, `{"id":"8","status":"INVALID_REQUEST","reason":"MISSING_FIELD"}`), "8 4xx refused failed MISSING_FIELD fix data false"},
		{"unknown", reply(502, `{"id":"9","reason":"SYSTEM_ERROR"}`), "9 5xx unknown unknown SYSTEM_ERROR look up false"},
		{"not processed", refusedConnection, "  not processed failed  retry later false"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var begun CallInfo
			var end CallResult
			var log bytes.Buffer
			client := newTestClient(t, func(cfg *Configuration) {
				cfg.Hooks.CallStart = func(ctx context.Context, c CallInfo) context.Context { begun = c; return ctx }
				cfg.Hooks.CallEnd = func(_ context.Context, c CallResult) { end = c }
				cfg.Logger = slog.New(slog.NewTextHandler(&log, nil))
			}, tc.reply)
			_, err := client.PaymentsApi.CreatePayment(t.Context(), canaryPayment())
			o := end.Outcome
			if got := fmt.Sprint(end.ID, " ", end.HTTPClass(), " ", end.Ending, " ", o.Kind, " ", o.Reason, " ", o.Advice, " ", o.HoldsFunds); got != tc.want {
				t.Errorf("%s\nwant %s", got, tc.want)
			}
			if begun.ReferenceCode != "ORDER-1" || begun.TransactionID == "" || begun != end.CallInfo {
				t.Errorf("begun %+v, ended %+v", begun, end.CallInfo)
			}
			if end.KeyID != goodCredentials.KeyID && end.HTTPStatus != 0 {
				t.Errorf("signed with %q", end.KeyID)
			}
			if unknown := errors.Is(err, ErrOutcomeUnknown); unknown != strings.Contains(log.String(), "level=ERROR") {
				t.Errorf("level of %v:\n%s", err, &log)
			}
			for line := range strings.Lines(log.String()) {
				if !strings.Contains(line, "operation=CreatePayment merchant=acme_eu code=ORDER-1 transactionId="+begun.TransactionID) {
					t.Errorf("a line that does not name its call: %s", line)
				}
			}
		})
	}
}
