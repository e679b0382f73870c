package test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// findings are violations by kind: how many, and the smallest answer of each.
type findings map[string]*finding

type finding struct {
	times    int
	smallest *generated
}

func (f findings) add(kind string, g *generated) {
	f.merge(findings{kind: {1, g}})
}

func (f findings) merge(other findings) {
	for kind, found := range other {
		known := f[kind]
		if known == nil {
			f[kind] = found
			continue
		}
		known.times += found.times
		if size(found.smallest) < size(known.smallest) {
			known.smallest = found.smallest
		}
	}
}

func (f findings) count() (n int) {
	for _, found := range f {
		n += found.times
	}
	return n
}

// report fails once per kind, with the smallest answer that still shows it.
func (f findings) report(t *testing.T, clients *answersClients) {
	t.Helper()
	for _, kind := range sortedKeys(f) {
		g := clients.shrink(t.Context(), kind, f[kind].smallest)
		t.Errorf("%s (%d times), such as %s", kind, f[kind].times, g)
	}
}

// String describes an answer and its call.
func (g *generated) String() string {
	r := g.render("TRANSACTIONID")
	var odd []string
	for text, is := range map[string]bool{
		"the caller's transactionId": g.callersID, "after a refused connection": g.before == refusedBefore, "after a 429": g.before == throttledBefore,
		"gzip": g.gzip, fmt.Sprintf("cut by %d/1000", g.cut): g.cut > 0, "shorter than announced": g.short,
	} {
		if is {
			odd = append(odd, text)
		}
	}
	slices.Sort(odd)
	return fmt.Sprintf("HTTP %d, Retry-After %q %s\n%s", g.status, g.retryAfter, strings.Join(odd, ", "), cmp.Or(string(r.text), "(no body)"))
}
