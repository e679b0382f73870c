package jsonx

import (
	"reflect"
	"strings"

	"github.com/cybersource-go/cybersource/internal/layout"
)

// A Completion describes members that [AppendCompleted] writes where the model has none,
// and reports what was sent. It belongs to one call at a time.
type Completion struct {
	Name    string       // of the member; "" for the body itself
	Value   string       // of a text: written if the model gives none; "" writes nothing
	Members []Completion // of an object; none make it a text
	Sent    string       // set by AppendCompleted, of a text: what is sent, whoever gave it; "" if nothing is

	place int // index of the field with this name in the struct that is being written; -1 without one
}

// AppendCompleted is [Append], and writes the members that c describes and the model
// lacks. An added member stands where its field does, as if that had been set; one that
// the struct has no field for comes last. An object that the model lacks is written if
// something in it has a value. The model itself is not changed.
//
// What the model has is sent, be it in a field or in Extra, where an object is completed
// member by member. It is refused with a [*FieldError] if it stands in Extra as null or
// as a value of another type, or if it is a text with white space at an end.
func AppendCompleted(dst []byte, v any, c *Completion) ([]byte, error) {
	c.clear()
	model, base, ok := layout.OfModel(v)
	if !ok {
		return dst, errNoModel()
	}
	out, err := appendCompleted(dst, base, model, c)
	if err != nil {
		return dst, err
	}
	return out, nil
}

// clear removes what an earlier call reported.
func (c *Completion) clear() {
	c.Sent = ""
	for i := range c.Members {
		c.Members[i].clear()
	}
}

func (c *Completion) isObject() bool { return len(c.Members) > 0 }

// hasValue reports whether there is anything to write if the model has nothing.
func (c *Completion) hasValue() bool {
	for i := range c.Members {
		if c.Members[i].hasValue() {
			return true
		}
	}
	return c.Value != ""
}

// index returns which of the members has that name, -1 if none of them has.
func (c *Completion) index(name string) int {
	if c != nil {
		for i := range c.Members {
			if c.Members[i].Name == name {
				return i
			}
		}
	}
	return -1
}

// locate finds the fields of the members in a struct, which may be nil.
func (c *Completion) locate(s *layout.Struct) {
	for i := range c.Members {
		m := &c.Members[i]
		m.place = -1
		if s == nil {
			continue
		}
		if f := s.Field([]byte(m.Name)); f != nil {
			m.place = int(f.Index)
		}
	}
}

// next returns the member whose field comes first among those from the given place on.
func (c *Completion) next(from int) (next *Completion) {
	for i := range c.Members {
		if m := &c.Members[i]; m.place >= from && (next == nil || m.place < next.place) {
			next = m
		}
	}
	return next
}

// appendCompleted writes the struct at base. A base of nil is an object that the model
// lacks, a struct of nil one that it does not know.
func appendCompleted(dst []byte, base layout.Address, s *layout.Struct, c *Completion) (_ []byte, err error) {
	c.locate(s)
	dst = append(dst, '{')
	start, from := len(dst), 0
	for m := c.next(from); m != nil; m = c.next(from) {
		if dst, err = appendFields(dst, start, base, s, from, m.place); err == nil {
			dst, err = appendField(dst, start, base, s, m)
		}
		if err != nil {
			return dst, err
		}
		from = m.place + 1
	}
	if !base.IsNil() {
		if dst, err = appendFields(dst, start, base, s, from, len(s.Fields)); err == nil {
			dst, err = appendExtra(dst, start, base, s, c)
		}
		if err != nil {
			return dst, err
		}
	}
	if dst, err = appendOthers(dst, start, base, s, c); err != nil {
		return dst, err
	}
	return append(dst, '}'), nil
}

// appendField writes the member m, for which the struct has a field, unless it is in Extra.
func appendField(dst []byte, start int, base layout.Address, s *layout.Struct, m *Completion) (_ []byte, err error) {
	f := &s.Fields[m.place]
	switch {
	case !base.IsNil() && !f.Type.IsZero(f.In(base)):
		dst = append(comma(dst, start), f.QuotedName...)
		if dst, err = appendCompletedField(dst, f.In(base), f.Type, m); err != nil {
			return dst, inMember(m.Name, err)
		}
		return dst, nil
	case f.OmitZero && hasExtra(s, base, m.Name):
		return dst, nil
	case m.hasValue():
		return appendAbsent(dst, start, objectOf(f.Type), m)
	default:
		return appendFields(dst, start, base, s, m.place, m.place+1)
	}
}

// hasExtra reports whether Extra of the struct at base has that member.
func hasExtra(s *layout.Struct, base layout.Address, name string) bool {
	if base.IsNil() {
		return false
	}
	extra := s.Extra(base)
	if extra == nil {
		return false
	}
	_, has := (*extra)[name]
	return has
}

// objectOf returns the layout of the struct that a pointer points to; nil for any other type.
func objectOf(t layout.Type) *layout.Struct {
	if t.Kind != reflect.Pointer || t.Elem.Kind != reflect.Struct {
		return nil
	}
	return t.Elem.Struct()
}

// appendOthers writes the members that the struct has no field for and Extra does not have.
func appendOthers(dst []byte, start int, base layout.Address, s *layout.Struct, c *Completion) (_ []byte, err error) {
	for i := range c.Members {
		if m := &c.Members[i]; m.place < 0 && m.hasValue() && !hasExtra(s, base, m.Name) {
			if dst, err = appendAbsent(dst, start, nil, m); err != nil {
				return dst, err
			}
		}
	}
	return dst, nil
}

// appendAbsent writes a member that the model lacks; below is the layout of its object, if
// the model knows it.
func appendAbsent(dst []byte, start int, below *layout.Struct, m *Completion) (_ []byte, err error) {
	if dst, err = appendString(comma(dst, start), m.Name); err == nil {
		dst = append(dst, ':')
		if m.isObject() {
			dst, err = appendCompleted(dst, layout.Address{}, below, m)
		} else {
			dst, err = m.appendText(dst, m.Value)
		}
	}
	if err != nil {
		return dst, inMember(m.Name, err)
	}
	return dst, nil
}

// appendCompletedField writes the value at that address, which is set and which m completes.
func appendCompletedField(dst []byte, at layout.Address, t layout.Type, m *Completion) ([]byte, error) {
	switch below := objectOf(t); {
	case m.isObject() && below != nil:
		return appendCompleted(dst, at.Pointee(), below, m)
	case m.isObject():
		return dst, errNotAnObject()
	case t.Kind == reflect.String:
		return m.appendText(dst, *at.Text())
	default:
		return dst, errNotAText()
	}
}

// appendText writes what is sent of a text, and reports it.
func (c *Completion) appendText(dst []byte, text string) ([]byte, error) {
	if err := c.report(text); err != nil {
		return dst, err
	}
	return appendString(dst, text)
}

// report sets what is sent of a text. White space at an end is refused: the service
// may or may not cut it off, and a payment is looked up by this text.
func (c *Completion) report(text string) error {
	if strings.TrimSpace(text) != text {
		return &FieldError{Reason: "has white space at an end"}
	}
	c.Sent = text
	return nil
}

func errNotAnObject() error { return &FieldError{Reason: "is not an object"} }
func errNotAText() error    { return &FieldError{Reason: "is not a text"} }
