package simulator

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// searching sends a search with a query and further members.
func (g *gateway) searching(query string, changes ...with) reply {
	g.t.Helper()
	return g.call(Request{Operation: CreateSearch, MerchantID: merchant, Body: build(g.t, with{"query": query}, changes...)})
}

// search is the ids that a search finds, in its order.
func (g *gateway) search(query string, changes ...with) []string {
	g.t.Helper()
	r := g.searching(query, append([]with{{"limit": 2500}}, changes...)...)
	if r.status != 201 {
		g.t.Fatalf("%s: got %s", query, r.body)
	}
	return r.rows()
}

func (r reply) rows() []string {
	ids := []string{}
	items, _ := r.value("_embedded.transactionSummaries").([]any)
	for _, item := range items {
		ids = append(ids, document(item.(map[string]any)).text("id"))
	}
	return ids
}

// ordered makes payments with codes, an hour apart, and returns their ids by code.
func ordered(g *gateway, codes ...string) map[string]string {
	ids := map[string]string{}
	for _, code := range codes {
		ids[code] = g.authorize(with{"clientReferenceInformation.code": code})
		g.now = g.now.Add(time.Hour)
	}
	return ids
}

func TestQueriesFindWhatTheySay(t *testing.T) {
	g := newGateway(t, Options{})
	ids := ordered(g, "A-1", "A-2", "a-1", "with space") // at 12, 13, 14 and 15 o'clock; then it is 16
	ids["big"] = g.pay(cardPayment(t, with{"clientReferenceInformation.code": "big", amountsPath + "totalAmount": "1000", amountsPath + "currency": "EUR", cardPath + "number": "5555555555554444", billToPath + "lastName": "Poe"})).id()
	const day, code = "submitTimeUtc:[NOW/DAY TO NOW/DAY+1DAY}", "clientReferenceInformation.code:"
	for _, tc := range []struct{ query, want string }{
		{code + "A-1", "A-1"},
		{code + "a-1", "a-1"},
		{code + "A", ""},
		{code + `"with space"`, "with space"},
		{code + "(A-1 OR a-1)", "A-1 a-1"},
		{code + "A-1 OR " + code + "A-2", "A-1 A-2"},
		{code + "A-1 AND " + day, "A-1"},
		{code + "A-1 AND " + code + "A-2", ""},
		{code + "A-1 OR " + code + "A-2 AND merchantId:nobody", "A-1"},
		{"(" + code + "A-1 OR " + code + "A-2) AND merchantId:nobody", ""},
		{"( " + code + "A-1 )", "A-1"},
		{"id:" + ids["A-2"], "A-2"},
		{"submitTimeUtc:[2026-11-25T13:00:00Z TO 2026-11-25T14:00:00Z]", "A-2 a-1"},
		{"submitTimeUtc:[2026-11-25T13:00:00Z TO 2026-11-25T14:00:00Z}", "A-2"},
		{"submitTimeUtc:{2026-11-25T13:00:00Z TO 2026-11-25T14:00:00Z]", "a-1"},
		{"submitTimeUtc:{2026-11-25T15:00:00+02:00 TO 2026-11-25T14:00:00]", "a-1"},
		{"submitTimeUtc:[" + strconv.FormatInt(noon.UnixMilli(), 10) + " TO " + strconv.FormatInt(noon.UnixMilli()+1, 10) + "]", "A-1"},
		{"submitTimeUtc:[NOW-2HOURS TO NOW]", "a-1 with space big"},
		{"submitTimeUtc:[NOW/HOUR-90MINUTES TO NOW}", "with space"},
		{"submitTimeUtc:[2026-11-24 TO 2026-11-25]", ""},
		{"submitTimeUtc:[NOW/MONTH TO NOW/MONTH+1MONTH}", "A-1 A-2 a-1 with space big"},
		{amountsPath + "totalAmount:100", "A-1 A-2 a-1 with space"},
		{amountsPath + "totalAmount:[100.01 TO 1000.00]", "big"},
		{amountsPath + "currency:EUR", "big"},
		{cardPath + "number:5555555555554444", "big"},
		{cardPath + "prefix:555555 AND " + cardPath + "suffix:4444", "big"},
		{billToPath + "lastName:Poe", "big"},
		{"paymentInformation.paymentType.method:MC", "big"},
		{"processorInformation.approvalCode:888888 AND " + code + "big", "big"},
		{"paymentInformation.bank.account.number:4100", ""},
	} {
		var got []string
		for _, id := range g.search(tc.query) {
			for code, made := range ids {
				if made == id {
					got = append(got, code)
				}
			}
		}
		if found := strings.Join(got, " "); found != tc.want {
			t.Errorf("%s: found %q, want %q", tc.query, found, tc.want)
		}
	}
}

