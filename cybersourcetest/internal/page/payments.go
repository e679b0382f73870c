package page

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/journal"
	"github.com/cybersource-go/cybersource/internal/redact"
)

// pageOf cuts a page out of a list, newest first. The error names the parameter.
func pageOf[T any](all []T, query func(string) string) (page []T, next string, err error) {
	limit, err := readLimit(query("limit"))
	if err != nil {
		return nil, "", err
	}
	before := len(all)
	if text := query("before"); text != "" {
		number, err := strconv.ParseUint(text, 10, 31)
		if err != nil {
			return nil, "", errBefore
		}
		before = min(before, int(number))
	}
	from := max(before-limit, 0)
	page = append([]T{}, all[from:before]...) // [] in JSON, not null
	slices.Reverse(page)
	if from > 0 {
		next = strconv.Itoa(from)
	}
	return page, next, nil
}

type parameterError string

func (e parameterError) Error() string { return string(e) }

const errBefore = parameterError("before is not a number")

// list answers with a page of a list, newest first.
func list[T any](v *visit, name string, all []T, complete func(*T)) {
	query := v.r.URL.Query()
	page, next, err := pageOf(all, query.Get)
	if err != nil {
		v.refuse(http.StatusBadRequest, err.Error())
		return
	}
	for i := range page {
		complete(&page[i])
	}
	answer := map[string]any{name: page, "total": len(all)}
	if next != "" {
		query.Set("before", next)
		answer["next"] = v.Root + name + "?" + query.Encode()
	}
	v.json(http.StatusOK, answer)
}

// payments answers with all payments and credits, newest first.
func (v *visit) payments() { list(v, "payments", v.Gateway.Payments(), v.link) }

// link finds the calls of a payment's events, and masks what a shop may have put into its code.
func (v *visit) link(p *Payment) {
	p.Code = redact.Line(p.Code)
	for i := range p.Events {
		p.Events[i].Call = v.Journal.NumberOf(p.Events[i].ID)
	}
}

// payment answers with one payment.
func (v *visit) payment() {
	if p, ok := v.foundPayment(); ok {
		v.json(http.StatusOK, p)
	}
}

// foundPayment is the payment that the path names. It answers itself if there is none.
func (v *visit) foundPayment() (Payment, bool) {
	p, known := v.Gateway.Payment(v.r.PathValue("id"))
	if !known {
		v.refuse(http.StatusNotFound, "there is no payment or credit with this id, or it is no longer kept")
		return p, false
	}
	v.link(&p)
	return p, true
}

// ledger answers with what was processed, or was under a reference code, newest first.
func (v *visit) ledger() {
	list(v, "ledger", v.Gateway.Ledger(v.r.URL.Query().Get("code")), func(*any) {})
}

type paymentsView struct {
	Payments []Payment
	Total    int
	Next     string

	Forgotten Forgotten
	Misuse    []Misuse // but for holds, which the payments show
}

// paymentsPage shows all payments.
func (v *visit) paymentsPage() {
	all := v.Gateway.Payments()
	page, next, err := pageOf(all, v.r.URL.Query().Get)
	if err != nil {
		v.refuse(http.StatusBadRequest, err.Error())
		return
	}
	for i := range page {
		page[i].Code = redact.Line(page[i].Code)
	}
	wrong := slices.DeleteFunc(v.Gateway.Misuse(), func(m Misuse) bool { return m.IsHold })
	for i := range wrong {
		wrong[i].mask()
	}
	view := paymentsView{Payments: page, Total: len(all), Forgotten: v.Gateway.Forgotten(), Misuse: newest(wrong)}
	if next != "" {
		view.Next = v.Root + "payment/?before=" + next
	}
	v.html(http.StatusOK, "payments", view)
}

type paymentView struct {
	Payment
	Calls []callJSON
}

// paymentPage shows the life of one payment, and all calls about it.
func (v *visit) paymentPage() {
	p, ok := v.foundPayment()
	if !ok {
		return
	}
	view := paymentView{Payment: p}
	calls := v.Journal.Calls(journal.Filter{Payment: p.ID}, usualLimit).Calls
	for i := range calls {
		view.Calls = append(view.Calls, v.callJSON(&calls[i]))
	}
	v.html(http.StatusOK, "payment", view)
}
