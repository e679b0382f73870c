package cybersource

import (
	"os"
	"slices"
	"strings"
	"time"
)

// ErrNotConfigured is what [ConfigurationFromEnv] returns when no variable of its
// table is set: nothing is configured, as opposed to half configured. It is a
// [*ConfigurationError] too, and so matches [ErrInvalidConfiguration].
var ErrNotConfigured error = &ConfigurationError{Problems: []FieldProblem{{"CYBERSOURCE_ variables", "are not set"}}}

// ConfigurationFromEnv makes a configuration from environment variables. Nothing
// else in this package reads the environment, the proxy variables of net/http aside.
// All variables begin with CYBERSOURCE_; one that is set to nothing is not set.
//
//	variable                       meaning
//	HOST                           Configuration.Host; default apitest.cybersource.com
//	BASE_URL                       Configuration.BaseURL
//	ALLOW_PLAIN_HTTP               true or false: Configuration.AllowPlainHTTP
//	AUTH                           jwt              shared secret, else certificate
//	                               jwt_certificate  certificate
//	                               http_signature   shared secret (deprecated)
//	                               oauth            access token
//	                               none             Configuration.NoCredentials
//	                               default: what the variables below are set for
//	MERCHANT_ID                    transacting merchant; required unless AUTH is none
//	PORTFOLIO_ID                   owner of a meta key
//	KEY_ID, SHARED_SECRET *        key from the merchant portal, for jwt and http_signature
//	P12 *, P12_PASSWORD *          certificate and private key, for jwt_certificate; P12 in base64
//	CERTIFICATE *                  or in PEM: certificate,
//	PRIVATE_KEY *                    private key,
//	PRIVATE_KEY_PASSWORD *           and the password of an encrypted one
//	ACCESS_TOKEN *                 for oauth; it is not refreshed: see OAuthToken for that
//	MLE_REQUESTS                   true or false: encrypt requests; default true as soon as
//	                               another MLE_ variable is set, to whatever value; one
//	                               that is not in this table is refused
//	MLE_REQUEST_CERTIFICATE *      PEM of the platform; default: from the P12 above
//	MLE_REQUEST_CERTIFICATE_ALIAS  its common name; default CyberSource_SJC_US
//	MLE_RESPONSES                  true or false: ask for encrypted answers; default true
//	                               as soon as a response key is set
//	MLE_RESPONSE_P12 *             response key as PKCS#12 in base64,
//	MLE_RESPONSE_PRIVATE_KEY *       or in PEM,
//	MLE_RESPONSE_PASSWORD *          and the password of either
//	MLE_RESPONSE_KEY_ID            default: from the P12 of the response key
//	MLE_RESPONSE_KEY_CLAIM         default v-c-response-mle-kid
//	CLIENT_CERTIFICATE *           mutual TLS: certificates and private key in PEM
//	CLIENT_KEY *
//	CA *                           PEM of the roots to trust in place of the system's
//	TIMEOUT                        Configuration.Timeout, such as 30s; at least 1s
//	DEVELOPER_ID, SOLUTION_ID      Configuration.DeveloperID and SolutionID
//	TIMEOUT_CALLS                  true or false: Configuration.TimeoutCalls
//
// Each variable with an asterisk has another one beside it, with _FILE at the end of its
// name, which holds the path of a file to read instead: SHARED_SECRET_FILE, P12_FILE. A
// P12 file is read as it is and not in base64; of a secret, password or token in a file, a
// line break at the end is not part. One of the two may be set.
//
// Variables of a way to authenticate that AUTH does not choose are not looked at. Variables
// that are not in the table are left alone, unless their name is almost that of one in it,
// or that of a setting of older SDKs: it is then taken for a mistake. Everything else
// (retries, logger, hooks, transport) is set on the result. With a Transport of your own,
// leave out CLIENT_CERTIFICATE, CLIENT_KEY and CA.
//
// Whatever [NewAPIClient] would refuse is refused here, all at once, in a
// [*ConfigurationError] that names the variables and never their values, nor the
// paths of files. With nothing set it is [ErrNotConfigured].
func ConfigurationFromEnv() (Configuration, error) {
	return configurationFrom(&environment{
		prefix: "CYBERSOURCE_", settings: os.Environ(), lookup: os.LookupEnv, read: readSettingFile, now: time.Now,
	})
}

// ConfigurationFrom makes a configuration as [ConfigurationFromEnv] does, from settings
// that lookup finds: those of another prefix, of one of several merchants, or of a store of
// secrets. Their names are those of the table, without CYBERSOURCE_, and errors name them
// so. What lookup is not asked for it cannot show, so that misspelt names pass.
//
//	cfg, err := cybersource.ConfigurationFrom(func(name string) (string, bool) {
//		return os.LookupEnv("SHOP_EU_" + name)
//	})
func ConfigurationFrom(lookup func(name string) (value string, found bool)) (Configuration, error) {
	if lookup == nil {
		return Configuration{}, &ConfigurationError{Problems: []FieldProblem{{"lookup", "is nil"}}}
	}
	return configurationFrom(&environment{lookup: lookup, read: readSettingFile, now: time.Now})
}