func TestQueryThatIsNoneIsRefused(t *testing.T) {
	g := newGateway(t, Options{})
	for _, query := range []string{
		"A-1", "code:A-1", "clientReferenceInformation.transactionId:1", "status:PENDING", "id:", "id: ", "id:1 id:2", "id:1 AND", "AND id:1", "id:1 OR OR id:2",
		"NOT id:1", "id:1 NOT id:2", "id:NOT", "id:AND", "id:TO", "id:-1", "id:+1", "id:1*", "id:?", "id:1~", "id:1^2", `id:1\ 2`, "id:a:b", "id:a/b", "id:a&b", "id:!a",
		"(id:1", "id:1)", "id:(1 OR 2", "id:(1 AND 2)", "id:()", `id:"1`, `id:""`, "id:[1 TO 2", "id:[1 2]", "id:[* TO 2]", "id:[1 TO 2)",
		"submitTimeUtc:yesterday", "submitTimeUtc:[NOW/WEEK TO NOW]", "submitTimeUtc:[NOW-DAY TO NOW]", "submitTimeUtc:[NOW-99999DAYS TO NOW]", "submitTimeUtc:[NOW TOMORROW]", "submitTimeUtc:NOWHERE", "submitTimeUtc:99999999999999999999",
		amountsPath + "totalAmount:ten", strings.Repeat("(", 60) + "id:1" + strings.Repeat(")", 60), "id:" + strings.Repeat("1", longestQuery),
	} {
		r := g.searching(query)
		expectOutcome(t, r, 400, "INVALID_REQUEST", "INVALID_DATA")
		if !slices.Equal(r.fields(), []string{"query"}) || r.has("id") {
			t.Errorf("%s: got %s", query, r.body)
		}
	}
}

func TestSearchesAreCheckedByField(t *testing.T) {
	g := newGateway(t, Options{})
	for _, tc := range []struct {
		change        with
		reason, field string
	}{
		{with{"query": nil}, "MISSING_FIELD", "query"},
		{with{"limit": 2501}, "INVALID_DATA", "limit"},
		{with{"limit": "0"}, "INVALID_DATA", "limit"},
		{with{"offset": -1}, "INVALID_DATA", "offset"},
		{with{"timezone": "Mars/Olympus"}, "INVALID_DATA", "timezone"},
		{with{"timezone": "Local"}, "INVALID_DATA", "timezone"},
		{with{"sort": "submitTimeUtc"}, "INVALID_DATA", "sort"},
		{with{"sort": "submitTimeUtc:down"}, "INVALID_DATA", "sort"},
		{with{"sort": "status:asc"}, "INVALID_DATA", "sort"},
		{with{"sort": "id:asc,"}, "INVALID_DATA", "sort"},
	} {
		r := g.searching("id:1", tc.change)
		expectOutcome(t, r, 400, "INVALID_REQUEST", tc.reason)
		if !slices.Equal(r.fields(), []string{tc.field}) {
			t.Errorf("%v: got %s", tc.change, r.body)
		}
	}
}

