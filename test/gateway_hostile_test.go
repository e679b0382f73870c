package test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/internal/raced"
)

// hostile would break out of a page, a shell, a Go file or a terminal.
const hostile = `</script><script>alert(1)</script>` + // markup
	`" onmouseover="alert(1)" x='` + "<!-- --!> <![CDATA[" +
	"{{.Root}}${1}`touch .broken`$(touch .broken)" + // templates and shells
	"\r\n\u2028touch .broken\n#" + // the end of a line
	"\u202eevil\u2066\u200f\u061c" + // the direction of writing
	"\x00\x1b[31m\x7f\u0085" + "\ufffd\ufeff\U000e0001" // what has no shape

// withEvery is a body in which every text is replaced.
func withEvery(value any, text string) any {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			value[name] = withEvery(member, text)
		}
	case []any:
		for i, member := range value {
			value[i] = withEvery(member, text)
		}
	case string:
		return text
	}
	return value
}

// hostilePaths are where the bodies are sent to, in turn.
var hostilePaths = []string{"/pts/v2/payments", "/pts/v2/credits", "/tss/v2/searches", "/flex/v2/tokens", "/nowhere"}

// hostileBodies are the requests of all operations with every field, each a hostile text, and
// one whose names are.
func hostileBodies(t *testing.T) (bodies []string) {
	t.Helper()
	files, err := filepath.Glob("testdata/golden/*.json")
	require.NoError(t, err)
	for _, name := range files {
		if strings.HasSuffix(name, "_response.json") {
			continue
		}
		source, err := os.ReadFile(name)
		require.NoError(t, err)
		var body any
		require.NoError(t, json.Unmarshal(source, &body), name)
		changed, err := json.Marshal(withEvery(body, hostile))
		require.NoError(t, err)
		bodies = append(bodies, string(changed))
	}
	require.Greater(t, len(bodies), 20)
	named, err := json.Marshal(map[string]any{hostile: map[string]any{hostile: []string{hostile}}})
	require.NoError(t, err)
	return append(bodies, slices.Repeat([]string{string(named)}, len(hostilePaths))...)
}

// anybody makes a call of anybody's, without credentials.
func anybody(t *testing.T, gateway *cybersourcetest.Gateway, method, path, body string, header http.Header) (status int) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, gateway.URL()+path, strings.NewReader(body))
	require.NoError(t, err)
	r.Header = header.Clone()
	if r.Header == nil {
		r.Header = http.Header{}
	}
	if r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", "application/json")
	}
	status, _ = send(t, r)
	return status
}

// TestHostileValuesShowAsText puts hostile values into every field of every operation, and looks
// at all that the page makes of them.
func TestHostileValuesShowAsText(t *testing.T) {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{NoAuthentication: true})
	t.Cleanup(gateway.Close)
	inHeader := []string{printable(hostile)}
	header := http.Header{"User-Agent": inHeader, "V-C-Merchant-Id": inHeader, "X-Other": inHeader}
	for i, body := range hostileBodies(t) {
		anybody(t, gateway, http.MethodPost, hostilePaths[i%len(hostilePaths)], body, header)
	}
	anybody(t, gateway, http.MethodPost, "/"+url.PathEscape(hostile)+"?q="+url.QueryEscape(hostile), "{}", header)
	instructHostile(t, gateway)
	filter := url.Values{}
	for _, parameter := range []string{"q", "merchant", "outcome", "reference", "payment"} { // an instruction has that outcome
		filter.Set(parameter, hostile)
	}
	unknown := "?" + url.Values{"operation": {hostile}}.Encode()
	checkPage(t, unknown, pageWithStatus(t, gateway, unknown, http.StatusBadRequest))
	checkAllPages(t, gateway, "?"+filter.Encode(), "?reference=%ff%fe")
}

// printable are the characters of a text that a header can have.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, text)
}

