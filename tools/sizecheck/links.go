package main

import (
	"slices"
	"strings"
)

// links holds the symbols of a program, each with the one that first made the linker keep it.
type links map[string]string

// parseLinks reads what the linker prints with -dumpdep: a line "a -> b" for each
// symbol b, behind the line for a. A flag in angle brackets may follow a name.
func parseLinks(output []byte) links {
	l := links{}
	for line := range strings.Lines(string(output)) {
		from, to, found := strings.Cut(strings.TrimSuffix(line, "\n"), " -> ")
		if !found {
			continue
		}
		to = withoutFlags(to)
		if _, known := l[to]; !known {
			l[to] = withoutFlags(from)
		}
	}
	return l
}

func withoutFlags(symbol string) string {
	name, _, _ := strings.Cut(symbol, " <")
	return name
}

// cause returns the first symbol on the way to a symbol, or itself, that is one of a set.
// It finds nothing if the program does not contain the symbol.
func (l links) cause(symbol string, set map[string]bool) (cause string, found bool) {
	if _, kept := l[symbol]; !kept {
		return "", false
	}
	for at := symbol; at != ""; at = l[at] {
		if set[at] {
			cause = at
		}
	}
	return cause, true
}

// way returns how the linker came to a symbol: those on its way that belong to the
// program or to the module of the given path.
func (l links) way(symbol, module string) []string {
	var way []string
	for at := l[symbol]; at != ""; at = l[at] {
		if strings.Contains(at, module) || strings.HasPrefix(at, "main.") {
			way = append(way, strings.ReplaceAll(at, module+".", ""))
		}
	}
	slices.Reverse(way)
	return way
}
