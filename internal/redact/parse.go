package redact

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cybersource-go/cybersource/internal/jsonx"
	"github.com/cybersource-go/cybersource/internal/schema"
)

// A parser masks a JSON text while reading it.
type parser struct {
	Masker
	dec *jsontext.Decoder
}

// parse masks the JSON text of a model; ok is false if it is not JSON.
func (m Masker) parse(typeName string, text []byte) (_ tree, ok bool) {
	p := newParser(m, text)
	t, err := p.value(&schema.Field{Kind: schema.Object}, schema.Lookup(typeName))
	if err != nil {
		return nil, false
	}
	if _, err := p.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, false
	}
	return t, true
}

// unknownText masks the JSON text of a member that no schema knows.
func unknownText(text []byte) tree {
	t, ok := Masker{}.parse("", text)
	if !ok {
		return hidden
	}
	return t
}

func newParser(m Masker, text []byte) *parser {
	return &parser{m, jsontext.NewDecoder(bytes.NewBuffer(text),
		jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))}
}

var errTooDeep = errors.New("nested too deep")

// value masks the next value, which field f holds; nil if nothing is known about it.
// model is that of the objects below f.
func (p *parser) value(f *schema.Field, model *schema.Type) (tree, error) {
	switch p.dec.PeekKind() {
	case '{':
		return p.object(f, model)
	case '[':
		return p.list(f, model)
	default:
		return p.leaf(f)
	}
}

func (p *parser) object(f *schema.Field, model *schema.Type) (tree, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	var o object
	for p.dec.PeekKind() != '}' {
		wire, err := p.dec.ReadToken()
		if err != nil {
			return nil, err
		}
		m, err := p.member(wire.String(), model)
		if err != nil {
			return nil, err
		}
		o.members = append(o.members, m)
	}
	_, err := p.dec.ReadToken()
	return unlessSensitive(f, o), err
}

func (p *parser) member(wire string, model *schema.Type) (m member, err error) {
	if model != nil {
		if f := model.Field(wire); f != nil {
			m = member{json: f.JSON, golang: f.Go}
			m.value, err = p.value(f, f.Model())
			return m, err
		}
	}
	m.json = shownName(wire)
	m.golang = m.json
	m.value, err = p.value(nil, nil)
	return m, err
}

func (p *parser) list(f *schema.Field, model *schema.Type) (tree, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	l := list{}
	for p.dec.PeekKind() != ']' {
		element, err := p.value(f, model)
		if err != nil {
			return nil, err
		}
		l = append(l, element)
	}
	_, err := p.dec.ReadToken()
	return l, err
}

// enter reads the { or [ that comes next. A body is masked as deep as it is read.
func (p *parser) enter() error {
	if _, err := p.dec.ReadToken(); err != nil {
		return err
	}
	if p.dec.StackDepth() > jsonx.MaxDepth {
		return errTooDeep
	}
	return nil
}

// leaf masks a scalar. Only one that stands where the schema has a scalar is rated
// by it; of all others no more is shown than that they are there, or true or null.
func (p *parser) leaf(f *schema.Field) (tree, error) {
	token, err := p.dec.ReadToken()
	if err != nil {
		return nil, err
	}
	known := f != nil && (f.Kind == schema.String || f.Kind == schema.Integer || f.Kind == schema.Boolean || f.Kind == schema.Strings)
	switch kind := token.Kind(); {
	case kind == 'n':
		return nil, nil
	case known && kind == '"':
		return p.scalar(f.Sensitive, token.String()), nil
	case known:
		return p.number(f.Sensitive, token.String()), nil
	case kind == '"' && token.String() == "":
		return "", nil
	case kind == 't' || kind == 'f':
		return literal(token.String()), nil
	default:
		return hidden, nil
	}
}

func unlessSensitive(f *schema.Field, t tree) tree {
	if f != nil && f.Sensitive != schema.Public {
		return hidden
	}
	return t
}
