package verify

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/internal/redact"
)

// Findings are what the verifier saw of a request's credentials: for people, and kept. They
// hold no token, signature or secret.
type Findings struct {
	Scheme  Scheme    // "" if the request has no credentials
	At      time.Time // the clock they were compared with
	KeyID   string    // as the client named it
	Mistake Mistake   // that explains a signature; "" = none is known

	Expected string // of an HTTP signature: the text that has to be signed
	Signed   string // the text that was signed, where it is known

	Header, Claims []Claim // of a token
}

// Claim is one member of a token, beside what it has to be.
type Claim struct {
	Name, Have string
	Want       string // "" = nothing is demanded of it
	Wrong      bool
}

// usualSigned are the headers that are signed, in the usual order.
var usualSigned = []string{"host", "date", "request-target", "digest", "v-c-merchant-id"}

// examine tells what the credentials of a request look like.
func (v *Verifier) examine(r *Request, t *webToken) Findings {
	f := Findings{At: v.now()}
	switch {
	case t != nil:
		v.examineToken(&f, r, t)
	case r.Header.Get("Authorization") != "":
		f.Scheme = Bearer
	case r.Header.Get("Signature") != "":
		v.examineSignature(&f, r)
	}
	return f
}

func (v *Verifier) examineSignature(f *Findings, r *Request) {
	f.Scheme = HTTPSignature
	header, ok := parseSignature(r.Header.Get("Signature"))
	signed := header.headers
	if !ok || unsigned(r, signed) != "" {
		signed = usualSigned
		if !hasBody(r.Method) {
			signed = slices.Delete(slices.Clone(signed), 3, 4)
		}
	}
	key, known := v.Directory.secrets[header.keyID]
	owner := key.owner
	if !known {
		owner = r.Header.Get("v-c-merchant-id")
	}
	f.KeyID = redact.Line(header.keyID)
	f.Expected = redact.Text(stringToSign(r, signed, owner))
	if !known || hmacMatches(key.key, stringToSign(r, header.headers, owner), header.signature) {
		return
	}
	if found := v.findMistake(r, header, key); found != nil {
		f.Mistake, f.Signed = found.mistake, redact.Text(found.text)
	}
}

func (v *Verifier) examineToken(f *Findings, r *Request, t *webToken) {
	f.Scheme = JWT
	f.KeyID = redact.Line(t.header.text("kid"))
	f.Header = t.header.shown(nil)
	if t.demands == nil { // it was refused before
		t.demands = v.demands(r, t.claims, v.ownerOf(t.header))
	}
	f.Claims = t.claims.shown(t.demands)
}

// ownerOf is the owner of the key that a token names; "" if there is none.
func (v *Verifier) ownerOf(header object) string {
	if key, known := v.Directory.secrets[header.text("kid")]; known {
		return key.owner
	}
	return v.Directory.certificates[header.text("kid")].owner
}

// shownMembers are the members of tokens whose values may be shown. Whatever else a client
// puts into one is masked.
var shownMembers = []string{
	"alg", "typ", "kid", "iss", "v-c-merchant-id", "v-c-jwt-version", "iat", "exp", "jti", "request-host", "request-method",
	"request-resource-path", "digest", "digestAlgorithm", "digest-algorithm", "v-c-response-mle-kid", "v-c-api-response-mle-kid",
}

// shown are the members that are demanded or known, and then the others, masked.
func (o object) shown(demands []demand) []Claim {
	var rows []Claim
	have := make(map[string]bool)
	for _, d := range demands {
		if i := slices.IndexFunc(rows, func(c Claim) bool { return c.Name == d.claim }); i >= 0 {
			if !d.holds && !rows[i].Wrong { // the first demand that does not hold is the one to tell
				rows[i].Want, rows[i].Wrong = d.want, true
			}
			continue
		}
		have[d.claim] = true
		rows = append(rows, Claim{Name: d.claim, Have: o.line(d.claim), Want: d.want, Wrong: !d.holds})
	}
	for _, name := range o.names() {
		if !have[name] {
			rows = append(rows, Claim{Name: redact.Line(name), Have: o.line(name)})
		}
	}
	return rows
}

// names are the members' names in order, the known ones first.
func (o object) names() []string {
	var known, others []string
	for _, name := range shownMembers {
		if _, there := o[name]; there {
			known = append(known, name)
		}
	}
	for name := range o {
		if !slices.Contains(shownMembers, name) {
			others = append(others, name)
		}
	}
	slices.Sort(others)
	return append(known, others...)
}

// line is a member as JSON on one line; "" if it is absent.
func (o object) line(name string) string {
	value, there := o[name]
	switch {
	case !there:
		return ""
	case !slices.Contains(shownMembers, name):
		return redact.Hidden(true)
	default:
		return redact.Line(string(value))
	}
}

// ClaimedMerchant is whom a request says that it is for, in a header or in a token, which
// nothing vouches for; "" if it does not say.
func ClaimedMerchant(header http.Header) string {
	if name := header.Get("v-c-merchant-id"); name != "" {
		return name
	}
	parts := strings.Split(header.Get("Authorization"), ".")
	if len(parts) != 3 {
		return ""
	}
	return decodeObject(parts[1]).text("v-c-merchant-id")
}