func TestResultsComeInTheOrderAskedFor(t *testing.T) {
	g := newGateway(t, Options{})
	one, two := g.authorize(amount("20")), g.authorize(amount("100"))
	g.now = noon.Add(time.Minute)
	three := g.authorize(amount("3"))
	const all = "submitTimeUtc:[NOW/DAY TO NOW]"
	for order, want := range map[string][]string{
		"":                                     {one, two, three},
		"submitTimeUtc:desc":                   {three, one, two},
		"submitTimeUtc:desc,id:desc":           {three, two, one},
		"id:asc, submitTimeUtc:asc":            {one, two, three},
		amountsPath + "totalAmount:asc":        {three, one, two},
		"clientReferenceInformation.code:desc": {one, two, three},
	} {
		if got := g.search(all, with{"sort": order}); !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", order, got, want)
		}
	}
}

func TestDayBeginsInTheTimeZoneOfTheSearch(t *testing.T) {
	g := newGateway(t, Options{})
	g.now = time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC) // the evening before in Chicago
	g.authorize()
	g.now = noon
	for zone, want := range map[string]int{"GMT": 1, "America/Chicago": 0} {
		if got := g.search("submitTimeUtc:[NOW/DAY TO NOW]", with{"timezone": zone}); len(got) != want {
			t.Errorf("%s: got %d", zone, len(got))
		}
	}
}

func TestAnswerRepeatsItsSearchAndCountsItsRows(t *testing.T) {
	g := newGateway(t, Options{})
	for range 25 {
		g.authorize()
	}
	r := g.searching("clientReferenceInformation.code:order-1", with{"name": "Week 48", "sort": "id:asc", "offset": 3, "limit": nil})
	expect(t, r.document, map[string]string{
		"query": "clientReferenceInformation.code:order-1", "name": "Week 48", "sort": "id:asc", "timezone": "GMT", "save": "false",
		"offset": "3", "limit": "20", "count": "20", "totalCount": "25", "submitTimeUtc": timestamp(noon),
		"_links.self.href": serviceURL + "searches/" + r.text("searchId"),
	})
	row := document(r.value("_embedded.transactionSummaries").([]any)[0].(map[string]any))
	expect(t, row, map[string]string{
		"submitTimeUtc": timestamp(noon), "submitTimeUTC": "", "rootId": "", "status": "", "orderInformation.amountDetails.totalAmount": "100.00",
		"_links.transactionDetail.href": serviceURL + "transactions/" + row.text("id"), "_links.self": "",
	})
	beyond := g.searching("clientReferenceInformation.code:order-1", with{"offset": 25})
	expect(t, beyond.document, map[string]string{"count": "0", "totalCount": "25", "_embedded": ""})
	if beyond.status != 201 || beyond.value("_embedded") != nil {
		t.Errorf("got %s", beyond.body)
	}
}

func TestRowsThatArriveWhileOneReadsMoveThePages(t *testing.T) {
	g := newGateway(t, Options{IndexDelay: IndexDelay{Least: time.Minute}})
	slow := g.authorize()
	g.memory.byID[slow].Searched = noon.Add(time.Hour)
	one, two := g.authorize(), g.authorize()
	g.now = noon.Add(time.Minute)
	page := func(offset int) reply {
		return g.searching("clientReferenceInformation.code:order-1", with{"limit": 1, "offset": offset, "sort": "submitTimeUtc:asc,id:asc"})
	}
	if first := page(0); !slices.Equal(first.rows(), []string{one}) || first.text("totalCount") != "2" {
		t.Errorf("got %s", first.body)
	}
	g.now = noon.Add(time.Hour)
	if second := page(1); !slices.Equal(second.rows(), []string{one}) || second.text("totalCount") != "3" { // once more
		t.Errorf("got %s", second.body)
	}
	if third := page(2); !slices.Equal(third.rows(), []string{two}) {
		t.Errorf("got %s", third.body)
	}
}

