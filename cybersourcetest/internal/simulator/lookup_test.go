package simulator

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// look is the record of a request; status 404 has no body.
func (g *gateway) look(id string) reply {
	g.t.Helper()
	answer := g.Handle(Request{Operation: GetTransaction, IDs: []string{id}, MerchantID: merchant})
	d, _ := parse(answer.Body)
	return reply{document: d, status: answer.Status, body: answer.Body, entry: answer.Entry}
}

// ran is the services of a record with their results, in few words, behind the whole's.
func (r reply) ran() string {
	information := document(r.value("applicationInformation").(map[string]any))
	text := information.text("reasonCode") + "/" + information.text("rCode") + "/" + information.text("rFlag")
	for _, item := range information.value("applications").([]any) {
		service := document(item.(map[string]any))
		text += " " + strings.TrimPrefix(service.text("name"), "ics_")
		if code := service.text("reasonCode"); code != "" {
			text += ":" + code
		}
	}
	return text
}

// related are the ids that a record links, in their order.
func (r reply) related() []string {
	ids := []string{}
	for _, item := range r.value("_links.relatedTransactions").([]any) {
		href := document(item.(map[string]any)).text("href")
		ids = append(ids, strings.TrimPrefix(href, serviceURL+"transactions/"))
	}
	return ids
}

// reads checks a record's results and its status.
func (g *gateway) reads(id, ran, status string) {
	g.t.Helper()
	r := g.look(id)
	if r.status != 200 || r.ran() != ran || r.text("status") != status || r.text("applicationInformation.status") != status {
		g.t.Errorf("got %d %q with status %q, want %q with %q", r.status, r.ran(), r.text("status"), ran, status)
	}
}

func amount(text string) with { return with{amountsPath + "totalAmount": text} }

func TestRequestsHaveRecords(t *testing.T) {
	const sale = "100/1/SOK auth:100 bill:100"
	for _, tc := range []struct {
		name   string
		made   func(*gateway) string
		ran    string
		status string
	}{
		{"authorization", func(g *gateway) string { return g.authorize() }, "100/1/SOK auth:100", ""},
		{"authorization that was captured", func(g *gateway) string { id := g.authorize(); g.capture(id, "100"); return id }, "100/1/SOK auth:100", ""},
		{"authorization that was reversed", func(g *gateway) string {
			id := g.authorize()
			g.done(AuthReversal, id, reversal(g.t, "100"))
			return id
		}, "100/1/SOK auth:100", ""},
		{"sale", func(g *gateway) string { return g.sell() }, sale, "PENDING"},
		{"sale that was sent", func(g *gateway) string { id := g.sell(); g.SendBatch(); return id }, sale, "TRANSMITTED"},
		{"sale that was voided", func(g *gateway) string { id := g.sell(); g.done(VoidPayment, id, []byte("{}")); return id }, sale, "VOIDED"},
		{"partial approval", func(g *gateway) string {
			return g.authorize(amount("6003"), with{"processingInformation.authorizationOptions.partialAuthIndicator": true})
		}, "110/1/SPARTIALAPPROVAL auth:110", ""},
		{"declined payment", func(g *gateway) string { return g.authorize(amount("9204")) }, "204/0/DCARDREFUSED auth:204", ""},
		{"declined sale", func(g *gateway) string { return g.sell(amount("9204")) }, "204/0/DCARDREFUSED auth:204 bill", ""},
		{"sale with a wrong address", func(g *gateway) string { return g.sell(amount("2836")) }, "200/0/DAVSNO auth:200 bill", ""},
		{"sale that the risk rules reject", func(g *gateway) string { return g.sell(amount("9481")) }, "481/0/DREJECT auth:100 decision:481 bill", ""},
		{"challenge", func(g *gateway) string { return g.pay(enrolling(g.t, "4000000000002503")).id() }, "475/0/DAUTHENTICATE pa_enroll:475 auth", ""},
		{"refused payment", func(g *gateway) string { return g.pay([]byte("{}")).id() }, "101/0/DMISSINGFIELD auth:101", ""},
		{"unreadable payment", func(g *gateway) string { return g.pay([]byte("[")).id() }, "102/0/DINVALIDDATA auth:102", ""},
		{"failed payment", func(g *gateway) string { return g.authorize(amount("9150")) }, "150/-1/ESYSTEM auth:150", ""},
		{"capture", func(g *gateway) string { return g.capture(g.authorize(), "60") }, "100/1/SOK bill:100", "PENDING"},
		{"capture that was sent", func(g *gateway) string { id := g.capture(g.authorize(), "60"); g.SendBatch(); return id }, "100/1/SOK bill:100", "TRANSMITTED"},
		{"refused capture", func(g *gateway) string { return g.do(CapturePayment, g.authorize(), sum(g.t, "101")).id() }, "235/0/DINVALIDDATA bill:235", ""},
		{"increment", func(g *gateway) string { return g.increment(g.authorize(), incrementOf(g.t, "1")).id() }, "100/1/SOK incremental_auth:100", ""},
		{"refund", func(g *gateway) string { return g.done(RefundPayment, g.sell(), sum(g.t, "7")) }, "100/1/SOK credit:100", "PENDING"},
		{"refund that was voided", func(g *gateway) string {
			id := g.done(RefundPayment, g.sell(), sum(g.t, "7"))
			g.done(VoidRefund, id, []byte("{}"))
			return id
		}, "100/1/SOK credit:100", "VOIDED"},
		{"declined refund", func(g *gateway) string {
			return g.do(RefundPayment, g.sell(amount("5000")), sum(g.t, "2201")).id()
		}, "231/0/DINVALIDCARD credit:231", "DECLINED"},
		{"credit", func(g *gateway) string { return g.done(CreateCredit, "", cardPayment(g.t)) }, "100/1/SOK credit:100", "PENDING"},
		{"reversal", func(g *gateway) string { return g.done(AuthReversal, g.authorize(), reversal(g.t, "100")) }, "100/1/SOK auth_reversal:100", "REVERSED"},
		{"timeout reversal", func(g *gateway) string {
			g.authorize(transactionID("lost"))
			return g.done(MitReversal, "", reversal(g.t, "100", transactionID("lost")))
		}, "100/1/SOK timeout_auth_reversal:100", "REVERSED"},
		{"timeout reversal of nothing", func(g *gateway) string {
			return g.do(MitReversal, "", reversal(g.t, "100", transactionID("lost"))).id()
		}, "102/0/DINVALIDDATA timeout_auth_reversal:102", ""},
		{"void", func(g *gateway) string { return g.done(VoidPayment, g.sell(), []byte("{}")) }, "100/1/SOK void:100", "VOIDED"},
		{"refused void", func(g *gateway) string { return g.do(VoidPayment, g.authorize(), []byte("{}")).id() }, "246/0/DNOTVOIDABLE void:246", ""},
		{"check", func(g *gateway) string { return g.pay(checkPayment(g.t)).id() }, "100/1/SOK ecp_debit:100", "PENDING"},
		{"check that cleared", func(g *gateway) string {
			id := g.pay(checkPayment(g.t)).id()
			g.SendBatch()
			g.now = g.now.Add(checkClears)
			return id
		}, "100/1/SOK ecp_debit:100", "COMPLETED"},
		{"alternative payment", func(g *gateway) string { return g.pay(bankTransfer(g.t)).id() }, "100/1/SOK ap_sale:100", "PENDING"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := newGateway(t, Options{})
			g.reads(tc.made(g), tc.ran, tc.status)
		})
	}
}

