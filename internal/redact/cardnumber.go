package redact

import "strings"

const shortestCard, longestCard = 13, 19

// A group is a run of digits: text[start:end]. From is the index of its first digit among
// those of all groups.
type group struct{ start, end, from int }

// readGroups reads the groups of digits that begin at i, as long as there are no more
// than separators between them, and reports whether there are any.
func (m *masking) readGroups(i int) bool {
	m.groups, m.digits = m.groups[:0], m.digits[:0]
	for {
		g := group{start: i, from: len(m.digits)}
		for digit, n := digitAt(m.text, i); n > 0; digit, n = digitAt(m.text, i) {
			m.digits = append(m.digits, digit)
			i += n
		}
		if i == g.start {
			return len(m.groups) > 0
		}
		g.end = i
		m.groups = append(m.groups, g)
		i += m.separators(i)
	}
}

// digitsOf returns the digits of the groups from one index up to another.
func (m *masking) digitsOf(from, to int) []byte {
	if to < len(m.groups) {
		return m.digits[m.groups[from].from:m.groups[to].from]
	}
	return m.digits[m.groups[from].from:]
}

// writeGroups writes the groups with what is between them, card numbers masked. Card
// numbers that overlap, by chance, are masked as one.
func (m *masking) writeGroups() {
	if end := m.groups[len(m.groups)-1].end; m.cut && end+m.separators(end) == len(m.text) {
		m.out.WriteString(hidden)
		return
	}
	for i := 0; i < len(m.groups); {
		if i > 0 {
			m.out.WriteString(m.text[m.groups[i-1].end:m.groups[i].start])
		}
		end := m.endOfCards(i)
		if end == i {
			end = i + 1
			m.out.WriteString(m.text[m.groups[i].start:m.groups[i].end])
		} else {
			digits := m.digitsOf(0, end)
			m.out.WriteString("****" + string(digits[max(len(digits)-4, 0):]))
		}
		i = end
	}
}

// endOfCards returns the end of the card number that begins with group i and of those that
// overlap it; i if there is none. What begins like no card is one by chance, and does not
// count beside one that does.
func (m *masking) endOfCards(i int) (end int) {
	end, likely := i, false
	for j := i; j == i || j < end; j++ {
		like := startsLikeCard(m.digits[m.groups[j].from:])
		if n := m.cardAt(j); n > 0 && (like || !likely) {
			end, likely = max(end, j+n), likely || like
		}
	}
	return end
}

// cardAt returns how many of the groups from i on make up a card number, the longest
// there is; 0 if the first of them starts none.
func (m *masking) cardAt(i int) (n int) {
	first := m.digitsOf(i, i+1)
	if len(first) > longestCard && !isPaymentID(first) || startsCard(first) {
		return 1
	}
	var sum luhn
	for j := i; j < len(m.groups); j++ {
		digits := m.digitsOf(j, j+1)
		if sum.length+len(digits) > longestCard {
			break
		}
		sum.add(digits)
		if sum.length >= shortestCard && sum.isRight() {
			n = j - i + 1
		}
	}
	return n
}

// startsCard reports whether a run of digits is a card number with something more
// behind it, such as the expiry.
func startsCard(digits []byte) bool {
	if len(digits) <= shortestCard || isPaymentID(digits) || !startsLikeCard(digits) {
		return false
	}
	var sum luhn
	sum.add(digits[:shortestCard-1])
	for n := shortestCard; n < len(digits) && n <= longestCard; n++ {
		if sum.add(digits[n-1 : n]); sum.isRight() {
			return true
		}
	}
	return false
}

// startsLikeCard reports whether digits begin like the number of a card for payments.
func startsLikeCard(digits []byte) bool { return '2' <= digits[0] && digits[0] <= '6' }

// isPaymentID reports whether digits are an id as the service makes them: 22 digits
// whose first nine are the time, here from 2020 on. It is the handle for looking a
// payment up, and must be seen; Visa, Mastercard and American Express numbers never
// start so, whatever is written behind them.
func isPaymentID(digits []byte) bool {
	return len(digits) == 22 && strings.Compare(string(digits[:2]), "58") >= 0
}

// luhn is the check sum of card numbers (ISO/IEC 7812-1) over the digits added so far.
type luhn struct {
	length int
	sums   [2]int // with every second digit doubled: the even ones, the odd ones
}

func (l *luhn) add(digits []byte) {
	for _, c := range digits {
		once := int(c - '0')
		twice := 2*once - 2*once/10*9
		l.sums[l.length%2] += twice
		l.sums[1-l.length%2] += once
		l.length++
	}
}

// isRight reports whether the last digit is right: the digit before it is doubled, and
// every second one from there.
func (l *luhn) isRight() bool { return l.sums[l.length%2]%10 == 0 }
