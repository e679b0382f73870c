package cybersourcetest

import (
	"fmt"
	"slices"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/verify"
)

// This file changes the accounts of a gateway that runs: keys are replaced, merchants come
// and go. Nothing of it is a call of the service's here.

// accountsInUse are the accounts at one time. They are never changed, only replaced.
type accountsInUse struct {
	list      []Account
	directory *verify.Directory
}

func newAccounts(list []Account) (*accountsInUse, error) {
	d, err := directory(list)
	return &accountsInUse{slices.Clone(list), d}, err
}

// of is the account of a merchant: its own, or else the portfolio's that acts for it. It is
// the zero Account for a merchant of neither.
func (a *accountsInUse) of(merchant, owner string) Account {
	for _, id := range []string{merchant, owner} {
		if i := slices.IndexFunc(a.list, func(account Account) bool { return account.ID == id }); i >= 0 {
			return a.list[i]
		}
	}
	return Account{}
}

// SetAccounts replaces all accounts while the gateway runs: calls that arrive from now on are
// judged by them, a key that is not among them is unknown. Payments stay. The error names
// everything that is wrong with the accounts; those before it then stay in force.
func (g *Gateway) SetAccounts(accounts ...Account) error {
	changed, err := newAccounts(accounts)
	if err != nil {
		return fmt.Errorf("gateway accounts: %w", err)
	}
	g.accounts.Store(changed)
	g.journal.Tell()
	return nil
}

// Accounts are the accounts in force.
func (g *Gateway) Accounts() []Account { return slices.Clone(g.accounts.Load().list) }
