package webhook_test

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/webhook"
)

func TestGrammarOfTheSignatureHeader(t *testing.T) {
	const at = "1795000000000"
	sig := mac(at, notification)
	for _, tc := range []struct {
		name, value string
		want        error
	}{
		{"as published", "t=" + at + ";keyId=" + keyID + ";sig=" + sig, nil},
		{"with a quote at its end, as published", "t=" + at + ";keyId=" + keyID + ";sig=" + sig + `";`, nil},
		{"quoted as a whole", `"t=` + at + ";keyId=" + keyID + ";sig=" + sig + `"`, nil},
		{"parts quoted", `t="` + at + `";keyId="` + keyID + `";sig="` + sig + `"`, nil},
		{"parts in another order", "sig=" + sig + ";t=" + at + ";keyId=" + keyID, nil},
		{"blanks around everything", " t = " + at + " ; keyId = " + keyID + " ; sig = " + sig + " ", nil},
		{"names in other cases", "T=" + at + ";KEYID=" + keyID + ";Sig=" + sig, nil},
		{"key id in capitals", "t=" + at + ";keyId=" + strings.ToUpper(keyID) + ";sig=" + sig, nil},
		{"empty parts", ";;t=" + at + ";;keyId=" + keyID + ";sig=" + sig + ";;", nil},
		{"unknown parts, even twice", "v=2;v=3;x;t=" + at + ";keyId=" + keyID + ";sig=" + sig, nil},
		{"just not too long", "t=" + at + ";keyId=" + keyID + ";sig=" + sig + ";" + strings.Repeat("x", 4096-len(at+keyID+sig)-len("t=;keyId=;sig=;")), nil},

		{"too long", "t=" + at + ";keyId=" + keyID + ";sig=" + sig + ";" + strings.Repeat("x", 4097-len(at+keyID+sig)-len("t=;keyId=;sig=;")), webhook.ErrSignatureHeader},
		{"a megabyte", strings.Repeat(";", 1<<20), webhook.ErrSignatureHeader},
		{"empty", "", webhook.ErrSignatureHeader},
		{"split at commas", "t=" + at + ",keyId=" + keyID + ",sig=" + sig, webhook.ErrSignatureHeader},
		{"without t", "keyId=" + keyID + ";sig=" + sig, webhook.ErrSignatureHeader},
		{"without keyId", "t=" + at + ";sig=" + sig, webhook.ErrSignatureHeader},
		{"without sig", "t=" + at + ";keyId=" + keyID, webhook.ErrSignatureHeader},
		{"t twice", "t=" + at + ";t=" + at + ";keyId=" + keyID + ";sig=" + sig, webhook.ErrSignatureHeader},
		{"keyId twice, in two cases", "t=" + at + ";keyId=" + keyID + ";keyid=" + keyID + ";sig=" + sig, webhook.ErrSignatureHeader},
		{"sig twice", "t=" + at + ";keyId=" + keyID + ";sig=" + sig + ";sig=" + sig, webhook.ErrSignatureHeader},
		{"empty first, then right", "t=;t=" + at + ";keyId=" + keyID + ";sig=" + sig, webhook.ErrSignatureHeader},
		{"t with a sign", "t=+" + at + ";keyId=" + keyID + ";sig=" + sig, webhook.ErrSignatureHeader},
		{"t with a fraction", "t=" + at + ".0;keyId=" + keyID + ";sig=" + sig, webhook.ErrSignatureHeader},
		{"t beyond all times", "t=9999999999999999;keyId=" + keyID + ";sig=" + sig, webhook.ErrSignatureHeader},
		{"t beyond all numbers", "t=99999999999999999999;keyId=" + keyID + ";sig=" + sig, webhook.ErrSignatureHeader},
		{"sig cut at the padding", "t=" + at + ";keyId=" + keyID + ";sig=" + strings.TrimRight(sig, "="), webhook.ErrSignatureHeader},
		{"sig of half the length", "t=" + at + ";keyId=" + keyID + ";sig=" + base64.StdEncoding.EncodeToString(make([]byte, 16)), webhook.ErrSignatureHeader},
		{"sig in hexadecimal", "t=" + at + ";keyId=" + keyID + ";sig=" + strings.Repeat("ab", 32), webhook.ErrSignatureHeader},
		{"sig quoted twice", "t=" + at + ";keyId=" + keyID + `;sig=""` + sig + `""`, webhook.ErrSignatureHeader},

		{"another key", "t=" + at + ";keyId=another;sig=" + sig, webhook.ErrUnknownKey},
		{"another time", "t=1795000000001;keyId=" + keyID + ";sig=" + sig, webhook.ErrWrongSignature},
		{"t written in another way", "t=0" + at + ";keyId=" + keyID + ";sig=" + sig, webhook.ErrWrongSignature},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := verifier(t).Verify(http.Header{"V-C-Signature": {tc.value}}, []byte(notification))
			if !errors.Is(err, tc.want) || err != nil && contains(err.Error(), sig, keyID, at) {
				t.Errorf("error %v, want %v", err, tc.want)
			}
		})
	}
}

