package databases

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// This file is a customer, and the staff who handles the customer's order.

// customer buys once.
type customer struct {
	world *killWorld
	dice  *rand.Rand
	order string

	unfinished *posting // the last one, if the shop did not say how it ended
}

// posting is a form that is posted.
type posting struct {
	path string
	form url.Values
}

// shopPage is what the shop shows of an order.
type shopPage struct {
	Order, Status string
	Cents         int64
	NextTry       int
	NextRefund    int
}

// buy orders, pays, and lets the staff handle the order. Whatever the shop does not answer is
// posted once or twice more, perhaps to another process, and then left.
func (c *customer) buy() {
	page, ended := c.post("/orders", url.Values{"quantity": {fmt.Sprint(1 + c.dice.IntN(9))}})
	for !ended { // an order that nobody knows of costs nothing
		page, ended = c.post("/orders", url.Values{"quantity": {"1"}})
	}
	c.order, c.unfinished = page.Order, nil
	c.world.add(c)
	token := c.order
	if c.dice.IntN(10) == 0 {
		token += declinedCard
	}
	page, ended = c.insist("/payments", url.Values{"try": {"1"}, "token": {token}})
	if ended && page.Status == "unpaid" { // the next card
		page, ended = c.insist("/payments", url.Values{"try": {fmt.Sprint(page.NextTry)}, "token": {c.order}})
	}
	if ended && page.Status == "paid" {
		c.handle(page)
	}
}

// handle ships the order, and perhaps gives something back, or cancels it.
func (c *customer) handle(page shopPage) {
	switch c.dice.IntN(10) {
	case 0: // later
		return
	case 1, 2:
		c.insist("/cancellation", nil)
		return
	}
	page, ended := c.insist("/shipment", nil)
	for range c.dice.IntN(3) {
		if !ended || page.Status != "shipped" {
			return
		}
		page, ended = c.insist("/refunds", url.Values{"try": {fmt.Sprint(page.NextRefund)}, "cents": {fmt.Sprint(1 + c.dice.Int64N(page.Cents/3))}})
	}
}

// insist posts a form about the order until it ends, or the customer has enough.
func (c *customer) insist(path string, form url.Values) (page shopPage, ended bool) {
	staff := "/staff"
	if path == "/payments" {
		staff = ""
	}
	for range 1 + c.dice.IntN(3) {
		if page, ended = c.post(staff+"/orders/"+c.order+path, form); ended {
			break
		}
	}
	return page, ended
}

// post sends a form to any process. It has ended if the shop said how the order stands; what
// is being checked has not.
func (c *customer) post(path string, form url.Values) (page shopPage, ended bool) {
	c.unfinished = &posting{path, form}
	address := c.world.fleet.address()
	for tries := 0; address == "" && tries < 100; tries++ {
		time.Sleep(50 * time.Millisecond) // for a process that is starting
		address = c.world.fleet.address()
	}
	response, err := c.world.browser.Post(address+path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	if err != nil {
		return page, false
	}
	defer response.Body.Close()
	if json.NewDecoder(response.Body).Decode(&page) != nil || response.StatusCode != http.StatusOK {
		return page, false
	}
	c.unfinished = nil
	return page, true
}
