package simulator

import "testing"

func TestMoneyIsWrittenWithTheDecimalsOfItsCurrency(t *testing.T) {
	for _, tc := range []struct{ text, currency, want, key string }{
		{"0", "USD", "0.00", "0"},
		{"0.05", "USD", "0.05", "0.05"},
		{".5", "USD", "0.50", "0.5"},
		{"5.", "USD", "5.00", "5"},
		{"0010.10", "USD", "10.10", "10.1"},
		{"1.239", "USD", "1.23", "1.23"},
		{"100", "JPY", "100", "100"},
		{"100.9", "jpy", "100", "100"},
		{".9", "JPY", "0", "0"},
		{"1.2345", "KWD", "1.234", "1.234"},
		{"1.23456", "CLF", "1.2345", "1.2345"},
		{"9999999999999999.99", "EUR", "9999999999999999.99", "9999999999999999.99"},
		{"1", "???", "1.00", "1"},
	} {
		m, ok := parseMoney(tc.text, exponent(tc.currency))
		if !ok || m.String() != tc.want || m.key() != tc.key {
			t.Errorf("%s %s: got %q %q %v, want %q %q", tc.text, tc.currency, m.String(), m.key(), ok, tc.want, tc.key)
		}
	}
}

func TestAmountIsOnlyDigitsAndOnePoint(t *testing.T) {
	for _, text := range []string{"", ".", "-1", "+1", "1e2", "1,0", "1.0.0", " 1", "1 ", "٣", "0x1", "NaN"} {
		if _, ok := parseMoney(text, 2); ok {
			t.Errorf("%q was read as an amount", text)
		}
	}
}

func TestHalfOfAnOddSumIsRoundedDown(t *testing.T) {
	m, _ := parseMoney("0.03", 2)
	if m.half().String() != "0.01" {
		t.Errorf("got %s", m.half())
	}
}
