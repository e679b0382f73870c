// Package routes knows the methods and paths of the operations that the offline gateway
// answers. Its table is printed from the spec, so that gateway and client cannot differ
// in a path.
//
// Simulates: a trailing slash is as good as none; ids are unescaped.
package routes

import (
	"net/url"
	"slices"
	"strings"
)

// Route is an operation and how it is called.
type Route struct {
	Operation     string   // name of the client's method, such as "CreatePayment"
	Method        string   // HTTP method
	Path          string   // pattern, such as "/pts/v2/payments/{id}"
	Request       string   // model of the body; "" for an operation without one
	TransactionID string   // whose the request carries: "none", "generated" (its own) or "original"
	Required      []string // dotted paths of members that the request must have
	MovesMoney    bool     // the operation holds, takes or returns money
	Repeatable    bool     // sending it twice does no more than sending it once
	Plain         bool     // message-level encryption is not for it
}

// All returns the routes of all operations.
func All() []Route { return slices.Clone(table) }

// Match is what was found for a path.
type Match struct {
	Route   *Route   // nil if the path has no operation with this method
	IDs     []string // the ids of the path, unescaped, in their order
	Allowed []string // the methods of the path's operations; none if there is no such path
}

// Find looks a method and an escaped path up. Where several patterns match, the one
// with the most literal segments counts: /payments/search before /payments/{id}.
func Find(method, escapedPath string) Match { return find(table, method, escapedPath) }

func find(table []Route, method, escapedPath string) Match {
	segments := strings.Split(strings.TrimSuffix(escapedPath, "/"), "/")
	var found Match
	most := -1
	for i := range table {
		ids, literals, ok := match(table[i].Path, segments)
		if !ok || literals < most {
			continue
		}
		if literals > most {
			most, found = literals, Match{}
		}
		found.Allowed = append(found.Allowed, table[i].Method)
		if table[i].Method == method {
			found.Route, found.IDs = &table[i], ids
		}
	}
	slices.Sort(found.Allowed)
	return found
}

// match compares a pattern with the segments of a path. A segment in braces matches
// any text that is not empty.
func match(pattern string, segments []string) (ids []string, literals int, ok bool) {
	wanted := strings.Split(pattern, "/")
	if len(wanted) != len(segments) {
		return nil, 0, false
	}
	for i, want := range wanted {
		if !strings.HasPrefix(want, "{") {
			if want != segments[i] {
				return nil, 0, false
			}
			literals++
			continue
		}
		id, err := url.PathUnescape(segments[i])
		if err != nil || id == "" {
			return nil, 0, false
		}
		ids = append(ids, id)
	}
	return ids, literals, true
}
