package jsonscan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/internal/jsonscan"
)

func members(text string) []string {
	var found []string
	jsonscan.Members([]byte(text), func(m jsonscan.Member) bool {
		found = append(found, fmt.Sprintf("%s %s=%s", strings.Join(m.Path, "/"), m.Name, m.Value))
		return true
	})
	return found
}

func TestMembersOfTextsThatNeedNotBeWhole(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{"nothing", "", nil},
		{"a page", "<html>", []string{" =html"}},
		{"an object", `{"id":"1","n":2.50,"b":true}`, []string{" id=1", " n=2.50", " b=true"}},
		{"nested", `{"a":{"b":{"id":"1"},"c":"2"},"d":3}`, []string{"/a/b id=1", "/a c=2", " d=3"}},
		{"lists", `{"details":[{"field":"f"},{"field":"g"},"h"]}`, []string{"/details field=f", "/details field=g", " details=h"}},
		{"a list of objects", `[{"id":"1"}]`, []string{" id=1"}},
		{"one name twice", `{"status":"DECLINED","status":"AUTHORIZED"}`, []string{" status=DECLINED", " status=AUTHORIZED"}},
		{"cut in a value", `{"id":"1","status":"AUTHOR`, []string{" id=1", " status=AUTHOR"}},
		{"cut in a name", `{"id":"1","stat`, []string{" id=1", " id=stat"}},
		{"broken in the middle", `{"a":tru,,"b" "c":]}{"status":"AUTHORIZED"}`, []string{" a=tru", " a=b", " status=AUTHORIZED"}},
		{"escapes", `{"\u0073tatus" : "A\"B"}`, []string{` status=A"B`}},
		{"more ends than beginnings", `]}}{"id":"1"}`, []string{" id=1"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := members(tc.text); !slices.Equal(got, tc.want) {
				t.Errorf("got %q\nwant %q", got, tc.want)
			}
		})
	}
}

func TestMembersEndsWhenItIsTold(t *testing.T) {
	n := 0
	jsonscan.Members([]byte(`{"a":1,"b":2}`), func(jsonscan.Member) bool { n++; return false })
	if n != 1 {
		t.Errorf("visited %d members, want 1", n)
	}
}

func FuzzMembers(f *testing.F) {
	for _, seed := range []string{`{"id":"1","a":{"b":[1,{"c":"d"}]}}`, `[[[[`, `"\`, `{"a":"\u`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		total := 0
		jsonscan.Members([]byte(text), func(m jsonscan.Member) bool {
			if len(m.Path) > jsonscan.MaxDepth {
				t.Errorf("path of %d names", len(m.Path))
			}
			total++
			return true
		})
		if total > len(text) {
			t.Errorf("%d members in %d bytes", total, len(text))
		}
	})
}

// The time for one byte must not depend on how many there are.
func BenchmarkMembers(b *testing.B) {
	for _, size := range []int{1 << 10, 1 << 14, 1 << 18, 1 << 20} {
		for name, part := range map[string]string{"objects": `{"a":`, "brackets": "[", "quotes": `"`, "backslashes": `\"`, "details": `{},`, "blanks after a string": `"a" `} {
			text := []byte(strings.Repeat(part, size/len(part)))
			b.Run(fmt.Sprintf("%s-%d", name, size), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					jsonscan.Members(text, func(jsonscan.Member) bool { return true })
				}
			})
		}
	}
}
