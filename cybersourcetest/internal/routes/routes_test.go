package routes

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/internal/schema"
)

func TestPathsAreMatchedWithTheirIDs(t *testing.T) {
	table := []Route{
		{Operation: "create", Method: "POST", Path: "/things"},
		{Operation: "get", Method: "GET", Path: "/things/{thingId}"},
		{Operation: "change", Method: "PATCH", Path: "/things/{id}"},
		{Operation: "search", Method: "GET", Path: "/things/search"},
		{Operation: "part", Method: "GET", Path: "/things/{id}/parts/{partId}"},
	}
	for _, tc := range []struct {
		method, path, operation string
		ids, allowed            []string
	}{
		{"POST", "/things", "create", nil, []string{"POST"}},
		{"POST", "/things/", "create", nil, []string{"POST"}},
		{"GET", "/things/7", "get", []string{"7"}, []string{"GET", "PATCH"}},
		{"PATCH", "/things/a%2Fb", "change", []string{"a/b"}, []string{"GET", "PATCH"}},
		{"GET", "/things/search", "search", nil, []string{"GET"}},
		{"PATCH", "/things/search", "", nil, []string{"GET"}},
		{"GET", "/things/7/parts/9", "part", []string{"7", "9"}, []string{"GET"}},
		{"GET", "/things/7/parts/9/", "part", []string{"7", "9"}, []string{"GET"}},
		{"PUT", "/things", "", nil, []string{"POST"}},
		{"GET", "/things//parts/9", "", nil, nil},
		{"GET", "/things/7/parts", "", nil, nil},
		{"GET", "/things/%zz", "", nil, nil},
		{"GET", "/Things/7", "", nil, nil},
		{"POST", "//things", "", nil, nil},
		{"GET", "", "", nil, nil},
	} {
		found := find(table, tc.method, tc.path)
		operation := ""
		if found.Route != nil {
			operation = found.Route.Operation
		}
		if operation != tc.operation || !slices.Equal(found.IDs, tc.ids) || !slices.Equal(found.Allowed, tc.allowed) {
			t.Errorf("%s %s: got %q %q %q", tc.method, tc.path, operation, found.IDs, found.Allowed)
		}
	}
}

// The table is printed: what the gateway relies on is checked here.
func TestTableIsUsable(t *testing.T) {
	names, paths := map[string]bool{}, map[string]bool{}
	for _, r := range All() {
		if r.Operation == "" || names[r.Operation] || paths[r.Method+" "+r.Path] {
			t.Errorf("%+v: no name, or twice in the table", r)
		}
		names[r.Operation], paths[r.Method+" "+r.Path] = true, true
		hasBody := slices.Contains([]string{http.MethodPost, http.MethodPut, http.MethodPatch}, r.Method)
		if hasBody != (r.Request != "") || r.Request != "" && schema.Lookup(r.Request) == nil {
			t.Errorf("%s: the body's model is %q", r.Operation, r.Request)
		}
		if !slices.Contains([]string{"none", "generated", "original"}, r.TransactionID) {
			t.Errorf("%s: transaction id %q", r.Operation, r.TransactionID)
		}
		path := strings.NewReplacer("{", "", "}", "").Replace(r.Path)
		if found := Find(r.Method, path); found.Route == nil || found.Route.Operation != r.Operation {
			t.Errorf("%s: its own path leads to %+v", r.Operation, found)
		}
	}
	if len(names) < 3 {
		t.Errorf("only %d operations", len(names))
	}
}
