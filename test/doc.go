// Package test is the black-box suite: it uses the client as a merchant's backend
// would, and looks at what arrives on the other side.
//
//	go test ./test              # everything, nothing leaves the machine
//	go test ./test -update      # write the golden files anew
//	go test ./test -run Soak -soak
//	go test ./test -run GeneratedAnswers -answers 1000000 -answers-seed 7
//	go test ./test -run SoakOfPaymentLives -walk-seed 7
//
// The contract suite also runs against the test system of the service when
// CYBERSOURCE_* credentials are in the environment.
package test
