module github.com/cybersource-go/cybersource/test/bench

go 1.26.0

replace github.com/cybersource-go/cybersource => ../..

require (
	github.com/cybersource-go/cybersource v0.0.0
	github.com/go-jose/go-jose/v4 v4.1.9
	github.com/go-resty/resty/v2 v2.17.2
	github.com/stripe/stripe-go/v84 v84.4.1
)

require (
	github.com/go-json-experiment/json v1.27.2 // indirect
	golang.org/x/crypto v0.59.0 // indirect
	golang.org/x/net v0.62.0 // indirect
	golang.org/x/text v0.44.0 // indirect
	software.sslmate.com/src/go-pkcs12 v0.7.4 // indirect
)
