package cybersource

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strconv"
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
//	AUTH                           jwt              shared secret, else certificate
//	                               jwt_certificate  certificate
//	                               http_signature   shared secret (deprecated)
//	                               oauth            access token
//	                               none             no authentication
//	                               default: what the variables below are set for
//	MERCHANT_ID                    transacting merchant; required unless AUTH is none
//	PORTFOLIO_ID                   owner of a meta key
//	KEY_ID, SHARED_SECRET          key from the merchant portal, for jwt and http_signature
//	P12_FILE, P12_PASSWORD         certificate and private key, for jwt_certificate
//	CERTIFICATE_FILE               or in PEM: certificate,
//	PRIVATE_KEY_FILE                 private key,
//	PRIVATE_KEY_PASSWORD             and the password of an encrypted one
//	ACCESS_TOKEN                   for oauth; it is not refreshed: see OAuthToken for that
//	MLE_REQUESTS                   true or false: encrypt requests; default true as soon as
//	                               another MLE_ variable is set, to whatever value; one
//	                               that is not in this table is refused
//	MLE_REQUEST_CERTIFICATE_FILE   PEM of the platform; default: from P12_FILE
//	MLE_REQUEST_CERTIFICATE_ALIAS  its common name; default CyberSource_SJC_US
//	MLE_RESPONSES                  true or false: ask for encrypted answers; default true
//	                               as soon as a response key is set
//	MLE_RESPONSE_P12_FILE          response key as PKCS#12,
//	MLE_RESPONSE_PRIVATE_KEY_FILE    or in PEM,
//	MLE_RESPONSE_PASSWORD            and the password of either
//	MLE_RESPONSE_KEY_ID            default: from MLE_RESPONSE_P12_FILE
//	MLE_RESPONSE_KEY_CLAIM         default v-c-response-mle-kid
//	CLIENT_CERTIFICATE_FILE        mutual TLS: certificates and private key in PEM
//	CLIENT_KEY_FILE
//	CA_FILE                        PEM of the roots to trust in place of the system's
//	TIMEOUT                        Configuration.Timeout, such as 30s
//	DEVELOPER_ID, SOLUTION_ID      Configuration.DeveloperID and SolutionID
//	TIMEOUT_CALLS                  true or false: Configuration.TimeoutCalls; default false
//
// Names that end in FILE hold paths. Variables of a way to authenticate that AUTH
// does not choose are not looked at. Everything else (retries, logger, hooks,
// transport) is set on the result. With a Transport of your own, leave out
// CLIENT_CERTIFICATE_FILE and CA_FILE.
//
// Whatever [NewAPIClient] would refuse is refused here, all at once, in a
// [*ConfigurationError] that names the variables and never their values, nor the
// paths of files. With nothing set it is [ErrNotConfigured].
func ConfigurationFromEnv() (Configuration, error) {
	return configurationFrom(&environment{get: os.Getenv, all: os.Environ, read: os.ReadFile, now: time.Now})
}

// environment is where a configuration comes from, and what was found wrong with it.
type environment struct {
	get      func(variable string) string
	all      func() []string // as of [os.Environ]
	read     func(path string) ([]byte, error)
	now      func() time.Time
	problems problems
}

const prefix = "CYBERSOURCE_"

// variables are all names that are read, without their prefix.
var variables = []string{
	"HOST", "BASE_URL", "AUTH", "MERCHANT_ID", "PORTFOLIO_ID", "KEY_ID", "SHARED_SECRET", "P12_FILE", "P12_PASSWORD",
	"CERTIFICATE_FILE", "PRIVATE_KEY_FILE", "PRIVATE_KEY_PASSWORD", "ACCESS_TOKEN",
	"MLE_REQUESTS", "MLE_REQUEST_CERTIFICATE_FILE", "MLE_REQUEST_CERTIFICATE_ALIAS",
	"MLE_RESPONSES", "MLE_RESPONSE_P12_FILE", "MLE_RESPONSE_PRIVATE_KEY_FILE", "MLE_RESPONSE_PASSWORD",
	"MLE_RESPONSE_KEY_ID", "MLE_RESPONSE_KEY_CLAIM",
	"CLIENT_CERTIFICATE_FILE", "CLIENT_KEY_FILE", "CA_FILE", "TIMEOUT", "DEVELOPER_ID", "SOLUTION_ID", "TIMEOUT_CALLS",
}

func configurationFrom(e *environment) (Configuration, error) {
	if !e.any(variables...) {
		return Configuration{}, ErrNotConfigured
	}
	cfg := Configuration{
		Host:              e.text("HOST"),
		BaseURL:           e.text("BASE_URL"),
		Credentials:       e.credentials(),
		MessageEncryption: e.messageEncryption(),
		ClientCertificate: e.clientCertificate(),
		RootCAs:           e.rootCAs(),
		Timeout:           e.duration("TIMEOUT"),
		DeveloperID:       e.text("DEVELOPER_ID"),
		SolutionID:        e.text("SOLUTION_ID"),
		TimeoutCalls:      e.isTrue("TIMEOUT_CALLS"),
	}
	e.checkSpelling()
	e.checkAll(cfg)
	if len(e.problems) > 0 {
		return Configuration{}, &ConfigurationError{Problems: e.problems}
	}
	return cfg, nil
}

