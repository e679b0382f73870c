// Package spec reads the OpenAPI description of the payments API into the few
// plain types that the generators work with, in the order of the document.
package spec

// Spec is what the generators need to know of an OpenAPI document.
type Spec struct {
	Operations []Operation
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

// Operation is one method on one path.
type Operation struct {
	ID          string
	Method      string // upper case
	Path        string
	Summary     string
	Description string
	Parameters  []Parameter
	RequestType string // component name of the body
	ContentType string // of the request
	Responses   []Response
}

// Parameter is a path, query or header parameter.
type Parameter struct {
	Name        string
	In          string
	Required    bool
	Description string
	MaxLength   int
}

// Response is one documented HTTP status of an operation.
type Response struct {
	Status      string
	Description string
	ContentType string
	Type        string // component name of the body
}

// Type is one schema of type object.
type Type struct {
	Name   string
	Doc    string
	Fields []*Field
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
	Required   bool
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
