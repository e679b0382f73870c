package cybersource_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/url"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// An endpoint without a method is called by its path. Ids go through url.PathEscape.
func ExampleAPIClient_Do() {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{
		Override: func(r cybersourcetest.Request) *cybersourcetest.Response { // the gateway does not know the path
			return &cybersourcetest.Response{Body: []byte(`{"id": "7104532198764503901234", "buyerInformation": {"merchantCustomerID": "C-17"}}`)}
		},
	})
	defer gateway.Close()
	client := clientFor(gateway.Configuration())

	var customer struct {
		ID               string `json:"id"`
		BuyerInformation struct {
			MerchantCustomerID string `json:"merchantCustomerID"`
		} `json:"buyerInformation"`
	}
	meta, err := client.Do(context.Background(), cybersource.RawRequest{
		Method: http.MethodGet,
		Path:   "/tms/v2/customers/" + url.PathEscape("7104532198764503901234"),
	}, &customer)
	if err != nil {
		log.Fatal(err) // the same errors as of all calls
	}
	fmt.Println(meta.HTTPStatus, customer.BuyerInformation.MerchantCustomerID)
	// Output: 200 C-17
}
