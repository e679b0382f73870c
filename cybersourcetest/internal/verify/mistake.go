package verify

import (
	"crypto"
	"crypto/hmac"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
)

// This file finds out what a client did wrong whose signature does not match: it makes the
// common mistakes itself, one after the other, until the signature is the one received.

// Mistake is what explains a signature that does not match, in words; "" = nothing known does.
type Mistake string

// signedText is a text that a client may have signed, with the mistake that leads to it.
type signedText struct {
	mistake Mistake
	text    string
}

// mismatch refuses a signature that does not match, and names the mistake if one explains it.
func (v *Verifier) mismatch(r *Request, header signatureHeader, key secret) *Refusal {
	refused := refuse(SignatureMismatch, "the signature does not match: wrong secret, wrong portfolio, or other values signed than sent")
	if found := v.findMistake(r, header, key); found != nil {
		refused.Mistake = found.mistake
		refused.Hint = "the signature does not match: " + string(found.mistake)
	}
	return refused
}

// findMistake is the text that was signed and the mistakes that were made; nil if none of
// those known explains the signature.
func (v *Verifier) findMistake(r *Request, header signatureHeader, key secret) *signedText {
	texts := append(v.texts(r, header.headers, key.owner), reordered(r, header.headers, key.owner)...)
	for _, sent := range decodings(header.signature) {
		for _, by := range keys(key.key) {
			for _, signed := range texts {
				if hmac.Equal(sum(crypto.SHA256, by.key, signed.text), sent.key) {
					return &signedText{join(sent.mistake, by.mistake, signed.mistake), signed.text}
				}
			}
		}
	}
	return nil
}

// join puts mistakes that were made together into one sentence.
func join(mistakes ...Mistake) Mistake {
	var all []string
	for _, m := range mistakes {
		if m != "" {
			all = append(all, string(m))
		}
	}
	return Mistake(strings.Join(all, "; "))
}

// tokenMismatch refuses a token whose HMAC does not match.
func tokenMismatch(hash crypto.Hash, key secret, signed, signature []byte) *Refusal {
	refused := refuse(TokenSecretMismatch, "the token's signature does not match the shared secret of its kid")
	for _, by := range keys(key.key) {
		if hmac.Equal(sum(hash, by.key, string(signed)), signature) {
			refused.Mistake = by.mistake
			refused.Hint += ": " + string(by.mistake)
		}
	}
	return refused
}

