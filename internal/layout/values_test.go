package layout_test

import (
	"reflect"
	"testing"

	"github.com/cybersource-go/cybersource/internal/layout"
)

type family struct {
	Father, Mother *person
	Child          *person
	Pets           *int64
	House          *house
}

type person struct{ Name string }

type house struct {
	Street string
	Number *int64
}

// wanted returns the types of some fields of a family.
func wanted(fields ...string) []layout.Type {
	s := layout.Of(reflect.TypeFor[family]())
	var types []layout.Type
	for _, name := range fields {
		types = append(types, s.Field([]byte(name)).Type.Elem)
	}
	return types
}

// read asks for values as reading an object with these members would, and reports how many of them
// came from the block. All have to be new, zero, and apart from each other.
func read(t *testing.T, fields ...string) (fromBlock int) {
	t.Helper()
	v := layout.ValuesOf(layout.Of(reflect.TypeFor[family]()))
	if v.Block() > 0 {
		v.Allocate()
	}
	given := map[layout.Address]bool{}
	for _, typ := range wanted(fields...) {
		at := v.FromBlock(typ)
		if at.IsNil() {
			at = v.Single(typ)
		} else {
			fromBlock++
		}
		value := typ.Value(at)
		if given[at] || !value.IsZero() {
			t.Fatal("a value that is not new")
		}
		given[at] = true
		fill(value)
	}
	v.Done()
	return fromBlock
}

func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Int64:
		v.SetInt(-1)
	case reflect.Struct:
		v.Field(0).SetString("set")
	}
}

// The cases share what is learnt about the type, so that they are one test.
func TestObjectsOfOneTypeGetTheirValuesTogether(t *testing.T) {
	whole := []string{"Father", "Mother", "Child", "Pets"}
	for _, step := range []struct {
		name   string
		fields []string
		want   int
	}{
		{"two values are not worth a block", []string{"Father", "Mother"}, 0},
		{"the first object teaches", whole, 0},
		{"the next has a block", whole, 4},
		{"and one with fewer members", []string{"Father", "Child"}, 2},
		{"what is in another order is allocated", []string{"Pets", "Father", "Mother"}, 1},
		{"and what is new", append([]string{"House"}, whole...), 4},
		{"and what there is once too often", append([]string{"Father"}, whole...), 4},
	} {
		if got := read(t, step.fields...); got != step.want {
			t.Errorf("%s: %d values of the block, want %d", step.name, got, step.want)
		}
	}
}

// Traffic that changes is learnt anew, but not for ever: the types that reflection makes stay.
func TestPlanThatFitsFewIsGivenUp(t *testing.T) {
	type changing struct{ A, B, C, D, E, F, G, H *int64 }
	s := layout.Of(reflect.TypeFor[changing]())
	orders := [][]string{{"A", "B", "C", "D"}, {"H", "G", "F", "E"}}
	fromBlock := func(fields []string) (n int) {
		v := layout.ValuesOf(s)
		if v.Block() > 0 {
			v.Allocate()
		}
		for _, name := range fields {
			typ := s.Field([]byte(name)).Type.Elem
			if !v.FromBlock(typ).IsNil() {
				n++
			} else {
				v.Single(typ)
			}
		}
		v.Done()
		return n
	}
	fromBlock(orders[0])
	for range 20 {
		fromBlock(orders[1])
	}
	if got := fromBlock(orders[1]); got != 4 {
		t.Errorf("%d values of the block after the traffic has changed, want 4", got)
	}
	for i := range 20 {
		for range 50 {
			fromBlock(orders[i%2])
		}
	}
	if got := fromBlock(orders[0]) + fromBlock(orders[1]); got != 0 {
		t.Errorf("%d values of a block after many changes, want none", got)
	}
}

func TestValuesWithoutABlockAreAllocated(t *testing.T) {
	var v layout.Values
	typ := wanted("House")[0]
	if v.Block() != 0 || !v.FromBlock(typ).IsNil() || v.Single(typ).IsNil() {
		t.Error("the zero Values does not allocate one by one")
	}
	v.Done()
}
