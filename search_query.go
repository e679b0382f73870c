package cybersource

import (
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/internal/redact"
)

// SearchQuery says which transactions [SearchTransactionsApi.All] finds, and in which
// order. It is made by [Query] and changed by its methods, each of which returns a
// changed copy. What is wrong with it, All says before it sends anything.
type SearchQuery struct {
	code, id    *string
	from, to    time.Time
	limited     bool // Between was called
	raw         *string
	newestFirst bool
	atMost      *int
}

// Query returns a query without a filter, to be given one at least. All filters have to
// be met.
//
//	for row, err := range client.SearchTransactionsApi.All(ctx, cybersource.Query().ReferenceCode(orderID)) {
//		...
//	}
func Query() SearchQuery { return SearchQuery{} }

// ReferenceCode finds the transactions of one clientReferenceInformation.code, exactly as
// it is. Several payments of a merchant may share a code, and the steps of one do.
//
// A code of letters, digits, ".", "_" and "-" that begins with a letter or digit, and is no
// word of the query language, is put into the query. How the service wants any other to be
// quoted is not documented: such a code needs Between, all transactions of that time are
// read, and the client compares their codes itself.
func (q SearchQuery) ReferenceCode(code string) SearchQuery {
	q.code = &code
	return q
}

// ID finds the transaction with that id, as GetTransaction does, but a search that finds
// nothing is an empty result and no error.
func (q SearchQuery) ID(id string) SearchQuery {
	q.id = &id
	return q
}

// Between finds the transactions that were submitted from one time to another, both
// included, to the millisecond. The end may lie in the future, the beginning may not.
func (q SearchQuery) Between(from, to time.Time) SearchQuery {
	q.from, q.to, q.limited = from, to, true
	return q
}

// Raw adds a filter in the service's query language, which is sent as it is: nothing of
// anybody else's belongs into it. Beside other filters it stands in parentheses, and its
// own parentheses and quotes have to match.
//
//	Query().Raw("orderInformation.amountDetails.currency:EUR").Between(from, to)
func (q SearchQuery) Raw(expression string) SearchQuery {
	q.raw = &expression
	return q
}

// NewestFirst begins with the newest transaction. Otherwise the oldest comes first, so
// that transactions that show up meanwhile come at the end.
func (q SearchQuery) NewestFirst() SearchQuery {
	q.newestFirst = true
	return q
}

// AtMost ends the search after so many transactions, and asks the service for no more
// than it needs.
func (q SearchQuery) AtMost(rows int) SearchQuery {
	q.atMost = &rows
	return q
}

// problems is what is wrong with the query, by the name of the method that said it.
func (q SearchQuery) problems(now time.Time) problems {
	var p problems
	if q.code == nil && q.id == nil && q.raw == nil && !q.limited {
		p.add("query", "has no filter, and would find every transaction")
	}
	if q.code != nil {
		switch {
		case *q.code == "":
			p.add("ReferenceCode", "is empty")
		case !isSafeInQuery(*q.code) && !q.limited:
			p.add("ReferenceCode", "holds what the query language may not take as a value, so that it needs Between")
		}
	}
	if q.id != nil && !isSafeInQuery(*q.id) {
		p.add("ID", "is not an id")
	}
	if q.limited {
		q.addTimeProblems(&p, now)
	}
	if q.raw != nil {
		q.addRawProblems(&p)
	}
	if q.atMost != nil && *q.atMost <= 0 {
		p.add("AtMost", "is not positive")
	}
	return p
}

func (q SearchQuery) addTimeProblems(p *problems, now time.Time) {
	switch {
	case q.from.IsZero() || q.to.IsZero():
		p.add("Between", "lacks a time")
	case q.to.Before(q.from):
		p.add("Between", "ends before it begins")
	case q.from.After(now):
		p.add("Between", "begins in the future")
	}
}

func (q SearchQuery) addRawProblems(p *problems) {
	switch {
	case strings.TrimSpace(*q.raw) == "":
		p.add("Raw", "is empty")
	case q.filters() > 1 && !isClosed(*q.raw):
		p.add("Raw", "has parentheses or quotes that do not match, or a backslash, which beside other filters could change what they mean")
	}
}

