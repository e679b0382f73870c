package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cybersource-go/cybersource/tools/internal/spec"
)

// place is one field at one position of one body.
type place struct {
	root   string // name of the body's type
	json   string // dotted JSON path, [] behind arrays of objects
	goPath string // the same in Go field names
	owner  *spec.Type
	field  *spec.Field
}

// places walks every body depth first, in the order of the spec.
func places(s *spec.Spec) []place {
	var out []place
	for _, root := range bodies(s) {
		var walk func(owner *spec.Type, json, goPath string)
		walk = func(owner *spec.Type, json, goPath string) {
			for _, f := range owner.Fields {
				p := place{root, json + f.JSON, goPath + f.Go, owner, f}
				if f.Kind == spec.Objects {
					p.json, p.goPath = p.json+"[]", p.goPath+"[i]"
				}
				out = append(out, p)
				if f.Ref != "" {
					walk(s.Type(f.Ref), p.json+".", p.goPath+".")
				}
			}
		}
		walk(s.Type(root), "", "")
	}
	return out
}

// usage is a path and the bodies in which a type stands there.
type usage struct {
	path  string
	roots []string
}

func (u usage) in(root string) bool { return slices.Contains(u.roots, root) }

// usages gives for each type the places at which it stands.
func usages(s *spec.Spec) map[string][]usage {
	out := map[string][]usage{}
	for _, p := range places(s) {
		if p.field.Ref == "" {
			continue
		}
		list := out[p.field.Ref]
		i := slices.IndexFunc(list, func(u usage) bool { return u.path == p.json })
		if i < 0 {
			i, list = len(list), append(list, usage{path: p.json})
		}
		if !list[i].in(p.root) {
			list[i].roots = append(list[i].roots, p.root)
		}
		out[p.field.Ref] = list
	}
	return out
}

// manyUsages is the number of paths from which on only the first few are written out.
const manyUsages = 4

// describe says where a type is found, such as "paymentInformation.card of
// [CreatePaymentRequest]". quote and link dress paths and type names.
func describe(list []usage, quote, link func(string) string) string {
	if more := len(list) - 2; len(list) > manyUsages {
		return fmt.Sprintf("%s; and at %d more paths", describe(list[:2], quote, link), more)
	}
	parts := make([]string, len(list))
	for i, u := range list {
		names := make([]string, len(u.roots))
		for j, root := range u.roots {
			names[j] = link(root)
		}
		parts[i] = quote(u.path) + " of " + enumerate(names)
	}
	return strings.Join(parts, "; ")
}

// enumerate writes "a, b and c".
func enumerate(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " and " + items[last]
}

// requiredFields are the fields that are required wherever their type stands: by each
// request with such a member, and without a condition.
func requiredFields(s *spec.Spec) map[*spec.Field]bool {
	required := map[*spec.Field]bool{}
	for _, p := range places(s) {
		o := requestOf(s, p.root)
		now := o != nil && slices.Contains(ruleLines(o), p.json)
		if before, seen := required[p.field]; seen {
			now = now && before
		}
		required[p.field] = now
	}
	return required
}
