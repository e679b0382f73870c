package spec

import (
	"errors"
	"fmt"

	yaml "github.com/pb33f/go-yaml"
	"github.com/pb33f/libopenapi/datamodel/high/base"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
)

// readDocument reads what stands beside the schemas.
func (s *Spec) readDocument(document *v3.Document) (err error) {
	for key, node := range document.Extensions.FromOldest() {
		if key != "x-go-types" {
			return fmt.Errorf("%s: %w", key, errUnknownExtension)
		}
		for i := 0; i+1 < len(node.Content); i += 2 {
			s.OpenTypes = append(s.OpenTypes, OpenType{node.Content[i].Value, node.Content[i+1].Value})
		}
	}
	for _, tag := range document.Tags {
		service, err := readService(tag)
		if err != nil {
			return fmt.Errorf("tag %s: %w", tag.Name, err)
		}
		s.Services = append(s.Services, service)
	}
	if document.Paths != nil {
		s.Operations, err = readOperations(document.Paths)
	}
	return err
}

func readService(tag *base.Tag) (Service, error) {
	s := Service{Name: tag.Name, Doc: tag.Description}
	for key, node := range tag.Extensions.FromOldest() {
		if key != "x-go-doc" {
			return s, fmt.Errorf("%s: %w", key, errUnknownExtension)
		}
		if err := decode(node, &s.GoDoc); err != nil {
			return s, fmt.Errorf("%s: %w", key, err)
		}
	}
	return s, nil
}

var errUnknownExtension = errors.New("extension is not known")

// decode reads a value of an extension, and refuses one of another type.
func decode(node *yaml.Node, value any) error {
	if err := node.Decode(value); err != nil {
		return fmt.Errorf("line %d: not of the type that it should have", node.Line)
	}
	return nil
}