func TestRecordRepeatsTheRequestMasked(t *testing.T) {
	g := newGateway(t, Options{Profile: ProfileVisaPlatformConnect})
	paid := g.pay(cardPayment(t, with{"clientReferenceInformation.partner.solutionId": "ABCD1234", "deviceInformation.ipAddress": "192.0.2.1"}))
	capture := g.do(CapturePayment, paid.id(), sum(t, "60"))
	r := g.look(paid.id())
	expect(t, r.document, map[string]string{
		"id": paid.id(), "rootId": paid.id(), "merchantId": merchant, "submitTimeUTC": timestamp(noon), "submitTimeUtc": "",
		"reconciliationId":                                paid.text("reconciliationId"),
		"clientReferenceInformation.code":                 "order-1",
		"clientReferenceInformation.applicationName":      "REST API",
		"clientReferenceInformation.partner.solutionId":   "ABCD1234",
		"deviceInformation.ipAddress":                     "192.0.2.1",
		"orderInformation.amountDetails.totalAmount":      "102.21",
		"orderInformation.amountDetails.authorizedAmount": "102.21",
		"orderInformation.amountDetails.currency":         "USD",
		billToPath + "email":                              "jane.miller@example.com",
		billToPath + "address1":                           "",
		cardPath + "prefix":                               "411111",
		cardPath + "suffix":                               "1111",
		cardPath + "type":                                 "001",
		cardPath + "number":                               "",
		"processorInformation.approvalCode":               paid.text("processorInformation.approvalCode"),
		"processorInformation.retrievalReferenceNumber":   paid.text("processorInformation.retrievalReferenceNumber"),
		"_links.self.href":                                serviceURL + "transactions/" + paid.id(),
	})
	if r.text("processorInformation.approvalCode") == "" || r.entry != nil {
		t.Errorf("got %s", r.body)
	}
	expect(t, g.look(capture.id()).document, map[string]string{
		"rootId": paid.id(), "clientReferenceInformation.code": "step-1", billToPath + "email": "jane.miller@example.com",
		"orderInformation.amountDetails.totalAmount": "60.00", "orderInformation.amountDetails.authorizedAmount": "", cardPath + "suffix": "1111",
	})
	declined := g.look(g.authorize(amount("9204")))
	expect(t, declined.document, map[string]string{"errorInformation.reason": "INSUFFICIENT_FUND", "processorInformation.approvalCode": "", "orderInformation.amountDetails.authorizedAmount": ""})
}