// plainVariables are the names that are read, without their prefix, of what is no secret.
var plainVariables = []string{
	"HOST", "BASE_URL", "ALLOW_PLAIN_HTTP", "AUTH", "MERCHANT_ID", "PORTFOLIO_ID", "KEY_ID",
	"MLE_REQUESTS", "MLE_REQUEST_CERTIFICATE_ALIAS", "MLE_RESPONSES", "MLE_RESPONSE_KEY_ID", "MLE_RESPONSE_KEY_CLAIM",
	"TIMEOUT", "DEVELOPER_ID", "SOLUTION_ID", "TIMEOUT_CALLS",
}

// contentVariables are the names of secrets, keys and certificates. Each has a second one
// with fileSuffix for the path of a file.
var contentVariables = []string{
	"SHARED_SECRET", "P12", "P12_PASSWORD", "CERTIFICATE", "PRIVATE_KEY", "PRIVATE_KEY_PASSWORD", "ACCESS_TOKEN",
	"MLE_REQUEST_CERTIFICATE", "MLE_RESPONSE_P12", "MLE_RESPONSE_PRIVATE_KEY", "MLE_RESPONSE_PASSWORD",
	"CLIENT_CERTIFICATE", "CLIENT_KEY", "CA",
}

const fileSuffix = "_FILE"

// variables are all names that are read, without their prefix.
func variables() []string {
	names := slices.Concat(plainVariables, contentVariables)
	for _, name := range contentVariables {
		names = append(names, name+fileSuffix)
	}
	return names
}

func configurationFrom(e *environment) (Configuration, error) {
	e.checkFiles()
	e.checkSpelling()
	if len(e.problems) == 0 && !e.any(variables()...) {
		return Configuration{}, ErrNotConfigured
	}
	cfg := Configuration{
		Host:              e.text("HOST"),
		BaseURL:           e.text("BASE_URL"),
		AllowPlainHTTP:    e.isTrue("ALLOW_PLAIN_HTTP"),
		Credentials:       e.credentials(),
		NoCredentials:     e.hasNoCredentials(),
		MessageEncryption: e.messageEncryption(),
		ClientCertificate: e.clientCertificate(),
		RootCAs:           e.rootCAs(),
		Timeout:           e.duration("TIMEOUT"),
		DeveloperID:       e.text("DEVELOPER_ID"),
		SolutionID:        e.text("SOLUTION_ID"),
		TimeoutCalls:      e.isTrue("TIMEOUT_CALLS"),
	}
	e.checkAll(cfg)
	if len(e.problems) > 0 {
		return Configuration{}, &ConfigurationError{Problems: e.problems}
	}
	return cfg, nil
}

// checkAll adds what [NewAPIClient] would refuse, in terms of variables.
func (e *environment) checkAll(cfg Configuration) {
	if cfg.Credentials == nil && len(e.problems) > 0 {
		cfg.MessageEncryption = nil // it depends on credentials that could not be told
		cfg.NoCredentials = true
	}
	cfg.Clock = e.now
	_, found := checkConfiguration(&cfg)
	names := e.variableNames()
	for _, problem := range found {
		e.add(e.variableOf(problem.Field, names), names.Replace(problem.Reason))
	}
}

// variableOf is the variable that a field comes from.
func (e *environment) variableOf(field string, names *strings.Replacer) string {
	switch field {
	case "Host":
		return e.prefix + "HOST"
	case "Timeout":
		return e.prefix + "TIMEOUT"
	case "Credentials":
		return e.prefix + "AUTH"
	case "MessageEncryption":
		return "message-level encryption (" + e.prefix + "MLE_...)"
	default:
		return names.Replace(field)
	}
}

// variableNames puts the variable in the place of each field that comes from one.
func (e *environment) variableNames() *strings.Replacer {
	return strings.NewReplacer(
		"BaseURL", e.prefix+"BASE_URL",
		"AllowPlainHTTP", e.prefix+"ALLOW_PLAIN_HTTP",
		"NoCredentials: true", e.prefix+"AUTH=none",
		"DeveloperID", e.prefix+"DEVELOPER_ID",
		"SolutionID", e.prefix+"SOLUTION_ID",
		"Credentials.MerchantID", e.prefix+"MERCHANT_ID",
		"Credentials.PortfolioID", e.prefix+"PORTFOLIO_ID",
		"Credentials.KeyID", e.prefix+"KEY_ID",
		"Credentials.SharedSecret", e.source("SHARED_SECRET"),
		"Credentials.P12", e.source("P12"),
		"Credentials.CertificatePEM", e.source("CERTIFICATE"),
		"Credentials.PrivateKeyPEM", e.source("PRIVATE_KEY"),
		"MessageEncryption.RequestCertificatePEM", e.source("MLE_REQUEST_CERTIFICATE"),
		"MessageEncryption.ResponseP12", e.source("MLE_RESPONSE_P12"),
		"MessageEncryption.ResponsePrivateKeyPEM", e.source("MLE_RESPONSE_PRIVATE_KEY"),
		"MessageEncryption.ResponsePassword", e.source("MLE_RESPONSE_PASSWORD"),
		"MessageEncryption.ResponseKeyID", e.prefix+"MLE_RESPONSE_KEY_ID",
		"MessageEncryption.ResponseKeyClaim", e.prefix+"MLE_RESPONSE_KEY_CLAIM",
	)
}
