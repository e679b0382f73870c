package cybersource

import (
	"fmt"
	"strings"
)

// searchWalk is how far a search has come.
type searchWalk struct {
	query  SearchQuery
	offset int64
	given  int             // rows
	seen   map[string]bool // ids of rows, true for what was given: those that arrive meanwhile move others to the next page
	pages  int             // that were read
	idle   int             // the last of these, without a row that was new and searched for

	shown   int64  // different rows
	counted int64  // rows that a page counted, of which it did not show all
	total   *int64 // the first that was stated: later ones include what arrives meanwhile
	ended   bool   // the last page says that there is no more
	foreign bool   // an answer was about another query
}

// endless is why a search is left that has another page.
func (w *searchWalk) endless(most int) error {
	switch {
	case w.idle >= mostIdlePages:
		return fmt.Errorf("%w: %d pages in a row have no new row that was searched for", errEndlessSearch, w.idle)
	case w.pages >= most:
		return errManyPages
	default:
		return nil
	}
}

// request is the request for the next page.
func (w *searchWalk) request() *CreateSearchRequest {
	sort := "submitTimeUtc:asc,id:asc" // stable, and new ones come last
	if w.query.newestFirst {
		sort = "submitTimeUtc:desc,id:desc"
	}
	return &CreateSearchRequest{
		Query: w.query.expression(), Sort: sort,
		Offset: new(w.offset), Limit: new(w.limit()),
	}
}

// limit is how many rows to ask for: no more than are wanted, unless some of them are
// compared here.
func (w *searchWalk) limit() int64 {
	if w.query.atMost == nil || w.query.code != nil && !w.query.sendsCode() {
		return searchPage
	}
	return int64(min(*w.query.atMost-w.given, searchPage))
}

// giveRows gives the rows of a page that are new and wanted. It reports false when no
// more are.
func (w *searchWalk) giveRows(rows []TransactionSummary, yield func(*TransactionSummary, error) bool) bool {
	w.pages++
	w.idle++
	for i := range rows {
		row := &rows[i]
		given, met := w.seen[row.ID]
		if !met || row.ID == "" {
			w.shown++
		}
		if given && row.ID != "" {
			continue
		}
		wanted := w.isWanted(row)
		w.seen[row.ID] = wanted
		if !met && row.ID != "" && (wanted || !w.query.sendsCode()) {
			w.idle = 0
		}
		if !wanted {
			continue
		}
		w.given++
		if !yield(row, nil) || w.query.atMost != nil && w.given >= *w.query.atMost {
			return false
		}
	}
	return true
}

// isWanted compares the code of a row with the one that is searched for. A row without
// one is believed to have it if the service was asked for it.
func (w *searchWalk) isWanted(row *TransactionSummary) bool {
	if w.query.code == nil {
		return true
	}
	code := orEmpty(row.ClientReferenceInformation).Code
	return code == *w.query.code || code == "" && w.query.sendsCode()
}

// advance goes on behind the rows that came, and reports false if there is no other page:
// this one is empty, or reaches the end. A page that is not full is no end: fewer rows than
// are counted have been seen to come, and a service may allow fewer than were asked for.
func (w *searchWalk) advance(page *SearchTransactionsResponse, rows int64) (more bool) {
	from := w.offset
	w.offset += rows
	total := page.TotalCount
	if total != nil && *total < w.offset {
		total = nil // it cannot be right, unless rows are gone by now
	}
	if w.total == nil {
		w.total = total
	}
	count := page.Count
	if count != nil && *count > rows {
		w.counted = max(w.counted, *count, from+*count) // one that is too large has no sum
	}
	w.foreign = w.foreign || w.isForeign(page)
	if rows > 0 {
		w.ended = total != nil && *total == w.offset
		return !w.ended
	}
	w.ended = total != nil || count != nil && *count == 0
	w.counted = max(w.counted, *orEmpty(total))
	return false
}

// isForeign reports whether a page says that it is about another query. However the service
// writes it, the code that was sent stands in it.
func (w *searchWalk) isForeign(page *SearchTransactionsResponse) bool {
	return page.Query != "" && w.query.sendsCode() && !strings.Contains(strings.ToLower(page.Query), strings.ToLower(*w.query.code))
}

// short is why a search that has ended may not have shown all that it found.
func (w *searchWalk) short() error {
	switch counted := max(w.counted, *orEmpty(w.total)); {
	case w.foreign:
		return fmt.Errorf("%w: an answer is about another query", errShortSearch)
	case w.shown < counted:
		return fmt.Errorf("%w: %d transactions of %d", errShortSearch, w.shown, counted)
	case !w.ended:
		return fmt.Errorf("%w: it does not say how many", errShortSearch)
	default:
		return nil
	}
}
