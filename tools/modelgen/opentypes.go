package main

import (
	"fmt"
	"strings"

	"github.com/cybersource-go/cybersource/tools/internal/spec"
)

// openType is a string type with constants: the known codes of all fields that share it.
type openType struct {
	name   string
	values []spec.Value
	fields []string // Type.Field, where it is used
}

var openTypeDocs = map[string]string{
	"Status": "is how a payment, or a step of it, stands. The list is open: the service adds values without notice, " +
		"so treat an unknown one as undecided and look the payment up.",
	"Reason": "is the machine-readable cause of a decline, a refusal or a failure. The list is open: the service adds " +
		"values without notice.",
}

func openTypes(s *spec.Spec) []*openType {
	var out []*openType
	byName := map[string]*openType{}
	for _, t := range s.Types {
		for _, f := range t.Fields {
			if f.GoType == "" {
				continue
			}
			o := byName[f.GoType]
			if o == nil {
				o = &openType{name: f.GoType}
				byName[f.GoType] = o
				out = append(out, o)
			}
			o.add(t, f)
		}
	}
	return out
}

// add merges the codes of a field; the first meaning given for a code stays.
func (o *openType) add(t *spec.Type, f *spec.Field) {
	o.fields = append(o.fields, t.Name+"."+f.Go)
next:
	for _, v := range f.Values {
		for i, have := range o.values {
			if have.Code == v.Code {
				if have.Meaning == "" {
					o.values[i].Meaning = v.Meaning
				}
				continue next
			}
		}
		o.values = append(o.values, v)
	}
}

func writeOpenTypes(b *strings.Builder, s *spec.Spec) error {
	for _, o := range openTypes(s) {
		if err := o.write(b); err != nil {
			return err
		}
	}
	return nil
}

func (o *openType) write(b *strings.Builder) error {
	doc := openTypeDocs[o.name]
	if doc == "" {
		return fmt.Errorf("type %s: no doc comment in openTypeDocs", o.name)
	}
	writeComment(b, "", []string{o.name + " " + doc})
	fmt.Fprintf(b, "type %s string\n\n// Known values of [%s].\nconst (\n", o.name, o.name)
	taken := map[string]string{}
	for _, v := range o.values {
		name := o.name + spec.GoName(v.Code)
		if first, dup := taken[name]; dup {
			return fmt.Errorf("constant %s: both %q and %q", name, first, v.Code)
		}
		taken[name] = v.Code
		fmt.Fprintf(b, "\t%s %s = %q", name, o.name, v.Code)
		if v.Meaning != "" {
			fmt.Fprintf(b, " // %s", v.Meaning)
		}
		b.WriteString("\n")
	}
	b.WriteString(")\n\n")
	return nil
}
