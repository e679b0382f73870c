package mle

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestEncryptedAnswersAreToldByTheirShape(t *testing.T) {
	for _, tc := range []struct {
		name, body, compact string
		encrypted           bool
	}{
		{"as sent", `{"encryptedResponse":"a.b.c.d.e"}`, "a.b.c.d.e", true},
		{"with white space", " \r\n{\t\"encryptedResponse\" : \"a.b.c.d.e\" }\n", "a.b.c.d.e", true},
		{"name with an escape at its start", `{"\u0065ncryptedResponse":"a.b"}`, "a.b", true},
		{"name with an escape at its end", `{"encryptedRespons\u0065":"a.b"}`, "a.b", true},
		{"value with an escape", `{"encryptedResponse":"a\u002eb"}`, "a.b", true},
		{"empty string", `{"encryptedResponse":""}`, "", true},
		{"behind a byte order mark", "\ufeff" + `{"encryptedResponse":"a.b"}`, "a.b", true},
		{"a second member", `{"encryptedResponse":"a","id":"1"}`, "", false},
		{"not the first member", `{"id":"1","encryptedResponse":"a"}`, "", false},
		{"twice", `{"encryptedResponse":"a","encryptedResponse":"b"}`, "", false},
		{"not a string", `{"encryptedResponse":{"a":"b"}}`, "", false},
		{"null", `{"encryptedResponse":null}`, "", false},
		{"other case", `{"EncryptedResponse":"a"}`, "", false},
		{"a request", `{"encryptedRequest":"a"}`, "", false},
		{"an array", `[{"encryptedResponse":"a"}]`, "", false},
		{"deeper", `{"response":{"encryptedResponse":"a"}}`, "", false},
		{"plain answer", `{"id":"7002","status":"AUTHORIZED"}`, "", false},
		{"plain answer with a like name", `{"encryptedResponseKey":"a"}`, "", false},
		{"empty object", `{}`, "", false},
		{"cut short", `{"encryptedResponse":"a"`, "", false},
		{"cut shorter", `{"enc`, "", false},
		{"something behind it", `{"encryptedResponse":"a"}x`, "", false},
		{"another object behind it", `{"encryptedResponse":"a"}{}`, "", false},
		{"HTML", `<html>Bad Gateway</html>`, "", false},
		{"empty", ``, "", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			compact, encrypted := EncryptedResponse([]byte(tc.body))
			if compact != tc.compact || encrypted != tc.encrypted {
				t.Errorf("got %q, %t; want %q, %t", compact, encrypted, tc.compact, tc.encrypted)
			}
		})
	}
}

// FuzzEncryptedResponse compares with the older JSON decoder, token by token.
func FuzzEncryptedResponse(f *testing.F) {
	for _, seed := range []string{
		`{"encryptedResponse":"a.b.c.d.e"}`, `{"\u0065ncryptedResponse":"a"}`, `{"encryptedResponse":"a","x":1}`,
		` { "encryptedResponse" : [] } `, `{"encryptedResponse":"\ud800"}`, `{"id":"1"}`, `{"encryptedResponse" "a"}`, `{,}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		compact, got := EncryptedResponse(body)
		want, ok := reference(body)
		if strings.ContainsRune(want, utf8.RuneError) || !utf8.Valid(body) {
			return // the older decoder repairs what the newer one refuses
		}
		if got != ok || compact != want {
			t.Errorf("%q: got %q, %t; want %q, %t", body, compact, got, want, ok)
		}
	})
}

func reference(body []byte) (compact string, ok bool) {
	body = bytes.TrimPrefix(body, []byte("\ufeff")) // which the older decoder does not know
	if !json.Valid(body) {
		return "", false
	}
	var tokens []json.Token
	d := json.NewDecoder(bytes.NewReader(body))
	for len(tokens) < 5 {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		tokens = append(tokens, token)
	}
	if len(tokens) != 4 || tokens[0] != json.Delim('{') || tokens[1] != "encryptedResponse" {
		return "", false
	}
	compact, ok = tokens[2].(string)
	return compact, ok
}
