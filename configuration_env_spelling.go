package cybersource

import (
	"slices"
	"strings"

	"github.com/cybersource-go/cybersource/internal/spelling"
)

// renamedVariables are settings of older SDKs, without underscores, and what they are here.
var renamedVariables = map[string]string{
	"MERCHANTKEYID":      "KEY_ID",
	"APIKEYID":           "KEY_ID",
	"MERCHANTSECRETKEY":  "SHARED_SECRET",
	"SECRETKEY":          "SHARED_SECRET",
	"RUNENVIRONMENT":     "HOST",
	"HOSTNAME":           "HOST",
	"APIHOST":            "HOST",
	"INTERMEDIATEHOST":   "BASE_URL",
	"AUTHENTICATIONTYPE": "AUTH",
	"KEYSDIRECTORY":      "P12_FILE",
	"KEYFILENAME":        "P12_FILE",
	"KEYPASS":            "P12_PASSWORD",
	"CLIENTCERTFILE":     "CLIENT_CERTIFICATE_FILE",
	"SSLCACERT":          "CA_FILE",
	"DEFAULTDEVELOPERID": "DEVELOPER_ID",

	"USEMLEGLOBALLY":                    "MLE_REQUESTS",
	"REQUESTMLEKEYALIAS":                "MLE_REQUEST_CERTIFICATE_ALIAS",
	"MLEKEYALIAS":                       "MLE_REQUEST_CERTIFICATE_ALIAS",
	"MLEFORREQUESTPUBLICCERTPATH":       "MLE_REQUEST_CERTIFICATE_FILE",
	"ENABLERESPONSEMLEGLOBALLY":         "MLE_RESPONSES",
	"RESPONSEMLEPRIVATEKEYFILEPATH":     "MLE_RESPONSE_PRIVATE_KEY_FILE",
	"RESPONSEMLEPRIVATEKEYFILEPASSWORD": "MLE_RESPONSE_PASSWORD",
	"RESPONSEMLEKID":                    "MLE_RESPONSE_KEY_ID",
}

// checkSpelling refuses settings that are almost variables of ours: a
// host with a misspelt name would leave a program on the test system. All others are left
// alone, as containers set variables for the services around them. Variables of
// message-level encryption have to be right in any case: whoever misspelt one means to
// encrypt, and would send plain text.
func (e *environment) checkSpelling() {
	known := variables()
	for _, setting := range slices.Sorted(slices.Values(e.settings)) {
		variable, value, _ := strings.Cut(setting, "=")
		name, ours := strings.CutPrefix(variable, e.prefix)
		if !ours || value == "" || slices.Contains(known, name) {
			continue
		}
		if meant := nearest(name, known); meant != "" {
			e.add(variable, "is unknown: use "+e.prefix+meant)
		} else if strings.HasPrefix(name, "MLE") {
			e.add(variable, "is no variable of message-level encryption")
		}
	}
}

// checkFiles refuses files for what is no secret: left alone, a program that has its host in one
// would run on the test system.
func (e *environment) checkFiles() {
	for _, name := range plainVariables {
		if e.any(name + fileSuffix) {
			e.problem(name+fileSuffix, "is unknown: set "+e.prefix+name+", which is not read from a file")
		}
	}
}

// nearest returns the known name that was meant, "" if the name is one of its own.
func nearest(name string, known []string) string {
	if content, ok := strings.CutSuffix(name, "_PATH"); ok && slices.Contains(known, content+fileSuffix) {
		return content + fileSuffix
	}
	bare := withoutUnderscores(name)
	if renamed := renamedVariables[bare]; renamed != "" {
		return renamed
	}
	meant, least := "", 3
	for _, candidate := range known {
		if isNumbered(name, candidate) {
			return ""
		}
		distance := spelling.Distance(name, candidate)
		if bare == withoutUnderscores(candidate) {
			distance = 0
		}
		if distance < least && distance <= tolerance(candidate) {
			meant, least = candidate, distance
		}
	}
	return meant
}

func withoutUnderscores(name string) string { return strings.ReplaceAll(name, "_", "") }

// isNumbered reports whether a name is a known one with a number or a letter behind it, such
// as MERCHANT_ID_2 or KEY_ID_B: a merchant's own.
func isNumbered(name, known string) bool {
	rest, ok := strings.CutPrefix(name, known)
	number, apart := strings.CutPrefix(rest, "_")
	return ok && number != "" && (strings.Trim(number, "0123456789") == "" || apart && len(number) == 1)
}

// tolerance is how many letters of a known name may be wrong. Other names are as near to a
// short one by chance, such as PORT to HOST.
func tolerance(known string) int {
	switch size := len(strings.TrimSuffix(known, fileSuffix)); {
	case size < 3:
		return 0
	case size < 7:
		return 1
	default:
		return 2
	}
}
