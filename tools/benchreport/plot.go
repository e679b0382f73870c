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

// panel is one of the plots.
type panel struct {
	title, unit string
	lines       []line
}

func (r *report) plot() string {
	panels := append(r.costPanels(), r.memoryPanel(), r.sizePanel())
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="11">`+"\n",
		2*panelWidth, (len(panels)+1)/2*panelHeight)
	b.WriteString(`<rect width="100%" height="100%" fill="#fff"/>` + "\n")
	for i, p := range panels {
		fmt.Fprintf(&b, `<g transform="translate(%d,%d)">`+"\n%s</g>\n", i%2*panelWidth, i/2*panelHeight, p.draw())
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// costPanels are one for each dimension in which a call grows.
func (r *report) costPanels() []panel {
	var panels []panel
	for _, name := range r.below("Growth") {
		parts := strings.Split(name, "/")
		if len(parts) != 4 {
			continue
		}
		if len(panels) == 0 || panels[len(panels)-1].title != parts[1] {
			panels = append(panels, panel{title: parts[1], unit: "cpu µs per call"})
		}
		p := &panels[len(panels)-1]
		x, _ := strconv.ParseFloat(parts[2], 64)
		p.lines = addPoint(p.lines, parts[3], point{x, r.benchmark[name].median(cpu) / 1e3})
	}
	return panels
}

// memoryPanel is what each client adds, by their number.
func (r *report) memoryPanel() panel {
	p := panel{title: "clients", unit: "KB in memory per client"}
	for _, name := range r.below("Memory/clients") {
		n := strings.Split(name, "/")[2]
		x, _ := strconv.ParseFloat(n, 64)
		if added := r.addedPerClient(n); added > 0 {
			p.lines = addPoint(p.lines, "ours", point{x, added / (1 << 10)})
		}
	}
	return p
}

// sizePanel is how a program grows with the services that it calls.
func (r *report) sizePanel() panel {
	p := panel{title: "services called", unit: "MB of program"}
	for _, name := range r.below("Size/together") {
		n := strings.Split(name, "/")[2]
		x, _ := strconv.ParseFloat(n, 64)
		p.lines = addPoint(p.lines, "ours", point{x, r.benchmark[name].median("file-B") / (1 << 20)})
	}
	return p
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

func (p panel) draw() string {
	if len(p.lines) == 0 {
		return ""
	}
	low, high := bounds(p.lines)
	place := func(p point) (x, y float64) {
		return scale(p.x, low.x, high.x, left, panelWidth-right), scale(p.y, low.y, high.y, panelHeight-below, top)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<text x="%d" y="18" font-weight="bold">%s</text><text x="%d" y="18" text-anchor="end" fill="#555">%s</text>`+"\n",
		left, p.title, panelWidth-right, p.unit)
	fmt.Fprintf(&b, `<path d="M%d %dV%dH%d" fill="none" stroke="#bbb"/>`+"\n", left, top, panelHeight-below, panelWidth-right)
	for y := low.y; y <= high.y*1.001; y *= 10 {
		_, at := place(point{low.x, y})
		fmt.Fprintf(&b, `<text x="%d" y="%.0f" text-anchor="end" fill="#555">%g</text><path d="M%d %.1fH%d" stroke="#eee"/>`+"\n", left-6, at+4, y, left, at, panelWidth-right)
	}
	for i, l := range p.lines {
		var path []string
		for _, at := range l.points {
			x, y := place(at)
			path = append(path, fmt.Sprintf("%.1f,%.1f", x, y))
			fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>`, x, y, l.colour)
			if i == 0 {
				fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="middle" fill="#555">%g</text>`, x, panelHeight-below+16, at.x)
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
