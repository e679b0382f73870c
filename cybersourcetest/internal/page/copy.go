package page

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"text/template"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/journal"
)

// This file writes a call as commands for the shell and as a Go test. Both sign it anew, with
// the key that the gateway prints at its start: no header takes the place of credentials.

// copied is a call as it can be sent again.
type copied struct {
	Number             uint64
	Method, Path, Body string
	URL, Host          string // of the gateway
	Replaced           []string
	Unnamed            string // "" if every member has its name
}

// unnamed says what a mask in the place of a member's name means.
const unnamed = "A member *** is in no specification, and its name may be data; of several in one object one is left."

// copyOf is nil for a call that cannot be sent again, since it is no longer kept, or no JSON.
func (v *visit) copyOf(c *journal.Call, x *journal.Exchange) *copied {
	if x == nil {
		return nil
	}
	body, replacing := sendable(x.Request)
	if body == nil && len(x.Request.Body) > 0 {
		return nil
	}
	address := v.Gateway.About().URL
	_, host, _ := strings.Cut(address, "://")
	again := &copied{Number: c.Number, Method: c.Method, Path: c.Path, Body: string(body), URL: address, Host: host, Replaced: replacing.shown()}
	if replacing.unnamed {
		again.Unnamed = unnamed
	}
	return again
}

// quoted is a text for a shell, between single quotes.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// literal is a text as Go writes it.
func literal(text string) string {
	if strings.Contains(text, "`") || !strconv.CanBackquote(text) {
		return strconv.Quote(text)
	}
	return "`" + text + "`"
}

var copies = template.Must(template.New("").Funcs(template.FuncMap{
	"quoted": quoted, "literal": literal, "lower": strings.ToLower, "join": strings.Join, "quote": strconv.Quote,
}).Parse(`{{define "curl"}}# Call {{.Number}}, signed with the key in CYBERSOURCE_MERCHANT_ID, CYBERSOURCE_KEY_ID and
# CYBERSOURCE_SHARED_SECRET, which the gateway prints at its start.
{{- with .Replaced}}
# What is masked was replaced: {{join . ", "}}.
{{- end}}
{{- with .Unnamed}}
# {{.}}
{{- end}}
{{- if .Body}}
body={{quoted .Body}}
digest="SHA-256=$(printf %s "$body" | openssl dgst -sha256 -binary | openssl base64 -A)"
{{- end}}
target={{quoted .Path}}
date=$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S GMT')
owner="${CYBERSOURCE_PORTFOLIO_ID:-$CYBERSOURCE_MERCHANT_ID}"
key=$(printf %s "$CYBERSOURCE_SHARED_SECRET" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
signature=$(printf 'host: %s\ndate: %s\nrequest-target: %s %s\n{{if .Body}}digest: %s\n{{end}}v-c-merchant-id: %s' {{quoted .Host}} "$date" {{quoted (lower .Method)}} "$target" {{if .Body}}"$digest" {{end}}"$owner" |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)
curl -s -X {{quoted .Method}} {{quoted .URL}}"$target" {{if .Body}}-d "$body" -H 'Content-Type: application/json' -H "Digest: $digest" {{end}}\
  -H "Date: $date" -H "v-c-merchant-id: $CYBERSOURCE_MERCHANT_ID" \
  -H "Signature: keyid=\"$CYBERSOURCE_KEY_ID\", algorithm=\"HmacSHA256\", headers=\"host date request-target {{if .Body}}digest {{end}}v-c-merchant-id\", signature=\"$signature\""
{{end}}
{{- define "go"}}package shop_test

import (
	"encoding/json"
	"testing"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// TestCall{{.Number}} makes a call of the gateway's page again.
{{- with .Replaced}} What was masked is replaced:
// {{join . ", "}}.
{{- end}}
{{- with .Unnamed}}
// {{.}}
{{- end}}
func TestCall{{.Number}}(t *testing.T) {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
	t.Cleanup(gateway.Close)
	gateway.LogCalls(t)
	client, err := cybersource.NewAPIClient(gateway.Configuration())
	if err != nil {
		t.Fatal(err)
	}
	var answer json.RawMessage
	meta, err := client.Do(t.Context(), cybersource.RawRequest{
		Method: {{quote .Method}},
		Path:   {{quote .Path}},
{{- if .Body}}
		Body:   json.RawMessage({{literal .Body}}),
{{- end}}
	}, &answer)
	if err != nil {
		t.Fatal(err)
	}
	if meta.HTTPStatus >= 300 {
		t.Errorf("HTTP %d", meta.HTTPStatus)
	}
}
{{end}}`))

// text is the call in one of the forms.
func (c *copied) text(form string) string {
	var text bytes.Buffer
	if err := copies.ExecuteTemplate(&text, form, c); err != nil {
		return ""
	}
	return text.String()
}

// Curl is the call for a shell.
func (c *copied) Curl() string { return c.text("curl") }

// Go is the call as a Go test.
func (c *copied) Go() string { return c.text("go") }

// copyText answers with the call in one of the forms.
func (v *visit) copyText() {
	d, ok := v.detail()
	form := v.r.PathValue("form")
	switch {
	case !ok:
	case form == "har":
		v.json(http.StatusOK, harOf(d))
	case form != "curl" && form != "go":
		v.nothing()
	case d.copied == nil:
		v.refuse(http.StatusNotFound, "the call is no longer kept, or its body is no JSON")
	default:
		v.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		v.w.Write([]byte(d.copied.text(form))) //nolint:errcheck // the reader left
	}
}
