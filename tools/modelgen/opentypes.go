package main

import (
	"fmt"
	"strings"

	"github.com/cybersource-go/cybersource/tools/internal/spec"
)

// openType is a string type with constants: the known codes of all fields that share it.
type openType struct {
	name   string
	doc    string
	first  *spec.Type // with a field of it: stands in that type's file
	values []spec.Value
}

func openTypes(s *spec.Spec) []*openType {
	var out []*openType
	for _, declared := range s.OpenTypes {
		o := &openType{name: declared.Name, doc: declared.Doc}
		for _, t := range s.Types {
			for _, f := range t.Fields {
				if f.GoType == o.name {
					o.add(t, f)
				}
			}
		}
		out = append(out, o)
	}
	return out
}

// add merges the codes of a field; the first meaning given for a code stays.
func (o *openType) add(t *spec.Type, f *spec.Field) {
	if o.first == nil {
		o.first = t
	}
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

func (o *openType) write(b *strings.Builder) error {
	writeComment(b, "", []string{o.name + nameJoin(o.doc)})
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
