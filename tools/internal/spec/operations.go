package spec

import (
	"strings"

	"github.com/pb33f/libopenapi/datamodel/high/base"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
	"github.com/pb33f/libopenapi/orderedmap"
)

func readOperations(paths *v3.Paths) []Operation {
	var operations []Operation
	for path, item := range paths.PathItems.FromOldest() {
		for method, op := range item.GetOperations().FromOldest() {
			operations = append(operations, readOperation(path, method, op))
		}
	}
	return operations
}

func readOperation(path, method string, op *v3.Operation) Operation {
	o := Operation{
		ID: op.OperationId, Method: strings.ToUpper(method), Path: path,
		Summary: op.Summary, Description: op.Description,
	}
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
	return o
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
