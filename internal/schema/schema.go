// Package schema is the specification as a table: for every model the JSON name, Go
// name, kind, limits and sensitivity of each field, and the rules of each request.
// Masking, validation and the offline gateway all read this one table, so that none
// of them keeps a list of its own. The table itself is generated from spec.
package schema

// Kind is how a field is represented in JSON and in Go.
type Kind uint8

const (
	String     Kind = iota // string
	Integer                // *int64
	Boolean                // *bool
	Object                 // *T
	Strings                // []string
	Objects                // []T
	StringMaps             // map[string]map[string]string
)

// Sensitivity is how much of a value may be shown.
type Sensitivity uint8

const (
	Public   Sensitivity = iota // may be shown
	Personal                    // masked unless the caller asks for it
	Account                     // at most the last four characters
	Secret                      // never, not even in part
)

// Field describes one member of a JSON object.
type Field struct {
	JSON      string // member name on the wire
	Go        string // field name in the Go struct
	Kind      Kind
	Type      string // model name, for Object and Objects
	Format    string // format of the spec: "amount", "currency", ...; "" if none
	MinLength int    // characters; 0 = no limit
	MaxLength int    // characters; 0 = no limit
	Min, Max  int64  // for Integer, when HasMin and HasMax say so
	HasMin    bool
	HasMax    bool
	Sensitive Sensitivity
}

// Type describes one model.
type Type struct {
	Name string

	// Fields are in the order of the spec, which is also that of the Go struct: there,
	// Meta may come before them and Extra comes after.
	Fields []Field

	// Rules are those of a request, besides the limits of its fields.
	Rules []Rule
}
