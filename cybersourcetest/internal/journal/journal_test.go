package journal

import (
	"slices"
	"strconv"
	"testing"
)

// filled has so many calls with a body of ten bytes each.
func filled(j *Journal, calls int) {
	for n := range calls {
		number := j.last + 1
		j.Begin(Call{Number: number, Code: "code-" + strconv.Itoa(n%3), Operation: "CreatePayment"})
		j.Set(number, &Exchange{Request: Message{Body: make([]byte, 1000)}}, func(c *Call) { c.Ended, c.Answered, c.HTTPStatus = true, true, 201 })
	}
}

func numbers(p Page) []uint64 {
	var all []uint64
	for _, c := range p.Calls {
		all = append(all, c.Number)
	}
	return all
}

func TestNewestCallsAreKept(t *testing.T) {
	j := New(5, 1<<20)
	filled(j, 8)
	page := j.Calls(Filter{}, 10)
	if got := numbers(page); !slices.Equal(got, []uint64{8, 7, 6, 5, 4}) || page.First != 4 || page.Last != 8 || page.More {
		t.Errorf("%v %+v", got, page)
	}
	if _, _, kept := j.Call(3); kept {
		t.Error("a call is kept that should be gone")
	}
	if _, _, kept := j.Call(9); kept {
		t.Error("a call is known that never was")
	}
	j.Set(3, &Exchange{}, func(*Call) { t.Error("a forgotten call was changed") })
}

func TestJournalThatFollowsAnotherGoesOnWithItsNumbers(t *testing.T) {
	j := New(5, 1<<20)
	j.Follow(7)
	if page := j.Calls(Filter{}, 10); len(page.Calls) != 0 || page.First != 8 || page.Last != 7 {
		t.Errorf("%+v", page)
	}
	filled(j, 2)
	if got := numbers(j.Calls(Filter{}, 10)); !slices.Equal(got, []uint64{9, 8}) {
		t.Errorf("calls %v", got)
	}
	if _, exchange, _ := j.Call(8); exchange == nil {
		t.Error("the exchange of the first call is not kept")
	}
	filled(j, 6)
	page := j.Calls(Filter{}, 10)
	if got := numbers(page); !slices.Equal(got, []uint64{15, 14, 13, 12, 11}) || page.First != 11 {
		t.Errorf("calls %v, %+v", got, page)
	}
}

func TestNewestExchangesAreKeptThatFit(t *testing.T) {
	j := New(100, 5*1512)
	filled(j, 8)
	for n := uint64(1); n <= 8; n++ {
		_, exchange, kept := j.Call(n)
		if !kept || (exchange != nil) != (n > 3) {
			t.Errorf("call %d: kept %v, exchange %v", n, kept, exchange != nil)
		}
	}
	j.Set(2, &Exchange{}, func(c *Call) { c.Status = "LATE" })
	if c, exchange, _ := j.Call(2); c.Status != "LATE" || exchange != nil {
		t.Errorf("a late change: %+v %v", c, exchange)
	}
	if j.bytes > 5*1512 {
		t.Errorf("%d bytes", j.bytes)
	}
}

func TestPagesGoOnWhereTheLastEnded(t *testing.T) {
	j := New(100, 1<<20)
	filled(j, 7)
	var all []uint64
	f := Filter{}
	for {
		page := j.Calls(f, 3)
		all = append(all, numbers(page)...)
		if !page.More {
			break
		}
		f.Before = page.Calls[len(page.Calls)-1].Number
	}
	if !slices.Equal(all, []uint64{7, 6, 5, 4, 3, 2, 1}) {
		t.Errorf("got %v", all)
	}
	if got := numbers(j.Calls(Filter{After: 5}, 10)); !slices.Equal(got, []uint64{7, 6}) {
		t.Errorf("after 5: %v", got)
	}
}

func TestFiltersChooseCalls(t *testing.T) {
	j := New(100, 1<<20)
	filled(j, 3)
	j.Begin(Call{Number: 4, Method: "GET", Path: "/nowhere", MerchantID: "acme", TransactionID: "T-4", PaymentID: "7001"})
	change, _ := j.Change()
	j.Set(4, nil, func(c *Call) {
		c.Ended, c.Answered, c.HTTPStatus, c.Fault = true, true, 404, "drip"
	})
	for _, tc := range []struct {
		name string
		f    Filter
		want []uint64
	}{
		{"merchant", Filter{Merchant: "acme"}, []uint64{4}},
		{"operation", Filter{Operation: "CreatePayment"}, []uint64{3, 2, 1}},
		{"outcome", Filter{Outcome: Refused}, []uint64{4}},
		{"HTTP status", Filter{Outcome: "404"}, []uint64{4}},
		{"fault", Filter{Outcome: "drip"}, []uint64{4}},
		{"code", Filter{Reference: "code-1"}, []uint64{2}},
		{"transaction id", Filter{Reference: "T-4"}, []uint64{4}},
		{"payment", Filter{Payment: "7001"}, []uint64{4}},
		{"text", Filter{Text: "NOWHERE"}, []uint64{4}},
		{"changed", Filter{Changed: change}, []uint64{4}},
		{"two", Filter{Operation: "CreatePayment", Reference: "T-4"}, nil},
	} {
		if got := numbers(j.Calls(tc.f, 10)); !slices.Equal(got, tc.want) {
			t.Errorf("%s: got %v, want %v", tc.name, got, tc.want)
		}
	}
}

func TestResetForgetsAllAndNumbersGoOn(t *testing.T) {
	j := New(5, 1<<20)
	filled(j, 3)
	j.Reset()
	filled(j, 1)
	if got := numbers(j.Calls(Filter{}, 10)); !slices.Equal(got, []uint64{4}) {
		t.Errorf("got %v", got)
	}
	if _, exchange, kept := j.Call(4); !kept || exchange == nil {
		t.Error("the call after the reset is not kept")
	}
}

func TestSlowListenerIsToldOnce(t *testing.T) {
	j := New(100, 1<<20)
	l := j.Listen()
	filled(j, 50) // would wait for ever for a reader that is waited for
	<-l.C
	select {
	case <-l.C:
		t.Error("told twice")
	default:
	}
	l.Stop()
	filled(j, 1)
	select {
	case <-l.C:
		t.Error("told after the end")
	default:
	}
}

func TestCallOutcome(t *testing.T) {
	for _, tc := range []struct {
		c    Call
		want string
	}{
		{Call{}, Running},
		{Call{Ended: true, HTTPStatus: 201, Status: "AUTHORIZED"}, Lost},
		{Call{Ended: true, HTTPStatus: 201, Sent: 201, Processed: true}, Lost},
		{Call{Ended: true, HTTPStatus: 201, Sent: 502, Processed: true}, Lost},
		{Call{Ended: true, Sent: 307}, Lost},
		{Call{Ended: true, Sent: 502}, Failed},
		{Call{Ended: true, Sent: 429}, Refused},
		{Call{Ended: true, Answered: true, HTTPStatus: 401}, Refused},
		{Call{Ended: true, Answered: true, HTTPStatus: 501}, Refused},
		{Call{Ended: true, Answered: true, HTTPStatus: 502}, Failed},
		{Call{Ended: true, Answered: true, HTTPStatus: 201, Status: "DECLINED"}, Declined},
		{Call{Ended: true, Answered: true, HTTPStatus: 201, Status: "AUTHORIZED"}, Approved},
	} {
		if got := tc.c.Outcome(); got != tc.want || !slices.Contains(Outcomes(), got) {
			t.Errorf("%+v is %s, want %s", tc.c, got, tc.want)
		}
	}
}
