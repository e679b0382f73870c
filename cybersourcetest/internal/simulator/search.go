package simulator

// createSearch and getSearch: records by a query, a page at a time. Simulated: every page
// is searched anew, so that records appear while one reads; only a search that is saved
// can be run again by its id. Guesses: without an order records come oldest first; the
// thousand newest searches are kept; the time zone is that of dates in the query. Not
// simulated: the 13 months that searches reach back.

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"time"
)

var createSearch = operation{
	name: CreateSearch, model: "CreateSearchRequest", required: always("query"), reads: true,
	effect: (*call).createSearch,
}

var getSearch = operation{name: GetSearch, reads: true, effect: (*call).getSearch}

// defaultLimit is how many rows an answer has if the request does not say.
const defaultLimit = 20

// search is what was asked for.
type search struct {
	Number                      uint64 // in the order in which searches were saved
	ID, Merchant                string
	Name, Query, Sort, Timezone string
	Save                        bool
	Limit, Offset               int
}

// savedSearches are the newest of those that were saved.
type savedSearches struct {
	byID  map[string]search
	order []string
}

const keptSearches = 1_000

// add keeps a search, and returns the one that had to go; one without an id if none had.
func (k *savedSearches) add(wanted search) (dropped search) {
	if k.byID == nil {
		k.byID = map[string]search{}
	}
	k.byID[wanted.ID] = wanted
	k.order = append(k.order, wanted.ID)
	if len(k.order) > keptSearches {
		dropped = k.byID[k.order[0]]
		delete(k.byID, k.order[0])
		k.order = slices.Delete(k.order, 0, 1)
	}
	return dropped
}

func (c *call) createSearch() Answer {
	wanted := search{
		ID: c.newUUID(), Merchant: c.MerchantID, Name: c.body.text("name"), Query: c.body.text("query"), Sort: c.body.text("sort"),
		Timezone: cmp.Or(c.body.text("timezone"), "GMT"), Save: c.body.flag("save"),
		Limit: cmp.Or(c.body.number("limit"), defaultLimit), Offset: c.body.number("offset"),
	}
	rows, refused := c.find(wanted)
	if refused != nil {
		return c.refuse(*refused)
	}
	if wanted.Save {
		c.memory.save(wanted)
	}
	if len(rows) == 0 && c.options.Lookups.EmptyNotFound {
		return Answer{Status: 404, Body: encode(c.page(wanted, rows))}
	}
	return Answer{Status: 201, Body: encode(c.page(wanted, rows))}
}

func (c *call) getSearch() Answer {
	wanted, known := c.memory.searches.byID[c.pathID()]
	if !known || wanted.Merchant != c.MerchantID {
		return c.notFound()
	}
	rows, refused := c.find(wanted)
	if refused != nil {
		return c.refuse(*refused)
	}
	return Answer{Status: 200, Body: encode(c.page(wanted, rows))}
}

// find is the merchant's records that a search finds by now, in the order asked for.
func (c *call) find(wanted search) ([]*record, *outcome) {
	zone, ok := zoneOf(wanted.Timezone)
	if !ok {
		return nil, refusal("INVALID_DATA", "timezone")
	}
	matches, code, ok := c.compile(wanted.Query, zone)
	if !ok {
		return nil, refusal("INVALID_DATA", "query")
	}
	order, ok := orderOf(wanted.Sort)
	if !ok {
		return nil, refusal("INVALID_DATA", "sort")
	}
	var rows []*record
	for r := range c.candidates(code) {
		if r.MerchantID == c.MerchantID && !r.Searched.After(c.now) && matches(r) {
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, oldestFirst)
	slices.SortStableFunc(rows, order)
	return rows, nil
}

// zoneOf is a time zone by its name in the tz database; the usual one needs no file.
func zoneOf(name string) (*time.Location, bool) {
	if name == "GMT" {
		return time.UTC, true
	}
	zone, err := time.LoadLocation(name)
	return zone, err == nil && name != "Local"
}

// candidates are the records with a code, or all.
func (c *call) candidates(code string) iter.Seq[*record] {
	if code != "" {
		return slices.Values(c.memory.byCode[reference{c.MerchantID, code}])
	}
	return func(yield func(*record) bool) {
		for _, kept := range []iter.Seq[*record]{c.memory.processed.all(), c.memory.refused.all()} {
			for r := range kept {
				if !yield(r) {
					return
				}
			}
		}
	}
}

func oldestFirst(a, b *record) int {
	return cmp.Or(a.Time.Compare(b.Time), strings.Compare(a.ID, b.ID), cmp.Compare(a.Sequence, b.Sequence))
}

// page is the answer with the rows of one page.
func (c *call) page(wanted search, rows []*record) object {
	from := min(wanted.Offset, len(rows))
	shown := rows[from:min(from+wanted.Limit, len(rows))]
	answer := object{
		"searchId": wanted.ID, "save": wanted.Save, "timezone": wanted.Timezone, "query": wanted.Query,
		"offset": wanted.Offset, "limit": wanted.Limit, "count": len(shown), "totalCount": len(rows),
		"submitTimeUtc": timestamp(c.now), "_links": object{"self": link("GET", serviceURL+"searches/"+wanted.ID)},
	}
	for name, text := range map[string]string{"name": wanted.Name, "sort": wanted.Sort} {
		if text != "" {
			answer[name] = text
		}
	}
	if len(shown) > 0 {
		summaries := make([]object, len(shown))
		for i, r := range shown {
			summaries[i] = c.summary(r)
		}
		answer["_embedded"] = object{"transactionSummaries": summaries}
	}
	return answer
}
