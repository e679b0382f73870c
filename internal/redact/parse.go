package redact

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cybersource-go/cybersource/internal/jsonx"
	"github.com/cybersource-go/cybersource/internal/schema"
)

// A parser masks a JSON text while reading it, value by value.
type parser struct {
	Masker
	dec *jsontext.Decoder
	out output
}

// An output takes masked values, in the way of a [jsonx.Writer], which is one.
type output interface {
	Begin(bracket byte)
	End(bracket byte)
	Name(name string)
	String(s string)
	Literal(s string)
}

// parse masks the JSON text of a model. It fails if the text is not JSON.
func (m Masker) parse(typeName string, text []byte, out output) error {
	dec := jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	p := &parser{m, dec, out}
	if err := p.value(&schema.Field{Kind: schema.Object}, schema.Lookup(typeName)); err != nil {
		return err
	}
	if _, err := p.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return errMore
	}
	return nil
}

var (
	errTooDeep = errors.New("nested too deep")
	errMore    = errors.New("more text after the value")
)

// value masks the next value, which field f holds; nil if nothing is known about it.
// model is that of the objects below f.
func (p *parser) value(f *schema.Field, model *schema.Type) error {
	switch p.dec.PeekKind() {
	case '{':
		if f != nil && f.Sensitive != schema.Public {
			return p.hideObject()
		}
		return p.object(model)
	case '[':
		return p.list(f, model)
	default:
		return p.leaf(f)
	}
}

func (p *parser) object(model *schema.Type) error {
	if err := p.enter(); err != nil {
		return err
	}
	p.out.Begin('{')
	for p.dec.PeekKind() != '}' {
		name, err := p.dec.ReadToken()
		if err != nil {
			return err
		}
		if err := p.member(name.String(), model); err != nil {
			return err
		}
	}
	p.out.End('}')
	_, err := p.dec.ReadToken()
	return err
}

func (p *parser) member(name string, model *schema.Type) error {
	if model != nil {
		if f := model.Field(name); f != nil {
			p.out.Name(f.JSON)
			return p.value(f, f.Model())
		}
	}
	p.out.Name(shownName(name))
	return p.value(nil, nil)
}

func (p *parser) list(f *schema.Field, model *schema.Type) error {
	if err := p.enter(); err != nil {
		return err
	}
	p.out.Begin('[')
	for p.dec.PeekKind() != ']' {
		if err := p.value(f, model); err != nil {
			return err
		}
	}
	p.out.End(']')
	_, err := p.dec.ReadToken()
	return err
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

// hideObject reads an object of which nothing may be shown.
func (p *parser) hideObject() error {
	for depth := p.dec.StackDepth(); ; {
		if _, err := p.dec.ReadToken(); err != nil {
			return err
		}
		switch d := p.dec.StackDepth(); {
		case d > jsonx.MaxDepth:
			return errTooDeep
		case d == depth:
			p.out.String(hidden)
			return nil
		}
	}
}

// leaf masks a scalar. Only one that stands where the schema has a scalar is rated
// by it; of all others no more is shown than that they are there, or true or null.
func (p *parser) leaf(f *schema.Field) error {
	token, err := p.dec.ReadToken()
	if err != nil {
		return err
	}
	known := f != nil && (f.Kind == schema.String || f.Kind == schema.Integer || f.Kind == schema.Boolean || f.Kind == schema.Strings)
	switch kind := token.Kind(); {
	case kind == 'n':
		p.out.Literal("null")
	case known && kind == '"':
		p.out.String(p.scalar(f.Sensitive, token.String()))
	case known:
		write(p.out, p.number(f.Sensitive, token.String()))
	case kind == '"' && token.String() == "":
		p.out.String("")
	case kind == 't' || kind == 'f':
		p.out.Literal(token.String())
	default:
		p.out.String(hidden)
	}
	return nil
}

// unknownText masks the JSON text of a member that no schema knows.
func unknownText(text []byte) tree {
	const longest = 64 << 10 // a tree takes many times the memory of its text
	var b builder
	if len(text) > longest || (Masker{}).parse("", text, &b) != nil {
		return hidden
	}
	return b.tree
}
