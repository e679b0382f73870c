package jsonx_test

import (
	"encoding/json"
	"testing"

	"github.com/cybersource-go/cybersource/internal/jsonx"
)

func TestWriterSeparatesNamesAndQuotes(t *testing.T) {
	w := jsonx.Writer{Text: []byte("before")}
	w.Begin('{')
	w.Name("a\"")
	w.String("b\n")
	w.Name("list")
	w.Begin('[')
	w.Int(-7)
	w.Literal("null")
	w.Begin('{')
	w.End('}')
	w.Append(func(dst []byte) []byte { return append(dst, "plain"...) })
	w.End(']')
	w.Name("empty")
	w.Begin('[')
	w.End(']')
	w.End('}')
	const want = `before{"a\"":"b\n","list":[-7,null,{},"plain"],"empty":[]}`
	if w.Err() != nil || string(w.Text) != want {
		t.Errorf("got %s, %v\nwant %s", w.Text, w.Err(), want)
	}
	if !json.Valid(w.Text[len("before"):]) {
		t.Error("not JSON")
	}
}

func TestWriterSaysWhatIsNoText(t *testing.T) {
	var w jsonx.Writer
	w.Begin('{')
	w.Name("4111\xff")
	w.Int(1)
	w.End('}')
	if string(w.Text) != "{\"4111\ufffd\":1}" || w.Err() == nil || w.Err().Error() != "json: text is not valid UTF-8" {
		t.Errorf("got %s, %v", w.Text, w.Err())
	}
}
