package cybersource

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// searchService answers searches from rows, whatever is searched for.
type searchService struct {
	rows     []string // ids, or "id code"
	requests []CreateSearchRequest
	status   int                  // of all answers; 0 for 201
	short    int                  // rows that are counted and missing at the end of each page
	most     int                  // rows of a page, if that is less than was asked for
	total    *int                 // that is stated, if it is another
	uncount  bool                 // leaves totalCount out
	before   func(page int) error // runs before a page is answered
}

func (s *searchService) RoundTrip(r *http.Request) (*http.Response, error) {
	var request CreateSearchRequest
	body, _ := io.ReadAll(r.Body) // memory does not fail
	if err := json.Unmarshal(body, &request); err != nil {
		return nil, err
	}
	s.requests = append(s.requests, request)
	if s.before != nil {
		if err := s.before(len(s.requests)); err != nil {
			return nil, err
		}
	}
	answer := s.page(int(*request.Offset), int(*request.Limit))
	return &http.Response{
		StatusCode: max(s.status, http.StatusCreated), Header: http.Header{}, Request: r, ContentLength: int64(len(answer)),
		ProtoMajor: 1, ProtoMinor: 1, Body: io.NopCloser(bytes.NewReader(answer)),
	}, nil
}

func (s *searchService) page(offset, limit int) []byte {
	if s.most > 0 {
		limit = min(limit, s.most)
	}
	rows := s.rows[min(offset, len(s.rows)):min(offset+limit, len(s.rows))]
	page := map[string]any{"searchId": "s", "count": len(rows)}
	if !s.uncount {
		page["totalCount"] = *cmp.Or(s.total, new(len(s.rows)))
	}
	var summaries []map[string]any
	for _, row := range rows[:max(len(rows)-s.short, min(len(rows), 1))] {
		id, code, _ := strings.Cut(row, " ")
		summaries = append(summaries, map[string]any{
			"id": id, "clientReferenceInformation": map[string]string{"code": code}, "filling": strings.Repeat(".", 500),
		})
	}
	if summaries != nil {
		page["_embedded"] = map[string]any{"transactionSummaries": summaries}
	}
	text, _ := json.Marshal(page) // maps and texts
	return text
}

// find collects what All gives for a query.
func (s *searchService) find(t *testing.T, query SearchQuery) (ids []string, err error) {
	t.Helper()
	client := newTestClient(t, func(cfg *Configuration) { cfg.Transport, cfg.Retry.MaxAttempts = s, 1 })
	for row, err := range client.SearchTransactionsApi.All(t.Context(), query) {
		if err != nil {
			return ids, err
		}
		ids = append(ids, row.ID)
	}
	return ids, nil
}

// limits is what was asked for: offset and limit of each page.
func (s *searchService) limits() string {
	var texts []string
	for _, r := range s.requests {
		texts = append(texts, fmt.Sprintf("%d+%d", *r.Offset, *r.Limit))
	}
	return strings.Join(texts, " ")
}

func numbered(n int) []string {
	const first = 1000
	return numberedFrom(first, n, "")
}

func numberedFrom(first, n int, more string) (ids []string) {
	for i := range n {
		ids = append(ids, fmt.Sprint(first+i, more))
	}
	return ids
}

