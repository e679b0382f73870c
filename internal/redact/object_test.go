package redact_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/internal/redact"
)

func TestObjectPrintsTheSameEverywhere(t *testing.T) {
	o := redact.Object{Type: "pkg.Key", Members: []redact.Member{{"ID", `a"b`}, {"Secret", redact.Hidden(true)}, {"Password", redact.Hidden(false)}}}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d"} {
		if got := fmt.Sprintf(verb, o); got != `pkg.Key{ID:"a\"b", Secret:"***", Password:""}` {
			t.Errorf("%s: got %s", verb, got)
		}
	}
	const want = `{"ID":"a\"b","Secret":"***","Password":""}`
	if text, err := json.Marshal(o); err != nil || string(text) != want {
		t.Errorf("got %s, %v", text, err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("", "v", o)
	if !strings.Contains(log.String(), `"v":`+want) {
		t.Errorf("got %s", log.String())
	}
	if got := fmt.Sprint(redact.Object{Type: "pkg.Nothing"}); got != "pkg.Nothing{}" {
		t.Errorf("got %s", got)
	}
}
