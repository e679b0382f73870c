package test

import (
	"context"
	"slices"
)

// size orders answers: the fewer statements and odd properties, the easier to read.
func size(g *generated) int {
	n := 10 * len(g.statements)
	for _, odd := range []bool{
		g.callersID, g.before != 0, g.retryAfter != "", g.wrapper != 0, g.broken != 0, g.cut != 0, g.short, g.bom, g.gzip, g.listed, g.repeated, g.single,
	} {
		if odd {
			n++
		}
	}
	return n
}

// shrink takes away from an answer whatever it does not need to be wrong in this way.
func (c *answersClients) shrink(ctx context.Context, kind string, g *generated) *generated {
	for {
		smaller := c.step(ctx, kind, g)
		if smaller == nil {
			return g
		}
		g = smaller
	}
}

func (c *answersClients) step(ctx context.Context, kind string, g *generated) *generated {
	for _, candidate := range reductions(g) {
		if slices.Contains(c.wrong(ctx, candidate), kind) {
			return candidate
		}
	}
	return nil
}

// reductions are all answers with one thing less.
func reductions(g *generated) (smaller []*generated) {
	for i := range g.statements {
		less := *g
		less.statements = slices.Delete(slices.Clone(g.statements), i, i+1)
		smaller = append(smaller, &less)
	}
	for _, reset := range []func(*generated){
		func(g *generated) { g.callersID = false }, func(g *generated) { g.before = nothingBefore },
		func(g *generated) { g.retryAfter = "" }, func(g *generated) { g.wrapper = bare }, func(g *generated) { g.broken = 0 },
		func(g *generated) { g.cut, g.short = 0, false }, func(g *generated) { g.short = false }, func(g *generated) { g.bom = false },
		func(g *generated) { g.gzip = false }, func(g *generated) { g.listed = false },
		func(g *generated) { g.repeated = false }, func(g *generated) { g.single = false },
	} {
		less := *g
		reset(&less)
		if size(&less) < size(g) {
			smaller = append(smaller, &less)
		}
	}
	return smaller
}