func TestSearchReadsPageAfterPageToItsEnd(t *testing.T) {
	for _, tc := range []struct {
		name    string
		service searchService
		query   SearchQuery
		rows    int
		limits  string
	}{
		{"nothing found", searchService{}, Query(), 0, "0+500"},
		{"an empty result that states its page's count alone", searchService{uncount: true}, Query(), 0, "0+500"},
		{"one page", searchService{rows: numbered(499)}, Query(), 499, "0+500"},
		{"a full page that is the last", searchService{rows: numbered(500)}, Query(), 500, "0+500"},
		{"three pages", searchService{rows: numbered(1001)}, Query(), 1001, "0+500 500+500 1000+500"},
		{"short pages are no end", searchService{rows: numbered(1001), short: 3}, Query(), 1001, "0+500 497+500 994+500 998+500 999+500 1000+500"},
		{"a service that allows fewer rows than were asked for", searchService{rows: numbered(250), most: 100}, Query(), 250, "0+500 100+500 200+500"},
		{"without a total, up to an empty page", searchService{rows: numbered(501), uncount: true}, Query(), 501, "0+500 500+500 501+500"},
		{"a total that is too small", searchService{rows: numbered(250), most: 100, total: new(7)}, Query(), 250, "0+500 100+500 200+500 250+500"},
		{"no more than is wanted", searchService{rows: numbered(1001)}, Query().AtMost(7), 7, "0+7"},
		{"more than there is", searchService{rows: numbered(3)}, Query().AtMost(7), 3, "0+7"},
		{"more than a page is wanted", searchService{rows: numbered(1001)}, Query().AtMost(600), 600, "0+500 500+100"},
		{"wanted rows behind short pages", searchService{rows: numbered(40), short: 2}, Query().AtMost(7), 7, "0+7 5+2 6+1"},
		{"an empty result under 404", searchService{status: http.StatusNotFound}, Query(), 0, "0+500"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ids, err := tc.service.find(t, tc.query.ID("7"))
			if err != nil || len(ids) != tc.rows || tc.service.limits() != tc.limits {
				t.Errorf("%d rows, error %v, pages %s; want %d rows, pages %s", len(ids), err, tc.service.limits(), tc.rows, tc.limits)
			}
			if slices.Sort(ids); len(slices.Compact(ids)) != len(ids) {
				t.Error("a row came twice")
			}
		})
	}
}

// Rows that arrive between two pages push others to the next one.
func TestRowsComeOnceWhileOthersArrive(t *testing.T) {
	service := searchService{rows: numbered(700)}
	service.before = func(page int) error {
		if page == 2 {
			service.rows = slices.Insert(service.rows, 0, "1", "2", "3")
		}
		return nil
	}
	ids, err := service.find(t, Query().ID("7"))
	if !slices.Equal(ids, numbered(700)) || err != nil {
		t.Errorf("%d rows, error %v", len(ids), err)
	}
}

func TestSearchEndsWithTheFirstErrorTheLoopOrTheContext(t *testing.T) {
	service := searchService{rows: numbered(1200)}
	service.before = func(page int) error {
		if page == 2 {
			return errors.New("reset")
		}
		return nil
	}
	if ids, err := service.find(t, Query().ID("7")); len(ids) != 500 || !errors.Is(err, ErrNotProcessed) || len(service.requests) != 2 {
		t.Errorf("%d rows, error %v, pages %s", len(ids), err, service.limits())
	}

	service = searchService{rows: numbered(1200)}
	client := newTestClient(t, func(cfg *Configuration) { cfg.Transport = &service })
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var ended error
	for row, err := range client.SearchTransactionsApi.All(ctx, Query().ID("7")) {
		if ended = err; err == nil && row.ID == "1499" {
			cancel()
		}
	}
	if !errors.Is(ended, context.Canceled) || len(service.requests) != 1 {
		t.Errorf("error %v, pages %s", ended, service.limits())
	}

	for range client.SearchTransactionsApi.All(t.Context(), Query().ID("7")) {
		break
	}
	if len(service.requests) != 2 {
		t.Errorf("pages %s", service.limits())
	}
}

