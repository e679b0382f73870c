package jsonx

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/cybersource-go/cybersource/internal/layout"
)

// object reads the members of an object, and its end, into the struct at base.
func (r *reader) object(base layout.Address, s *layout.Struct) error {
	for {
		name, err := r.next()
		if err != nil || name.kind() == '}' {
			return err
		}
		t, err := r.next()
		if err != nil {
			return err
		}
		if f := fieldOf(s, name); f != nil {
			err = r.known(base, s, f, t)
		} else {
			err = r.unknown(base, s, name, t)
		}
		if err != nil {
			return err
		}
	}
}

// fieldOf finds a member by its name as the text has it, which needs no escapes but may
// have some.
func fieldOf(s *layout.Struct, name token) *layout.Field {
	if f := s.Field(name.text[1 : len(name.text)-1]); f != nil {
		return f
	}
	return s.Field(unquote(name.text))
}

// known reads the value of a member that the model has a field for.
func (r *reader) known(base layout.Address, s *layout.Struct, f *layout.Field, t token) error {
	if t.kind() == 'n' {
		return nil
	}
	at, extra := f.In(base), s.Extra(base)
	if !f.Type.IsZero(at) {
		return r.again(at, extra, f, t)
	}
	rejected, err := r.fieldValue(at, f, t)
	if err != nil || rejected == nil {
		return err
	}
	return r.keepKnown(extra, f, rejected)
}

// fieldValue is value, which rejects what is too expensive too.
func (r *reader) fieldValue(at layout.Address, f *layout.Field, t token) (rejected []byte, err error) {
	depth := r.depthAround(t)
	rejected, err = r.value(at, f.Type, t)
	if errors.Is(err, errTooExpensive) {
		f.Type.Value(at).SetZero()
		return r.restOf(t, depth)
	}
	return rejected, err
}

// again reads a second member of one name. If it fits it counts, and the one before is
// kept in Extra unless it says the same; otherwise it is kept there itself.
func (r *reader) again(at layout.Address, extra *map[string]json.RawMessage, f *layout.Field, t token) error {
	field, before := f.Type.Value(at), f.Type.New()
	f.Type.Value(before).Set(field)
	field.SetZero()
	rejected, err := r.fieldValue(at, f, t)
	switch {
	case err != nil:
		return err
	case rejected != nil:
		field.Set(f.Type.Value(before))
		return r.keepKnown(extra, f, rejected)
	}
	earlier, _ := appendValue(nil, before, f.Type) // what was read can be written
	later, _ := appendValue(nil, at, f.Type)
	if bytes.Equal(earlier, later) {
		return nil
	}
	return r.keepKnown(extra, f, earlier)
}

// keepKnown puts the text of a member that the model has a field for into Extra. In the
// outermost struct there are only so many of them.
func (r *reader) keepKnown(extra *map[string]json.RawMessage, f *layout.Field, raw []byte) error {
	if r.dec.StackDepth() > 1 {
		return r.keep(extra, f.Name(), raw)
	}
	r.put(extra, f.Name(), raw)
	return nil
}

// unknown keeps the text of a member that the model has no field for.
func (r *reader) unknown(base layout.Address, s *layout.Struct, name, t token) error {
	raw, err := r.rest(t)
	if err != nil {
		return err
	}
	err = r.keep(s.Extra(base), r.text(name), raw)
	if errors.Is(err, errTooExpensive) && r.dec.StackDepth() == 1 {
		return nil
	}
	return err
}

// keep is put if that is not too expensive.
func (r *reader) keep(extra *map[string]json.RawMessage, name string, raw []byte) error {
	if extra == nil {
		return nil
	}
	if err := r.spendOnExtra(*extra, name); err != nil {
		return err
	}
	r.put(extra, name, raw)
	return nil
}

// put puts a copy of raw into Extra, if the struct has it.
func (r *reader) put(extra *map[string]json.RawMessage, name string, raw []byte) {
	if extra == nil {
		return
	}
	if *extra == nil {
		*extra = make(map[string]json.RawMessage)
	}
	(*extra)[name] = json.RawMessage(r.copyOf(raw))
}