// instructHostile fills in the forms of the page.
func instructHostile(t *testing.T, gateway *cybersourcetest.Gateway) {
	t.Helper()
	header := http.Header{"Gateway-Control-Token": {gateway.ControlToken()}}
	for path, members := range map[string][]string{
		"instructions":  {"do", "reason", "status", "time", "fault", "operation", "merchant", "reference", "payment"},
		"clock":         {"advance"},
		"subscriptions": {"url", "eventTypes", "noHealthCheck"},
		"deliveries":    {"subscription", "eventType", "payload"},
		"balances":      {"number", "amount", "currency"},
	} {
		for _, member := range members {
			asked := map[string]string{"do": "lose"}
			if path != "instructions" {
				asked = map[string]string{}
			}
			asked[member] = hostile
			body, err := json.Marshal(asked)
			require.NoError(t, err)
			status := anybody(t, gateway, http.MethodPost, "/-/"+path, string(body), header)
			assert.Contains(t, []int{http.StatusOK, http.StatusBadRequest}, status, "%s of %s", member, path)
		}
	}
}

// checkAllPages looks at every page and every copy of all calls.
func checkAllPages(t *testing.T, gateway *cybersourcetest.Gateway, paths ...string) {
	t.Helper()
	var calls struct{ Calls []struct{ Number uint64 } }
	readJSON(t, gateway, "calls?limit=1000", &calls)
	paths = append(paths, "", "payment/", "control", "triggers")
	for _, c := range calls.Calls {
		paths = append(paths, fmt.Sprintf("call/%d", c.Number))
		readJSON(t, gateway, fmt.Sprintf("calls/%d", c.Number), new(any))
		checkCopies(t, gateway, c.Number)
	}
	for _, name := range []string{"har?limit=1000", "payments", "ledger", "instructions", "subscriptions", "deliveries", "misuse", "forgotten", "accounts", "script", "faults"} {
		readJSON(t, gateway, name, new(any))
	}
	for _, path := range paths {
		checkPage(t, path, pageOfGateway(t, gateway, path))
	}
}

// checkPage finds hostile values that are more than text.
func checkPage(t *testing.T, path string, text []byte) {
	t.Helper()
	checkMarkup(t, path, text)
	assert.Equal(t, 1, strings.Count(string(text), "<script"), path)
	for _, raw := range []string{"\u202e", "\u2066", "\x1b", "\x00", "onmouseover=\""} {
		assert.NotContains(t, string(text), raw, path)
	}
}

// pageOfGateway is a page with the controls of whoever has the token.
func pageOfGateway(t *testing.T, gateway *cybersourcetest.Gateway, path string) []byte {
	t.Helper()
	return pageWithStatus(t, gateway, path, http.StatusOK)
}

func pageWithStatus(t *testing.T, gateway *cybersourcetest.Gateway, path string, want int) []byte {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, gateway.URL()+"/-/"+path, nil)
	require.NoError(t, err)
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Gateway-Control-Token", gateway.ControlToken())
	status, text := send(t, r)
	require.Equal(t, want, status, path)
	return []byte(text)
}

// readJSON reads an answer for scripts: JSON of valid text.
func readJSON(t *testing.T, gateway *cybersourcetest.Gateway, path string, into any) {
	t.Helper()
	text := pageAt(t, gateway.URL()+"/-/"+path)
	assert.True(t, utf8.ValidString(text), path)
	require.NoError(t, json.Unmarshal([]byte(text), into), path)
}

// checkCopies reads the commands and the Go test of a call: nothing but the call is in them.
func checkCopies(t *testing.T, gateway *cybersourcetest.Gateway, number uint64) {
	t.Helper()
	path := fmt.Sprintf("%s/-/calls/%d", gateway.URL(), number)
	file, err := parser.ParseFile(token.NewFileSet(), "", pageAt(t, path+"/go"), parser.ParseComments)
	require.NoError(t, err, "call %d", number)
	assert.Len(t, file.Decls, 2, "call %d", number)
	assert.IsType(t, &ast.FuncDecl{}, file.Decls[1])
	runHarmless(t, pageAt(t, path+"/curl"))
}

