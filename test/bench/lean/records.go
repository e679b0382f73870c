package lean

// Record is a transaction as a look-up answers it, and as one hit of a search.
type Record struct {
	ID                     string `json:"id,omitempty"`
	RootID                 string `json:"rootId,omitempty"`
	ReconciliationID       string `json:"reconciliationId,omitempty"`
	MerchantID             string `json:"merchantId,omitempty"`
	SubmitTimeUTC          string `json:"submitTimeUTC,omitempty"`
	ApplicationInformation *struct {
		ReasonCode   string `json:"reasonCode,omitempty"`
		RCode        string `json:"rCode,omitempty"`
		RFlag        string `json:"rFlag,omitempty"`
		Applications []struct {
			Name             string `json:"name,omitempty"`
			ReasonCode       string `json:"reasonCode,omitempty"`
			RCode            string `json:"rCode,omitempty"`
			RFlag            string `json:"rFlag,omitempty"`
			ReconciliationID string `json:"reconciliationId,omitempty"`
			RMessage         string `json:"rMessage,omitempty"`
			ReturnCode       int    `json:"returnCode,omitempty"`
		} `json:"applications,omitempty"`
	} `json:"applicationInformation,omitempty"`
	ClientReferenceInformation *struct {
		Code            string   `json:"code,omitempty"`
		ApplicationName string   `json:"applicationName,omitempty"`
		Partner         *Partner `json:"partner,omitempty"`
	} `json:"clientReferenceInformation,omitempty"`
	ConsumerAuthenticationInformation *struct {
		XID           string `json:"xid,omitempty"`
		TransactionID string `json:"transactionId,omitempty"`
		ECIRaw        string `json:"eciRaw,omitempty"`
	} `json:"consumerAuthenticationInformation,omitempty"`
	DeviceInformation *struct {
		IPAddress string `json:"ipAddress,omitempty"`
	} `json:"deviceInformation,omitempty"`
	OrderInformation *struct {
		BillTo *struct {
			FirstName          string `json:"firstName,omitempty"`
			LastName           string `json:"lastName,omitempty"`
			Address1           string `json:"address1,omitempty"`
			Locality           string `json:"locality,omitempty"`
			AdministrativeArea string `json:"administrativeArea,omitempty"`
			PostalCode         string `json:"postalCode,omitempty"`
			Email              string `json:"email,omitempty"`
			Country            string `json:"country,omitempty"`
			PhoneNumber        string `json:"phoneNumber,omitempty"`
		} `json:"billTo,omitempty"`
		AmountDetails *AnswerAmount `json:"amountDetails,omitempty"`
	} `json:"orderInformation,omitempty"`
	PaymentInformation *struct {
		PaymentType *struct {
			Name   string `json:"name,omitempty"`
			Type   string `json:"type,omitempty"`
			Method string `json:"method,omitempty"`
		} `json:"paymentType,omitempty"`
		Card *Card `json:"card,omitempty"`
	} `json:"paymentInformation,omitempty"`
	ProcessingInformation *struct {
		CommerceIndicator string `json:"commerceIndicator,omitempty"`
	} `json:"processingInformation,omitempty"`
	ProcessorInformation *struct {
		Processor *struct {
			Name string `json:"name,omitempty"`
		} `json:"processor,omitempty"`
		TransactionID        string        `json:"transactionId,omitempty"`
		NetworkTransactionID string        `json:"networkTransactionId,omitempty"`
		ApprovalCode         string        `json:"approvalCode,omitempty"`
		ResponseCode         string        `json:"responseCode,omitempty"`
		AVS                  *Code         `json:"avs,omitempty"`
		CardVerification     *Verification `json:"cardVerification,omitempty"`
	} `json:"processorInformation,omitempty"`
	PointOfSaleInformation *struct {
		TerminalID string `json:"terminalId,omitempty"`
	} `json:"pointOfSaleInformation,omitempty"`
	Links *struct {
		Self              *Link `json:"self,omitempty"`
		TransactionDetail *Link `json:"transactionDetail,omitempty"`
	} `json:"_links,omitempty"`
}

// Hit is one hit of a search: it spells the time in another way.
type Hit struct {
	Record
	SubmitTime string `json:"submitTimeUtc,omitempty"`
}

// Hits is the answer to a search.
type Hits struct {
	SearchID      string `json:"searchId,omitempty"`
	Save          bool   `json:"save"`
	Timezone      string `json:"timezone,omitempty"`
	Query         string `json:"query,omitempty"`
	Offset        int    `json:"offset"`
	Limit         int    `json:"limit,omitempty"`
	Sort          string `json:"sort,omitempty"`
	Count         int    `json:"count,omitempty"`
	TotalCount    int    `json:"totalCount,omitempty"`
	SubmitTimeUTC string `json:"submitTimeUtc,omitempty"`
	Embedded      *struct {
		TransactionSummaries []Hit `json:"transactionSummaries,omitempty"`
	} `json:"_embedded,omitempty"`
	Links *struct {
		Self *Link `json:"self,omitempty"`
	} `json:"_links,omitempty"`
}
