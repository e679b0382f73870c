package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

// form has the fields of a form.
type form map[string]string

func (f form) values() url.Values {
	values := url.Values{}
	for name, value := range f {
		values.Set(name, value)
	}
	return values
}

// page is what the shop shows of an order.
type page struct {
	Order, Status, Message string
}

// post sends a form about an order and prints the page that comes back.
func (w *walker) post(server, order, path string, f form) {
	p := w.read(http.PostForm(server+"/orders/"+order+path, f.values()))
	demo.Line(p.Status, p.Message)
}

// show prints the page of an order.
func (w *walker) show(when, order string) {
	demo.Line(when, w.read(http.Get(w.customers+"/orders/"+order)).Status)
}

func (w *walker) read(response *http.Response, err error) (p page) {
	demo.Check(err)
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&p); err != nil {
		demo.Check(errors.Join(fmt.Errorf("the shop answered %s", response.Status), err))
	}
	return p
}
