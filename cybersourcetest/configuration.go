package cybersourcetest

import "github.com/cybersource-go/cybersource"

// Configuration is ready for [cybersource.NewAPIClient]: address, trust and the
// credentials of [Gateway.Account], if that has a shared secret. Its transport trusts the
// gateway, and its WrapTransport simulates [RefuseConnection]; change whatever else a
// test is about.
func (g *Gateway) Configuration() cybersource.Configuration {
	cfg := cybersource.Configuration{
		Host:      cybersource.HostTest,
		BaseURL:   g.url + g.options.PathPrefix,
		Transport: g.transport.live,
		Clock:     g.options.Now,

		WrapTransport: g.transport.refusing,
	}
	if account := g.Account(); len(account.SharedSecrets) > 0 {
		cfg.Credentials = account.credentials()
	}
	return cfg
}

// credentials are a token signed with the first shared secret. A portfolio acts for
// its first merchant.
func (a Account) credentials() cybersource.JWTSharedSecret {
	pair := a.SharedSecrets[0]
	c := cybersource.JWTSharedSecret{MerchantID: a.ID, KeyID: pair.KeyID, SharedSecret: pair.Secret}
	if len(a.Merchants) > 0 {
		c.MerchantID, c.PortfolioID = a.Merchants[0], a.ID
	}
	return c
}