func TestSignatureHeaderIsThereOnce(t *testing.T) {
	value := signed(notification)["V-C-Signature"][0]
	for _, tc := range []struct {
		name   string
		header http.Header
		want   error
	}{
		{"in lower case, as some platforms hand it on", http.Header{"v-c-signature": {value}}, nil},
		{"in upper case", http.Header{"V-C-SIGNATURE": {value}}, nil},
		{"not at all", http.Header{"V-C-Webhook-Id": {"w1"}}, webhook.ErrUnsigned},
		{"without headers", nil, webhook.ErrUnsigned},
		{"twice", http.Header{"V-C-Signature": {value, value}}, webhook.ErrSignatureHeader},
		{"twice in two cases", http.Header{"V-C-Signature": {value}, "v-c-signature": {value}}, webhook.ErrSignatureHeader},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := verifier(t).Verify(tc.header, []byte(notification)); !errors.Is(err, tc.want) {
				t.Errorf("error %v, want %v", err, tc.want)
			}
		})
	}
}

func TestDeliveryMayHaveTheConfiguredAge(t *testing.T) {
	const millisecond, minute = 1, 60_000
	limits := func(c *webhook.Config) { c.MaxAge, c.MaxAhead = time.Minute, time.Second }
	for _, tc := range []struct {
		name   string
		offset int64 // of sending, in milliseconds
		change func(*webhook.Config)
		want   error
	}{
		{"an hour", -60 * minute, nil, nil},
		{"more than an hour", -60*minute - millisecond, nil, webhook.ErrTooOld},
		{"five minutes ahead", 5 * minute, nil, nil},
		{"more than five minutes ahead", 5*minute + millisecond, nil, webhook.ErrTooEarly},
		{"a minute of one", -minute, limits, nil},
		{"more than a minute of one", -minute - millisecond, limits, webhook.ErrTooOld},
		{"more than a second ahead of one", 1001, limits, webhook.ErrTooEarly},
		{"seconds taken for milliseconds", 1795000000 - 1795000000000, nil, webhook.ErrTooOld},
		{"as far ahead as can be written", 999999999999999 - 1795000000000, nil, webhook.ErrTooEarly},
	} {
		t.Run(tc.name, func(t *testing.T) {
			v := verifier(t)
			if tc.change != nil {
				v = verifier(t, tc.change)
			}
			_, err := v.Verify(signedAt(now.UnixMilli()+tc.offset, notification), []byte(notification))
			if !errors.Is(err, tc.want) {
				t.Errorf("error %v, want %v", err, tc.want)
			}
		})
	}
}

func TestKeysVerifyDuringARotation(t *testing.T) {
	other := webhook.Key{ID: "other", Secret: base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 32)))}
	v := verifier(t, func(c *webhook.Config) { c.Keys = append([]webhook.Key{other}, c.Keys...) })
	if e, err := v.Verify(signed(notification), []byte(notification)); err != nil || e.KeyID != keyID || !e.SentAt.Equal(now) {
		t.Errorf("%v, error %v", e, err)
	}
	header := "t=" + strconv.FormatInt(now.UnixMilli(), 10) + ";keyId=other;sig=" + mac("1795000000000", notification)
	if _, err := v.Verify(http.Header{"V-C-Signature": {header}}, []byte(notification)); !errors.Is(err, webhook.ErrWrongSignature) {
		t.Errorf("signed with one key under the id of the other: error %v", err)
	}
}

// What the header decides is decided without the body.
func TestRefusedHeaderCostsNothing(t *testing.T) {
	v := verifier(t)
	body := make([]byte, 1<<20)
	for name, header := range map[string]http.Header{
		"unsigned": {}, "too long": {"V-C-Signature": {strings.Repeat("t=1;", 1<<18)}},
		"too old": signedAt(0, ""), "unknown key": {"V-C-Signature": {"t=1;keyId=x;sig=" + mac("1", "")}},
	} {
		var err error
		allocated := testing.AllocsPerRun(10, func() { _, err = v.Verify(header, body) })
		if err == nil || allocated > 30 {
			t.Errorf("%s: %.0f allocations, error %v", name, allocated, err)
		}
	}
}