func TestRecordsLinkAllOthersOfTheirPayment(t *testing.T) {
	g := newGateway(t, Options{})
	payment := g.authorize()
	capture := g.capture(payment, "60")
	refused := g.do(CapturePayment, payment, sum(t, "1")).id()
	refund := g.done(RefundCapture, capture, sum(t, "7"))
	g.authorize()
	all := []string{payment, capture, refused, refund}
	for i, id := range all {
		want := slices.Delete(slices.Clone(all), i, i+1)
		if r := g.look(id); !slices.Equal(r.related(), want) || r.text("rootId") != payment {
			t.Errorf("%d: got root %s and %v, want %v", i, r.text("rootId"), r.related(), want)
		}
	}
}

func TestRecordIsFoundByItsMerchantOnly(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.authorize()
	other := g.Handle(Request{Operation: GetTransaction, IDs: []string{id}, MerchantID: "acme_us"})
	if other.Status != 404 || len(other.Body) != 0 {
		t.Errorf("got %d %s", other.Status, other.Body)
	}
	if unknown := g.look("1"); unknown.status != 404 || len(unknown.body) != 0 {
		t.Errorf("got %d %s", unknown.status, unknown.body)
	}
	g = newGateway(t, Options{Lookups: Lookups{NotFoundBody: true}})
	if r := g.look("1"); r.status != 404 || !r.has("errors") {
		t.Errorf("got %d %s", r.status, r.body)
	}
}

// The record of a failure says that something failed, and not what became of the request.
func TestFailureMayShowWhatBecameOfIt(t *testing.T) {
	for _, tc := range []struct {
		shows        bool
		ran, capture string
	}{{false, "150/-1/ESYSTEM auth:150", ""}, {true, "100/1/SOK auth:100", "PENDING"}} {
		g := newGateway(t, Options{Lookups: Lookups{FailuresShow: tc.shows}})
		script(t, g, Step{Status: "AUTHORIZED", HTTPStatus: 502}, Step{Operation: CapturePayment, Status: "PENDING", HTTPStatus: 502}, Step{HTTPStatus: 502, Reason: "SYSTEM_ERROR"})
		id := g.authorize()
		g.reads(id, tc.ran, "")
		capture := g.do(CapturePayment, id, sum(t, "100"))
		if r := g.look(capture.id()); r.text("status") != tc.capture {
			t.Errorf("got %s", r.body)
		}
		g.reads(g.authorize(), "150/-1/ESYSTEM auth:150", "")
	}
}

func TestRecordsDifferAsTheOptionsSay(t *testing.T) {
	g := newGateway(t, Options{Lookups: Lookups{VoidsAreCancels: true, NumericCodes: true}})
	void := g.look(g.done(VoidPayment, g.sell(), []byte("{}")))
	if void.ran() != "100/1/SOK payment_cancel:100" || !strings.Contains(string(void.body), `"reasonCode":100`) {
		t.Errorf("got %s", void.body)
	}
}

func TestMerchantHasSoManyLookUpsAMinute(t *testing.T) {
	g := newGateway(t, Options{Lookups: Lookups{PerMinute: 2}})
	id := g.authorize()
	statuses := func() (all []int) {
		for range 3 {
			all = append(all, g.look(id).status)
		}
		return all
	}
	if got := statuses(); !slices.Equal(got, []int{200, 200, 429}) {
		t.Errorf("got %v", got)
	}
	if other := g.Handle(Request{Operation: GetTransaction, IDs: []string{id}, MerchantID: "acme_us"}); other.Status != 404 {
		t.Errorf("another merchant: got %d", other.Status)
	}
	g.now = noon.Add(time.Minute)
	if got := statuses(); !slices.Equal(got, []int{200, 200, 429}) {
		t.Errorf("a minute later: got %v", got)
	}
}

func TestRecordsAreForgottenWithTheOldest(t *testing.T) {
	g := newGateway(t, Options{MaxPayments: 2})
	first := g.authorize()
	for range 5 {
		g.pay([]byte("{}"))
	}
	if g.look(first).status != 200 {
		t.Error("refusals displaced a payment")
	}
	refused := g.do(CapturePayment, first, sum(t, "101")).id()
	g.authorize()
	g.authorize()
	if g.look(first).status != 404 || g.look(refused).status != 200 || len(g.look(refused).related()) != 0 {
		t.Error("the payment has not been forgotten, or its refused capture has")
	}
	if kept := len(g.memory.byID); kept > 4 {
		t.Errorf("%d records are kept", kept)
	}
}

func TestAuthenticationsHaveRecordsWithoutAStatus(t *testing.T) {
	g := newGateway(t, Options{})
	setup := g.call(Request{Operation: PayerAuthSetup, MerchantID: merchant, Body: cardPayment(t)})
	g.reads(setup.id(), "100/1/SOK pa_setup:100", "")
	check := g.call(Request{Operation: CheckPayerAuthEnrollment, MerchantID: merchant, Body: cardPayment(t, with{cardPath + "number": "4000000000002503"})})
	g.reads(check.id(), "475/0/DAUTHENTICATE pa_enroll:475", "")
}
