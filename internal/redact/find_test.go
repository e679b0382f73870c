package redact

import (
	"slices"
	"strings"
	"testing"
)

func TestMasksAreFoundByTheirPath(t *testing.T) {
	for _, tc := range []struct {
		body string
		want []string
	}{
		{`{}`, nil},
		{`{"card":{"number":"4111111111111111"}}`, nil},
		{`{"card":{"number":"****1111","securityCode":"***"},"note":"x"}`, []string{"card.number", "card.securityCode"}},
		{`{"list":[{"a":"x"},{"a":["y","***"]}]}`, []string{"list[1].a[1]"}},
		{`{ "card" : "***" }`, []string{"card"}},
		{`{"a":"***","a":"***"}`, []string{"a", "a"}},
		{`["***"]`, []string{"[0]"}},
		{`"***"`, []string{""}},
		{`{"jane@example.com":"***"}`, []string{"(member)"}},
		{`{"a/b~c":"***"}`, []string{"(member)"}},
		{`{"***":"value","b":"****1111"}`, []string{"b"}}, // names are not sent in place of values
		{`{"a":"**** 111"}`, nil},
		{`{"a":"*","b":"**","c":"****","d":"*****","e":"****111","f":"****11111","g":"*** sale ***"}`, nil},
		{`{"a":"paid with ****1111","b":"\"***\"","c":"***\""}`, nil},
		{`{"a":"****\"\\11"}`, []string{"a"}},
		{`{"a":"***"`, []string{"a"}}, // cut off
		{"", nil},
	} {
		if got := Masks([]byte(tc.body)); !slices.Equal(got, tc.want) {
			t.Errorf("%s: got %q, want %q", tc.body, got, tc.want)
		}
	}
}

func TestMaskedNumbersAreMasks(t *testing.T) {
	for _, number := range []string{"4111111111111111", "4111 1111 1111 1111", "DE89-3704-0044-0532", "12345678", "x", "4111111111111111\n"} {
		if masked := lastFour(number); !IsMask(masked) {
			t.Errorf("%q is not taken for a mask", masked)
		}
	}
	if IsMask("") || !IsMask(Hidden(true)) {
		t.Error("an empty text is a mask, or the usual one is not")
	}
}

func TestBodyWithoutMasksCostsNoAllocation(t *testing.T) {
	body := []byte(`{"a":"` + strings.Repeat("value ", 1000) + `"}`)
	if n := testing.AllocsPerRun(100, func() { Masks(body) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkMasks(b *testing.B) {
	body := []byte(`{"a":"` + strings.Repeat("value ", 340) + `"}`) // as large as most
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		Masks(body)
	}
}
