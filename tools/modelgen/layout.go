package main

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/cybersource-go/cybersource/tools/internal/spec"
)

// modelFile is one generated file of models.
type modelFile struct {
	path  string
	types []*spec.Type
}

// layout distributes the types: each stands in the file of the first body that needs it,
// in the order of the operations.
func layout(s *spec.Spec) []modelFile {
	owner := map[string]string{}
	for _, body := range bodies(s) {
		path := bodyFile(s.Type(body))
		for _, name := range reachable(s, body) {
			if owner[name] == "" {
				owner[name] = path
			}
		}
	}
	return split(s, owner)
}

// bodyFile is the file of a body: model_void_response.go for VoidResponse.
func bodyFile(t *spec.Type) string {
	return cmp.Or(t.File, "model_"+snake(t.Name)+".go")
}

func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func split(s *spec.Spec, owner map[string]string) []modelFile {
	var files []modelFile
	for _, t := range s.Types {
		path := owner[t.Name]
		i := slices.IndexFunc(files, func(f modelFile) bool { return f.path == path })
		if i < 0 {
			i = len(files)
			files = append(files, modelFile{path: path})
		}
		files[i].types = append(files[i].types, t)
	}
	return files
}

// bodies are the types of whole bodies: those of the operations, in their order, and
// behind them whatever else no other type refers to.
func bodies(s *spec.Spec) []string {
	var out []string
	add := func(name string) {
		if name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	for _, o := range s.Operations {
		add(o.RequestType)
		for _, r := range o.Responses {
			add(r.Type)
		}
	}
	for _, name := range unreferenced(s) {
		add(name)
	}
	return out
}

func unreferenced(s *spec.Spec) []string {
	used := map[string]bool{}
	for _, t := range s.Types {
		for _, f := range t.Fields {
			used[f.Ref] = true
		}
	}
	var out []string
	for _, t := range s.Types {
		if !used[t.Name] {
			out = append(out, t.Name)
		}
	}
	return out
}

// isAnswer reports whether a type is the body of a successful call, which carries Meta.
func isAnswer(s *spec.Spec, name string) bool {
	return slices.ContainsFunc(s.Operations, func(o spec.Operation) bool { return o.Answer().Type == name })
}

// isText reports whether a type is the model of an answer that is text and not JSON.
func isText(s *spec.Spec, name string) bool {
	return slices.ContainsFunc(s.Operations, func(o spec.Operation) bool { return o.Answer().Type == name && o.Answer().IsText() })
}

// requestOf is the operation whose request a type is, or nil.
func requestOf(s *spec.Spec, name string) *spec.Operation {
	for i := range s.Operations {
		if s.Operations[i].RequestType == name {
			return &s.Operations[i]
		}
	}
	return nil
}

// reachable lists name and everything below it, depth first.
func reachable(s *spec.Spec, name string) []string {
	var out []string
	var walk func(string)
	walk = func(name string) {
		if slices.Contains(out, name) {
			return
		}
		out = append(out, name)
		for _, f := range s.Type(name).Fields {
			if f.Ref != "" {
				walk(f.Ref)
			}
		}
	}
	walk(name)
	return out
}
