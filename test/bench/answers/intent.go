package answers

// Intent is what another service answers to a card payment, at about the size of [Approval].
const Intent = `{"id":"pi_3MtwBwLkdIwHu7ix28a3tqPa","object":"payment_intent","amount":10221,"amount_capturable":10221,` +
	`"amount_details":{"tip":{}},"amount_received":0,"application":null,"application_fee_amount":null,` +
	`"automatic_payment_methods":{"enabled":true},"canceled_at":null,"cancellation_reason":null,"capture_method":"manual",` +
	`"client_secret":"pi_3MtwBwLkdIwHu7ix28a3tqPa_secret_YrKJUKribcBjcG8HVhfZluoGH","confirmation_method":"automatic",` +
	`"created":1680800504,"currency":"usd","customer":null,"description":null,"last_payment_error":null,` +
	`"latest_charge":"ch_3MtwBwLkdIwHu7ix2Wf3nIpA","livemode":false,"metadata":{"order_id":"ORDER-20418"},"next_action":null,` +
	`"on_behalf_of":null,"payment_method":"pm_1MtwBwLkdIwHu7ixUEgbFdYF",` +
	`"payment_method_options":{"card":{"installments":null,"mandate_options":null,"network":null,"request_three_d_secure":"automatic"},` +
	`"link":{"persistent_token":null}},"payment_method_types":["card","link"],"processing":null,"receipt_email":"ada@example.com",` +
	`"review":null,"setup_future_usage":null,"shipping":{"address":{"city":"San Francisco","country":"US","line1":"1 Test Way",` +
	`"line2":null,"postal_code":"94105","state":"CA"},"carrier":null,"name":"Ada Lovelace","phone":"4155550100",` +
	`"tracking_number":null},"source":null,"statement_descriptor":null,"statement_descriptor_suffix":null,` +
	`"status":"requires_capture","excluded_payment_method_types":null,"payment_details":{"customer_reference":null,"order_reference":"ORDER-20418"},"presentment_details":null,"transfer_data":null,"transfer_group":null}`
