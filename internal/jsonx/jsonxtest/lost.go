// Package jsonxtest compares JSON texts by what they say, for tests of reading and
// writing models.
package jsonxtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Lost reports, by path, where after fails to say what before says. Spelling that
// carries no meaning is no difference: the order of members, a number or boolean
// written as a string of the same characters, one value written as a list of one,
// and null, "" and absence. Numbers are compared digit for digit. Of members with
// one name the last counts. The result is sorted; nil means that nothing is lost
// and nothing was made up.
func Lost(before, after []byte) []string {
	a, err := parse(before)
	if err != nil {
		return []string{"before: " + err.Error()}
	}
	b, err := parse(after)
	if err != nil {
		return []string{"after: " + err.Error()}
	}
	found := differences("$", a, b)
	slices.Sort(found)
	return found
}

func parse(text []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var v any
	err := dec.Decode(&v)
	return v, err
}

func differences(path string, before, after any) []string {
	if _, ok := before.([]any); !ok {
		after = alone(after)
	}
	switch before := before.(type) {
	case map[string]any:
		if after, ok := after.(map[string]any); ok {
			return members(path, before, after)
		}
	case []any:
		if after, ok := after.([]any); ok && len(after) == len(before) {
			return elements(path, before, after)
		}
	case nil:
		return nil
	default:
		if same(before, after) {
			return nil
		}
	}
	return []string{fmt.Sprintf("%s: %v became %v", path, before, after)}
}

func members(path string, before, after map[string]any) (found []string) {
	for _, name := range slices.Sorted(maps.Keys(before)) {
		found = append(found, differences(path+"."+name, before[name], after[name])...)
	}
	for name, value := range after {
		if _, ok := before[name]; !ok {
			found = append(found, fmt.Sprintf("%s.%s: %v came from nowhere", path, name, value))
		}
	}
	return found
}

func elements(path string, before, after []any) (found []string) {
	for i := range before {
		found = append(found, differences(fmt.Sprintf("%s[%d]", path, i), before[i], after[i])...)
	}
	return found
}

// alone returns the only element of a list of one, and anything else as it is.
func alone(v any) any {
	if list, ok := v.([]any); ok && len(list) == 1 {
		return list[0]
	}
	return v
}

func same(before, after any) bool {
	switch after.(type) {
	case nil:
		return before == ""
	case []any, map[string]any:
		return false
	}
	return fmt.Sprint(before) == fmt.Sprint(after)
}
