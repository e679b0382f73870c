package jsonxtest_test

import (
	"slices"
	"testing"

	"github.com/cybersource-go/cybersource/internal/jsonx/jsonxtest"
)

func TestLostTellsWhatIsMissingAndOnlyThat(t *testing.T) {
	for _, tc := range []struct {
		name, before, after string
		want                []string
	}{
		{"the same", `{"a":[1,{"b":null}]}`, `{"a":[1,{"b":null}]}`, nil},
		{"order and spelling", `{"b":1.50,"a":true,"c":"x","d":null,"e":""}`, `{"a":"true","b":"1.50","c":["x"]}`, nil},
		{"object as a list", `{"a":{"b":1}}`, `{"a":[{"b":1}]}`, nil},
		{"member gone", `{"a":{"b":"1"}}`, `{"a":{}}`, []string{"$.a.b: 1 became <nil>"}},
		{"digits gone", `{"a":1.50}`, `{"a":1.5}`, []string{"$.a: 1.50 became 1.5"}},
		{"object gone", `{"a":{}}`, `{}`, []string{"$.a: map[] became <nil>"}},
		{"list gone", `{"a":[]}`, `{}`, []string{"$.a: [] became <nil>"}},
		{"element gone", `{"a":[1,2]}`, `{"a":[1]}`, []string{"$.a: [1 2] became [1]"}},
		{"element changed", `{"a":[1,2]}`, `{"a":[1,3]}`, []string{"$.a[1]: 2 became 3"}},
		{"member made up", `{}`, `{"a":1}`, []string{"$.a: 1 came from nowhere"}},
		{"scalar became object", `{"a":1}`, `{"a":{"b":1}}`, []string{"$.a: 1 became map[b:1]"}},
		{"case of a name", `{"aB":1}`, `{"ab":1}`, []string{"$.aB: 1 became <nil>", "$.ab: 1 came from nowhere"}},
		{"not JSON", `{}`, `{`, []string{"after: unexpected EOF"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := jsonxtest.Lost([]byte(tc.before), []byte(tc.after)); !slices.Equal(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}
