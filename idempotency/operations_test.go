package idempotency_test

import (
	"errors"
	"reflect"
	"testing"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/idempotency"
)

// Every operation that moves money has a method: it is called with an empty request, and
// what it stores before sending has its name.
func TestMethodsClaimUnderTheNamesOfTheirOperations(t *testing.T) {
	keys := reflect.TypeFor[*idempotency.Keys]()
	tried := 0
	for method := range keys.Methods() {
		if method.Type.NumIn() < 4 || method.Type.In(2) != reflect.TypeFor[idempotency.Key]() || !method.Type.IsVariadic() {
			continue
		}
		tried++
		t.Run(method.Name, func(t *testing.T) {
			w := newWorld(t, func(w *world) {
				w.config = func(c *cybersource.Configuration) { c.Validation = cybersource.ValidateOff }
			})
			args := []reflect.Value{reflect.ValueOf(w.keys), reflect.ValueOf(t.Context()), reflect.ValueOf(idempotency.Key{Order: "1", Step: "a"})}
			for i := 3; i < method.Type.NumIn()-1; i++ {
				if in := method.Type.In(i); in.Kind() == reflect.String {
					args = append(args, reflect.ValueOf("7000000000000000000001"))
				} else {
					args = append(args, reflect.New(in.Elem()))
				}
			}
			err, _ := reflect.TypeAssert[error](method.Func.Call(args)[1])
			if method.Name == "MitReversal" || method.Name == "MitVoid" { // which need the id of what was lost
				if !errors.Is(err, cybersource.ErrInvalidRequest) || len(w.entries()) != 0 {
					t.Errorf("got %v, %v", err, w.entries())
				}
				return
			}
			if entries := w.entries(); len(entries) != 1 || entries[0].Operation != method.Name || entries[0].Digest == "" {
				t.Errorf("stored: %+v", entries)
			}
		})
	}
	if tried != 16 {
		t.Errorf("%d methods", tried)
	}
}
