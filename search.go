package cybersource

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"
)

const (
	// searchPage is how many rows All asks for at once; the service allows 2,500.
	searchPage = 500

	// mostSearchPages ends a search of a service that never does: half a million rows.
	mostSearchPages = 1000

	// mostIdlePages are pages in a row without a row that is new and was searched for. Rows that
	// arrive meanwhile can push those of one page, or a few, to the next.
	mostIdlePages = 20
)

var (
	// errEndlessSearch is a search of a service that always has another page.
	errEndlessSearch = fmt.Errorf("%w: the search has no end", ErrUnreadableResponse)
	// errManyPages is a search with more pages than are read, whose rows may all be right.
	errManyPages = fmt.Errorf("%w within the pages that are read", errEndlessSearch)
	// errShortSearch is a search that has ended, and may not have shown all that it found.
	errShortSearch = fmt.Errorf("%w: the search shows less than there may be", ErrUnreadableResponse)
)

// All finds transactions, page by page, and gives them one by one. It stops at the first
// error, which comes without a row, and makes no call after the loop has ended.
//
//	for row, err := range client.SearchTransactionsApi.All(ctx, query) {
//		if err != nil {
//			return err
//		}
//		...
//	}
//
// No row comes twice. A search that finds nothing proves nothing: transactions show up
// after seconds, at times after minutes, and those that do so while pages are read need
// not be among the rows.
//
// The service at times counts more transactions than it shows. A page that shows fewer is
// no end, and the next one begins behind what came. Where some were counted and none of
// the pages showed them, where an answer does not say that the search has ended, or is
// about another query, the last that comes, after all rows, is an error that matches
// [ErrUnreadableResponse]. What is missing then may be just what was searched for: search
// again later.
//
// A query that cannot be sent is an [*InvalidRequestError] that names the method of
// [SearchQuery], and so is one that finds more than 1,000 pages. A service that goes on
// without a row that is new and was searched for is an error that matches
// [ErrUnreadableResponse], after 20 such pages; all other errors are those of
// [SearchTransactionsApi.CreateSearch].
func (s *SearchTransactionsApi) All(ctx context.Context, query SearchQuery, opts ...CallOption) iter.Seq2[*TransactionSummary, error] {
	return func(yield func(*TransactionSummary, error) bool) {
		for row, err := range s.upTo(ctx, mostSearchPages, query, opts) {
			if errors.Is(err, errManyPages) {
				err = createSearch.invalid(FieldProblem{Field: "query", Reason: "finds too many transactions: make it narrower"})
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// upTo finds transactions as All does, on a number of pages. More of them are errManyPages,
// and fewer rows than there may be errShortSearch.
func (s *SearchTransactionsApi) upTo(ctx context.Context, most int, query SearchQuery, opts []CallOption) iter.Seq2[*TransactionSummary, error] {
	return func(yield func(*TransactionSummary, error) bool) {
		if problems := query.problems((*service)(s).now()); len(problems) > 0 {
			yield(nil, createSearch.invalid(problems...))
			return
		}
		w := searchWalk{query: query, seen: map[string]bool{}}
		for {
			page, err := s.CreateSearch(ctx, w.request(), opts...)
			if err != nil {
				yield(nil, err)
				return
			}
			rows, err := rowsOf(page)
			if err != nil {
				yield(nil, err)
				return
			}
			if !w.giveRows(rows, yield) {
				return
			}
			more := w.advance(page, int64(len(rows)))
			if err = w.short(); more {
				err = w.endless(most)
			}
			if err != nil {
				yield(nil, newNotProcessedError(createSearch.name, page.Meta, err))
			}
			if err != nil || !more {
				return
			}
		}
	}
}

// now is the time of the client's clock, or the system's without a client.
func (s *service) now() time.Time {
	if s == nil || s.client == nil || s.client.clock == nil {
		return time.Now()
	}
	return s.client.clock.Now()
}

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

// rowsOf returns the rows of a page. Rows that are there and could not be read are no
// empty page, which would pass for the end of the search.
func rowsOf(page *SearchTransactionsResponse) ([]TransactionSummary, error) {
	embedded := orEmpty(page.Embedded)
	if page.Extra["_embedded"] != nil || embedded.Extra["transactionSummaries"] != nil {
		return nil, newNotProcessedError(createSearch.name, page.Meta, fmt.Errorf("%w: its rows have an unexpected form", ErrUnreadableResponse))
	}
	return embedded.TransactionSummaries, nil
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
