package test

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	markup "golang.org/x/net/html"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// TestGatewayPagesParseAsWritten finds tags that a browser would have to move, close or
// make up, ids that are there twice, and fields without a label.
func TestGatewayPagesParseAsWritten(t *testing.T) {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
	t.Cleanup(gateway.Close)
	client, err := cybersource.NewAPIClient(gateway.Configuration())
	require.NoError(t, err)
	paid, err := client.PaymentsApi.CreatePayment(t.Context(), hostilePayment())
	require.NoError(t, err)
	gateway.Next(cybersourcetest.DropAnswer())
	_, err = client.PaymentsApi.CreatePayment(t.Context(), hostilePayment())
	require.ErrorIs(t, err, cybersource.ErrOutcomeUnknown)
	unsigned, err := http.Post(gateway.URL()+"/pts/v2/payments", "application/json", strings.NewReader("{}"))
	require.NoError(t, err)
	require.NoError(t, unsigned.Body.Close())

	gateway.Script(cybersourcetest.DropAnswer().On(cybersourcetest.CapturePayment))
	gateway.Faults(1, cybersourcetest.HTML(502).Chance(0.5))

	browser := http.Client{}
	for _, path := range []string{
		"/-/", "/-/?q=%22%3E%3Cb%3E&operation=CreatePayment", "/-/call/1", "/-/call/2", "/-/call/3", "/-/call/9", "/-/payment/", "/-/payment/" + paid.ID,
		"/-/control", "/-/triggers",
	} {
		for _, mayControl := range []bool{false, true} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, gateway.URL()+path, nil)
			require.NoError(t, err)
			r.Header.Set("Accept", "text/html")
			if mayControl {
				r.Header.Set("Gateway-Control-Token", gateway.ControlToken())
			}
			answer, err := browser.Do(r)
			require.NoError(t, err)
			text, err := io.ReadAll(answer.Body)
			require.NoError(t, err)
			require.NoError(t, answer.Body.Close())
			checkMarkup(t, path, text)
		}
	}
}

func hostilePayment() *cybersource.CreatePaymentRequest {
	request := payment()
	request.ClientReferenceInformation = &cybersource.ClientReferenceInformation{Code: `"><i>&amp;'`}
	return request
}

// checkMarkup compares the tags that are written with those of the tree that they make.
func checkMarkup(t *testing.T, path string, text []byte) {
	t.Helper()
	root, err := markup.Parse(bytes.NewReader(text))
	require.NoError(t, err)
	var printed bytes.Buffer
	require.NoError(t, markup.Render(&printed, root))
	assert.Equal(t, tags(text), tags(printed.Bytes()), path)
	again, err := markup.Parse(bytes.NewReader(printed.Bytes()))
	require.NoError(t, err)
	var twice bytes.Buffer
	require.NoError(t, markup.Render(&twice, again))
	assert.Equal(t, printed.String(), twice.String(), path)

	ids, labels := map[string]int{}, map[string]bool{}
	for n := range root.Descendants() {
		ids[attribute(n, "id")]++
		if n.Data == "label" {
			labels[attribute(n, "for")] = true
		}
	}
	delete(ids, "")
	for id, times := range ids {
		assert.Equal(t, 1, times, "%s: id %s", path, id)
	}
	for n := range root.Descendants() {
		if n.Type == markup.ElementNode && slices.Contains([]string{"input", "select", "textarea"}, n.Data) {
			assert.True(t, labels[attribute(n, "id")] || attribute(n, "aria-label") != "", "%s: %s has no label", path, attribute(n, "name"))
		}
	}
}

func attribute(n *markup.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// tags are the tags of a text in their order, with their attributes sorted.
func tags(text []byte) []string {
	var all []string
	tokens := markup.NewTokenizer(bytes.NewReader(text))
	for tokens.Next() != markup.ErrorToken {
		token := tokens.Token()
		slices.SortFunc(token.Attr, func(a, b markup.Attribute) int { return strings.Compare(a.Key, b.Key) })
		switch token.Type {
		case markup.StartTagToken, markup.SelfClosingTagToken:
			token.Type = markup.StartTagToken
			all = append(all, token.String())
		case markup.EndTagToken:
			all = append(all, token.String())
		}
	}
	return all
}
