package test

import (
	"bytes"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// shortPages leaves one row out of each page of a search that is not the last, and of one in
// eight that is, while the count still includes it, as the service was seen to do.
type shortPages struct {
	http.RoundTripper

	dice    *rand.Rand
	leftOut *sync.Map // ids of records that the end of a search did not show
}

// RoundTrip implements [http.RoundTripper].
func (p shortPages) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := p.RoundTripper.RoundTrip(r)
	if err != nil || !strings.HasSuffix(r.URL.Path, "/tss/v2/searches") || answer.StatusCode != http.StatusCreated {
		return answer, err
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil { // a fault cut it
		answer.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), answer.Body))
		return answer, nil //nolint:nilerr // whoever reads the answer meets it
	}
	answer.Body.Close()
	body = p.shorten(body)
	answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	answer.Header.Set("Content-Length", strconv.Itoa(len(body)))
	return answer, nil
}

func (p shortPages) shorten(body []byte) []byte {
	var page map[string]any
	if json.Unmarshal(body, &page) != nil {
		return body
	}
	embedded, _ := page["_embedded"].(map[string]any)
	rows, _ := embedded["transactionSummaries"].([]any)
	isLast := len(rows) > 0 && page["offset"].(float64)+page["limit"].(float64) >= page["totalCount"].(float64)
	if len(rows) == 0 || isLast && p.dice.IntN(8) > 0 {
		return body
	}
	i := p.dice.IntN(len(rows))
	if row, ok := rows[i].(map[string]any); ok && isLast {
		p.leftOut.Store(row["id"], true)
	}
	embedded["transactionSummaries"] = slices.Delete(rows, i, i+1)
	short, err := json.Marshal(page)
	if err != nil {
		return body
	}
	return short
}
