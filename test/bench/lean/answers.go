// Package lean is what a careful engineer writes for one merchant and the calls in use:
// structs for exactly the members of the answers, in which groups that an answer may lack are
// pointers, and signatures with the standard library.
package lean

// Link is where a follow-up goes.
type Link struct {
	Method string `json:"method,omitempty"`
	Href   string `json:"href,omitempty"`
}

// Card is what an answer says of a card.
type Card struct {
	Suffix          string `json:"suffix,omitempty"`
	Prefix          string `json:"prefix,omitempty"`
	ExpirationMonth string `json:"expirationMonth,omitempty"`
	ExpirationYear  string `json:"expirationYear,omitempty"`
	Type            string `json:"type,omitempty"`
}

// CardType is a card of which the type alone is known.
type CardType struct {
	Type string `json:"type,omitempty"`
}

// Code is a result, as the service says it and as the processor did.
type Code struct {
	Code    string `json:"code,omitempty"`
	CodeRaw string `json:"codeRaw,omitempty"`
}

// Verification is the result of a check of the security code.
type Verification struct {
	ResultCode    string `json:"resultCode,omitempty"`
	ResultCodeRaw string `json:"resultCodeRaw,omitempty"`
}

// ID is an object with an id.
type ID struct {
	ID    string `json:"id,omitempty"`
	State string `json:"state,omitempty"`
}

// AnswerReference is the reference as an answer has it.
type AnswerReference struct {
	Code                string   `json:"code,omitempty"`
	SubmitLocalDateTime string   `json:"submitLocalDateTime,omitempty"`
	Partner             *Partner `json:"partner,omitempty"`
}

// Partner is who made the merchant's software.
type Partner struct {
	SolutionID string `json:"solutionId,omitempty"`
}

// AnswerOrder is the money of an answer.
type AnswerOrder struct {
	AmountDetails *AnswerAmount `json:"amountDetails,omitempty"`
}

// AnswerAmount is the amount of an answer.
type AnswerAmount struct {
	TotalAmount      string `json:"totalAmount,omitempty"`
	AuthorizedAmount string `json:"authorizedAmount,omitempty"`
	Currency         string `json:"currency,omitempty"`
}

// Approval is the answer to a payment.
type Approval struct {
	Links *struct {
		Self         *Link `json:"self,omitempty"`
		AuthReversal *Link `json:"authReversal,omitempty"`
		Capture      *Link `json:"capture,omitempty"`
		Void         *Link `json:"void,omitempty"`
	} `json:"_links,omitempty"`
	ID                         string           `json:"id,omitempty"`
	Status                     string           `json:"status,omitempty"`
	SubmitTimeUTC              string           `json:"submitTimeUtc,omitempty"`
	ReconciliationID           string           `json:"reconciliationId,omitempty"`
	ClientReferenceInformation *AnswerReference `json:"clientReferenceInformation,omitempty"`
	ErrorInformation           *struct {
		Reason  string `json:"reason,omitempty"`
		Message string `json:"message,omitempty"`
	} `json:"errorInformation,omitempty"`
	OrderInformation          *AnswerOrder `json:"orderInformation,omitempty"`
	PaymentAccountInformation *struct {
		Card *CardType `json:"card,omitempty"`
	} `json:"paymentAccountInformation,omitempty"`
	PaymentInformation *struct {
		AccountFeatures *struct {
			Category string `json:"category,omitempty"`
		} `json:"accountFeatures,omitempty"`
		TokenizedCard *CardType `json:"tokenizedCard,omitempty"`
		Card          *CardType `json:"card,omitempty"`
		Scheme        string    `json:"scheme,omitempty"`
		BIN           string    `json:"bin,omitempty"`
		AccountType   string    `json:"accountType,omitempty"`
		Issuer        string    `json:"issuer,omitempty"`
		BINCountry    string    `json:"binCountry,omitempty"`
	} `json:"paymentInformation,omitempty"`
	PointOfSaleInformation *struct {
		TerminalID string `json:"terminalId,omitempty"`
	} `json:"pointOfSaleInformation,omitempty"`
	ProcessorInformation *struct {
		SystemTraceAuditNumber   string        `json:"systemTraceAuditNumber,omitempty"`
		ApprovalCode             string        `json:"approvalCode,omitempty"`
		NetworkTransactionID     string        `json:"networkTransactionId,omitempty"`
		RetrievalReferenceNumber string        `json:"retrievalReferenceNumber,omitempty"`
		TransactionID            string        `json:"transactionId,omitempty"`
		ResponseCode             string        `json:"responseCode,omitempty"`
		AVS                      *Code         `json:"avs,omitempty"`
		CardVerification         *Verification `json:"cardVerification,omitempty"`
	} `json:"processorInformation,omitempty"`
	RiskInformation *struct {
		LocalTime string `json:"localTime,omitempty"`
		Score     *struct {
			Result      string   `json:"result,omitempty"`
			FactorCodes []string `json:"factorCodes,omitempty"`
			ModelUsed   string   `json:"modelUsed,omitempty"`
		} `json:"score,omitempty"`
		InfoCodes *struct {
			IdentityChange []string `json:"identityChange,omitempty"`
			Internet       []string `json:"internet,omitempty"`
		} `json:"infoCodes,omitempty"`
		Profile *struct {
			EarlyDecision string `json:"earlyDecision,omitempty"`
		} `json:"profile,omitempty"`
		CasePriority int `json:"casePriority,omitempty"`
	} `json:"riskInformation,omitempty"`
	TokenInformation *struct {
		InstrumentIdentifierNew *bool `json:"instrumentidentifierNew,omitempty"`
		Customer                *ID   `json:"customer,omitempty"`
		InstrumentIdentifier    *ID   `json:"instrumentIdentifier,omitempty"`
	} `json:"tokenInformation,omitempty"`
}

// Captured is the answer to a capture.
type Captured struct {
	Links *struct {
		Self   *Link `json:"self,omitempty"`
		Void   *Link `json:"void,omitempty"`
		Refund *Link `json:"refund,omitempty"`
	} `json:"_links,omitempty"`
	ID                         string           `json:"id,omitempty"`
	Status                     string           `json:"status,omitempty"`
	SubmitTimeUTC              string           `json:"submitTimeUtc,omitempty"`
	ReconciliationID           string           `json:"reconciliationId,omitempty"`
	ClientReferenceInformation *AnswerReference `json:"clientReferenceInformation,omitempty"`
	OrderInformation           *AnswerOrder     `json:"orderInformation,omitempty"`
}
