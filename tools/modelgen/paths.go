package main

import (
	"github.com/cybersource-go/cybersource/tools/internal/spec"
)

// paths gives for each type the places at which it stands, such as
// "paymentInformation.card of [CreatePaymentRequest]", in the order of the bodies.
func paths(s *spec.Spec) map[string][]string {
	out := map[string][]string{}
	for _, root := range roots(s) {
		var walk func(name, path string)
		walk = func(name, path string) {
			for _, f := range s.Type(name).Fields {
				if f.Ref == "" {
					continue
				}
				at := path + f.JSON
				if f.Kind == spec.Objects {
					at += "[]"
				}
				out[f.Ref] = append(out[f.Ref], at+" of ["+root+"]")
				walk(f.Ref, at+".")
			}
		}
		walk(root, "")
	}
	return out
}