func TestSearchFindsItsMerchantsRecordsOnly(t *testing.T) {
	g := newGateway(t, Options{})
	mine := g.authorize()
	g.Handle(Request{MerchantID: "acme_us", Body: cardPayment(t)})
	if got := g.search("submitTimeUtc:[NOW/DAY TO NOW] OR merchantId:acme_us"); !slices.Equal(got, []string{mine}) {
		t.Errorf("got %v", got)
	}
}

func TestSearchWithoutResults(t *testing.T) {
	r := newGateway(t, Options{}).searching("id:1")
	if r.status != 201 || r.text("count") != "0" || r.text("totalCount") != "0" || r.value("_embedded") != nil {
		t.Errorf("got %d %s", r.status, r.body)
	}
	r = newGateway(t, Options{Lookups: Lookups{EmptyNotFound: true}}).searching("id:1")
	if r.status != 404 || r.text("count") != "0" {
		t.Errorf("got %d %s", r.status, r.body)
	}
}

func TestQueriesMayIgnoreTheCaseOfTexts(t *testing.T) {
	g := newGateway(t, Options{Lookups: Lookups{AnyCase: true}})
	ordered(g, "A-1", "a-1")
	if got := g.search("clientReferenceInformation.code:a-1"); len(got) != 2 {
		t.Errorf("got %v", got)
	}
}

func TestSearchRunsAgainOnlyIfItWasSaved(t *testing.T) {
	g := newGateway(t, Options{})
	run := func(merchant, id string) Answer {
		return g.Handle(Request{Operation: GetSearch, IDs: []string{id}, MerchantID: merchant})
	}
	g.authorize()
	saved := g.searching("clientReferenceInformation.code:order-1", with{"save": "true", "name": "mine"}).text("searchId")
	passing := g.searching("clientReferenceInformation.code:order-1").text("searchId")
	late := g.authorize()
	again := run(merchant, saved)
	r, _ := parse(again.Body)
	if again.Status != 200 || r.text("totalCount") != "2" || r.text("name") != "mine" || !strings.Contains(string(again.Body), late) {
		t.Errorf("got %d %s", again.Status, again.Body)
	}
	for name, answer := range map[string]Answer{"not saved": run(merchant, passing), "another merchant's": run("acme_us", saved), "unknown": run(merchant, "1")} {
		if answer.Status != 404 {
			t.Errorf("%s: got %d %s", name, answer.Status, answer.Body)
		}
	}
	for range keptSearches {
		g.searching("id:1", with{"save": true})
	}
	if run(merchant, saved).Status != 404 || len(g.memory.searches.byID) != keptSearches {
		t.Errorf("%d searches are kept", len(g.memory.searches.byID))
	}
}

// FuzzQueries checks that every query is answered or refused, and that what is found obeys
// the conditions around it.
func FuzzQueries(f *testing.F) {
	for _, query := range []string{
		"clientReferenceInformation.code:order-1 AND submitTimeUtc:[NOW/DAY-7DAYS TO NOW/DAY+1DAY}", "(id:1 OR id:(2 OR 3))", `id:"a b"`,
		"submitTimeUtc:{1764072000000 TO 2026-11-25T13:00:00Z]", "NOW/-+", "id:[", ")(", "submitTimeUtc:[NOW/MONTH+9999MONTHS TO 9999-12-31]",
	} {
		f.Add(query)
	}
	f.Fuzz(func(t *testing.T, query string) {
		g := newGateway(t, Options{})
		g.authorize()
		body := encode(object{"query": query})
		r := g.Handle(Request{Operation: CreateSearch, MerchantID: merchant, Body: body})
		if r.Status != 201 && r.Status != 400 {
			t.Errorf("got %d %s", r.Status, r.Body)
		}
		wrapped := g.Handle(Request{Operation: CreateSearch, MerchantID: merchant, Body: encode(object{"query": "id:1 AND (" + query + ")"})})
		if d, ok := parse(wrapped.Body); !ok || r.Status == 201 && d.text("totalCount") != "0" && d.text("totalCount") != "" {
			t.Errorf("got %d %s", wrapped.Status, wrapped.Body)
		}
	})
}
