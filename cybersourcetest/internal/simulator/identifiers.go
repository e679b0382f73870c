package simulator

// Identifiers. Simulated as published: ids of 22 digits that begin with the request's
// time, reconciliation ids of 16 capitals and digits, a made-up code from the clock.
// Guesses: the middle of an id counts up, its end is one of the endings seen; what
// tokens and authentication ids look like. All of it follows from seed and clock.

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

const (
	capitals = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	letters  = capitals + "abcdefghijklmnopqrstuvwxyz"
)

// endings are last digits of ids that were seen.
var endings = []string{"4951", "4953", "3954", "4805", "1001"}

// newID is epoch seconds minus a billion (9 digits), a counter (9), an ending (4).
func (s *Simulator) newID(now time.Time) string {
	const billion = 1_000_000_000
	seconds := ((now.Unix()-billion)%billion + billion) % billion
	s.counter = (s.counter + 1) % billion
	return fmt.Sprintf("%09d%09d%s", seconds, s.counter, s.ending)
}

// newReconciliationID is the processor's reference of a payment.
func (s *Simulator) newReconciliationID(id string) string {
	if s.profile.traceNumbers {
		return id
	}
	return s.random("0123456789", 8) + s.random(capitals, 8)
}

// newToken is a token of the vault: 32 hexadecimal digits, in capitals.
func (s *Simulator) newToken() string { return s.random("0123456789ABCDEF", 32) }

// newInstrumentIdentifier is the token of a card number; it shows the last four digits.
func (s *Simulator) newInstrumentIdentifier(lastFour string) string {
	return "7010000000" + s.random("0123456789", 5) + lastFour
}

// newUUID is a random UUID in lower case.
func (s *Simulator) newUUID() string {
	h := s.random("0123456789abcdef", 30)
	return h[:8] + "-" + h[8:12] + "-4" + h[12:15] + "-a" + h[15:18] + "-" + h[18:]
}

// newApprovalCode fills the pattern of the profile.
func (s *Simulator) newApprovalCode() string {
	return strings.Map(func(r rune) rune {
		if r == '#' {
			return rune('0' + s.rand.IntN(10))
		}
		return r
	}, s.profile.approvalCode)
}

// newSecret is base64 of random bytes, as cryptograms are written.
func (s *Simulator) newSecret(size int) string {
	secret := make([]byte, size)
	for i := range secret {
		secret[i] = byte(s.rand.UintN(256))
	}
	return base64.StdEncoding.EncodeToString(secret)
}

func (s *Simulator) random(alphabet string, length int) string {
	text := make([]byte, length)
	for i := range text {
		text[i] = alphabet[s.rand.IntN(len(alphabet))]
	}
	return string(text)
}
