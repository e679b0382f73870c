package simulator

// What an authentication proves to the processor: indicators and cryptograms, by card
// network and result. Simulated: the published indicators of five networks. Guesses: the
// texts of the directory server's errors, that Visa and JCB name a failure of theirs in
// the indicator, and which networks have an xid. Not simulated: cryptograms that mean
// something.

// proofs are the commerce indicators that go with a result: by card type and result, the
// raw indicator and its name.
var proofs = map[string]map[string][2]string{
	"001": {"Y": {"05", "vbv"}, "A": {"06", "vbv_attempted"}},
	"002": {"Y": {"02", "spa"}, "A": {"01", "spa"}},
	"003": {"Y": {"05", "aesk"}, "A": {"06", "aesk_attempted"}},
	"004": {"Y": {"05", "dipb"}, "A": {"06", "dipb_attempted"}},
	"005": {"Y": {"05", "pb"}, "A": {"06", "dipb_attempted"}},
	"007": {"Y": {"05", "js"}, "A": {"06", "js_attempted"}},
}

// addProof adds what the processor needs to know: indicator and cryptogram.
func (c *call) addProof(info object, cardType, paresStatus string) {
	proof, proven := proofs[cardType][paresStatus]
	if !proven {
		info["ecommerceIndicator"], info["eciRaw"] = "internet", "07"
		if cardType == "002" {
			info["eciRaw"] = "00"
		}
		return
	}
	info["eciRaw"], info["ecommerceIndicator"], info["indicator"] = proof[0], proof[1], proof[1]
	if cardType == "002" {
		info["ucafCollectionIndicator"] = proof[0][1:]
		info["ucafAuthenticationData"] = c.newSecret(20)
		return
	}
	info["eci"], info["cavv"] = proof[0], c.newSecret(20)
	if cardType == "001" || cardType == "003" {
		info["xid"] = info["cavv"]
	}
}

// directoryErrors are the texts of the directory server's errors.
var directoryErrors = map[string]string{
	"101": "Error Processing Message Request 1001",
	"402": "Transaction Timed Out",
}

// addDirectoryError adds why the directory server had no answer.
func addDirectoryError(info object, cardType, code string) {
	if code == "" {
		return
	}
	info["directoryServerErrorCode"], info["directoryServerErrorDescription"] = code, directoryErrors[code]
	switch cardType {
	case "001":
		info["ecommerceIndicator"] = "vbv_failure"
	case "007":
		info["ecommerceIndicator"] = "js_failure"
	}
}
