package cybersource

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
)

var (
	searchBegin = time.Date(2026, 3, 11, 14, 35, 0, 500_000_000, time.UTC)
	searchEnd   = searchBegin.Add(time.Hour)
	searchNow   = searchBegin.Add(2 * time.Hour)
)

func TestQueryIsItsFiltersJoinedByAnd(t *testing.T) {
	between := Query().Between(searchBegin, searchEnd)
	const times = "submitTimeUtc:[1773239700500 TO 1773243300500]"
	for want, query := range map[string]SearchQuery{
		"clientReferenceInformation.code:ORDER-20418": Query().ReferenceCode("ORDER-20418"),
		"id:7411028857126000001234":                   Query().ID("7411028857126000001234"),
		times:                                         between,
		"clientReferenceInformation.code:a_1.B-2 AND id:7 AND " + times: between.ID("7").ReferenceCode("a_1.B-2"),
		"a:1 OR b:2":                  Query().Raw("a:1 OR b:2"),
		times + " AND (a:1 OR (b:2))": between.Raw("a:1 OR (b:2)"),
		"id:8 AND " + times:           between.ReferenceCode("order 1").ID("8"),
	} {
		if problems := query.problems(searchNow); len(problems) > 0 {
			t.Errorf("%s: %s", want, problems)
		}
		if got := query.expression(); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
	if between.expression() != times {
		t.Error("a method has changed the query that it was called on")
	}
}

func TestQueryThatCannotBeSentIsRefusedByName(t *testing.T) {
	future := Query().Between(searchNow.Add(time.Minute), searchNow.Add(time.Hour))
	between := Query().Between(searchBegin, searchEnd)
	for _, tc := range []struct {
		query SearchQuery
		want  string
	}{
		{Query(), "query has no filter"},
		{Query().NewestFirst().AtMost(5), "query has no filter"},
		{Query().ReferenceCode(""), "ReferenceCode is empty"},
		{Query().ReferenceCode("order 1"), "ReferenceCode holds what the query language may not take as a value, so that it needs Between"},
		{Query().ID(""), "ID is not an id"},
		{Query().ID("7 OR id:8"), "ID is not an id"},
		{Query().Between(searchEnd, searchBegin), "Between ends before it begins"},
		{Query().Between(time.Time{}, searchEnd), "Between lacks a time"},
		{Query().Between(searchBegin, time.Time{}), "Between lacks a time"},
		{future, "Between begins in the future"},
		{Query().Raw(" "), "Raw is empty"},
		{between.Raw("a:1) OR (b:2"), "Raw has parentheses"},
		{between.Raw(`a:(1`), "Raw has parentheses"},
		{between.Raw(`a:"1`), "Raw has parentheses"},
		{between.Raw(`a:")" OR b:"("`), "Raw has parentheses"},
		{between.Raw(`a:(\)`), "Raw has parentheses"},
		{between.Raw(`(a:")" OR (b:")"`), "Raw has parentheses"},
		{between.AtMost(0), "AtMost is not positive"},
		{between.AtMost(-1).ID(""), "ID is not an id; AtMost is not positive"},
		{Query().Between(searchNow, searchNow.Add(time.Hour)), ""}, // the end may lie in the future
		{Query().Between(searchBegin, searchBegin), ""},
		{between.ReferenceCode("order 1"), ""},
		{Query().Raw(`a:"1`), ""}, // alone it is the caller's own
	} {
		client := newTestClient(t, func(cfg *Configuration) { cfg.Clock = func() time.Time { return searchNow } }, reply(201, `{"count":0}`))
		var got error
		for _, err := range client.SearchTransactionsApi.All(t.Context(), tc.query) {
			got = err
		}
		switch {
		case tc.want == "" && got != nil:
			t.Errorf("%v: %v", tc.query, got)
		case tc.want != "" && (!errors.Is(got, ErrInvalidRequest) || !strings.HasPrefix(got.Error(), "create search: invalid request: "+tc.want)):
			t.Errorf("%v: %v, want %s", tc.query, got, tc.want)
		}
	}
}

func TestQueryTakesOnlyCodesThatMeanNothingElse(t *testing.T) {
	for _, code := range []string{"ORDER-20418", "7", "a.b_c-d", "NOWAK-1", "ORDER", "TOM", "NOTE", "OR-1", "1E5"} {
		if !isSafeInQuery(code) {
			t.Errorf("%q is refused", code)
		}
	}
	for _, code := range []string{
		"", " ", "a b", "a:b", "a*", "a?", "a~1", "a^2", "(a)", "[a", "{a}", `"a"`, `a\`, "a/b", "a&&b", "a||b", "!a", "+a", "-a", ".a", "_a",
		"AND", "or", "Not", "TO", "NOW", "now", "NOW-7DAYS", "NOW.1", "é", "a\x00", "a\n", "a\xff", "ａ",
	} {
		if isSafeInQuery(code) {
			t.Errorf("%q is put into the query", code)
		}
	}
}

// One filter of the language, as it is written by the client.
const filterPattern = `(clientReferenceInformation\.code:[A-Za-z0-9][A-Za-z0-9._-]*|id:[A-Za-z0-9][A-Za-z0-9._-]*|submitTimeUtc:\[-?[0-9]+ TO -?[0-9]+\])`

var wholeQuery = regexp.MustCompile(`^` + filterPattern + `( AND ` + filterPattern + `){0,2}$`)

// Whatever the values are, the query consists of the filters that were asked for, and of
// values that are equal to what was given. What Raw holds stays within its parentheses.
func FuzzQueryKeepsItsStructureWhateverTheValues(f *testing.F) {
	for _, value := range []string{"ORDER-1", `a" OR id:"b`, "a OR b", ") OR (id:1", "AND", "-1", "NOW-1DAY", `\`, "[1 TO 2]", "*:*"} {
		f.Add(value, value, value)
	}
	f.Fuzz(func(t *testing.T, code, id, raw string) {
		query := Query().ReferenceCode(code).ID(id).Between(searchBegin, searchEnd)
		if len(query.problems(searchNow)) > 0 {
			return
		}
		text := query.expression()
		if !wholeQuery.MatchString(text) || !strings.Contains(text, "id:"+id+" AND ") ||
			strings.Contains(text, "Information.code:"+code+" AND ") != query.sendsCode() {
			t.Errorf("code %q, id %q: %s", code, id, text)
		}
		with := query.Raw(raw)
		if len(with.problems(searchNow)) > 0 {
			return
		}
		rest, ok := strings.CutPrefix(with.expression(), text+" AND (")
		if !ok || closingParenthesis(rest) != len(rest)-1 {
			t.Errorf("raw %q: %s", raw, with.expression())
		}
	})
}

// closingParenthesis is where an open one is closed.
func closingParenthesis(text string) int {
	depth := 1
	for i, r := range text {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 {
			return i
		}
	}
	return -1
}

func TestQueryPrintsWithoutWhatRawHolds(t *testing.T) {
	query := Query().ReferenceCode("ORDER-1").Between(searchBegin, searchEnd).Raw("orderInformation.billTo.email:ada@example.com")
	text, err := json.Marshal(query)
	if err != nil {
		t.Fatal(err)
	}
	for _, printed := range []string{fmt.Sprint(query), fmt.Sprintf("%+v %#v", query, &query), query.LogValue().String(), string(text)} {
		if strings.Contains(printed, "ada") || !strings.Contains(printed, "ORDER-1") || !strings.Contains(printed, "2026-03-11T14:35:00Z") {
			t.Error(printed)
		}
	}
}
