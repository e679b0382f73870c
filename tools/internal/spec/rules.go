package spec

import (
	"errors"
	"fmt"

	yaml "github.com/pb33f/go-yaml"
)

// readRules reads x-rules. A rule with several paths stands for one rule each.
func (o *Operation) readRules(node *yaml.Node) error {
	if node.Kind != yaml.SequenceNode {
		return errors.New("is not a list")
	}
	for i, item := range node.Content {
		rule, paths, err := readRule(item)
		if err != nil {
			return fmt.Errorf("rule %d: %w", i+1, err)
		}
		for _, path := range paths {
			rule.Path = path
			o.Rules = append(o.Rules, rule)
		}
	}
	return nil
}

func readRule(node *yaml.Node) (rule Rule, paths []string, err error) {
	if node.Kind != yaml.MappingNode {
		return rule, nil, errors.New("is not an object")
	}
	for i := 0; i+1 < len(node.Content) && err == nil; i += 2 {
		key, value := node.Content[i].Value, node.Content[i+1]
		switch key {
		case "path":
			paths, err = oneOrMore(value)
		case "always":
			err = decode(value, &rule.Always)
		case "when":
			err = decode(value, &rule.When)
		case "unless":
			err = decode(value, &rule.Unless)
		case "within":
			err = rule.readWithin(value)
		case "tests":
			err = decode(value, &rule.Tests)
		case "currency":
			err = decode(value, &rule.Currency)
		default:
			err = errors.New("is not known")
		}
		if err != nil {
			err = fmt.Errorf("%s: %w", key, err)
		}
	}
	if err == nil && len(paths) == 0 {
		err = errors.New("path is missing")
	}
	return rule, paths, err
}

// readWithin reads the one member that holds a country, and the countries.
func (r *Rule) readWithin(node *yaml.Node) error {
	if node.Kind != yaml.MappingNode || len(node.Content) != 2 {
		return errors.New("want one member and its countries")
	}
	r.Within = node.Content[0].Value
	return decode(node.Content[1], &r.Countries)
}

func oneOrMore(node *yaml.Node) (texts []string, err error) {
	if node.Kind == yaml.ScalarNode {
		return []string{node.Value}, nil
	}
	return texts, decode(node, &texts)
}