func TestSearchThatNeverEndsIsEnded(t *testing.T) {
	for _, tc := range []struct {
		name  string
		query SearchQuery
		add   func(page int) string // to what is found, before each page
		ids   int
		err   error
		pages int
	}{
		{"the same row again", Query().ID("7"), func(int) string { return "7" }, 1, ErrUnreadableResponse, 1 + mostIdlePages},
		{"rows that were not searched for", Query().ReferenceCode("C1"), func(page int) string { return fmt.Sprint(page, " C2") }, 0, ErrUnreadableResponse, mostIdlePages},
		{"ever new rows", Query().ID("7"), func(page int) string { return fmt.Sprint(page) }, mostSearchPages, ErrInvalidRequest, mostSearchPages},
		{
			"ever new rows whose code only the client can compare", Query().ReferenceCode("C 1").Between(recordTime, recordTime.Add(time.Hour)),
			func(page int) string { return fmt.Sprint(page, " C2") }, 0, ErrInvalidRequest, mostSearchPages,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			service := searchService{rows: []string{tc.add(0)}, most: 1}
			service.before = func(page int) error {
				service.rows = append(service.rows, tc.add(page)) // and always another page
				return nil
			}
			ids, err := service.find(t, tc.query)
			if len(ids) != tc.ids || !errors.Is(err, tc.err) || len(service.requests) != tc.pages {
				t.Errorf("%d rows, error %v, %d pages", len(ids), err, len(service.requests))
			}
		})
	}
}

// A busy account may push all rows of a page to the next one, now and then.
func TestSearchGoesOnAfterPagesWithoutANewRow(t *testing.T) {
	service := searchService{rows: numbered(700)}
	service.before = func(page int) error {
		if page == 2 || page == 3 {
			service.rows = slices.Insert(service.rows, 0, numberedFrom(page*searchPage*10, searchPage, "")...)
		}
		return nil
	}
	if ids, err := service.find(t, Query().ID("7").NewestFirst()); !slices.Equal(ids, numbered(700)) || err != nil {
		t.Errorf("%d rows, error %v, pages %s", len(ids), err, service.limits())
	}
}

func TestSearchHasAStableOrder(t *testing.T) {
	for want, query := range map[string]SearchQuery{
		"submitTimeUtc:asc,id:asc":   Query(),
		"submitTimeUtc:desc,id:desc": Query().NewestFirst(),
	} {
		var service searchService
		if _, err := service.find(t, query.ID("7")); err != nil || service.requests[0].Sort != want {
			t.Errorf("sort %q, error %v; want %q", service.requests[0].Sort, err, want)
		}
	}
}

func TestCodeOfEachRowIsComparedExactly(t *testing.T) {
	rows := []string{"1 order-1", "2 ORDER-1", "3 order-10", "4", "5 order-1 ", "6 order 1", "7 order-1"}
	now := time.Now()
	for _, tc := range []struct {
		code   string
		ids    []string
		limits string
		query  string // without its times
	}{
		{"order-1", []string{"1", "4"}, "0+2 2+1 3+1", "clientReferenceInformation.code:order-1 AND submitTimeUtc:[]"},
		{"order 1", []string{"6"}, "0+500", "submitTimeUtc:[]"},
		{"order:1", nil, "0+500", "submitTimeUtc:[]"},
	} {
		service := searchService{rows: rows}
		ids, err := service.find(t, Query().ReferenceCode(tc.code).Between(now.Add(-time.Hour), now).AtMost(2))
		if err != nil || !slices.Equal(ids, tc.ids) || service.limits() != tc.limits {
			t.Errorf("%s: %q, error %v, pages %s", tc.code, ids, err, service.limits())
		}
		times := fmt.Sprintf("%d TO %d", now.Add(-time.Hour).UnixMilli(), now.UnixMilli())
		if got := service.requests[0].Query; strings.Replace(got, times, "", 1) != tc.query {
			t.Errorf("%s: query %s", tc.code, got)
		}
	}
}

// What cannot be read is no empty page: it would pass for "nothing found".
func TestRowsThatCannotBeReadAreAnError(t *testing.T) {
	for _, body := range []string{
		`{"count":1,"totalCount":1,"_embedded":"7"}`,
		`{"count":1,"totalCount":1,"_embedded":{"transactionSummaries":["7"]}}`,
		`{"count":1,"totalCount":1,"_embedded":{"transactionSummaries":[{"id":"7"},8]}}`,
	} {
		client := newTestClient(t, nil, reply(http.StatusCreated, body))
		var ended error
		for row, err := range client.SearchTransactionsApi.All(t.Context(), Query().ID("7")) {
			if ended = err; row != nil {
				t.Errorf("%s: a row", body)
			}
		}
		if !errors.Is(ended, ErrUnreadableResponse) || !errors.Is(ended, ErrNotProcessed) {
			t.Errorf("%s: error %v", body, ended)
		}
	}
}

