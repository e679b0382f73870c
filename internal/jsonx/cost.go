package jsonx

import (
	"encoding/json"
	"errors"
)

// A short text can describe much memory: an empty object in a list is three bytes, and a
// struct of a kilobyte. What a text may cost is limited to a multiple of its size. Real
// answers cost one to five times their size, pages of thousands of search results about
// twice; a small one costs a few kilobytes whatever the multiple.
//
// What would cost more is not lost: the list or object is kept as text, in Extra of the
// struct that it belongs to, at worst of the outermost one. Fields of the outermost struct
// that hold a text, such as id and status, are always read. Only members that the outermost
// struct does not know are left out once there are too many of them.
const (
	costAlways  = 64 << 10
	costPerByte = 6
)

var errTooExpensive = errors.New("costs too much memory") // never leaves this package

// spend accounts for memory about to be allocated. It fails if that is too much for the
// text read so far.
func (r *reader) spend(bytes int) error {
	if r.spent+bytes > costAlways+costPerByte*r.end {
		return errTooExpensive
	}
	r.spent += bytes
	return nil
}

// What things cost with all that their growth takes.
const (
	costOfMap       = 512
	costOfMapEntry  = 160
	growthOfElement = 3 // times its size
)

// spendOnExtra accounts for one member more.
func (r *reader) spendOnExtra(extra map[string]json.RawMessage, name string) error {
	if _, has := extra[name]; has {
		return nil // a copy of its text is all
	}
	cost := costOfMapEntry
	if extra == nil {
		cost += costOfMap
	}
	return r.spend(cost)
}
