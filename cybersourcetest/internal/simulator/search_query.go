package simulator

// The language of queries. Simulated: field:value, AND, OR, values and conditions in
// parentheses, ranges whose brackets include and whose braces exclude their ends.
// Guesses: AND binds stronger than OR; a value in double quotes is taken as it is; what
// search engines treat specially and nobody has documented is refused, so that a query
// means here what it means there, or fails. Not simulated: NOT, wildcards.

import (
	"strings"
	"time"
	"unicode"
)

// condition is a query, or a part of it.
type condition func(*record) bool

const (
	longestQuery = 10_000 // bytes; no limit is published
	deepestQuery = 50     // parentheses in each other
)

// query is a query while it is read.
type query struct {
	*call
	rest   string
	zone   *time.Location
	depth  int
	field  string // that is being read
	code   string // that whatever is found must have; "" if it need not have a certain one
	failed bool
}

// compile reads a query; false if it is none.
func (c *call) compile(text string, zone *time.Location) (is condition, code string, ok bool) {
	if len(text) > longestQuery {
		return nil, "", false
	}
	q := &query{call: c, rest: text, zone: zone}
	is = q.any()
	q.space()
	return is, q.code, !q.failed && q.rest == ""
}

// any reads conditions joined by OR.
func (q *query) any() condition {
	parts := []condition{q.all()}
	for q.keyword("OR") {
		parts = append(parts, q.all())
	}
	if q.depth == 0 && len(parts) > 1 {
		q.code = ""
	}
	return anyOf(parts)
}

// all reads conditions joined by AND.
func (q *query) all() condition {
	parts := []condition{q.one()}
	for q.keyword("AND") {
		parts = append(parts, q.one())
	}
	return func(r *record) bool {
		for _, is := range parts {
			if !is(r) {
				return false
			}
		}
		return true
	}
}

func anyOf(parts []condition) condition {
	return func(r *record) bool {
		for _, is := range parts {
			if is(r) {
				return true
			}
		}
		return false
	}
}

// one reads a condition in parentheses, or one of a field.
func (q *query) one() condition {
	q.space()
	if q.symbol("(") {
		return q.nested(q.any)
	}
	name, rest, found := strings.Cut(q.rest, ":")
	f, known := fieldOf(name)
	if !found || !known {
		return q.fail()
	}
	q.rest, q.field = rest, name
	return q.valuesOf(f)
}

// nested reads what is in parentheses, behind the first.
func (q *query) nested(inside func() condition) condition {
	if q.depth++; q.depth > deepestQuery {
		return q.fail()
	}
	is := inside()
	q.depth--
	q.space()
	if !q.symbol(")") {
		return q.fail()
	}
	return is
}

// valuesOf reads what a field has to be: a range, some values, or one.
func (q *query) valuesOf(f field) condition {
	switch {
	case q.symbol("["):
		return q.between(f, true)
	case q.symbol("{"):
		return q.between(f, false)
	case q.symbol("("):
		return q.nested(func() condition {
			parts := []condition{q.equal(f)}
			for q.keyword("OR") {
				parts = append(parts, q.equal(f))
			}
			return anyOf(parts)
		})
	default:
		return q.equal(f)
	}
}

// equal reads one value.
func (q *query) equal(f field) condition {
	v := q.value(f)
	anyCase := q.options.Lookups.AnyCase && f.kind == fieldText
	if q.depth == 0 && q.field == codeField && !anyCase {
		q.code = v.text
	}
	return func(r *record) bool {
		own := f.text(r)
		return own != "" && (f.compare(own, r, v) == 0 || anyCase && strings.EqualFold(own, v.text))
	}
}

// between reads the ends of a range, behind the first bracket.
func (q *query) between(f field, fromIncluded bool) condition {
	from := q.value(f)
	if !q.keyword("TO") {
		return q.fail()
	}
	to := q.value(f)
	q.space()
	toIncluded := q.symbol("]")
	if !toIncluded && !q.symbol("}") {
		return q.fail()
	}
	return func(r *record) bool {
		own := f.text(r)
		if own == "" {
			return false
		}
		low, high := f.compare(own, r, from), f.compare(own, r, to)
		return (low > 0 || low == 0 && fromIncluded) && (high < 0 || high == 0 && toIncluded)
	}
}

// value reads one value of a field, quoted or not.
func (q *query) value(f field) (v value) {
	q.space()
	if q.symbol(`"`) {
		text, rest, closed := strings.Cut(q.rest, `"`)
		q.rest, q.failed = rest, q.failed || !closed
		return q.meaning(f, text)
	}
	text := q.word()
	if f.kind != fieldTime && !plain(text) {
		q.failed = true
	}
	return q.meaning(f, text)
}

// meaning is what a value stands for in a field.
func (q *query) meaning(f field, text string) value {
	v, ok := value{text: text}, text != ""
	switch f.kind {
	case fieldTime:
		v.at, ok = q.moment(text)
	case fieldAmount:
		v.amount, ok = parseMoney(text, mostDecimals)
	case fieldNumber:
		hash := q.fingerprint(text)
		v.text = string(hash[:])
	}
	q.failed = q.failed || !ok
	return v
}

// plain reports whether a value means itself without quotes.
func plain(text string) bool {
	switch text {
	case "", "AND", "OR", "NOT", "TO":
		return false
	}
	return !strings.HasPrefix(text, "-") && !strings.HasPrefix(text, "+") && !strings.ContainsAny(text, `:*?~^!&|/\`)
}

// word takes what stands up to a space or a bracket.
func (q *query) word() string {
	end := strings.IndexFunc(q.rest, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`()[]{}"`, r) })
	if end < 0 {
		end = len(q.rest)
	}
	word := q.rest[:end]
	q.rest = q.rest[end:]
	return word
}

// keyword takes a word if it is the next one.
func (q *query) keyword(word string) bool {
	before := q.rest
	q.space()
	if q.word() == word {
		return true
	}
	q.rest = before
	return false
}

// symbol takes a character if it is the next one.
func (q *query) symbol(text string) bool {
	rest, found := strings.CutPrefix(q.rest, text)
	q.rest = rest
	return found
}

func (q *query) space() { q.rest = strings.TrimLeftFunc(q.rest, unicode.IsSpace) }

// fail gives the query up.
func (q *query) fail() condition {
	q.failed, q.rest = true, ""
	return func(*record) bool { return false }
}
