package page

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/journal"
	"github.com/cybersource-go/cybersource/internal/redact"
	"github.com/cybersource-go/cybersource/internal/schema"
)

// This file says of each member that a refusal names what is wrong with it, without its value.

// fieldJSON is a member that was refused.
type fieldJSON struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
	Sent   string `json:"sent"`           // what was sent, without its value
	Rule   string `json:"rule,omitempty"` // what the schema says of it
	URL    string `json:"url,omitempty"`
}

// refusedFields are the members that the details of an answer name.
func refusedFields(x *journal.Exchange) []fieldJSON {
	var answer struct {
		Details []struct {
			Field, Location string
			Reason          string
		} `json:"details"`
	}
	_ = json.Unmarshal(x.Answer.Body, &answer) // without details there are none
	var body any
	_ = json.Unmarshal(x.Request.Body, &body) // then nothing was sent
	var fields []fieldJSON
	for _, d := range answer.Details {
		path := d.Field + d.Location
		f := fieldJSON{Path: redact.Line(path), Reason: d.Reason, Sent: sent(body, strings.Split(path, "."))}
		f.describe(x.Request.Model, path)
		fields = append(fields, f)
	}
	return fields
}

// sent describes the value at a path. Of lists it is the first.
func sent(value any, path []string) string {
	if list, isList := value.([]any); isList && len(list) > 0 {
		value = list[0]
	}
	if len(path) == 0 {
		return kindOf(value)
	}
	object, isObject := value.(map[string]any)
	member, there := object[path[0]]
	if !isObject || !there {
		return "not sent"
	}
	return sent(member, path[1:])
}

func kindOf(value any) string {
	switch value := value.(type) {
	case string:
		return fmt.Sprintf("text of %d characters", utf8.RuneCountInString(value))
	case float64:
		return "a number"
	case bool:
		return "true or false"
	case nil:
		return "null"
	case map[string]any:
		return "an object"
	default:
		return "a list"
	}
}

// describe finds the member in the model of the body.
func (f *fieldJSON) describe(model, path string) {
	t := schema.Lookup(model)
	var field *schema.Field
	for name := range strings.SplitSeq(path, ".") {
		if t == nil {
			return
		}
		if field = t.Field(name); field == nil {
			return
		}
		f.URL = repository + "docs/models/" + t.Name + ".md#" + name
		t = field.Model()
	}
	f.Rule = rule(field)
}

// rule is what the schema says of a member.
func rule(field *schema.Field) string {
	var parts []string
	if field.Format != "" {
		parts = append(parts, "format "+field.Format)
	}
	switch {
	case field.MinLength > 0 && field.MaxLength > 0:
		parts = append(parts, fmt.Sprintf("%d to %d characters", field.MinLength, field.MaxLength))
	case field.MaxLength > 0:
		parts = append(parts, fmt.Sprintf("at most %d characters", field.MaxLength))
	}
	if field.HasMin || field.HasMax {
		parts = append(parts, fmt.Sprintf("%d to %d", field.Min, field.Max))
	}
	return strings.Join(parts, ", ")
}
