package main

import (
	"context"
	"fmt"
	"io"
	"reflect"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// lookAgain is how often the list of accounts is read again.
const lookAgain = time.Second

// watchAccounts lets the gateway have the accounts of a list whenever that, or a certificate
// beside it, has changed, until the context ends. A list that is wrong is told once, and the
// accounts before it stay. It looks at the contents: a clock or a name says too little where
// a volume is mounted.
func watchAccounts(ctx context.Context, stdout io.Writer, gateway *cybersourcetest.Gateway, name string, last []cybersourcetest.Account) {
	again := time.NewTicker(lookAgain)
	defer again.Stop()
	told := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
		accounts, err := readAccounts(name)
		if err == nil && reflect.DeepEqual(accounts, last) {
			continue
		}
		if err == nil {
			last, err = accounts, gateway.SetAccounts(accounts...)
		}
		text := fmt.Sprintf("Accounts read again: %d.", len(accounts))
		if err != nil {
			text = "Accounts stay as they were: " + err.Error()
		}
		if err == nil || text != told {
			fmt.Fprintln(stdout, text)
		}
		told = text
	}
}