// What was counted and not shown may be what was searched for, and an answer that states no end need
// not be one.
func TestSearchThatMayNotHaveShownAllEndsWithAnErrorThatSaysSo(t *testing.T) {
	const one = `"_embedded":{"transactionSummaries":[{"id":"7"}]}`
	for _, tc := range []struct {
		name  string
		pages []string
		rows  int
		want  string
	}{
		{"a total above what is shown", []string{`{"count":1,"totalCount":2,` + one + `}`, `{"count":0,"totalCount":2}`}, 1, ": 1 transactions of 2"},
		{"a count above what is shown, and no total", []string{`{"count":2,` + one + `}`, `{"count":0}`}, 1, ": 1 transactions of 2"},
		{"a count above what is shown, at the end", []string{`{"count":2,"totalCount":1,` + one + `}`}, 1, ": 1 transactions of 2"},
		{"a row that comes twice", []string{`{"totalCount":2,"_embedded":{"transactionSummaries":[{"id":"7"},{"id":"7"}]}}`}, 1, ": 1 transactions of 2"},
		{"a total that comes with the empty page", []string{`{` + one + `}`, `{"totalCount":3}`}, 1, ": 1 transactions of 3"},
		{"a total that has grown, and no more rows", []string{`{"totalCount":2,` + one + `}`, `{"totalCount":3,"_embedded":{"transactionSummaries":[{"id":"8"}]}}`, `{"totalCount":3}`}, 2, ": 2 transactions of 3"},
		{"a total without rows", []string{`{"count":0,"totalCount":20}`}, 0, ": 0 transactions of 20"},
		{"a count without rows", []string{`{"count":1,"_embedded":{}}`}, 0, ": 0 transactions of 1"},
		{"rows under another name", []string{`{"totalCount":1,"_embedded":{"transactionSummary":[{"id":"7"}]}}`}, 0, ": 0 transactions of 1"},
		{"no end stated behind rows", []string{`{` + one + `}`, `{}`}, 1, ": it does not say how many"},
		{"nothing stated", []string{`{}`}, 0, ": it does not say how many"},
		{"a failure under a success", []string{`{"status":"SERVER_ERROR","reason":"SYSTEM_ERROR"}`}, 0, ": it does not say how many"},
		{"counts that cannot be read", []string{`{"count":"none","totalCount":[]}`}, 0, ": it does not say how many"},
		{"a total below zero", []string{`{"totalCount":-1}`}, 0, ": it does not say how many"},
		{"the answer to another search", []string{`{"count":0,"totalCount":0,"query":"clientReferenceInformation.code:C2"}`}, 0, ": an answer is about another query"},
		{"the answer to this search, in capitals", []string{`{"count":0,"totalCount":0,"query":"CLIENTREFERENCEINFORMATION.CODE:C1"}`}, 0, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			answers := make([]func() (*http.Response, error), len(tc.pages))
			for i, page := range tc.pages {
				answers[i] = reply(http.StatusCreated, page)
			}
			var rows, given int
			var ended error
			for _, err := range newTestClient(t, nil, answers...).SearchTransactionsApi.All(t.Context(), Query().ReferenceCode("C1")) {
				if given++; err == nil {
					rows++
				}
				ended = err
			}
			switch {
			case tc.want == "" && (ended != nil || rows != tc.rows):
				t.Errorf("%d rows, error %v", rows, ended)
			case tc.want != "" && (rows != tc.rows || given != rows+1 || !errors.Is(ended, ErrUnreadableResponse) || !errors.Is(ended, ErrNotProcessed) || !strings.HasSuffix(ended.Error(), tc.want)):
				t.Errorf("%d rows, error %v; want %d rows, error ...%s", rows, ended, tc.rows, tc.want)
			}
		})
	}
}
