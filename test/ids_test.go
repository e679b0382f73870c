package test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// withID are the operations that take the id of something.
func withID(t *testing.T, test func(t *testing.T, op operation, field string)) {
	t.Helper()
	tested := 0
	eachOperation(t, func(t *testing.T, op operation) {
		if !strings.Contains(op.path, paymentID) {
			return
		}
		tested++
		field := "id"
		if op.name == "GetSearch" {
			field = "searchId"
		}
		test(t, op, field)
	})
	require.GreaterOrEqual(t, tested, 14)
}

func TestIDOfEachOperationReachesNothingElse(t *testing.T) {
	withID(t, func(t *testing.T, op operation, _ string) {
		for _, id := range []string{
			paymentID, "a/b", "/", "/voids", "1/voids?", `a\b`, "a?b=c", "?", "a#b", "a;b=c", "a&b", "a%2Fb", "a%3Fb", "%", "a:b@c", "a b", "a+b",
			"...", "a..b", "..a", "a.", "//host/path", "é", "PAY-1_2~3.4", "{id}", "https://host/",
		} {
			wire := newRecorder()
			cfg := configuration(wire)
			cfg.Retry.MaxAttempts = 1
			_, _ = op.send(t.Context(), newClient(t, cfg), id) // the answer is that of a payment, whatever the operation
			target := wire.only(t).URL
			want := strings.Split(strings.Split(op.path, "?")[0], "/")
			got := strings.Split(target.EscapedPath(), "/")
			require.Len(t, got, len(want), "%s in place of %s", target, op.path)
			place := slices.Index(want, paymentID)
			for i := range want {
				if i != place {
					assert.Equal(t, want[i], got[i])
				}
			}
			read, err := url.PathUnescape(got[place])
			require.NoError(t, err)
			assert.Equal(t, id, read)
			assert.Empty(t, target.RawQuery)
			assert.Empty(t, target.Fragment)
			assert.Equal(t, target.EscapedPath(), target.RequestURI())
		}
	})
}

func TestIDOfEachOperationThatCouldLeadElsewhereIsRefused(t *testing.T) {
	const dots, control = "has dot segments", "holds control characters"
	wire := newRecorder()
	client := newClient(t, configuration(wire))
	withID(t, func(t *testing.T, op operation, field string) {
		for id, want := range map[string]string{
			"": "is empty", ".": "is not an id", "..": "is not an id",
			"../x": dots, "./x": dots, "x/..": dots, "x/../y": dots, `..\x`: dots, `x\..`: dots, "/..": dots, "..;a/x": dots, ".;": dots,
			"%2e%2e": dots, "%2E.": dots, "..%2fx": dots, "x%2f..": dots, "x%5C..": dots, "%252e%252e": dots, "%25252e.%2fx": dots,
			"1\n": control, "\x00": control, "1\x7f": control, "1\u0085x": control, "a%0d%0ab": control,
			" 1": "has white space at an end", "1\u00a0": "has white space at an end",
			"\xff": "is not UTF-8", "a%ff": "is not UTF-8 when unescaped",
		} {
			_, err := op.send(t.Context(), client, id)
			require.EqualError(t, err, op.words+": invalid request: "+field+" "+want, "%q", id)
			assert.True(t, cybersource.SafeToRetry(err))
		}
	})
	assert.Empty(t, wire.all(), "something was sent")
}
