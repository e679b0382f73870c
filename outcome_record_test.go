package cybersource

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// application is a service of a record, as look-ups list it; without a code it was skipped.
func application(name, code, rCode, flag string) string {
	if code == "" {
		return fmt.Sprintf(`{"name":%q}`, name)
	}
	return fmt.Sprintf(`{"name":%q,"reasonCode":%q,"rCode":%q,"rFlag":%q}`, name, code, rCode, flag)
}

// ran is a service that succeeded.
func ran(name string) string { return application(name, "100", "1", "SOK") }

// recordText is a record: of the whole what result says, such as "100 1 SOK".
func recordText(result, status, more string, applications ...string) string {
	var code, rCode, flag string
	_, _ = fmt.Sscan(result, &code, &rCode, &flag)
	return fmt.Sprintf(`{"id":"7","status":%q,"applicationInformation":{"reasonCode":%q,"rCode":%q,"rFlag":%q,"applications":[%s]},`+
		`"orderInformation":{"amountDetails":{"totalAmount":"102.21","currency":"USD"}}%s}`, status, code, rCode, flag, strings.Join(applications, ","), more)
}

const recordOK = "100 1 SOK"

func TestRecordSaysWhatBecameOfItsRequest(t *testing.T) {
	auth, bill := ran("ics_auth"), ran("ics_bill")
	for _, tc := range []struct {
		name, record string
		want         string // kind, money, whether money is held, advice
	}{
		{"authorization, which has no status", recordText(recordOK, "", "", auth), "approved held true none"},
		{"code as a number", strings.ReplaceAll(recordText(recordOK, "", "", auth), `"100"`, "100"), "approved held true none"},
		{"a capture that was skipped", recordText(recordOK, "", "", auth, application("ics_bill", "", "", "")), "approved held true none"},
		{"increment", recordText(recordOK, "", "", ran("ics_incremental_auth")), "approved held true none"},
		{"partial approval", recordText("110 1 SPARTIALAPPROVAL", "", "", application("ics_auth", "110", "1", "SPARTIALAPPROVAL")), "partially approved held true review"},
		{"capture, queued", recordText(recordOK, "PENDING", "", bill), "approved on its way true none"},
		{"capture, sent", recordText(recordOK, "TRANSMITTED", "", bill), "approved taken true none"},
		{"capture, voided", recordText(recordOK, "VOIDED", "", bill), "undone stopped true review"},
		{"capture, cancelled", recordText(recordOK, "CANCELLED", "", bill), "undone stopped true review"},
		{"capture without a status", recordText(recordOK, "", "", bill), "unknown unknown false look up"},
		{"status of the last event alone", recordText(recordOK, "", `,"processorInformation":{"eventStatus":"Pending"}`, bill), "approved on its way true none"},
		{"sale", recordText(recordOK, "PENDING", "", auth, bill), "approved on its way true none"},
		{"sale, voided", recordText(recordOK, "VOIDED", "", auth, bill), "undone stopped true review"},
		{"refund, queued", recordText(recordOK, "PENDING", "", ran("ics_credit")), "approved on its way false none"},
		{"refund with the issuer's agreement", recordText(recordOK, "PENDING", "", ran("ics_credit_auth"), ran("ics_credit")), "approved on its way false none"},
		{"refund, sent", recordText(recordOK, "TRANSMITTED", "", ran("ics_credit")), "approved back false none"},
		{"refund, voided", recordText(recordOK, "VOIDED", "", ran("ics_credit")), "undone stopped false none"},
		{"reversal", recordText(recordOK, "REVERSED", "", ran("ics_auth_reversal")), "approved back false none"},
		{"reversal without a status", recordText(recordOK, "", "", ran("ics_timeout_auth_reversal")), "approved back false none"},
		{"reversal of what had failed", strings.Replace(recordText(recordOK, "REVERSED", "", ran("ics_timeout_auth_reversal")), "102.21", "0.00", 1), "approved untouched false none"},
		{"released by the service", recordText(recordOK, "", "", auth, ran("ics_auto_full_auth_reversal")), "undone back false none"},
		{"void", recordText(recordOK, "VOIDED", "", ran("ics_void")), "approved stopped true review"},
		{"void, under its newer name, without a status", recordText(recordOK, "", "", ran("ics_payment_cancel")), "approved stopped true review"},
		{"payer authentication", recordText(recordOK, "", "", ran("ics_pa_enroll")), "pending untouched false authenticate"},

		{"declined", recordText("203 0 DCARDREFUSED", "", "", application("ics_auth", "203", "0", "DCARDREFUSED")), "declined untouched false ask cardholder"},
		{"stolen card", recordText("205 0 DCARDREFUSED", "", "", application("ics_auth", "205", "0", "DCARDREFUSED")), "declined untouched false never retry"},
		{"a flag of a decline that is not known", recordText("203 0 DNEWFLAG", "", "", application("ics_auth", "203", "0", "DNEWFLAG")), "declined untouched false ask cardholder"},
		{"the address check failed after an approval", recordText("200 0 DAVSNO", "", "", application("ics_auth", "200", "0", "DAVSNO")), "review held true review"},
		{"challenge due", recordText("475 0 DAUTHENTICATE", "", "", application("ics_pa_enroll", "475", "0", "DAUTHENTICATE"), application("ics_auth", "", "", "")), "authentication required untouched false authenticate"},
		{"rejected by the rules before", recordText("481 0 DREJECT", "", "", application("ics_decision", "481", "0", "DREJECT"), application("ics_auth", "", "", "")), "declined untouched false never retry"},
		{"rejected by the rules after an approval", recordText("481 0 DREJECT", "", "", ran("ics_pa_enroll"), application("ics_decision", "481", "0", "DREJECT"), auth), "declined held true reverse the hold"},
		{"to be reviewed after an approval", recordText("480 0 DREVIEW", "", "", application("ics_decision", "480", "0", "DREVIEW"), auth), "review held true review"},
		{"refused capture", recordText("242 0 DNOAUTH", "", "", application("ics_bill", "242", "0", "DNOAUTH")), "failed untouched false look up"},
		{"refused for missing data", recordText("101 0 DMISSINGFIELD", "", "", application("ics_auth", "101", "0", "DMISSINGFIELD")), "failed untouched false fix data"},
		{"sale whose capture was declined", recordText("203 0 DCARDREFUSED", "", "", auth, application("ics_bill", "203", "0", "DCARDREFUSED")), "unknown unknown true look up"},

		{"failure", recordText("150 -1 ESYSTEM", "", "", application("ics_auth", "150", "-1", "ESYSTEM")), "unknown unknown false look up"},
		{"failure with a decline's number", recordText("203 -1 ESYSTEM", "", "", application("ics_auth", "203", "-1", "ESYSTEM")), "unknown unknown false look up"},
		{"failure by its number alone", recordText("150 0 DCARDREFUSED", "", "", application("ics_auth", "150", "0", "DCARDREFUSED")), "unknown unknown false look up"},
		{"failure after the approval", recordText("150 -1 ESYSTEM", "", "", auth, application("ics_bill", "150", "-1", "ESYSTEM")), "unknown unknown true look up"},
		{"failure of one service beside a success", recordText(recordOK, "", "", application("ics_auth", "150", "-1", "ESYSTEM")), "unknown unknown false look up"},
		{"a success with a decline in it", recordText(recordOK, "", "", application("ics_auth", "203", "0", "DCARDREFUSED")), "unknown unknown false look up"},
		{"a decline of nothing", recordText("203 0 DCARDREFUSED", "", "", auth), "unknown unknown true look up"},
		{"number that is not known", recordText("999 0 DCARDREFUSED", "", "", application("ics_auth", "999", "0", "DCARDREFUSED")), "unknown unknown false look up"},
		{"flag that is not known", recordText("100 1 SNEW", "", "", application("ics_auth", "100", "1", "SNEW")), "unknown unknown false look up"},
		{"service that is not known", recordText(recordOK, "", "", ran("ics_new")), "unknown unknown false look up"},
		{"status that is not known", recordText(recordOK, "NEW", "", bill), "unknown unknown false look up"},
		{"no service", recordText(recordOK, "", ""), "unknown unknown false look up"},
		{"nothing said", recordText("", "", "", `{"name":"ics_auth"}`), "unknown unknown false look up"},
		{"two statuses", recordText(recordOK, "PENDING", "", strings.Replace(bill, "}", `,"status":"VOIDED"}`, 1)), "unknown unknown false look up"},
		{"the same status in other letters", recordText(recordOK, "PENDING", "", strings.Replace(bill, "}", `,"status":"Pending"}`, 1)), "approved on its way true none"},
		{"a reason beside a success", recordText(recordOK, "", `,"errorInformation":{"reason":"PROCESSOR_DECLINED"}`, auth), "unknown unknown true look up"},
		{"services in an unexpected form", recordText(recordOK, "", "", `"ics_auth"`), "unknown unknown false look up"},
		{"an authorization that is also sent", recordText("203 0 DCARDREFUSED", "TRANSMITTED", "", application("ics_auth", "203", "0", "DCARDREFUSED")), "unknown unknown true look up"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var record GetTransactionResponse
			var row TransactionSummary
			if err := json.Unmarshal([]byte(tc.record), &record); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal([]byte(tc.record), &row); err != nil {
				t.Fatal(err)
			}
			for what, o := range map[string]Outcome{"record": record.Outcome(), "row": row.Outcome()} {
				if got := fmt.Sprint(o.Kind, " ", o.Money, " ", o.HoldsFunds, " ", o.Advice); got != tc.want {
					t.Errorf("%s: %s, want %s", what, got, tc.want)
				}
			}
		})
	}
}

