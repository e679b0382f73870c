package cybersource

import (
	"errors"
	"os"
	"strings"
	"testing"
)

func TestMisspeltVariableIsTheFirstProblem(t *testing.T) {
	for pair := range strings.FieldsSeq(`
		HOSTS=HOST HSOT=HOST HOSTNAME=HOST RUN_ENVIRONMENT=HOST RUNENVIRONMENT=HOST BASEURL=BASE_URL
		BASE_URLS=BASE_URL MERCHANTID=MERCHANT_ID MERCHANT_IDS=MERCHANT_ID MERCHAND_ID=MERCHANT_ID KEYID=KEY_ID
		MERCHANT_KEY_ID=KEY_ID SECRET_KEY=SHARED_SECRET SHARED_SECRETS=SHARED_SECRET SHARED_SERCET=SHARED_SECRET
		MERCHANTSECRETKEY=SHARED_SECRET P12FILE=P12_FILE KEY_FILE_NAME=P12_FILE P12_PASWORD=P12_PASSWORD
		API_HOST=HOST SHARED_SECRET_PATH=SHARED_SECRET_FILE P12_PATH=P12_FILE
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

func TestFileForPlainVariableIsRefused(t *testing.T) {
	for _, name := range plainVariables {
		_, err := secretEnv(t).and(name+"_FILE", "sesame").configuration()
		bad, _ := errors.AsType[*ConfigurationError](err)
		if want := (FieldProblem{prefix + name + "_FILE", "is unknown: set " + prefix + name + ", which is not read from a file"}); bad == nil || bad.Problems[0] != want {
			t.Errorf("%s_FILE: %v", name, err)
		}
	}
	_, err := ConfigurationFrom(func(name string) (string, bool) { return "x", name == "HOST_FILE" })
	if err == nil || !strings.Contains(err.Error(), "HOST_FILE is unknown") {
		t.Errorf("alone: %v", err)
	}
}

func TestSettingFileIsBounded(t *testing.T) {
	path := t.TempDir() + "/large"
	if err := os.WriteFile(path, make([]byte, largestSettingFile+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := secretEnv(t).and("CA_FILE", path).configuration(); err == nil || !strings.Contains(err.Error(), "CA_FILE names a file that cannot be read: larger than 4 MiB") {
		t.Error(err)
	}
	if data, err := readSettingFile("go.mod"); err != nil || len(data) == 0 {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}
