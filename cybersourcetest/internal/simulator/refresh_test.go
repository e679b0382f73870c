package simulator

import (
	"slices"
	"strings"
	"testing"
)

func (g *gateway) statuses(id string, count int) string {
	g.t.Helper()
	var seen []string
	for range count {
		seen = append(seen, g.refresh(id, refresh(g.t)).text("status"))
	}
	return strings.Join(seen, " ")
}

func TestRefreshesGoOnUntilThePaymentIsOver(t *testing.T) {
	for _, tc := range []struct{ name, amount, want string }{
		{"no trigger", "30", "PENDING PENDING SETTLED SETTLED"},
		{"failed", "9801", "PENDING FAILED FAILED FAILED"},
		{"abandoned", "9802", "PENDING ABANDONED ABANDONED ABANDONED"},
		{"for ever pending", "9812", "PENDING PENDING PENDING PENDING"},
		{"refused at once", "9223", "DECLINED DECLINED DECLINED DECLINED"},
		{"failed inside", "9150", "FAILED FAILED FAILED FAILED"},
		{"answer lost", "9150.50", "PENDING PENDING SETTLED SETTLED"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := newGateway(t, Options{})
			id := g.pay(bankTransfer(t, with{amountsPath + "totalAmount": tc.amount})).id()
			if got := g.statuses(id, 4); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

// publishedRefreshes are the statuses that single payment methods are documented with.
var publishedRefreshes = []string{
	"ABANDONED", "FAILED", "FUNDED", "PENDING", "SETTLED", "REFUNDED", "COMPLETED", "REJECT", "CREATED", "VOIDED",
	"INVALID_REQUEST", "PAYER_ACTION_REQUIRED", "SERVER_ERROR", "TRANSMITTED", "SUCCEEDED", "REVERSED", "CANCELLED", "REJECTED",
}

func TestRefreshStatusesCanAllBeProvoked(t *testing.T) {
	var seen []string
	for _, row := range triggerTable {
		if row.statuses == nil {
			continue
		}
		g := newGateway(t, Options{})
		id := g.pay(bankTransfer(t, with{amountsPath + "totalAmount": row.amount})).id()
		seen = append(seen, strings.Fields(g.statuses(id, len(row.statuses)))...)
	}
	for _, status := range publishedRefreshes {
		if !slices.Contains(seen, status) {
			t.Errorf("no amount makes a refresh answer %s", status)
		}
	}
}

func TestRefreshAnswersUnderItsOwnID(t *testing.T) {
	g := newGateway(t, Options{})
	paid := g.pay(bankTransfer(t))
	r := g.refresh(paid.id(), refresh(t, with{"processingInformation.actionList": "AP_SALE_STATUS"}))
	expectOutcome(t, r, 201, "PENDING", "")
	expect(t, r.document, map[string]string{
		"reconciliationId":                   paid.text("reconciliationId"),
		"processorInformation.transactionId": paid.text("processorInformation.transactionId"),
		"submitTimeUtc":                      "2026-11-25T12:00:00Z",
		"clientReferenceInformation.code":    "order-1",
	})
	if r.id() == paid.id() || r.entry.OriginalID != paid.id() || r.has("_links") {
		t.Errorf("got %s", r.body)
	}
}

func TestChecksCanBeRefreshed(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.pay(checkPayment(t)).id()
	if got := g.statuses(id, 3); got != "PENDING PENDING SETTLED" {
		t.Errorf("got %s", got)
	}
}

func TestRefreshesAreRefused(t *testing.T) {
	g := newGateway(t, Options{})
	card, transfer := g.pay(cardPayment(t)).id(), g.pay(bankTransfer(t)).id()
	expectOutcome(t, g.refresh(card, refresh(t)), 400, "INVALID_REQUEST", "NOT_SUPPORTED")
	expectOutcome(t, g.refresh("1", refresh(t)), 400, "INVALID_REQUEST", "INVALID_PAYMENT_ID")
	expectOutcome(t, g.refresh(transfer, refresh(t, with{"processingInformation.actionList": []string{"CAPTURE"}})), 400, "INVALID_REQUEST", "INVALID_DATA")
	expectOutcome(t, g.refresh(transfer, refresh(t, with{"processingInformation.actionList": []string{"TOKEN_STATUS"}})), 400, "INVALID_REQUEST", "INVALID_DATA")
	missing := g.refresh(transfer, []byte("{}"))
	want := []string{
		"clientReferenceInformation.code", "paymentInformation.paymentType.name",
		"paymentInformation.paymentType.method.name", "processingInformation.actionList",
	}
	if !slices.Equal(missing.fields(), want) {
		t.Errorf("got %q, want %q", missing.fields(), want)
	}
}

func TestStatusesOfAPaymentCanBeOrdered(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.pay(cardPayment(t)).id()
	if err := g.RefreshStatuses(id, "TRANSMITTED", "SETTLED"); err != nil {
		t.Fatal(err)
	}
	if got := g.statuses(id, 3); got != "TRANSMITTED SETTLED SETTLED" {
		t.Errorf("got %s", got)
	}
	script(t, g, Step{Operation: RefreshPaymentStatus, Status: "DECLINED", Reason: "PAYMENT_REFUSED"})
	expectOutcome(t, g.refresh(id, refresh(t)), 201, "DECLINED", "PAYMENT_REFUSED")
	for _, err := range []error{g.RefreshStatuses(id), g.RefreshStatuses(id, ""), g.RefreshStatuses("1", "SETTLED")} {
		if err == nil {
			t.Error("a meaningless order was accepted")
		}
	}
}