func sum(hash crypto.Hash, key []byte, text string) []byte {
	mac := hmac.New(hash.New, key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// keyed are bytes with the mistake that leads to them.
type keyed struct {
	mistake Mistake
	key     []byte
}

// keys are the key and what is taken for it.
func keys(key []byte) []keyed {
	return []keyed{
		{"", key},
		{"the shared secret was not base64-decoded before it was used as the key", []byte(base64.StdEncoding.EncodeToString(key))},
		{"the shared secret was decoded and then written in hex before it was used as the key", []byte(hex.EncodeToString(key))},
	}
}

// decodings are the bytes of a signature, read in all ways in which it may have been written.
func decodings(signature string) []keyed {
	var found []keyed
	for _, as := range []struct {
		mistake Mistake
		decode  func(string) ([]byte, error)
	}{
		{"", base64.StdEncoding.Strict().DecodeString},
		{"the signature was written in hex instead of base64", hex.DecodeString},
		{"the signature's base64 lacks its padding", base64.RawStdEncoding.DecodeString},
		{"the signature was written in URL-safe base64 instead of the standard one", base64.URLEncoding.DecodeString},
		{"the signature was written in URL-safe base64 without padding instead of the standard one", base64.RawURLEncoding.DecodeString},
	} {
		if decoded, err := as.decode(signature); err == nil {
			found = append(found, keyed{as.mistake, decoded})
		}
	}
	return found
}

// texts are the right text and those of mistakes with one of its lines or all of them.
func (v *Verifier) texts(r *Request, signed []string, owner string) []signedText {
	right := linesToSign(r, signed, owner)
	all := []signedText{{"", strings.Join(right, "\n")}}
	add := func(mistake Mistake, text string) { all = append(all, signedText{mistake, text}) }
	for _, wrong := range v.wrongValues(r, owner) {
		lines := slices.Clone(right)
		for i, name := range signed {
			if name == wrong.name || isTarget(name) && isTarget(wrong.name) {
				lines[i] = name + ": " + wrong.value
			}
		}
		add(wrong.mistake, strings.Join(lines, "\n"))
	}
	text := all[0].text
	add("a line end was signed after the last line", text+"\n")
	add("the lines were parted by CR LF instead of LF", strings.Join(right, "\r\n"))
	add("the values were signed without a space after the colon", strings.ReplaceAll(text, ": ", ":"))
	add("request-target was signed as \"(request-target)\", and listed without the parentheses", strings.Replace(text, "\nrequest-target:", "\n(request-target):", 1))
	add("request-target was signed without parentheses, and listed with them", strings.Replace(text, "\n(request-target):", "\nrequest-target:", 1))
	return all
}

// wrongValue is a value that clients sign in place of the right one.
type wrongValue struct {
	name    string
	value   string
	mistake Mistake
}

func (v *Verifier) wrongValues(r *Request, owner string) []wrongValue {
	method := strings.ToLower(r.Method) + " "
	path, query, hasQuery := strings.Cut(r.Target, "?")
	const target = "request-target"
	all := []wrongValue{
		{target, r.Method + " " + r.Target, "the method in request-target was signed in capitals"},
		{target, r.Target, "request-target was signed without the method"},
		{target, method + path + "/" + r.Target[len(path):], "request-target was signed with a slash at its end that was not sent"},
		{target, method + strings.TrimSuffix(path, "/") + r.Target[len(path):], "request-target was signed without the slash at its end that was sent"},
		{target, method + "https://" + r.Host + r.Target, "request-target was signed with scheme and host"},
		{target, method + r.Prefix + r.Target, "request-target was signed with the path of the intermediate host"},
		{target, method + strings.TrimPrefix(r.Target, "/"), "request-target was signed without its first slash"},
		{"host", "https://" + r.Host, "host was signed with its scheme"},
		{"host", withoutPort(r.Host), "host was signed without its port"},
		{"v-c-merchant-id", r.Header.Get("v-c-merchant-id"), "with a meta key v-c-merchant-id has to be signed with the portfolio " + Mistake(owner) + ", not with the merchant that is sent"},
		{"digest", strings.TrimPrefix(r.Header.Get("Digest"), "SHA-256="), "digest was signed without \"SHA-256=\" in front of it"},
		{"digest", "", "digest was signed without its value"},
		{"date", r.Header.Get("V-C-Date"), "date was signed with the value of v-c-date"},
		{"v-c-date", r.Header.Get("Date"), "v-c-date was signed with the value of date"},
	}
	if hasQuery {
		all = append(all, wrongValue{target, method + path, "request-target was signed without its query"})
	}
	if plain, err := url.PathUnescape(path); err == nil && plain != path {
		all = append(all, wrongValue{target, method + plain + r.Target[len(r.Target)-len(query):], "request-target was signed unescaped"})
	}
	for _, host := range v.Hosts {
		all = append(all, wrongValue{"host", host, "host was signed as " + Mistake(host) + ", and another was sent in the Host header"})
	}
	return all
}

func withoutPort(host string) string {
	name, _, _ := strings.Cut(host, ":")
	return name
}

// longestReordered is how many lines are tried in every order: 720 orders.
const longestReordered = 6

// reordered are the right lines in every other order than the one that is listed.
func reordered(r *Request, signed []string, owner string) []signedText {
	if len(signed) > longestReordered {
		return nil
	}
	var all []signedText
	permute(linesToSign(r, signed, owner), 0, func(lines []string) {
		all = append(all, signedText{"the lines were signed in another order than headers=\"...\" lists", strings.Join(lines, "\n")})
	})
	return all
}

// permute yields every order of the items from i on.
func permute(items []string, i int, yield func([]string)) {
	if i == len(items) {
		yield(items)
		return
	}
	for j := i; j < len(items); j++ {
		items[i], items[j] = items[j], items[i]
		permute(items, i+1, yield)
		items[i], items[j] = items[j], items[i]
	}
}
