package answers

// repeated are members that a look-up and a hit have alike.
const repeated = `"applicationInformation":{"reasonCode":"100","rCode":"1","rFlag":"SOK","applications":[` +
	`{"name":"ics_decision","reasonCode":"100","rCode":"1","rFlag":"SOK","reconciliationId":"4109727580",` +
	`"rMessage":"Decision is ACCEPT.","returnCode":1320000},` +
	`{"name":"ics_auth","reasonCode":"100","rCode":"1","rFlag":"SOK","reconciliationId":"78243988SD9YL291",` +
	`"rMessage":"Request was processed successfully.","returnCode":1010000}]},` +
	`"clientReferenceInformation":{"code":"ORDER-20418","applicationName":"REST API","partner":{"solutionId":"42EA2Y58"}},` +
	`"consumerAuthenticationInformation":{"xid":"AJkBBkhgQQAAAE4gSEJydQAAAAA=","transactionId":"Un4uuOQ4XR2Nu3bbMAB0","eciRaw":"5"},` +
	`"deviceInformation":{"ipAddress":"192.0.2.1"},`

// Record is the answer to a look-up of a payment.
const Record = `{"id":"7641502314786780104953","rootId":"7641502314786780104953","reconciliationId":"78243988SD9YL291",` +
	`"merchantId":"bench_merchant","submitTimeUTC":"2026-11-25T10:05:14Z",` +
	repeated +
	`"orderInformation":{"billTo":{"firstName":"Ada","lastName":"Lovelace","address1":"1 Test Way","locality":"San Francisco",` +
	`"administrativeArea":"CA","postalCode":"94105","email":"ada@example.com","country":"US","phoneNumber":"4155550100"},` +
	`"amountDetails":{"totalAmount":"102.21","currency":"USD","authorizedAmount":"102.21"}},` +
	`"paymentInformation":{"paymentType":{"name":"smartpay","type":"credit card","method":"VI"},` +
	`"card":{"suffix":"1111","prefix":"411111","expirationMonth":"12","expirationYear":"2031","type":"001"}},` +
	`"processingInformation":{"commerceIndicator":"7"},` +
	`"processorInformation":{"processor":{"name":"smartpay"},"transactionId":"016153570198200","networkTransactionId":"016153570198200",` +
	`"approvalCode":"831000","responseCode":"00","avs":{"code":"Y","codeRaw":"Y"},"cardVerification":{"resultCode":"M"}},` +
	`"pointOfSaleInformation":{"terminalId":"111111"},` +
	`"_links":{"self":{"href":"/tss/v2/transactions/7641502314786780104953","method":"GET"}}}`

// hit is one of many in the answer to a search; its number takes five digits.
const hit = `{"id":"76415023147867801%05d","submitTimeUtc":"2026-11-25T10:05:14Z","merchantId":"bench_merchant",` +
	repeated +
	`"orderInformation":{"billTo":{"firstName":"Ada","lastName":"Lovelace","address1":"1 Test Way",` +
	`"email":"ada@example.com","country":"US"},` +
	`"amountDetails":{"totalAmount":"102.21","currency":"USD"}},` +
	`"paymentInformation":{"paymentType":{"type":"credit card","method":"VI"},"card":{"suffix":"1111","prefix":"411111","type":"001"}},` +
	`"processingInformation":{"commerceIndicator":"7"},` +
	`"processorInformation":{"processor":{"name":"smartpay"},"approvalCode":"831000"},` +
	`"pointOfSaleInformation":{"terminalId":"111111"},` +
	`"_links":{"transactionDetail":{"href":"https://apitest.cybersource.com/tss/v2/transactions/7641502314786780104953","method":"GET"}}}`
