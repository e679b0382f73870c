package bench

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// handWritten is what a careful engineer writes for one merchant and this one
// call: net/http with a tuned transport, encoding/json with structs for exactly
// the members in use (groups that an answer may lack are pointers), HMAC with the
// standard library, a check of the status.
type handWritten struct {
	http       *http.Client
	url        string
	host       string
	merchantID string
	keyID      string
	secret     []byte
}

type handRequest struct {
	ClientReferenceInformation struct {
		Code          string `json:"code"`
		TransactionID string `json:"transactionId,omitempty"`
	} `json:"clientReferenceInformation"`
	ProcessingInformation struct {
		Capture           bool   `json:"capture"`
		CommerceIndicator string `json:"commerceIndicator,omitempty"`
	} `json:"processingInformation"`
	PaymentInformation struct {
		Card struct {
			Number          string `json:"number"`
			ExpirationMonth string `json:"expirationMonth"`
			ExpirationYear  string `json:"expirationYear"`
			SecurityCode    string `json:"securityCode,omitempty"`
			Type            string `json:"type,omitempty"`
		} `json:"card"`
	} `json:"paymentInformation"`
	OrderInformation struct {
		AmountDetails struct {
			TotalAmount string `json:"totalAmount"`
			Currency    string `json:"currency"`
		} `json:"amountDetails"`
		BillTo struct {
			FirstName          string `json:"firstName"`
			LastName           string `json:"lastName"`
			Address1           string `json:"address1"`
			Locality           string `json:"locality"`
			AdministrativeArea string `json:"administrativeArea"`
			PostalCode         string `json:"postalCode"`
			Country            string `json:"country"`
			Email              string `json:"email"`
			PhoneNumber        string `json:"phoneNumber,omitempty"`
		} `json:"billTo"`
		LineItems []handLineItem `json:"lineItems,omitempty"`
	} `json:"orderInformation"`
}

type handLineItem struct {
	ProductCode string `json:"productCode,omitempty"`
	ProductName string `json:"productName,omitempty"`
	ProductSKU  string `json:"productSku,omitempty"`
	Quantity    int    `json:"quantity,omitempty"`
	UnitPrice   string `json:"unitPrice,omitempty"`
	TotalAmount string `json:"totalAmount,omitempty"`
	TaxAmount   string `json:"taxAmount,omitempty"`
}

type handLink struct {
	Method string `json:"method"`
	Href   string `json:"href"`
}

type handAnswer struct {
	Links *struct {
		Self         *handLink `json:"self"`
		AuthReversal *handLink `json:"authReversal"`
		Capture      *handLink `json:"capture"`
		Void         *handLink `json:"void"`
	} `json:"_links"`
	ID                         string `json:"id"`
	Status                     string `json:"status"`
	SubmitTimeUTC              string `json:"submitTimeUtc"`
	ReconciliationID           string `json:"reconciliationId"`
	ClientReferenceInformation *struct {
		Code          string `json:"code"`
		TransactionID string `json:"transactionId"`
	} `json:"clientReferenceInformation"`
	ErrorInformation *struct {
		Reason  string `json:"reason"`
		Message string `json:"message"`
	} `json:"errorInformation"`
	OrderInformation *struct {
		AmountDetails *struct {
			AuthorizedAmount string `json:"authorizedAmount"`
			TotalAmount      string `json:"totalAmount"`
			Currency         string `json:"currency"`
		} `json:"amountDetails"`
	} `json:"orderInformation"`
	PaymentAccountInformation *struct {
		Card *struct {
			Type string `json:"type"`
		} `json:"card"`
	} `json:"paymentAccountInformation"`
	PaymentInformation *struct {
		TokenizedCard *struct {
			Type string `json:"type"`
		} `json:"tokenizedCard"`
		Card *struct {
			Type string `json:"type"`
		} `json:"card"`
	} `json:"paymentInformation"`
	PointOfSaleInformation *struct {
		TerminalID string `json:"terminalId"`
	} `json:"pointOfSaleInformation"`
	ProcessorInformation *struct {
		ApprovalCode         string `json:"approvalCode"`
		NetworkTransactionID string `json:"networkTransactionId"`
		TransactionID        string `json:"transactionId"`
		ResponseCode         string `json:"responseCode"`
		AVS                  *struct {
			Code    string `json:"code"`
			CodeRaw string `json:"codeRaw"`
		} `json:"avs"`
	} `json:"processorInformation"`
}

// post makes the signed call.
func (c *handWritten) post(ctx context.Context, payment *handRequest) (*handAnswer, error) {
	body, err := json.Marshal(payment)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	c.sign(request, body)
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(response.Body, 10<<20))
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusCreated {
		return nil, fmt.Errorf("HTTP %d", response.StatusCode)
	}
	var answer handAnswer
	if err := json.Unmarshal(text, &answer); err != nil {
		return nil, err
	}
	if answer.Status == "" {
		return nil, errors.New("no status")
	}
	return &answer, nil
}

func (c *handWritten) sign(request *http.Request, body []byte) {
	sum := sha256.Sum256(body)
	digest := "SHA-256=" + base64.StdEncoding.EncodeToString(sum[:])
	date := time.Now().UTC().Format(http.TimeFormat)
	text := strings.Join([]string{
		"host: " + c.host,
		"date: " + date,
		"request-target: post " + request.URL.RequestURI(),
		"digest: " + digest,
		"v-c-merchant-id: " + c.merchantID,
	}, "\n")
	mac := hmac.New(sha256.New, c.secret)
	_, _ = io.WriteString(mac, text)
	signature := base64.StdEncoding.EncodeToString(mac.Sum(nil))

	request.Host = c.host
	request.Header.Set("Content-Type", "application/json;charset=utf-8")
	request.Header.Set("Accept", "application/hal+json;charset=utf-8")
	request.Header.Set("User-Agent", "shop/1.0")
	request.Header.Set("Date", date)
	request.Header.Set("Digest", digest)
	request.Header.Set("V-C-Merchant-Id", c.merchantID)
	request.Header.Set("Signature", fmt.Sprintf(`keyid="%s", algorithm="HmacSHA256", headers="host date request-target digest v-c-merchant-id", signature="%s"`,
		c.keyID, signature))
}
