package answers

// Approval is the answer to an authorized card payment with the members that published
// ones have: links, processor data, AVS, card verification, card data, risk and tokens.
const Approval = `{"_links":{"authReversal":{"method":"POST","href":"/pts/v2/payments/7641502314786780104953/reversals"},` +
	`"self":{"method":"GET","href":"/pts/v2/payments/7641502314786780104953"},` +
	`"capture":{"method":"POST","href":"/pts/v2/payments/7641502314786780104953/captures"}},` +
	`"clientReferenceInformation":{"code":"ORDER-20418","partner":{"solutionId":"42EA2Y58"}},` +
	`"id":"7641502314786780104953",` +
	`"orderInformation":{"amountDetails":{"totalAmount":"102.21","authorizedAmount":"102.21","currency":"USD"}},` +
	`"paymentAccountInformation":{"card":{"type":"001"}},` +
	`"paymentInformation":{"accountFeatures":{"category":"A"},"tokenizedCard":{"type":"001"},"scheme":"VISA CREDIT",` +
	`"bin":"411111","accountType":"Visa Gold","issuer":"EXAMPLE CREDIT UNION","card":{"type":"001"},"binCountry":"US"},` +
	`"pointOfSaleInformation":{"terminalId":"111111"},` +
	`"processorInformation":{"systemTraceAuditNumber":"191521","approvalCode":"831000","networkTransactionId":"016153570198200",` +
	`"retrievalReferenceNumber":"432915191521","transactionId":"016153570198200","responseCode":"00",` +
	`"avs":{"code":"Y","codeRaw":"Y"},"cardVerification":{"resultCode":"M","resultCodeRaw":"M"}},` +
	`"reconciliationId":"78243988SD9YL291",` +
	`"riskInformation":{"localTime":"03:05:14","score":{"result":"37","factorCodes":["B","D","G"],"modelUsed":"default"},` +
	`"infoCodes":{"identityChange":["ID-M-NoHistory"],"internet":["FREE-EM"]},"profile":{"earlyDecision":"ACCEPT"},"casePriority":3},` +
	`"status":"AUTHORIZED","submitTimeUtc":"2026-11-25T10:05:14Z",` +
	`"tokenInformation":{"instrumentidentifierNew":false,"customer":{"id":"C24F5921EB870D99E053AF598E0A4105"},` +
	`"instrumentIdentifier":{"id":"7030000000001111111","state":"ACTIVE"}}}`

// Small is an answer without risk and token data: what the rows that send one request
// again and again have always got.
const Small = `{"_links":{"authReversal":{"method":"POST","href":"/pts/v2/payments/7641502314786780104953/reversals"},` +
	`"self":{"method":"GET","href":"/pts/v2/payments/7641502314786780104953"},` +
	`"capture":{"method":"POST","href":"/pts/v2/payments/7641502314786780104953/captures"}},` +
	`"clientReferenceInformation":{"code":"ORDER-20418","submitLocalDateTime":"20261125100514"},` +
	`"id":"7641502314786780104953",` +
	`"orderInformation":{"amountDetails":{"authorizedAmount":"102.21","currency":"USD"}},` +
	`"paymentAccountInformation":{"card":{"type":"001"}},` +
	`"paymentInformation":{"tokenizedCard":{"type":"001"},"card":{"type":"001"}},` +
	`"pointOfSaleInformation":{"terminalId":"111111"},` +
	`"processorInformation":{"approvalCode":"888888","networkTransactionId":"123456789619999",` +
	`"transactionId":"123456789619999","responseCode":"100","avs":{"code":"X","codeRaw":"I1"}},` +
	`"reconciliationId":"78243988SD9YL291","status":"AUTHORIZED","submitTimeUtc":"2026-11-25T10:05:14Z"}`

// Captured is the answer to a capture.
const Captured = `{"_links":{"void":{"method":"POST","href":"/pts/v2/captures/7641502374786780204953/voids"},` +
	`"self":{"method":"GET","href":"/pts/v2/captures/7641502374786780204953"},` +
	`"refund":{"method":"POST","href":"/pts/v2/captures/7641502374786780204953/refunds"}},` +
	`"clientReferenceInformation":{"code":"ORDER-20418-1","partner":{"solutionId":"42EA2Y58"}},` +
	`"id":"7641502374786780204953",` +
	`"orderInformation":{"amountDetails":{"totalAmount":"102.21","currency":"USD"}},` +
	`"reconciliationId":"78243988SD9YL291","status":"PENDING","submitTimeUtc":"2026-11-25T10:06:14Z"}`
