package jsonx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cybersource-go/cybersource/internal/layout"
)

// Unmarshal reads the JSON object in data into the struct that out points to,
// which is cleared first and left clear after an error.
//
// Whatever does not fit its field is read as it was meant, as far as nothing is
// lost by that: a number or boolean for a string (its literal digits become the
// string), a string for a number or boolean, one value for a list of one. What
// fits no reading (an object for a string, a word for an object) is kept in Extra
// of the struct that it was found in, under its own name, as do members that the
// struct does not know. Null is the same as absent. Names are compared by exact
// case. Of several members with one name the last that fits its field counts; one
// that says otherwise is kept in Extra. Bytes that are not UTF-8 read as U+FFFD. A
// list or object that would cost much more memory than its text is kept as text too.
//
// The error is a [*SyntaxError]: the text is not JSON, not an object, or nested
// deeper than [MaxDepth].
func Unmarshal(data []byte, out any) error {
	v := reflect.ValueOf(out)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("json: cannot read into %T", out)
	}
	v.Elem().SetZero()
	r := newReader(data)
	defer r.free()
	s := layout.Of(v.Type().Elem())
	r.values, r.kept.expected = layout.ValuesOf(s), s.TextSize()
	if err := r.whole(layout.AddressOf(v.Elem()), s); err != nil {
		v.Elem().SetZero()
		return r.explain(err)
	}
	r.values.Done()
	s.SetTextSize(r.kept.total)
	return nil
}

// A reader reads one text into one model, token by token.
type reader struct {
	dec    *jsontext.Decoder
	source bytes.Buffer
	data   []byte // all of the text, which the decoder's offsets count in
	end    int    // of the token read last
	skew   int64  // bytes dropped in front of data
	kept   keeper
	raws   copier
	values layout.Values // of the object that is read: the whole one, or an element of a list
	spent  int           // see cost.go
	isText bool          // the data is UTF-8
}

var readers = sync.Pool{New: func() any { return &reader{dec: new(jsontext.Decoder)} }}

// Both are checked here instead: duplicates by keeping them, encoding by replacing it.
var readOptions = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

var byteOrderMark = []byte("\ufeff")

func newReader(data []byte) *reader {
	r := readers.Get().(*reader)
	r.data = bytes.TrimPrefix(data, byteOrderMark)
	r.skew = int64(len(data) - len(r.data))
	r.isText = utf8.Valid(r.data)
	r.source = *bytes.NewBuffer(r.data)
	r.dec.Reset(&r.source, readOptions...)
	return r
}

// free gives the reader back without keeping any of the text alive.
func (r *reader) free() {
	r.data, r.end, r.spent, r.source = nil, 0, 0, bytes.Buffer{}
	r.raws, r.values = copier{}, layout.Values{}
	r.kept = keeper{}
	r.dec.Reset(&r.source)
	readers.Put(r)
}

var (
	errNotObject = errors.New("not an object")
	errTooDeep   = errors.New("nested too deep")
	errMore      = errors.New("more text after the object")
)

// A token is a string, a number, a word, or one of the brackets { } [ ].
type token struct {
	text  []byte // part of the data
	start int
}

// kind is the first character.
func (t token) kind() byte { return t.text[0] }

// opens reports whether t is the beginning of an object or array.
func (t token) opens() bool { return t.text[0] == '{' || t.text[0] == '[' }

// closes reports whether t is the end of an object or array.
func (t token) closes() bool { return t.text[0] == '}' || t.text[0] == ']' }

// next reads the next token.
func (r *reader) next() (token, error) {
	start := r.end
	if _, err := r.dec.ReadToken(); err != nil {
		return token{}, err
	}
	r.end = int(r.dec.InputOffset())
	for separates(r.data[start]) {
		start++
	}
	t := token{r.data[start:r.end], start}
	if t.opens() && r.dec.StackDepth() > MaxDepth {
		return token{}, errTooDeep
	}
	return t, nil
}

func separates(c byte) bool {
	return c == ',' || c == ':' || c == ' ' || c == '\n' || c == '\r' || c == '\t'
}

// rest reads the rest of the value that begins with t, the token read last, and returns
// all of it.
func (r *reader) rest(t token) ([]byte, error) { return r.restOf(t, r.depthAround(t)) }

// restOf is [reader.rest] for a value of which more has been read. Depth is that of what
// the value is in.
func (r *reader) restOf(t token, depth int) ([]byte, error) {
	for r.dec.StackDepth() > depth {
		if _, err := r.next(); err != nil {
			return nil, err
		}
	}
	return r.data[t.start:r.end], nil
}

// depthAround returns the depth of what a value is in that begins with t, the token read last.
func (r *reader) depthAround(t token) int {
	if t.opens() {
		return r.dec.StackDepth() - 1
	}
	return r.dec.StackDepth()
}

// whole reads the one object that the text must be.
func (r *reader) whole(base layout.Address, s *layout.Struct) error {
	t, err := r.next()
	if err != nil {
		return err
	}
	if t.kind() != '{' {
		if _, err := r.rest(t); err != nil {
			return err
		}
		return errNotObject
	}
	if err := r.object(base, s); err != nil {
		return err
	}
	if rest := r.data[r.end:]; len(bytes.TrimLeft(rest, " \t\r\n")) > 0 {
		return errMore
	}
	return nil
}

// explain turns the decoder's error, which quotes the text, into our own.
func (r *reader) explain(err error) error {
	e := &SyntaxError{Offset: r.skew + r.dec.InputOffset(), Reason: err.Error()}
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		e.Offset, e.Reason = r.skew+int64(len(r.data)), "ends early"
	case errors.As(err, &syntactic):
		e.Offset, e.Reason = r.skew+syntactic.ByteOffset, "not valid JSON"
	}
	return e
}