// runHarmless runs commands of which only printf and the like are there. Whatever breaks out of
// them makes a file.
func runHarmless(t *testing.T, script string) {
	t.Helper()
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("needs sh")
	}
	folder := t.TempDir()
	const quiet = "curl() { :; }\nopenssl() { :; }\nod() { :; }\ntr() { :; }\ndate() { :; }\n"
	command := exec.CommandContext(t.Context(), shell, "-s")
	command.Dir, command.Stdin = folder, strings.NewReader(quiet+script)
	output, err := command.CombinedOutput()
	assert.NoError(t, err, "%s", output)
	files, err := os.ReadDir(folder)
	require.NoError(t, err)
	assert.Empty(t, files, "something was run")
}

// TestHostileCredentialsShowAsText has hostile values in every part of a token and a signature.
func TestHostileCredentialsShowAsText(t *testing.T) {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
	t.Cleanup(gateway.Close)
	key := gateway.Account().SharedSecrets[0].KeyID
	claims := map[string]any{"extra": hostile}
	for _, name := range []string{"iat", "exp", "iss", "jti", "v-c-jwt-version", "v-c-merchant-id", "request-host", "request-method", "request-resource-path", "digest", "digestAlgorithm"} {
		claims[name] = hostile
	}
	for _, header := range []map[string]any{{"alg": "HS256", "typ": "JWT", "kid": key}, {"alg": hostile, "typ": hostile, "kid": hostile, hostile: hostile}} {
		token := segment(t, header) + "." + segment(t, claims) + "." + segment(t, hostile)
		anybody(t, gateway, http.MethodPost, "/pts/v2/payments", "{}", http.Header{"Authorization": {"Bearer " + token}})
	}
	for _, keyID := range []string{key, printable(hostile)} {
		anybody(t, gateway, http.MethodPost, "/pts/v2/payments", "{}", http.Header{
			"Signature": {`keyid="` + keyID + `", algorithm="HmacSHA256", headers="host date request-target digest v-c-merchant-id", signature="` + printable(hostile) + `"`},
			"Date":      {printable(hostile)}, "Digest": {printable(hostile)}, "V-C-Merchant-Id": {printable(hostile)},
		})
	}
	checkAllPages(t, gateway)
}

// segment is a part of a token.
func segment(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return base64.RawURLEncoding.EncodeToString(text)
}

// A method is a token, which a shell may take for commands.
func TestHostileMethodIsCopiedAsText(t *testing.T) {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{NoAuthentication: true})
	t.Cleanup(gateway.Close)
	for _, method := range []string{"POST`touch$IFS.broken`", "P'$HOME'%s%n", "GET|touch"} {
		anybody(t, gateway, method, "/pts/v2/payments/'%20$(touch)", "{}", nil)
	}
	checkAllPages(t, gateway)
}

// What is as large as a request can be shows as well.
func TestMegabyteOfTextShows(t *testing.T) {
	raced.Skip(t)
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{NoAuthentication: true})
	t.Cleanup(gateway.Close)
	long := strings.Repeat("<b>\u202e ", 100_000)
	for _, body := range []map[string]any{{"clientReferenceInformation": map[string]string{"code": long}}, {long: "x"}, {"x": long}, {"x": slices.Repeat([]string{"y"}, 100_000)}} {
		text, err := json.Marshal(body)
		require.NoError(t, err)
		anybody(t, gateway, http.MethodPost, "/pts/v2/payments", string(text), nil)
		anybody(t, gateway, http.MethodPost, "/nowhere", string(text), nil)
	}
	anybody(t, gateway, http.MethodPost, "/pts/v2/payments", "\"\xff\xfe\xc3("+long[:1000], nil)
	anybody(t, gateway, http.MethodPost, "/pts/v2/payments?"+strings.Repeat("q", 60_000), "{}", nil)
	var calls struct{ Calls []struct{ Number uint64 } }
	readJSON(t, gateway, "calls", &calls)
	require.Len(t, calls.Calls, 10)
	assert.Contains(t, pageAt(t, gateway.URL()+"/-/calls/7/curl"), "and 99960 more")
	for _, path := range []string{"", "call/1", "call/3", "call/5", "call/7", "call/9", "call/10"} {
		text := pageOfGateway(t, gateway, path)
		checkMarkup(t, path, text)
		assert.Less(t, len(text), 8<<20, path)
	}
}