// filters is how many filters the query that is sent consists of.
func (q SearchQuery) filters() int {
	n := 0
	for _, there := range []bool{q.sendsCode(), q.id != nil, q.limited, q.raw != nil} {
		if there {
			n++
		}
	}
	return n
}

// sendsCode reports whether the code stands in the query. Otherwise only the client compares it.
func (q SearchQuery) sendsCode() bool { return q.code != nil && isSafeInQuery(*q.code) }

// expression is the query as the service reads it. No value in it but that of Raw can
// hold anything that the query language gives a meaning to.
func (q SearchQuery) expression() string {
	var filters []string
	if q.sendsCode() {
		filters = append(filters, "clientReferenceInformation.code:"+*q.code)
	}
	if q.id != nil {
		filters = append(filters, "id:"+*q.id)
	}
	if q.limited {
		filters = append(filters, fmt.Sprintf("submitTimeUtc:[%d TO %d]", q.from.UnixMilli(), q.to.UnixMilli()))
	}
	if q.raw != nil {
		if len(filters) == 0 {
			return *q.raw
		}
		filters = append(filters, "("+*q.raw+")")
	}
	return strings.Join(filters, " AND ")
}

// isSafeInQuery reports whether a value means nothing but itself in the query language: no
// character and no word of it has a meaning there. It errs on the side of refusing.
func isSafeInQuery(value string) bool {
	if value == "" || strings.ContainsFunc(value, func(r rune) bool { return !isAlphanumeric(r) && !strings.ContainsRune("._-", r) }) {
		return false
	}
	if !isAlphanumeric(rune(value[0])) { // a hyphen in front excludes
		return false
	}
	switch strings.ToUpper(value) {
	case "AND", "OR", "NOT", "TO":
		return false
	}
	after, isTime := strings.CutPrefix(strings.ToUpper(value), "NOW") // such as NOW-7DAYS
	return !isTime || after != "" && isAlphanumeric(rune(after[0]))
}

func isAlphanumeric(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// isClosed reports whether an expression ends where its parentheses do, whether or not
// the service lets quotes protect them: how it quotes is not documented.
func isClosed(expression string) bool {
	var unquoted strings.Builder
	parts := strings.Split(expression, `"`)
	for i := 0; i < len(parts); i += 2 {
		unquoted.WriteString(parts[i])
	}
	return len(parts)%2 == 1 && !strings.Contains(expression, `\`) && parenthesesMatch(expression) && parenthesesMatch(unquoted.String())
}

func parenthesesMatch(text string) bool {
	depth := 0
	for _, r := range text {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth < 0 {
			return false
		}
	}
	return depth == 0
}

// shown is what a query asks for. What Raw holds can be anything, so only that it is there.
func (q SearchQuery) shown() redact.Object {
	return redact.Object{Type: "cybersource.SearchQuery", Members: []redact.Member{
		{Name: "ReferenceCode", Value: safeText(*orEmpty(q.code))},
		{Name: "ID", Value: safeText(*orEmpty(q.id))},
		{Name: "From", Value: timeText(q.from)},
		{Name: "To", Value: timeText(q.to)},
		{Name: "Raw", Value: redact.Hidden(q.raw != nil)},
		{Name: "NewestFirst", Value: strconv.FormatBool(q.newestFirst)},
	}}
}

func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// Format implements [fmt.Formatter]: what Raw holds is not shown.
func (q SearchQuery) Format(f fmt.State, verb rune) { q.shown().Format(f, verb) }

// LogValue implements [slog.LogValuer]: what Raw holds is not shown.
func (q SearchQuery) LogValue() slog.Value { return q.shown().LogValue() }

// MarshalJSON implements [json.Marshaler]: what Raw holds is not shown. The result cannot
// be read back.
func (q SearchQuery) MarshalJSON() ([]byte, error) { return q.shown().MarshalJSON() }