// checkSpelling refuses variables of message-level encryption that do not exist: whoever
// misspelt one means to encrypt, and would send plain text.
func (e *environment) checkSpelling() {
	for _, setting := range e.all() {
		variable, value, _ := strings.Cut(setting, "=")
		name, ours := strings.CutPrefix(variable, prefix)
		if ours && value != "" && strings.HasPrefix(name, "MLE") && !slices.Contains(variables, name) {
			e.add(variable, "is no variable of message-level encryption")
		}
	}
}

func (e *environment) text(name string) string { return e.get(prefix + name) }

func (e *environment) any(names ...string) bool {
	for _, name := range names {
		if e.text(name) != "" {
			return true
		}
	}
	return false
}

// problem adds the first problem of a variable. Others follow from it as a rule.
func (e *environment) problem(name, what string) { e.add(prefix+name, what) }

func (e *environment) add(variable, what string) {
	if !e.hasProblem(variable) {
		e.problems.add(variable, what)
	}
}

func (e *environment) hasProblem(variable string) bool {
	return slices.ContainsFunc(e.problems, func(p FieldProblem) bool { return p.Field == variable })
}

// checkAll adds what [NewAPIClient] would refuse, in terms of variables.
func (e *environment) checkAll(cfg Configuration) {
	if cfg.Credentials == nil && len(e.problems) > 0 {
		cfg.MessageEncryption = nil // it depends on credentials that could not be told
	}
	cfg.Clock = e.now
	_, found := checkConfiguration(&cfg)
	for _, problem := range found {
		e.add(variableOf(problem.Field), variableNames.Replace(problem.Reason))
	}
}

// variableOf is the variable that a field comes from.
func variableOf(field string) string {
	switch field {
	case "Host":
		return prefix + "HOST"
	case "Timeout":
		return prefix + "TIMEOUT"
	case "MessageEncryption":
		return "message-level encryption (" + prefix + "MLE_...)"
	default:
		return variableNames.Replace(field)
	}
}

// variableNames puts the variable in the place of each field that comes from one.
var variableNames = strings.NewReplacer(
	"BaseURL", prefix+"BASE_URL",
	"DeveloperID", prefix+"DEVELOPER_ID",
	"SolutionID", prefix+"SOLUTION_ID",
	"Credentials.MerchantID", prefix+"MERCHANT_ID",
	"Credentials.PortfolioID", prefix+"PORTFOLIO_ID",
	"Credentials.KeyID", prefix+"KEY_ID",
	"Credentials.SharedSecret", prefix+"SHARED_SECRET",
	"Credentials.P12", prefix+"P12_FILE",
	"Credentials.CertificatePEM", prefix+"CERTIFICATE_FILE",
	"Credentials.PrivateKeyPEM", prefix+"PRIVATE_KEY_FILE",
	"MessageEncryption.RequestCertificatePEM", prefix+"MLE_REQUEST_CERTIFICATE_FILE",
	"MessageEncryption.ResponseP12", prefix+"MLE_RESPONSE_P12_FILE",
	"MessageEncryption.ResponsePrivateKeyPEM", prefix+"MLE_RESPONSE_PRIVATE_KEY_FILE",
	"MessageEncryption.ResponsePassword", prefix+"MLE_RESPONSE_PASSWORD",
	"MessageEncryption.ResponseKeyID", prefix+"MLE_RESPONSE_KEY_ID",
	"MessageEncryption.ResponseKeyClaim", prefix+"MLE_RESPONSE_KEY_CLAIM",
)

// file reads the file that a variable names. nil: the variable is not set. A file
// that cannot be read counts as empty, so that nothing is said to be missing.
func (e *environment) file(name string) []byte {
	path := e.text(name)
	if path == "" {
		return nil
	}
	data, err := e.read(path)
	if err != nil {
		e.problem(name, "names a file that cannot be read: "+withoutPath(err))
	}
	return append([]byte{}, data...)
}

// withoutPath leaves the path out of the error of a file operation.
func withoutPath(err error) string {
	var failed *fs.PathError
	if errors.As(err, &failed) {
		return failed.Err.Error()
	}
	return "read failed"
}

func (e *environment) duration(name string) time.Duration {
	s := e.text(name)
	if s == "" {
		return 0
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		e.problem(name, "is not a duration such as 30s")
	}
	return d
}

// isTrue reports whether a variable is set, and to true.
func (e *environment) isTrue(name string) bool {
	b := e.boolean(name)
	return b != nil && *b
}

// boolean returns nil for a variable that is not set.
func (e *environment) boolean(name string) *bool {
	s := e.text(name)
	if s == "" {
		return nil
	}
	b, err := strconv.ParseBool(s)
	if err != nil {
		e.problem(name, "is neither true nor false")
	}
	return &b
}
