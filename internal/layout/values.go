package layout

import (
	"reflect"
	"strconv"
	"sync/atomic"
)

// Values gives memory to the values that the pointers of one object lead to, at any depth.
// Objects of one type mostly have the same members: an approval leads to some twenty-five small
// values, and so does each hit of a search. Once the types of the values of one object are
// known, the next one of its type gets a block: memory for all of them at once. They live
// and die together, as an answer does.
//
// The zero Values has no block.
type Values struct {
	of   *Struct
	plan *plan   // of the block; nil for none
	at   Address // of the block, once there is one
	next int     // the first value of the block that has not been given away or passed over
	used int     // values that were given away
	own  int     // values that the block had no room for
	seen []Type  // all values, if a block is to be planned by them
}

// A plan is a struct with a field for each value of a block.
type plan struct {
	block  Type
	values []*details
	starts []uintptr
	score  atomic.Int32 // rises with each object that it fits, and falls with each other
}

// plans are those of a struct type: the one in use, and how many were made. A plan that few
// objects fit is given up, and only so many are made: the types that reflection makes are
// never freed.
type plans struct {
	current atomic.Pointer[plan]
	made    atomic.Int32
}

const (
	fewestValues = 3 // that are worth a block
	mostValues   = 64
	largestBlock = 8 << 10 // in bytes
	mostPlans    = 4

	highestScore, lowestScore = 16, -4
)

// ValuesOf returns the memory for what an object of that type leads to.
func ValuesOf(s *Struct) Values { return Values{of: s, plan: s.plans.current.Load()} }

// Block is the size of the block that is still to be allocated by [Values.Allocate]; 0 for none.
func (v *Values) Block() int {
	if v.plan == nil || !v.at.IsNil() {
		return 0
	}
	return v.plan.block.Size()
}

// Allocate allocates the block.
func (v *Values) Allocate() { v.at = v.plan.block.New() }

// FromBlock returns the address of a new value in the block, nil if there is no room for it.
func (v *Values) FromBlock(t Type) Address {
	if v.at.IsNil() {
		return Address{}
	}
	for i := v.next; i < len(v.plan.values); i++ {
		if v.plan.values[i] == t.details {
			v.next = i + 1
			v.used++
			return v.at.plus(v.plan.starts[i])
		}
	}
	return Address{}
}

// Single returns the address of a new value outside of the block.
func (v *Values) Single(t Type) Address {
	v.own++
	if v.plan == nil && v.of != nil && len(v.seen) <= mostValues && v.of.plans.made.Load() < mostPlans {
		v.seen = append(v.seen, t)
	}
	return t.New()
}

// Done learns from an object that was read to its end.
func (v *Values) Done() {
	switch p := v.plan; {
	case p == nil && len(v.seen) >= fewestValues && len(v.seen) <= mostValues:
		v.of.plans.add(v.seen)
	case p == nil || v.at.IsNil():
	case v.used >= len(p.values)/2 && v.own <= v.used:
		if p.score.Load() < highestScore { // most of the time it is as high as it gets, and nothing is written
			p.score.Add(1)
		}
	case p.score.Add(-1) < lowestScore:
		v.of.plans.current.CompareAndSwap(p, nil)
	}
}

func (p *plans) add(values []Type) {
	if p.current.Load() != nil || p.made.Add(1) > mostPlans {
		return
	}
	if made := newPlan(values); made.block.Size() <= largestBlock {
		p.current.Store(made)
	}
}

func newPlan(values []Type) *plan {
	p := &plan{}
	fields := make([]reflect.StructField, len(values))
	for i, t := range values {
		fields[i] = reflect.StructField{Name: "V" + strconv.Itoa(i), Type: t.typ}
		p.values = append(p.values, t.details)
	}
	p.block = newType(reflect.StructOf(fields))
	for field := range p.block.typ.Fields() {
		p.starts = append(p.starts, field.Offset)
	}
	return p
}

// TextSize is how many bytes the strings of the last object of this type had; 0 if there was none.
// Objects of one type are mostly alike in this too.
func (s *Struct) TextSize() int { return int(s.textSize.Load()) }

// SetTextSize notes the size for the next object.
func (s *Struct) SetTextSize(bytes int) {
	if s.TextSize() != bytes { // mostly it is the same, and nothing is written
		s.textSize.Store(int64(bytes))
	}
}
