package simulator

// Cards: brands, check digits and expiry. Guesses: which code an undeclared brand has
// follows from public number ranges; a number of the wrong length or check digit is
// declined as INVALID_ACCOUNT, as one published number is; a card expires at the end of
// its month in UTC; a declared type is only held against the number for the five brands
// that carry no other brand's numbers. Not simulated: BIN data, issuers, co-badging.

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"
)

// card is what may be remembered of the means of payment: neither the number nor the
// security code.
type card struct {
	Type     string // "001"; "" for bank accounts and wallets
	Prefix   string // the first six digits
	LastFour string
	Number   fingerprint
}

// fingerprint tells equal card numbers apart from others without holding them: a hash
// with a key that never leaves the simulator. It appears in no answer.
type fingerprint [sha256.Size]byte

// MarshalText is the fingerprint in hexadecimal digits; none for that of no number.
func (f fingerprint) MarshalText() ([]byte, error) {
	if f == (fingerprint{}) {
		return nil, nil
	}
	return hex.AppendEncode(nil, f[:]), nil
}

// UnmarshalText reads what MarshalText has written.
func (f *fingerprint) UnmarshalText(text []byte) error {
	*f = fingerprint{}
	if len(text) == 0 {
		return nil
	}
	if hex.DecodedLen(len(text)) != len(f) {
		return errors.New("it is no fingerprint of a card")
	}
	_, err := hex.Decode(f[:], text)
	return err
}

// key is a number for the card; 0 for none.
func (f fingerprint) key() uint64 { return binary.BigEndian.Uint64(f[:]) }

// brand is a range of card numbers.
type brand struct {
	typ      string
	from, to string // first digits, both of one length, inclusive
	lengths  string // digits of a number, separated by spaces
}

// brands are tried in order: narrow ranges stand before the wide ones that hold them.
var brands = []brand{
	{"034", "5019", "5019", "16"},
	{"024", "6759", "6759", "13 14 15 16 17 18 19"},
	{"042", "6304", "6304", "12 13 14 15 16 17 18 19"},
	{"042", "6390", "6390", "12 13 14 15 16 17 18 19"},
	{"042", "67", "67", "12 13 14 15 16 17 18 19"},
	{"058", "506228", "506228", "16"},
	{"042", "50", "50", "12 13 14 15 16 17 18 19"},
	{"042", "56", "58", "12 13 14 15 16 17 18 19"},
	{"001", "4", "4", "13 16 19"},
	{"002", "51", "55", "16"},
	{"002", "2221", "2720", "16"},
	{"003", "34", "34", "15"},
	{"003", "37", "37", "15"},
	{"007", "3338", "3338", "16"},
	{"007", "3528", "3589", "16 17 18 19"},
	{"005", "300", "305", "14 15 16 17 18 19"},
	{"005", "36", "36", "14 15 16 17 18 19"},
	{"005", "38", "39", "14 15 16 17 18 19"},
	{"004", "6011", "6011", "16 17 18 19"},
	{"004", "644", "649", "16 17 18 19"},
	{"004", "65", "65", "16 17 18 19"},
	{"062", "62", "62", "16 17 18 19"},
	{"040", "1", "1", "15"},
}

// strictTypes are the brands whose type and number must agree.
const strictTypes = "001 002 003 004 007"

// brandOf finds the brand of a number by its first digits.
func brandOf(number string) (brand, bool) {
	for _, b := range brands {
		if len(number) < len(b.from) {
			continue
		}
		if head := number[:len(b.from)]; b.from <= head && head <= b.to {
			return b, true
		}
	}
	return brand{}, false
}

func (b brand) hasLength(number string) bool {
	return strings.Contains(" "+b.lengths+" ", " "+strconv.Itoa(len(number))+" ")
}

// luhn reports whether the last digit of a number is its check digit.
func luhn(number string) bool {
	sum := 0
	for i := range len(number) {
		digit := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			digit = digit*2/10 + digit*2%10
		}
		sum += digit
	}
	return sum%10 == 0
}

// remember keeps what is harmless of a card number that has only digits; "" is a card
// whose number is not known.
func (s *Simulator) remember(number, declaredType string) card {
	c := card{Type: declaredType, Prefix: number[:min(len(number), 6)], LastFour: number[max(0, len(number)-4):]}
	if b, known := brandOf(number); known && declaredType == "" {
		c.Type = b.typ
	}
	if number != "" {
		c.Number = s.fingerprint(number)
	}
	return c
}

func (s *Simulator) fingerprint(number string) (f fingerprint) {
	mac := hmac.New(sha256.New, s.hashKey)
	mac.Write([]byte(number))
	mac.Sum(f[:0])
	return f
}

// plausible reports whether a number's length and check digit fit its brand.
func plausible(number string) bool {
	b, known := brandOf(number)
	return luhn(number) && (!known || b.hasLength(number))
}

// typeFits reports whether a declared type may belong to a number.
func typeFits(declared, number string) bool {
	b, known := brandOf(number)
	if !known || !strings.Contains(strictTypes, b.typ) || !strings.Contains(strictTypes, declared) {
		return true
	}
	return b.typ == declared
}

// expired reports whether the end of a month has passed. Both texts were validated.
func expired(month, year string, now time.Time) bool {
	m, errMonth := strconv.Atoi(month)
	y, errYear := strconv.Atoi(year)
	if errMonth != nil || errYear != nil {
		return false
	}
	return !now.Before(time.Date(y, time.Month(m)+1, 1, 0, 0, 0, 0, time.UTC))
}
