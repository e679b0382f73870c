package test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"

	"github.com/cybersource-go/cybersource"
)

// toldIDs is a service whose records name the transaction id of the request, as its
// documentation does not promise. The offline gateway's do not.
type toldIDs struct {
	http.RoundTripper

	byID map[string]string // of the ids of records
}

// tellTransactionIDs has a client see the transaction ids of all records.
func (r *resolving) tellTransactionIDs(cfg *cybersource.Configuration) {
	byID := map[string]string{}
	for _, e := range r.gateway.Ledger() {
		byID[e.ID] = e.TransactionID
	}
	refusing := cfg.WrapTransport
	cfg.WrapTransport = func(below http.RoundTripper) http.RoundTripper { return toldIDs{refusing(below), byID} }
}

// RoundTrip adds the transaction id to a record.
func (w toldIDs) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := w.RoundTripper.RoundTrip(request)
	if err != nil || request.Method != http.MethodGet || response.StatusCode != http.StatusOK {
		return response, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	body = w.add(body)
	response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	response.Header.Del("Content-Length")
	return response, nil
}

func (w toldIDs) add(body []byte) []byte {
	var record map[string]any
	if err := json.Unmarshal(body, &record); err != nil {
		return body
	}
	id, _ := record["id"].(string)
	if references, ok := record["clientReferenceInformation"].(map[string]any); ok {
		references["transactionId"] = w.byID[id]
	}
	changed, err := json.Marshal(record)
	if err != nil {
		return body
	}
	return changed
}
