package cybersourcetest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/simulator"
)

// This file knows the paths of the three operations.
//
// Simulates: a trailing slash is as good as none; ids are unescaped.
//
// Guesses: the bodies of 404 and 405, in the shape that other APIs of the service use.
//
// Not simulated: every other path of the service.

// route is an operation and the id in its path.
type route struct {
	operation simulator.Operation
	paymentID string // unescaped
}

const (
	paymentsPath = "/pts/v2/payments"
	refreshPath  = "/pts/v2/refresh-payment-status"
)

// findRoute reads method and target. A trailing slash is as good as none. The answer
// is set if there is no such operation.
func findRoute(method, target string) (route, *answer) {
	escaped, _, _ := strings.Cut(target, "?")
	escaped = strings.TrimSuffix(escaped, "/")
	if escaped == paymentsPath {
		return allow(method, http.MethodPost, route{simulator.CreatePayment, ""})
	}
	collection, last := cutLast(escaped)
	id, err := url.PathUnescape(last)
	switch {
	case err != nil || id == "":
	case collection == paymentsPath:
		return allow(method, http.MethodPatch, route{simulator.IncrementAuth, id})
	case collection == refreshPath:
		return allow(method, http.MethodPost, route{simulator.RefreshPaymentStatus, id})
	}
	a := problem(http.StatusNotFound, "notFound", "there is no such resource")
	return route{}, &a
}

func cutLast(path string) (before, last string) {
	i := strings.LastIndexByte(path, '/')
	if i < 0 {
		return "", path
	}
	return path[:i], path[i+1:]
}

func allow(method, allowed string, r route) (route, *answer) {
	if method == allowed {
		return r, nil
	}
	a := problem(http.StatusMethodNotAllowed, "methodNotAllowed", "only "+allowed+" is allowed here")
	a.header = http.Header{"Allow": {allowed}}
	return route{}, &a
}

// problem is an answer in the shape that some APIs of the service use for resources
// that are not there.
func problem(status int, kind, message string) answer {
	return answer{status: status, body: mustJSON(map[string]any{
		"errors": []any{map[string]string{"message": message, "type": kind}},
	})}
}

// refusal is an answer in the shape of an authentication failure.
func refusal(status int, message string) answer {
	return answer{status: status, body: mustJSON(map[string]any{"response": map[string]string{"rmsg": message}})}
}

// mustJSON encodes values that always can be.
func mustJSON(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic("cybersourcetest: " + err.Error())
	}
	return text
}
