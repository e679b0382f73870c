package cybersourcetest

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/routes"
)

// This file makes the answers that carry nothing but the reason why there is no other.
//
// Guesses: the bodies of 404 and 405, in the shape that other APIs of the service use.

// noOperation answers a path that leads nowhere, or not with this method.
func noOperation(found routes.Match) answer {
	if len(found.Allowed) == 0 {
		return problem(http.StatusNotFound, "notFound", "there is no such resource")
	}
	allowed := strings.Join(found.Allowed, ", ")
	a := problem(http.StatusMethodNotAllowed, "methodNotAllowed", "only "+allowed+" is allowed here")
	a.header = http.Header{"Allow": {allowed}}
	return a
}

// problem is an answer in the shape that some APIs of the service use for resources
// that are not there.
func problem(status int, kind, message string) answer {
	return answer{status: status, cause: kind, body: mustJSON(map[string]any{
		"errors": []any{map[string]string{"message": message, "type": kind}},
	})}
}

// refusal is an answer in the shape of an authentication failure. The cause is the key of
// its explanation.
func refusal(status int, cause, message string) answer {
	return answer{status: status, cause: cause, body: mustJSON(map[string]any{"response": map[string]string{"rmsg": message}})}
}

// mustJSON encodes values that always can be.
func mustJSON(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic("cybersourcetest: " + err.Error())
	}
	return text
}
