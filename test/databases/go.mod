module github.com/cybersource-go/cybersource/test/databases

go 1.26.0

replace github.com/cybersource-go/cybersource => ../..

require github.com/cybersource-go/cybersource v0.0.0
