package verify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strings"
	"testing"
)

// signWrongly signs a request with a text, key or spelling of the test's own.
func signWrongly(change func(text string) string, key []byte, write func([]byte) string) *Request {
	s := newSigned()
	right := stringToSign(s.request, s.names, testMerchant)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(change(right)))
	r := s.sign()
	signature := regexp.MustCompile(`signature=".*"`).ReplaceAllLiteralString(r.Header.Get("Signature"), `signature="`+write(mac.Sum(nil))+`"`)
	r.Header.Set("Signature", signature)
	return r
}

func replace(old, replacement string) func(string) string {
	return func(text string) string { return strings.Replace(text, old, replacement, 1) }
}

func TestSigningMistakesAreNamed(t *testing.T) {
	same := func(text string) string { return text }
	base64Of := base64.StdEncoding.EncodeToString
	undecoded := []byte(base64Of(testSecret))
	for _, tc := range []struct {
		name   string
		change func(string) string
		key    []byte
		write  func([]byte) string
		want   string
	}{
		{"method in capitals", replace("post /", "POST /"), testSecret, base64Of, "the method in request-target was signed in capitals"},
		{"no method", replace("post /", "/"), testSecret, base64Of, "without the method"},
		{"slash at the end", replace("payments?", "payments/?"), testSecret, base64Of, "a slash at its end that was not sent"},
		{"no query", replace("?limit=1", ""), testSecret, base64Of, "without its query"},
		{"whole address", replace("post /", "post https://"+testHost+"/"), testSecret, base64Of, "with scheme and host"},
		{"intermediate host's path", replace("post /", "post /gw/v1/"), testSecret, base64Of, "path of the intermediate host"},
		{"host with scheme", replace("host: ", "host: https://"), testSecret, base64Of, "host was signed with its scheme"},
		{"another known host", replace("host: "+testHost, "host: 127.0.0.1:8090"), testSecret, base64Of, "host was signed as 127.0.0.1:8090"},
		{"digest without its name", replace("SHA-256=", ""), testSecret, base64Of, `digest was signed without "SHA-256="`},
		{"a line end too many", func(text string) string { return text + "\n" }, testSecret, base64Of, "a line end was signed after the last line"},
		{"CR LF", func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }, testSecret, base64Of, "CR LF"},
		{"no spaces", func(text string) string { return strings.ReplaceAll(text, ": ", ":") }, testSecret, base64Of, "without a space"},
		{"parentheses", replace("request-target", "(request-target)"), testSecret, base64Of, "listed without the parentheses"},
		{"another order", func(text string) string {
			lines := strings.Split(text, "\n")
			lines[0], lines[4] = lines[4], lines[0]
			return strings.Join(lines, "\n")
		}, testSecret, base64Of, "another order"},
		{"secret not decoded", same, undecoded, base64Of, "not base64-decoded"},
		{"secret in hex", same, []byte(hex.EncodeToString(testSecret)), base64Of, "written in hex before"},
		{"signature in hex", same, testSecret, hex.EncodeToString, "in hex instead of base64"},
		{"no padding", same, testSecret, base64.RawStdEncoding.EncodeToString, "lacks its padding"},
		{"two at once", replace("post /", "POST /"), undecoded, base64Of, "not base64-decoded before it was used as the key; the method"},
		{"something else", replace("date: ", "date: x"), testSecret, base64Of, "wrong secret, wrong portfolio, or other values"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			v := testVerifier()
			v.Hosts = append(v.Hosts, "127.0.0.1:8090")
			r := signWrongly(tc.change, tc.key, tc.write)
			r.Prefix = "/gw/v1"
			expect(t, v, r, tc.want)
			_, f, _ := v.Verify(r)
			if known := tc.name != "something else"; known != (f.Mistake != "" && f.Signed != "") {
				t.Errorf("findings %+v", f)
			}
		})
	}
}

func TestWrongTokenSecretIsNamed(t *testing.T) {
	c := newClaimed()
	c.secret = []byte(base64.StdEncoding.EncodeToString(testSecret))
	expect(t, testVerifier(), c.sign(), "not base64-decoded")
}

// A meta key signs for its portfolio, which the headers do not show.
func TestMerchantSignedInPlaceOfThePortfolioIsNamed(t *testing.T) {
	s := newSigned()
	s.keyID, s.secret = groupKeyID, groupSecret
	expect(t, testVerifier(), s.sign(), "the portfolio "+testPortfolio)
}

func TestFindingsShowNothingOfTheCredentials(t *testing.T) {
	c := newClaimed()
	c.claims["note"] = "canary"
	c.claims["jti"] = "4111111111111111"
	c.secret = groupSecret
	_, f, _ := testVerifier().Verify(c.sign())
	text := ""
	for _, claim := range append(f.Header, f.Claims...) {
		text += claim.Name + " " + claim.Have + " " + claim.Want + "\n"
	}
	if strings.Contains(text, "canary") || strings.Contains(text, "4111111111111111") || !strings.Contains(text, "note ***") {
		t.Errorf("findings:\n%s", text)
	}
}

func TestFirstClaimThatIsWrongIsMarked(t *testing.T) {
	c := newClaimed()
	c.claims["exp"] = testClock.Unix() + 121
	c.claims["request-method"] = "get"
	wrong := map[string]string{}
	_, f, _ := testVerifier().Verify(c.sign())
	for _, claim := range f.Claims {
		if claim.Wrong {
			wrong[claim.Name] = claim.Want
		}
	}
	if len(wrong) != 2 || wrong["exp"] != "iat and at most 120" || wrong["request-method"] != "post" {
		t.Errorf("wrong claims %v", wrong)
	}
}

func TestTextThatShouldHaveBeenSignedIsTold(t *testing.T) {
	s := newSigned()
	s.names = []string{"host", "date"}
	_, f, _ := testVerifier().Verify(s.sign())
	want := "host: " + testHost + "\ndate: Wed, 04 Mar 2026 05:06:07 GMT\nrequest-target: post " + testTarget +
		"\ndigest: SHA-256=" + digestOf(testBody) + "\nv-c-merchant-id: " + testMerchant
	if f.Expected != want || f.Signed != "" {
		t.Errorf("expected %q, signed %q", f.Expected, f.Signed)
	}
}

// Whoever adds a refusal gives it a cause of its own, which has an explanation of its own.
func TestRefusalsHaveCausesOfTheirOwn(t *testing.T) {
	files := token.NewFileSet()
	uses, declared := map[string]int{}, 0
	for _, name := range []string{"cause.go", "verify.go", "signature.go", "token.go", "claims.go", "mistake.go"} {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(files, name, source, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				if name == "cause.go" {
					declared += len(n.Names)
				}
			case *ast.CallExpr:
				if called, ok := n.Fun.(*ast.Ident); ok && called.Name == "refuse" {
					uses[n.Args[0].(*ast.Ident).Name]++
				}
			}
			return true
		})
	}
	for cause, times := range uses {
		if times != 1 {
			t.Errorf("%s is the cause of %d refusals", cause, times)
		}
	}
	if declared < 40 || len(uses) != declared-1 { // a missing header is refused by a function of its own
		t.Errorf("%d causes are declared, %d used", declared, len(uses))
	}
}
