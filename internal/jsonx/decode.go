package jsonx

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Unmarshal reads the JSON object in data into the struct that out points to,
// which is cleared first and left clear after an error.
//
// Whatever does not fit its field is read as it was meant, as far as nothing is
// lost by that: a number or boolean for a string (its literal digits become the
// string), a string for a number or boolean, one value for a list of one. What
// fits no reading (an object for a string, a word for an object) stays in Extra
// of the struct that it was found in, under its own name, as do members that the
// struct does not know. Null is the same as absent. Names are compared by exact
// case. Of several members with one name the last counts; where it fits the
// field, the one before stays in Extra. Bytes that are not UTF-8 read as U+FFFD.
//
// The error is a [*SyntaxError]: the text is not JSON, not an object, or nested
// deeper than [MaxDepth].
func Unmarshal(data []byte, out any) error {
	v := reflect.ValueOf(out)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("json: cannot read into %T", out)
	}
	v = v.Elem()
	v.SetZero()
	r := newReader(data)
	defer r.free()
	if err := r.whole(v); err != nil {
		v.SetZero()
		return r.explain(err)
	}
	return nil
}

// A reader walks one text along one model.
type reader struct {
	dec    *jsontext.Decoder
	source bytes.Buffer
	data   []byte // all of the text, which the decoder's offsets count in
	copy   string // the same, for strings to be parts of; empty until the first
	skew   int64  // bytes dropped in front of data
}

var readers = sync.Pool{New: func() any { return &reader{dec: new(jsontext.Decoder)} }}

// Both are checked here instead: duplicates by keeping them, encoding by replacing it.
var readOptions = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

var byteOrderMark = []byte("\ufeff")

func newReader(data []byte) *reader {
	r := readers.Get().(*reader)
	r.data = bytes.TrimPrefix(data, byteOrderMark)
	r.skew = int64(len(data) - len(r.data))
	if !utf8.Valid(r.data) {
		r.data = []byte(string([]rune(string(r.data)))) // U+FFFD for each byte that is none
	}
	r.source = *bytes.NewBuffer(r.data)
	r.dec.Reset(&r.source, readOptions...)
	return r
}

// free gives the reader back without keeping any of the text alive.
func (r *reader) free() {
	r.data, r.copy, r.source = nil, "", bytes.Buffer{}
	r.dec.Reset(&r.source)
	readers.Put(r)
}

var (
	errNotObject = errors.New("not an object")
	errTooDeep   = errors.New("nested too deep")
	errMore      = errors.New("more text after the object")
)

// whole reads the one object that the text must be.
func (r *reader) whole(v reflect.Value) error {
	if k := r.dec.PeekKind(); k != '{' {
		if err := r.dec.SkipValue(); err != nil {
			return err
		}
		return errNotObject
	}
	if err := r.object(v, planOf(v.Type())); err != nil {
		return err
	}
	if rest := r.data[r.dec.InputOffset():]; len(bytes.TrimLeft(rest, " \t\r\n")) > 0 {
		return errMore
	}
	return nil
}

func (r *reader) object(v reflect.Value, p *plan) error {
	if err := r.enter(); err != nil {
		return err
	}
	for r.dec.PeekKind() != '}' {
		quoted, err := r.dec.ReadValue()
		if err != nil {
			return err
		}
		if f := p.byName[string(unquote(quoted))]; f != nil {
			err = r.known(v, p, f)
		} else {
			err = r.unknown(v, p, r.text(quoted))
		}
		if err != nil {
			return err
		}
	}
	return r.leave()
}

// enter reads the { or [ that comes next.
func (r *reader) enter() error {
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	if r.dec.StackDepth() > MaxDepth {
		return errTooDeep
	}
	return nil
}

// leave reads the } or ] that comes next.
func (r *reader) leave() error {
	_, err := r.dec.ReadToken()
	return err
}

// known reads the value of a member that the model has a field for.
func (r *reader) known(v reflect.Value, p *plan, f *field) error {
	if r.dec.PeekKind() == 'n' {
		return r.dec.SkipValue()
	}
	fv := v.Field(f.index)
	if !fv.IsZero() { // a second member of this name
		if earlier, err := appendValue(nil, fv, f); err == nil {
			keep(v, p, f.name, earlier)
		}
		fv.SetZero()
	}
	misfit, err := r.value(fv, f)
	if misfit != nil {
		keep(v, p, f.name, misfit)
	}
	return err
}

func (r *reader) unknown(v reflect.Value, p *plan, name string) error {
	raw, err := r.raw()
	if err == nil {
		keep(v, p, name, raw)
	}
	return err
}

// keep puts a copy of raw into Extra.
func keep(v reflect.Value, p *plan, name string, raw jsontext.Value) {
	extra := p.unknown(v)
	if extra == nil {
		return
	}
	if *extra == nil {
		*extra = make(map[string]json.RawMessage)
	}
	(*extra)[name] = json.RawMessage(bytes.Clone(raw))
}

// raw reads a value of any shape; what it returns is good until the next read.
func (r *reader) raw() (jsontext.Value, error) {
	raw, err := r.dec.ReadValue()
	if err == nil && (raw[0] == '{' || raw[0] == '[') && r.dec.StackDepth()+depth(raw) > MaxDepth {
		return nil, errTooDeep
	}
	return raw, err
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
