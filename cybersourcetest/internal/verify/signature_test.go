package verify

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestHTTPSignatureThatBreaksARuleIsRefused(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*signed)
		want   string // part of the hint; "" = let in
	}{
		{"all headers signed", func(*signed) {}, ""},
		{"request-target in parentheses", func(s *signed) { s.names[2] = "(request-target)" }, ""},
		{"v-c-date instead of date", func(s *signed) {
			s.names[1] = "v-c-date"
			s.request.Header.Set("V-C-Date", s.request.Header.Get("Date"))
			s.request.Header.Del("Date")
		}, ""},
		{"date with a numeric zone", func(s *signed) { s.request.Header.Set("Date", testClock.Format(time.RFC1123Z)) }, ""},
		{"host in capitals", func(s *signed) { s.request.Host = strings.ToUpper(testHost) }, ""},
		{"get without a digest", func(s *signed) {
			s.request.Method, s.request.Body = http.MethodGet, nil
			s.request.Header.Del("Digest")
			s.names = []string{"host", "date", "request-target", "v-c-merchant-id"}
		}, ""},
		{"meta key: portfolio signed, merchant sent", func(s *signed) {
			s.keyID, s.secret, s.owner = groupKeyID, groupSecret, testPortfolio
		}, ""},

		{"another secret", func(s *signed) { s.secret = groupSecret }, "does not match"},
		{"unknown key id", func(s *signed) { s.keyID = "nobody" }, "keyid"},
		{"another algorithm", func(s *signed) { s.algorithm = "hmac-sha256" }, "algorithm"},
		{"meta key: merchant signed", func(s *signed) { s.keyID, s.secret = groupKeyID, groupSecret }, "does not match"},
		{"meta key: merchant outside the portfolio", func(s *signed) {
			s.keyID, s.secret, s.owner = groupKeyID, groupSecret, testPortfolio
			s.request.Header.Set("V-C-Merchant-Id", "other")
		}, "may not act"},
		{"another merchant's id sent", func(s *signed) { s.request.Header.Set("V-C-Merchant-Id", "other") }, "may not act"},
		{"date not signed", func(s *signed) { s.names = append(s.names[:1], s.names[2:]...) }, "date is not among"},
		{"host not signed", func(s *signed) { s.names = s.names[1:] }, "host is not among"},
		{"target not signed", func(s *signed) { s.names = append(s.names[:2], s.names[3:]...) }, "request-target is not among"},
		{"digest not signed", func(s *signed) { s.names = append(s.names[:3], s.names[4:]...) }, "digest is not among"},
		{"merchant not signed", func(s *signed) { s.names = s.names[:4] }, "v-c-merchant-id is not among"},
		{"another host", func(s *signed) { s.request.Host = "api.cybersource.com" }, "does not answer for"},
		{"date unreadable", func(s *signed) { s.request.Header.Set("Date", "2026-03-04T05:06:07Z") }, "is not a date"},
		{"digest of another body", func(s *signed) { s.request.Body = []byte(`{}`) }, "Digest"},
		{"digest without its prefix", func(s *signed) { s.request.Header.Set("Digest", digestOf(testBody)) }, "Digest"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newSigned()
			tc.change(s)
			id := expect(t, testVerifier(), s.sign(), tc.want)
			if tc.want == "" && (id.MerchantID != testMerchant || id.Owner != s.owner || id.Scheme != HTTPSignature) {
				t.Errorf("identity %+v, want merchant %s and owner %s", id, testMerchant, s.owner)
			}
		})
	}
}

func TestHTTPSignatureRefusesWhatChangedAfterSigning(t *testing.T) {
	for name, change := range map[string]func(*Request){
		"target": func(r *Request) { r.Target = "/pts/v2/payments" },
		"method": func(r *Request) { r.Method = http.MethodPatch },
		"date":   func(r *Request) { r.Header.Set("Date", testClock.Add(time.Second).Format(http.TimeFormat)) },
	} {
		t.Run(name, func(t *testing.T) {
			r := newSigned().sign()
			change(r)
			expect(t, testVerifier(), r, "does not match")
		})
	}
}

func TestHTTPSignatureIsGoodForItsTimeOnly(t *testing.T) {
	for _, tc := range []struct {
		name      string
		off       time.Duration
		tolerance time.Duration
		want      string
	}{
		{"five minutes slow", -Window, 0, ""},
		{"five minutes fast", Window, 0, ""},
		{"a second slower", -Window - time.Second, 0, "from this gateway's clock"},
		{"a second faster", Window + time.Second, 0, "from this gateway's clock"},
		{"within the tolerance", Window + time.Second, time.Second, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			v, s := testVerifier(), newSigned()
			v.Tolerance = tc.tolerance
			s.request.Header.Set("Date", testClock.Add(tc.off).Format(http.TimeFormat))
			expect(t, v, s.sign(), tc.want)
		})
	}
}

func TestHTTPSignatureNamesAMissingHeader(t *testing.T) {
	for _, name := range []string{"Date", "Digest", "V-C-Merchant-Id"} {
		t.Run(name, func(t *testing.T) {
			r := newSigned().sign()
			r.Header.Del(name)
			_, _, refusal := testVerifier().Verify(r)
			if want := "Authentication Failed: missing header " + strings.ToLower(name); refusal == nil || refusal.Message() != want {
				t.Errorf("refusal %v, want message %q", refusal, want)
			}
		})
	}
}

func TestHTTPSignatureHeaderForms(t *testing.T) {
	good := newSigned().sign().Header.Get("Signature")
	for _, tc := range []struct{ name, value, want string }{
		{"as documented", good, ""},
		{"no spaces after commas", strings.ReplaceAll(good, `", `, `",`), ""},
		{"no quotes", strings.ReplaceAll(good, `"`, ``), "in quotes"},
		{"a part missing", good[:strings.LastIndex(good, ",")], "in quotes"},
		{"a lone quote", `keyid="`, "in quotes"},
		{"signature cut short", good[:len(good)-4] + `"`, "does not match"},
		{"signature no base64", good[:len(good)-4] + `***"`, "does not match"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newSigned().sign()
			r.Header.Set("Signature", tc.value)
			expect(t, testVerifier(), r, tc.want)
		})
	}
}
