package spec

import (
	"fmt"
	"slices"
	"strings"

	yaml "github.com/pb33f/go-yaml"
	"github.com/pb33f/libopenapi/datamodel/high/base"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
	"github.com/pb33f/libopenapi/orderedmap"
)

// operationKeys are the keywords of an operation that the generators understand.
var operationKeys = []string{
	"operationId", "tags", "summary", "description", "parameters", "requestBody", "responses",
}

func readOperations(paths *v3.Paths) ([]Operation, error) {
	var operations []Operation
	for path, item := range paths.PathItems.FromOldest() {
		for method, op := range item.GetOperations().FromOldest() {
			o, err := readOperation(path, method, op)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", op.OperationId, err)
			}
			operations = append(operations, o)
		}
	}
	return operations, nil
}

func readOperation(path, method string, op *v3.Operation) (Operation, error) {
	o := Operation{
		ID: op.OperationId, Method: strings.ToUpper(method), Path: path, Delivered: true, Encryption: true,
		Summary: op.Summary, Description: op.Description,
	}
	if err := onlyKeys(op.GoLow().RootNode, operationKeys); err != nil {
		return o, err
	}
	if len(op.Tags) != 1 {
		return o, fmt.Errorf("want one tag, have %q", op.Tags)
	}
	o.Service = op.Tags[0]
	for _, p := range op.Parameters {
		o.Parameters = append(o.Parameters, readParameter(p))
	}
	if op.RequestBody != nil {
		o.ContentType, o.RequestType = body(op.RequestBody.Content)
	}
	for status, r := range op.Responses.Codes.FromOldest() {
		contentType, name := body(r.Content)
		o.Responses = append(o.Responses, Response{status, r.Description, contentType, name})
	}
	return o, o.readExtensions(op.Extensions)
}

// mandatory are the extensions that have no default: what is not known about money
// must not be guessed.
var mandatory = []string{"x-moves-money", "x-repeatable", "x-transaction-id"}

func (o *Operation) readExtensions(extensions *orderedmap.Map[string, *yaml.Node]) error {
	var given []string
	for key, node := range extensions.FromOldest() {
		given = append(given, key)
		if err := o.readExtension(key, node); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	for _, key := range mandatory {
		if !slices.Contains(given, key) {
			return fmt.Errorf("%s is missing", key)
		}
	}
	return nil
}

func (o *Operation) readExtension(key string, node *yaml.Node) error {
	switch key {
	case "x-delivered":
		return decode(node, &o.Delivered)
	case "x-moves-money":
		return decode(node, &o.MovesMoney)
	case "x-repeatable":
		return decode(node, &o.Repeatable)
	case "x-list":
		return decode(node, &o.List)
	case "x-delayed":
		return decode(node, &o.Delayed)
	case "x-message-encryption":
		return decode(node, &o.Encryption)
	case "x-transaction-id":
		return decode(node, &o.TransactionID)
	case "x-go-doc":
		return decode(node, &o.GoDoc)
	case "x-required":
		return decode(node, &o.Required)
	case "x-rules":
		return o.readRules(node)
	default:
		return errUnknownExtension
	}
}

func readParameter(p *v3.Parameter) Parameter {
	out := Parameter{Name: p.Name, In: p.In, Description: p.Description}
	out.Required = p.Required != nil && *p.Required
	if schema := schemaOf(p.Schema); schema != nil && schema.MaxLength != nil {
		out.MaxLength = int(*schema.MaxLength)
	}
	return out
}

func body(content *orderedmap.Map[string, *v3.MediaType]) (contentType, name string) {
	for contentType, media := range content.FromOldest() {
		return contentType, componentName(media.Schema)
	}
	return "", ""
}

func schemaOf(proxy *base.SchemaProxy) *base.Schema {
	if proxy == nil {
		return nil
	}
	return proxy.Schema()
}
