// Package payerpage is the pages that the payer's browser opens during payer authentication:
// the one that collects device data, and the challenge. Nothing is loaded from elsewhere, and
// every value is text.
//
// Simulated: the message that tells of collected data, as text in JSON with the published type.
//
// Guesses: its other members. It goes to whatever page is around, since nothing states the
// origin of that page.
package payerpage

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"strings"
)

// Page is an HTML page and the policy to send it with.
type Page struct {
	HTML   []byte
	Policy string // Content-Security-Policy
}

// Challenge is what the page of a challenge shows, and what it returns to the merchant.
type Challenge struct {
	Merchant, Amount, Currency, CardLastFour string
	ReturnURL                                string // of http or https
	TransactionID, MerchantData              string // what the browser posts to it: TransactionId and MD
}

//go:embed *.html *.css *.js
var files embed.FS

// file is the text of an embedded file, without the newline at its end.
func file(name string) string {
	text, err := files.ReadFile(name)
	if err != nil {
		panic("payerpage: " + err.Error()) // the compiler embedded it
	}
	return strings.TrimSuffix(string(text), "\n")
}

var (
	style  = file("pages.css")
	script = file("collection.js")

	// They are put in before the templates are parsed: a policy names the hash of the
	// very bytes that are sent.
	insert = strings.NewReplacer("{{style}}", style, "{{script}}", script)

	challenge  = parse("challenge.html")
	collection = parse("collection.html")
	problem    = parse("problem.html")
)

func parse(name string) *template.Template {
	return template.Must(template.New(name).Parse(insert.Replace(file(name))))
}

// ChallengePage lets the payer go back to the merchant. The browser may be redirected from
// there to any page.
func ChallengePage(c Challenge) Page {
	return render(challenge, c, "style-src '"+hash(style)+"'; form-action http: https:")
}

// CollectionPage tells the page around it that the device data of a set-up is collected.
func CollectionPage(referenceID string) Page {
	message, err := json.Marshal(map[string]any{"MessageType": "profile.completed", "Session Id": referenceID, "Status": true})
	if err != nil {
		panic("payerpage: " + err.Error()) // texts always have a JSON form
	}
	return render(collection, string(message), "script-src '"+hash(script)+"'; form-action 'none'")
}

// ProblemPage says why there is no other page.
func ProblemPage(text string) Page {
	return render(problem, text, "style-src '"+hash(style)+"'; form-action 'none'")
}

func render(t *template.Template, view any, policy string) Page {
	var html bytes.Buffer
	if err := t.Execute(&html, view); err != nil {
		panic("payerpage: " + err.Error()) // the views have what the templates ask for
	}
	return Page{html.Bytes(), "default-src 'none'; base-uri 'none'; " + policy}
}

// hash is how a policy names a script or a style.
func hash(source string) string {
	digest := sha256.Sum256([]byte(source))
	return "sha256-" + base64.StdEncoding.EncodeToString(digest[:])
}
