package keys

import (
	"bytes"
	"encoding/base64"
	"regexp"
	"strings"
	"testing"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/cybersource-go/cybersource/internal/vectors"
)

// encodings of a file as vaults and mail hand it out.
func inBase64(data []byte) (plain, wrapped []byte) {
	text := base64.StdEncoding.EncodeToString(data)
	return []byte(text), []byte(regexp.MustCompile(`.{1,76}`).ReplaceAllString(text, "$0\r\n"))
}

func TestP12ErrorNamesTheFormThatWasGiven(t *testing.T) {
	good, password := vectors.Key(t, "merchant.p12"), vectors.ReadInventory(t).Password
	plain, wrapped := inBase64(good)
	store, err := ParseP12(good, password)
	if err != nil {
		t.Fatal(err)
	}
	withoutMAC, err := pkcs12.Passwordless.Encode(store.Key, store.Certificates[0], nil, "")
	if err != nil {
		t.Fatal(err)
	}
	const unknown = "is not a PKCS#12 file with a private key and certificates"
	for _, tc := range []struct {
		name string
		data []byte
		want string
	}{
		{"nothing", nil, "is empty"},
		{"PEM", vectors.Key(t, "merchant.cert.pem"), "is PEM text and not a PKCS#12 file"},
		{"base64 in one line", plain, "is base64 text and not the PKCS#12 file itself: decode it"},
		{"base64 in many lines", wrapped, "is base64 text and not the PKCS#12 file itself: decode it"},
		{"base64 of something else", []byte("c2VzYW1l"), unknown},
		{"JKS", []byte("\xfe\xed\xfe\xed\x00\x00\x00\x02\x00"), "is a Java key store: convert it with keytool -importkeystore -deststoretype PKCS12"},
		{"JCEKS", []byte("\xce\xce\xce\xce\x00\x00\x00\x02\x00"), "is a Java key store: convert it with keytool -importkeystore -deststoretype PKCS12"},
		{"JSON", []byte(`{"kty":"RSA"}`), "is JSON and not a PKCS#12 file"},
		{"without MAC", withoutMAC, "has no MAC to check its password with: export it again with a password, and in openssl without -nomac"},
		{"certificates without a key", trustStore(t), "holds certificates and no private key"},
		{"cut short", good[:len(good)/2], unknown},
		{"something behind it", append(bytes.Clone(good), 0), unknown},
	} {
		if _, err := ParseP12(tc.data, password); text(err) != tc.want {
			t.Errorf("%s: %v, want %q", tc.name, err, tc.want)
		}
	}
}

func TestPEMErrorNamesTheFormThatWasGiven(t *testing.T) {
	key, certificate := string(vectors.Key(t, "merchant.key.pem")), string(vectors.Key(t, "merchant.cert.pem"))
	for _, tc := range []struct {
		name   string
		change func(string) string
		want   string
	}{
		{"byte order mark", func(s string) string { return "\xef\xbb\xbf" + s }, "begins with a byte order mark: save it as UTF-8 without one"},
		{"UTF-16", func(s string) string { return "\xff\xfe" + strings.Join(strings.Split(s, ""), "\x00") + "\x00" }, "is UTF-16 text: save it as UTF-8"},
		{"line breaks written out", func(s string) string { return strings.ReplaceAll(s, "\n", `\n`) }, `has \n written out in place of line breaks`},
		{"blanks for line breaks", func(s string) string { return strings.ReplaceAll(s, "\n", " ") }, "has lost its line breaks"},
		{"P12", func(string) string { return string(vectors.Key(t, "merchant.p12")) }, "is binary (DER or PKCS#12) and not PEM text"},
	} {
		if _, err := ParsePrivateKey([]byte(tc.change(key)), ""); text(err) != tc.want {
			t.Errorf("key, %s: %v, want %q", tc.name, err, tc.want)
		}
		if _, err := ParseCertificates([]byte(tc.change(certificate))); text(err) != tc.want {
			t.Errorf("certificate, %s: %v, want %q", tc.name, err, tc.want)
		}
	}
}

// A byte order mark hides the first block alone, so that a later one would be taken for all.
func TestByteOrderMarkHidesNoCertificate(t *testing.T) {
	two := append([]byte("\xef\xbb\xbf"), bytes.Repeat(vectors.Key(t, "merchant.cert.pem"), 2)...)
	if found, err := ParseCertificates(two); err == nil {
		t.Errorf("%d certificates", len(found))
	}
}
