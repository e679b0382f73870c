package cybersource_test

import (
	"fmt"

	"github.com/cybersource-go/cybersource"
)

// Minor units in, decimal string out: no floats, and the digits that the currency has.
func ExampleFormatAmount() {
	for _, price := range []struct {
		minor    int64
		currency string
	}{{2150, "USD"}, {2150, "JPY"}, {6400, "KWD"}} {
		amount, err := cybersource.FormatAmount(price.minor, price.currency)
		fmt.Println(amount, price.currency, err)
	}
	_, err := cybersource.FormatAmount(2150, "US$")
	fmt.Println(err)
	// Output:
	// 21.50 USD <nil>
	// 2150 JPY <nil>
	// 6.400 KWD <nil>
	// format amount: unknown currency
}

// Amounts of answers are added up in minor units.
func ExampleParseAmount() {
	authorized, err := cybersource.ParseAmount("500.00", "USD")
	fmt.Println(authorized, err)
	increment, err := cybersource.ParseAmount("99.9", "USD")
	fmt.Println(increment, err)
	total, err := cybersource.FormatAmount(authorized+increment, "USD")
	fmt.Println(total, err)
	_, err = cybersource.ParseAmount("21.505", "USD") // would have to be rounded
	fmt.Println(err)
	// Output:
	// 50000 <nil>
	// 9990 <nil>
	// 599.90 <nil>
	// parse amount: amount has more than the 2 fraction digits of its currency
}
