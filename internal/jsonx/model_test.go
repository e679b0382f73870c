package jsonx_test

import "encoding/json"

// The models below have every shape that a model can have, and the answer's own names.

type status string

type answer struct {
	Links     *links                       `json:"_links,omitzero"`
	ID        string                       `json:"id,omitzero"`
	Status    status                       `json:"status,omitzero"`
	Submitted string                       `json:"submitTimeUtc,omitzero"`
	Reference *reference                   `json:"clientReferenceInformation,omitzero"`
	Order     *order                       `json:"orderInformation,omitzero"`
	Processor *processor                   `json:"processorInformation,omitzero"`
	Account   *account                     `json:"paymentAccountInformation,omitzero"`
	Risk      *risk                        `json:"riskInformation,omitzero"`
	Details   []detail                     `json:"details,omitzero"`
	Actions   []string                     `json:"actionList,omitzero"`
	Providers map[string]map[string]string `json:"providers,omitzero"`
	Wide      *wide                        `json:"wide,omitzero"`
	Rows      []row                        `json:"rows,omitzero"`
	Raw       []byte                       `json:"-"`
	Extra     map[string]json.RawMessage   `json:",embed,inline"`
}

type row struct {
	A *wide `json:"a,omitzero"`
}

type wide struct {
	A     []string                   `json:"a,omitzero"`
	B     []string                   `json:"b,omitzero"`
	C     []string                   `json:"c,omitzero"`
	D     []string                   `json:"d,omitzero"`
	E     []string                   `json:"e,omitzero"`
	F     []string                   `json:"f,omitzero"`
	G     []string                   `json:"g,omitzero"`
	H     []string                   `json:"h,omitzero"`
	I     []string                   `json:"i,omitzero"`
	J     []string                   `json:"j,omitzero"`
	Extra map[string]json.RawMessage `json:",embed,inline"`
}

type links struct {
	Self    *link                      `json:"self,omitzero"`
	Capture *link                      `json:"capture,omitzero"`
	Extra   map[string]json.RawMessage `json:",embed,inline"`
}

type link struct {
	Href   string                     `json:"href,omitzero"`
	Method string                     `json:"method,omitzero"`
	Extra  map[string]json.RawMessage `json:",embed,inline"`
}

type reference struct {
	Code  string                     `json:"code,omitzero"`
	Extra map[string]json.RawMessage `json:",embed,inline"`
}

type order struct {
	Amount *amount                    `json:"amountDetails,omitzero"`
	Extra  map[string]json.RawMessage `json:",embed,inline"`
}

type amount struct {
	Authorized string                     `json:"authorizedAmount,omitzero"`
	Currency   string                     `json:"currency,omitzero"`
	Extra      map[string]json.RawMessage `json:",embed,inline"`
}

type processor struct {
	ApprovalCode  string                     `json:"approvalCode,omitzero"`
	NetworkID     string                     `json:"networkTransactionId,omitzero"`
	TransactionID string                     `json:"transactionId,omitzero"`
	ResponseCode  string                     `json:"responseCode,omitzero"`
	Duplicate     *bool                      `json:"duplicate,omitzero"`
	Extra         map[string]json.RawMessage `json:",embed,inline"`
}

type account struct {
	Type  string                     `json:"type,omitzero"`
	Extra map[string]json.RawMessage `json:",embed,inline"`
}

type risk struct {
	Score *int64                     `json:"score,omitzero"`
	Codes []string                   `json:"infoCodes,omitzero"`
	Extra map[string]json.RawMessage `json:",embed,inline"`
}

type detail struct {
	Field  string                     `json:"field,omitzero"`
	Reason string                     `json:"reason,omitzero"`
	Extra  map[string]json.RawMessage `json:",embed,inline"`
}

// ordinary is an authorization as it comes: everything where it is documented.
const ordinary = `{"_links":{"self":{"href":"/pts/v2/payments/6750124114786780104953","method":"GET"},` +
	`"capture":{"href":"/pts/v2/payments/6750124114786780104953/captures","method":"POST"}},` +
	`"id":"6750124114786780104953","status":"AUTHORIZED","submitTimeUtc":"2023-01-29T17:13:31Z",` +
	`"clientReferenceInformation":{"code":"TC50171_3"},` +
	`"orderInformation":{"amountDetails":{"authorizedAmount":"102.21","currency":"USD"}},` +
	`"processorInformation":{"approvalCode":"888888","networkTransactionId":"123456789619999",` +
	`"transactionId":"123456789619999","responseCode":"100","duplicate":false},` +
	`"paymentAccountInformation":{"type":"001"},` +
	`"riskInformation":{"score":42,"infoCodes":["MORPH-P","VELL-EM"]},` +
	`"details":[{"field":"orderInformation.billTo.country","reason":"MISSING_FIELD"}],` +
	`"actionList":["CAPTURE","DECISION"],"providers":{"paypal":{"token":"EC-1"}}}`
