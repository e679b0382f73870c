package main

import (
	"slices"

	"github.com/cybersource-go/cybersource/tools/internal/spec"
)

// modelFile is one generated file of models.
type modelFile struct {
	path  string
	types []*spec.Type
}

// alias is a name of the published reference for one of our types.
type alias struct{ name, target string }

const responsesFile = "model_responses.go"

// requestFiles says in which file a request body and what only it needs belongs.
var requestFiles = []struct{ root, path string }{
	{"CreatePaymentRequest", "model_create_payment_request.go"},
	{"IncrementAuthRequest", "model_increment_auth_request.go"},
	{"RefreshPaymentStatusRequest", "model_refresh_payment_status_request.go"},
}

// answers are the bodies of a successful call; they carry Meta.
var answers = []string{"CreatePaymentResponse", "IncrementAuthResponse", "RefreshPaymentStatusResponse"}

var aliases = []alias{
	{"PtsV2PaymentsPost201Response", "CreatePaymentResponse"},
	{"PtsV2IncrementalAuthorizationPatch201Response", "IncrementAuthResponse"},
	{"PtsV2PaymentsPost201Response1", "RefreshPaymentStatusResponse"},
}

// layout distributes the types: what only one request needs stands in that request's
// file, answers and everything shared in the file of the responses.
func layout(s *spec.Spec) []modelFile {
	owner := map[string]string{}
	for _, r := range roots(s) {
		path := responsesFile
		for _, rf := range requestFiles {
			if rf.root == r {
				path = rf.path
			}
		}
		for _, name := range reachable(s, r) {
			if old, taken := owner[name]; taken && old != path {
				path := responsesFile
				owner[name] = path
				continue
			}
			owner[name] = path
		}
	}
	return split(s, owner)
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

// roots are the types that no other type refers to: the bodies.
func roots(s *spec.Spec) []string {
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