func TestRecordStatesAmounts(t *testing.T) {
	for _, tc := range []struct {
		record string
		want   string // amount, requested, currency, captured, undo
	}{
		{recordText(recordOK, "", "", ran("ics_auth")), "102.21 102.21 USD false reversal"},
		{strings.Replace(recordText(recordOK, "", "", ran("ics_auth")), `"totalAmount"`, `"authorizedAmount":"60.00","totalAmount"`, 1), "60.00 102.21 USD false reversal"},
		{recordText(recordOK, "PENDING", "", ran("ics_auth"), ran("ics_bill")), "102.21 102.21 USD true void"},
		{recordText(recordOK, "VOIDED", "", ran("ics_auth"), ran("ics_bill")), "102.21 102.21 USD false none"},
		{recordText(recordOK, "TRANSMITTED", "", ran("ics_credit")), "102.21 102.21 USD false none"},
		{recordText("203 0 DCARDREFUSED", "", "", application("ics_auth", "203", "0", "DCARDREFUSED")), " 102.21 USD false none"},
	} {
		var record GetTransactionResponse
		if err := json.Unmarshal([]byte(tc.record), &record); err != nil {
			t.Fatal(err)
		}
		o := record.Outcome()
		if got := fmt.Sprintf("%s %s %s %v %v", o.Amount, o.Requested, o.Currency, o.Captured, o.Undo); got != tc.want {
			t.Errorf("%s, want %s: %s", got, tc.want, tc.record)
		}
	}
	if (*GetTransactionResponse)(nil).Outcome() != (Outcome{}) || (*TransactionSummary)(nil).Outcome() != (Outcome{}) {
		t.Error("no record has an outcome")
	}
}
