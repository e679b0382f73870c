package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io"
	"strings"
	"text/template"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// banner is what the program prints first: settings for a client in Go, and a command
// for other clients. It signs with openssl, so that it runs as pasted wherever there
// is a shell, and shows how HTTP Signature works.
var banner = template.Must(template.New("banner").Parse(`Offline gateway at {{.URL}} (stop with Ctrl-C)
{{- if .Everywhere}}
It listens on all interfaces: other machines reach it too.
{{- end}}

  page            {{.Page}}
{{- if .State}}
  state file      {{.State}}, which knows {{.Payments}} payments and credits
{{- end}}
{{if .CA}}
  CA certificate  {{.CA}}
{{- end}}
{{- if .NoAuth}}
  no credentials are checked
{{- else if .KeyID}}
  merchant id     {{.Merchant}}
{{- if .Portfolio}}
  portfolio id    {{.Portfolio}}
{{- end}}
  key id          {{.KeyID}}
  shared secret   {{.Secret}}
{{- else}}
  merchant id     {{.Merchant}} (no shared secret)
{{- end}}
  run environment apitest.cybersource.com, with {{.URL}} as intermediate host
{{if or .NoAuth .KeyID}}
For programs that take their settings from the environment, such as the examples:

{{.Environment}}
{{end}}
{{- if .NoAuth}}
A payment:

curl -s{{.Trust}} {{.URL}}/pts/v2/payments -H 'Content-Type: application/json' -d '{{.Body}}'
{{else if .KeyID}}
A payment, signed in the shell:

body='{{.Body}}'
date=$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S GMT')
digest="SHA-256=$(printf %s "$body" | openssl dgst -sha256 -binary | openssl base64 -A)"
signature=$(printf 'host: {{.Host}}\ndate: %s\nrequest-target: post /pts/v2/payments\ndigest: %s\nv-c-merchant-id: {{.Owner}}' "$date" "$digest" |
  openssl dgst -sha256 -mac HMAC -macopt hexkey:{{.HexSecret}} -binary | openssl base64 -A)
curl -s{{.Trust}} {{.URL}}/pts/v2/payments -d "$body" -H 'Content-Type: application/json' \
  -H "Date: $date" -H "Digest: $digest" -H 'v-c-merchant-id: {{.Merchant}}' \
  -H "Signature: keyid=\"{{.KeyID}}\", algorithm=\"HmacSHA256\", headers=\"host date request-target digest v-c-merchant-id\", signature=\"$signature\""
{{end}}
`))

// payment is an ordinary one. It fits between single quotes in a shell.
const payment = `{"clientReferenceInformation":{"code":"ORDER-1"},` +
	`"paymentInformation":{"card":{"number":"4111111111111111","expirationMonth":"12","expirationYear":"2031","type":"001"}},` +
	`"orderInformation":{"amountDetails":{"totalAmount":"102.21","currency":"USD"},` +
	`"billTo":{"firstName":"Ada","lastName":"Lovelace","address1":"1 Test Way","locality":"San Francisco",` +
	`"administrativeArea":"CA","postalCode":"94105","country":"US","email":"ada@example.com"}}}`

func printBanner(w io.Writer, gateway *cybersourcetest.Gateway, s settings, ca string) error {
	cfg := gateway.Configuration()
	_, host, _ := strings.Cut(gateway.URL(), "://")
	values := map[string]any{
		"URL": cfg.BaseURL, "Page": gateway.ControlURL(), "Host": host, "CA": ca, "NoAuth": s.noAuth, "Body": payment,
		"Everywhere": s.everywhere(), "State": s.stateFile, "Payments": len(gateway.Payments()),
		"Merchant": gateway.Account().ID, "KeyID": "", "Trust": "",
	}
	if ca != "" {
		values["Trust"] = " --cacert " + quote(ca)
	}
	if c, ok := cfg.Credentials.(cybersource.JWTSharedSecret); ok {
		secret, err := base64.StdEncoding.DecodeString(c.SharedSecret)
		if err != nil {
			return err
		}
		values["Merchant"], values["KeyID"], values["Portfolio"] = c.MerchantID, c.KeyID, c.PortfolioID
		values["Secret"], values["HexSecret"], values["Owner"] = c.SharedSecret, hex.EncodeToString(secret), gateway.Account().ID
	}
	values["Environment"] = environment(cfg, ca)
	var text bytes.Buffer
	if err := banner.Execute(&text, values); err != nil {
		return err
	}
	_, err := w.Write(text.Bytes()) // at once: the first calls may be logged already
	return err
}

// quote makes one word of a text for the shell, whatever is in it.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// environment is a command for the shell that sets the variables from which
// [cybersource.ConfigurationFromEnv] makes a client of this gateway.
func environment(cfg cybersource.Configuration, ca string) string {
	command := "export"
	set := func(name, value string) {
		if value != "" {
			command += " CYBERSOURCE_" + name + "=" + quote(value)
		}
	}
	set("BASE_URL", cfg.BaseURL)
	set("CA_FILE", ca)
	if c, ok := cfg.Credentials.(cybersource.JWTSharedSecret); ok {
		set("MERCHANT_ID", c.MerchantID)
		set("PORTFOLIO_ID", c.PortfolioID)
		set("KEY_ID", c.KeyID)
		set("SHARED_SECRET", c.SharedSecret)
	} else {
		set("AUTH", "none")
	}
	return command
}
