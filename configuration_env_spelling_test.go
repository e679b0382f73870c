package cybersource

import (
	"errors"
	"strings"
	"testing"
)

func TestMisspeltVariableIsTheFirstProblem(t *testing.T) {
	for pair := range strings.FieldsSeq(`
		HOSTS=HOST HSOT=HOST HOSTNAME=HOST RUN_ENVIRONMENT=HOST RUNENVIRONMENT=HOST BASEURL=BASE_URL
		BASE_URLS=BASE_URL MERCHANTID=MERCHANT_ID MERCHANT_IDS=MERCHANT_ID MERCHAND_ID=MERCHANT_ID KEYID=KEY_ID
		MERCHANT_KEY_ID=KEY_ID SECRET_KEY=SHARED_SECRET SHARED_SECRETS=SHARED_SECRET SHARED_SERCET=SHARED_SECRET
		MERCHANTSECRETKEY=SHARED_SECRET P12FILE=P12_FILE KEY_FILE_NAME=P12_FILE P12_PASWORD=P12_PASSWORD
		TIME_OUT=TIMEOUT TIMEOUTS=TIMEOUT CAFILE=CA_FILE PRIVATEKEY_FILE=PRIVATE_KEY_FILE
		ALLOW_PLAIN_HTTPS=ALLOW_PLAIN_HTTP MLE_REQUEST=MLE_REQUESTS USE_MLE_GLOBALLY=MLE_REQUESTS
	`) {
		name, meant, _ := strings.Cut(pair, "=")
		for _, rest := range []env{{}, {"TIMEOUT": "sesame", "MLE_REQUESTS": "sesame"}} {
			_, err := rest.and(name, "sesame").configuration()
			bad, _ := errors.AsType[*ConfigurationError](err)
			if bad == nil || bad.Problems[0] != (FieldProblem{prefix + name, "is unknown: use " + prefix + meant}) || strings.Contains(err.Error(), "sesame") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := secretEnv(t).and(name, "").configuration(); err != nil {
			t.Errorf("%s set to nothing: %v", name, err)
		}
	}
}

// Containers set variables for the services around them, and merchants have names of their own.
func TestVariablesOfOthersAreLeftAlone(t *testing.T) {
	for _, name := range []string{
		"GATEWAY_SERVICE_HOST", "GATEWAY_SERVICE_PORT", "GATEWAY_PORT_8443_TCP_ADDR", "SERVICE_HOST", "SERVICE_PORT", "PORT", "PORT_443_TCP",
		"MERCHANT_ID_2", "SHARED_SECRET2", "SHARED_SECRET_B", "KEY_ID_EU", "EU_KEY_ID", "HOST_2", "ENVIRONMENT", "LOG_LEVEL", "WEBHOOK_KEY", "ORG_ID", "QA_FILE", "B", "",
	} {
		if _, err := secretEnv(t).and(name, "x").configuration(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestUnknownVariableOfMessageEncryptionIsRefused(t *testing.T) {
	for _, name := range []string{"MLE", "MLE_REQUEST_CERT_FILE", "MLE_REQUESTS_"} {
		_, err := secretEnv(t).and(name, "true").configuration()
		if bad, _ := errors.AsType[*ConfigurationError](err); bad == nil || bad.Problems[0].Field != prefix+name {
			t.Errorf("%s: %v", name, err)
		}
	}
}
