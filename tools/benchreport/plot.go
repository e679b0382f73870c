package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// The plot has one panel per dimension of growth, both axes logarithmic.
const (
	panelWidth, panelHeight = 300, 220
	left, right, top, below = 56, 14, 34, 40
)

type point struct{ x, y float64 }

type line struct {
	name, colour string
	points       []point
}

func (r *report) plot() string {
	var dimensions []string
	lines := map[string][]line{}
	for _, name := range r.order {
		parts := strings.Split(name, "/")
		if parts[0] != "Growth" || len(parts) != 4 {
			continue
		}
		if _, ok := lines[parts[1]]; !ok {
			dimensions = append(dimensions, parts[1])
		}
		x, _ := strconv.ParseFloat(parts[2], 64)
		lines[parts[1]] = addPoint(lines[parts[1]], parts[3], point{x, r.benchmark[name].median(cpu) / 1e3})
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="11">`+"\n",
		2*panelWidth, (len(dimensions)+1)/2*panelHeight)
	b.WriteString(`<rect width="100%" height="100%" fill="#fff"/>` + "\n")
	for i, dimension := range dimensions {
		fmt.Fprintf(&b, `<g transform="translate(%d,%d)">`+"\n%s</g>\n", i%2*panelWidth, i/2*panelHeight, panel(dimension, lines[dimension]))
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func addPoint(lines []line, contender string, p point) []line {
	for i := range lines {
		if lines[i].name == contender {
			lines[i].points = append(lines[i].points, p)
			return lines
		}
	}
	colour := "#888"
	if strings.HasPrefix(contender, "ours") {
		colour = "#0a6"
	}
	return append(lines, line{contender, colour, []point{p}})
}

func panel(title string, lines []line) string {
	low, high := bounds(lines)
	place := func(p point) (x, y float64) {
		return scale(p.x, low.x, high.x, left, panelWidth-right), scale(p.y, low.y, high.y, panelHeight-below, top)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<text x="%d" y="18" font-weight="bold">%s</text><text x="%d" y="18" text-anchor="end" fill="#555">cpu µs per call</text>`+"\n",
		left, title, panelWidth-right)
	fmt.Fprintf(&b, `<path d="M%d %dV%dH%d" fill="none" stroke="#bbb"/>`+"\n", left, top, panelHeight-below, panelWidth-right)
	for y := low.y; y <= high.y*1.001; y *= 10 {
		_, at := place(point{low.x, y})
		fmt.Fprintf(&b, `<text x="%d" y="%.0f" text-anchor="end" fill="#555">%g</text><path d="M%d %.1fH%d" stroke="#eee"/>`+"\n", left-6, at+4, y, left, at, panelWidth-right)
	}
	for i, l := range lines {
		var path []string
		for _, p := range l.points {
			x, y := place(p)
			path = append(path, fmt.Sprintf("%.1f,%.1f", x, y))
			fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>`, x, y, l.colour)
			if i == 0 {
				fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="middle" fill="#555">%g</text>`, x, panelHeight-below+16, p.x)
			}
		}
		fmt.Fprintf(&b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>`, strings.Join(path, " "), l.colour)
		fmt.Fprintf(&b, `<text x="%d" y="%d" fill="%s">%s</text>`+"\n", left+120*i, panelHeight-8, l.colour, l.name)
	}
	return b.String()
}

// bounds are the extremes of all points, the cost widened to whole powers of ten.
func bounds(lines []line) (low, high point) {
	low, high = point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, l := range lines {
		for _, p := range l.points {
			low = point{min(low.x, p.x), min(low.y, p.y)}
			high = point{max(high.x, p.x), max(high.y, p.y)}
		}
	}
	low.y = math.Pow(10, math.Floor(math.Log10(low.y)))
	high.y = math.Pow(10, math.Ceil(math.Log10(high.y)))
	return low, high
}

func scale(value, low, high float64, from, to int) float64 {
	if high == low {
		return float64(from)
	}
	return float64(from) + (math.Log(value)-math.Log(low))/(math.Log(high)-math.Log(low))*float64(to-from)
}
