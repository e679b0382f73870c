package verify

import (
	"math"
	"net/http"
	"testing"
)

func TestTokenLivesTwoMinutesWhateverItsNumbers(t *testing.T) {
	now := testClock.Unix()
	for _, tc := range []struct {
		name            string
		issued, expires int64
		want            string
	}{
		{"issued at the beginning of all time", math.MinInt64, now + 60, "within two minutes"},
		{"issued then, for ever", math.MinInt64, math.MaxInt64, "within two minutes"},
		{"issued then, over then", math.MinInt64, math.MinInt64 + 120, "more than a day ago"},
		{"for ever", now, math.MaxInt64, "within two minutes"},
		{"at the end of all time", math.MaxInt64 - 1, math.MaxInt64, "more than a day ahead"},
		{"over before it began", now, now - 1, "within two minutes"},
		{"two minutes", now, now + 120, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := newClaimed()
			c.claims["iat"], c.claims["exp"] = tc.issued, tc.expires
			expect(t, testVerifier(), c.sign(), tc.want)
		})
	}
}

// A crit member lists extensions that must be understood (RFC 7515). None are known here.
func TestTokenWithCriticalExtensionsIsRefused(t *testing.T) {
	for name, crit := range map[string]any{"a list": []string{"exp"}, "an empty list": []string{}, "null": nil} {
		t.Run(name, func(t *testing.T) {
			c := newClaimed()
			c.header["crit"] = crit
			expect(t, testVerifier(), c.sign(), "crit")
		})
	}
}

// Of two headers a proxy may forward the one that was not signed.
func TestSignedHeaderThatComesTwiceIsRefused(t *testing.T) {
	for _, name := range []string{"Date", "Digest", "V-C-Merchant-Id", "Signature"} {
		t.Run(name, func(t *testing.T) {
			r := newSigned().sign()
			r.Header.Add(name, r.Header.Get(name))
			expect(t, testVerifier(), r, "more than once")
		})
	}
	t.Run("a header signed besides", func(t *testing.T) {
		s := newSigned()
		s.request.Header.Set("X-Mine", "1")
		s.names = append(s.names, "x-mine")
		r := s.sign()
		r.Header.Add("X-Mine", "2")
		expect(t, testVerifier(), r, "more than once")
	})
	t.Run("a date that is not the signed one", func(t *testing.T) {
		s := newSigned()
		s.names[1] = "v-c-date"
		s.request.Header.Set("V-C-Date", s.request.Header.Get("Date"))
		expect(t, testVerifier(), s.sign(), "")
		s.request.Header["V-C-Date"] = append(s.request.Header["V-C-Date"], http.TimeFormat)
		expect(t, testVerifier(), s.request, "more than once")
	})
}
