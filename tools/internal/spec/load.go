package spec

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"

	yaml "github.com/pb33f/go-yaml"
	"github.com/pb33f/libopenapi"
	"github.com/pb33f/libopenapi/datamodel"
	"github.com/pb33f/libopenapi/datamodel/high/base"
	"github.com/pb33f/libopenapi/orderedmap"
)

const schemaPrefix = "#/components/schemas/"

// Load reads the document at path.
func Load(path string) (*Spec, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	s, err := Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// Parse reads a document from memory.
func Parse(raw []byte) (*Spec, error) {
	document, err := libopenapi.NewDocumentWithConfiguration(raw, &datamodel.DocumentConfiguration{
		Logger: slog.New(slog.DiscardHandler), // what it logs comes back as an error too
	})
	if err != nil {
		return nil, err
	}
	model, err := document.BuildV3Model()
	if err != nil {
		return nil, err
	}
	if model.Model.Components == nil {
		return nil, errors.New("no components")
	}
	types, err := readTypes(model.Model.Components.Schemas)
	if err != nil {
		return nil, err
	}
	s := &Spec{Types: types}
	if err := s.readDocument(&model.Model); err != nil {
		return nil, err
	}
	return s, s.check()
}

// typeKeys and fieldKeys are the keywords that the generators understand. Any other is
// an error: ignored in silence, an enum or a pattern would look as if it had effect.
var (
	typeKeys  = []string{"type", "description", "properties"}
	fieldKeys = []string{
		"type", "description", "format", "minLength", "maxLength", "minimum", "maximum",
		"examples", "items", "additionalProperties", "properties",
	}
)

func onlyKeys(node *yaml.Node, known []string) error {
	for i := 0; i+1 < len(node.Content); i += 2 {
		key := node.Content[i].Value
		if !slices.Contains(known, key) && !strings.HasPrefix(key, "x-") {
			return fmt.Errorf("keyword %s is not supported", key)
		}
	}
	return nil
}

func readField(name string, proxy *base.SchemaProxy) (*Field, error) {
	f := &Field{JSON: name, Go: GoName(name)}
	if proxy.IsReference() {
		f.Kind, f.Ref = Object, componentName(proxy)
		// What stands beside a $ref describes this use of the schema.
		return f, f.readBesideRef(proxy.GetReferenceNode())
	}
	if err := onlyKeys(proxy.GetValueNode(), fieldKeys); err != nil {
		return nil, err
	}
	schema, err := proxy.BuildSchema()
	if err != nil {
		return nil, err
	}
	f.Doc, f.Format = schema.Description, schema.Format
	f.MinLength, f.MaxLength = schema.MinLength, schema.MaxLength
	f.Min, f.Max = integer(schema.Minimum), integer(schema.Maximum)
	if len(schema.Examples) > 0 {
		f.Example = exampleJSON(schema.Examples[0])
	}
	if err := f.readExtensions(schema.Extensions); err != nil {
		return nil, err
	}
	return f, f.readKind(schema)
}

func (f *Field) readKind(schema *base.Schema) error {
	if len(schema.Type) != 1 {
		return fmt.Errorf("want one type, have %q", schema.Type)
	}
	switch schema.Type[0] {
	case "string":
		f.Kind = String
	case "boolean":
		f.Kind = Boolean
	case "integer":
		f.Kind = Integer
	case "array":
		return f.readItems(schema)
	case "object":
		return f.readMap(schema)
	default:
		return fmt.Errorf("type %q is not supported", schema.Type[0])
	}
	return nil
}

func (f *Field) readItems(schema *base.Schema) error {
	if schema.Items == nil || !schema.Items.IsA() {
		return errors.New("array without items")
	}
	if schema.Items.A.IsReference() {
		f.Kind, f.Ref = Objects, componentName(schema.Items.A)
		return nil
	}
	f.Kind = Strings
	return wantType(schema.Items.A, "string")
}

// readMap accepts the one shape of map that the API has: strings by name by name.
func (f *Field) readMap(schema *base.Schema) error {
	if schema.AdditionalProperties == nil || !schema.AdditionalProperties.IsA() {
		return errors.New("inline object: give it a name under components")
	}
	inner, err := schema.AdditionalProperties.A.BuildSchema()
	if err != nil {
		return err
	}
	if inner.AdditionalProperties == nil || !inner.AdditionalProperties.IsA() {
		return errors.New("only maps of maps of strings are supported")
	}
	f.Kind = StringMaps
	return wantType(inner.AdditionalProperties.A, "string")
}

func wantType(proxy *base.SchemaProxy, want string) error {
	schema, err := proxy.BuildSchema()
	if err != nil {
		return err
	}
	if !slices.Equal(schema.Type, []string{want}) {
		return fmt.Errorf("want type %s, have %q", want, schema.Type)
	}
	return nil
}

func (f *Field) readExtensions(extensions *orderedmap.Map[string, *yaml.Node]) error {
	for key, node := range extensions.FromOldest() {
		if err := f.readExtension(key, node); err != nil {
			return err
		}
	}
	return nil
}

func (f *Field) readExtension(key string, node *yaml.Node) error {
	switch key {
	case "x-sensitive":
		f.Sensitive = node.Value
	case "x-observed":
		f.Observed = node.Value == "true"
	case "x-documented":
		f.Documented = node.Value
	case "x-go-type":
		f.GoType = node.Value
	case "x-values":
		for i := 0; i+1 < len(node.Content); i += 2 {
			f.Values = append(f.Values, Value{node.Content[i].Value, node.Content[i+1].Value})
		}
	default:
		return fmt.Errorf("extension %s is not known", key)
	}
	return nil
}

func (f *Field) readBesideRef(node *yaml.Node) error {
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i].Value, node.Content[i+1]
		switch {
		case key == "$ref":
		case key == "description":
			f.Doc = value.Value
		case strings.HasPrefix(key, "x-"):
			if err := f.readExtension(key, value); err != nil {
				return err
			}
		default:
			return fmt.Errorf("%s beside a $ref is not supported", key)
		}
	}
	return nil
}

func componentName(proxy *base.SchemaProxy) string {
	return strings.TrimPrefix(proxy.GetReference(), schemaPrefix)
}

func integer(f *float64) *int64 {
	if f == nil {
		return nil
	}
	return new(int64(*f))
}

func exampleJSON(node *yaml.Node) string {
	var v any
	if err := node.Decode(&v); err != nil {
		return ""
	}
	if node.Tag == "!!str" {
		v = node.Value
	}
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}
