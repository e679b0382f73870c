package spec

import "testing"

func TestGoNameSpellsInitialismsInCapitals(t *testing.T) {
	for _, tc := range []struct{ name, want string }{
		{"billTo", "BillTo"},
		{"id", "ID"},
		{"merchantId", "MerchantID"},
		{"partnerIdCode", "PartnerIDCode"},
		{"void", "Void"},
		{"acsOperatorID", "ACSOperatorID"},
		{"acsUrl", "ACSURL"},
		{"ipAddress", "IPAddress"},
		{"submitTimeUtc", "SubmitTimeUTC"},
		{"threeDSServerTransactionId", "ThreeDSServerTransactionID"},
		{"eWallet", "EWallet"},
		{"jis2TrackData", "Jis2TrackData"},
		{"transientTokenJwt", "TransientTokenJWT"},
		{"_links", "Links"},
		{"oct-surcharge", "OctSurcharge"},
		{"CAPTURE", "Capture"},
		{"VALIDATE_CONSUMER_AUTHENTICATION", "ValidateConsumerAuthentication"},
		{"paypalgateway_merchant_email", "PaypalgatewayMerchantEmail"},
		{"AVS_FAILED", "AVSFailed"},
		{"ALLOWABLE_PIN_RETRIES_EXCEEDED", "AllowablePINRetriesExceeded"},
		{"level3Eligible", "Level3Eligible"},
		{"_", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := GoName(tc.name); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func TestGoArgumentBeginsInLowerCase(t *testing.T) {
	for name, want := range map[string]string{"id": "id", "searchId": "searchID", "ID": "id", "transient_token": "transientToken"} {
		if got := GoArgument(name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}
