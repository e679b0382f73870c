// Package spec reads the OpenAPI description of the payments API into the few
// plain types that the generators work with, in the order of the document.
package spec

// Spec is what the generators need to know of an OpenAPI document.
type Spec struct {
	Services   []Service
	Operations []Operation
	OpenTypes  []OpenType
	Types      []*Type
}

// Type returns the schema with the given component name, or nil.
func (s *Spec) Type(name string) *Type {
	for _, t := range s.Types {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// Delivered returns the operations that have a method.
func (s *Spec) Delivered() []Operation {
	var out []Operation
	for _, o := range s.Operations {
		if o.Delivered {
			out = append(out, o)
		}
	}
	return out
}

// Service is a class of operations: a tag of the document.
type Service struct {
	Name  string
	Doc   string
	GoDoc string // sentences that make sense in Go only
}

// OpenType is a string type whose constants are the known codes of the fields that have it.
type OpenType struct {
	Name string
	Doc  string
}

// Type is one schema of type object.
type Type struct {
	Name          string
	Doc           string
	PublishedName string // in the published reference, where it is another
	File          string // Go file, where it is not named after the type
	Fields        []*Field
}

// Field returns the member with the given JSON name, or nil.
func (t *Type) Field(name string) *Field {
	for _, f := range t.Fields {
		if f.JSON == name {
			return f
		}
	}
	return nil
}

// Kind says how a field is represented.
type Kind int

// The kinds of field that the payments API has.
const (
	String Kind = iota
	Integer
	Boolean
	Object
	Strings
	Objects
	StringMaps
)

// Field is one property of a schema.
type Field struct {
	JSON       string
	Go         string
	Doc        string
	Kind       Kind
	Ref        string // component name, for Object and Objects
	GoType     string // open string type, "" for a plain string
	Format     string
	MinLength  *int64
	MaxLength  *int64
	Min, Max   *int64
	Observed   bool
	Sensitive  string // "", "secret", "account", "personal"
	Documented string // type of the published model where it differs
	Values     []Value
	Example    string // first example as JSON text, "" if none
}

// Value is one known code of an open list.
type Value struct {
	Code    string
	Meaning string
}
