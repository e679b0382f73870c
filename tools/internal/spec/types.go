package spec

import (
	"fmt"
	"slices"

	yaml "github.com/pb33f/go-yaml"
	"github.com/pb33f/libopenapi/datamodel/high/base"
	"github.com/pb33f/libopenapi/orderedmap"
)

func readTypes(schemas *orderedmap.Map[string, *base.SchemaProxy]) ([]*Type, error) {
	var types []*Type
	for name, proxy := range schemas.FromOldest() {
		t, err := readType(name, proxy)
		if err != nil {
			return nil, err
		}
		types = append(types, t)
	}
	return types, nil
}

func readType(name string, proxy *base.SchemaProxy) (*Type, error) {
	schema, err := proxy.BuildSchema()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if !slices.Equal(schema.Type, []string{"object"}) || schema.Properties == nil {
		return nil, fmt.Errorf("%s: not an object with properties", name)
	}
	if err := onlyKeys(proxy.GetValueNode(), typeKeys); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	t := &Type{Name: name, Doc: schema.Description}
	for key, node := range schema.Extensions.FromOldest() {
		if err := t.readExtension(key, node); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", name, key, err)
		}
	}
	for property, proxy := range schema.Properties.FromOldest() {
		f, err := readField(property, proxy)
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", name, property, err)
		}
		t.Fields = append(t.Fields, f)
	}
	return t, nil
}

func (t *Type) readExtension(key string, node *yaml.Node) error {
	switch key {
	case "x-published-name":
		return decode(node, &t.PublishedName)
	case "x-go-file":
		return decode(node, &t.File)
	default:
		return errUnknownExtension
	}
}
