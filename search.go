package cybersource

import (
	"context"
	"errors"
	"fmt"
	"iter"
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

// rowsOf returns the rows of a page. Rows that are there and could not be read are no
// empty page, which would pass for the end of the search.
func rowsOf(page *SearchTransactionsResponse) ([]TransactionSummary, error) {
	embedded := orEmpty(page.Embedded)
	if page.Extra["_embedded"] != nil || embedded.Extra["transactionSummaries"] != nil {
		return nil, newNotProcessedError(createSearch.name, page.Meta, fmt.Errorf("%w: its rows have an unexpected form", ErrUnreadableResponse))
	}
	return embedded.TransactionSummaries, nil
}
