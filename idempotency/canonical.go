package idempotency

import (
	"bytes"
	"encoding/json"
	"reflect"

	"github.com/cybersource-go/cybersource/internal/jsonx"
	"github.com/cybersource-go/cybersource/internal/schema"
)

// keep decides about a member that is no object or list: whether it is part of the result.
// f is nil for members that the specification does not know.
type keep func(path string, f *schema.Field, value any) bool

// canonical writes a model as JSON with its members in the order of their names, without
// those that are not kept, and without objects and lists of which nothing is left. Equal
// models give equal bytes.
func canonical(model any, kept keep) ([]byte, error) {
	text, err := jsonx.Marshal(model)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil {
		return nil, err
	}
	f := &schema.Field{Kind: schema.Object, Type: nameOf(model)}
	pruned, _ := prune("", f, value, kept)
	if pruned == nil {
		pruned = map[string]any{}
	}
	return json.Marshal(pruned)
}

// nameOf is the name of a model's type.
func nameOf(model any) string {
	t := reflect.TypeOf(model)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Name()
}

// prune returns what is kept of a value, and whether anything is. The inside of an object or
// list is rated by the member that holds it, if that one says more than "public".
func prune(path string, f *schema.Field, value any, kept keep) (any, bool) {
	switch value := value.(type) {
	case map[string]any:
		if f != nil && f.Sensitive != schema.Public {
			return value, kept(path, f, value)
		}
		return pruneObject(path, f, value, kept)
	case []any:
		var all []any
		for _, element := range value {
			if left, ok := prune(path, f, element, kept); ok {
				all = append(all, left)
			}
		}
		return all, len(all) > 0
	default:
		return value, kept(path, f, value)
	}
}

func pruneObject(path string, f *schema.Field, members map[string]any, kept keep) (any, bool) {
	var model *schema.Type
	if f != nil {
		model = f.Model()
	}
	left := map[string]any{}
	for name, member := range members {
		var field *schema.Field
		if model != nil {
			field = model.Field(name)
		}
		inside := name
		if path != "" {
			inside = path + "." + name
		}
		if value, ok := prune(inside, field, member, kept); ok {
			left[name] = value
		}
	}
	return left, len(left) > 0
}
