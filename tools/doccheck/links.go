package main

import (
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// checkLinks follows the relative links of all pages. Links to other sites are left
// alone: a check must not depend on them.
func checkLinks(root string, pages []*page) []problem {
	byPath := map[string]*page{}
	for _, p := range pages {
		byPath[p.path] = p
	}
	var problems []problem
	for _, p := range pages {
		for _, l := range p.links {
			if fault := follow(root, byPath, p, l.target); fault != "" {
				problems = append(problems, problem{p.path, l.line, "link " + l.target + ": " + fault})
			}
		}
	}
	return problems
}

var (
	schemePattern = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9+.-]*:`)
	linesPattern  = regexp.MustCompile(`^L\d+(-L\d+)?$`)
)

// follow returns what is wrong with a link, or "".
func follow(root string, pages map[string]*page, from *page, target string) string {
	if schemePattern.MatchString(target) {
		return ""
	}
	to, anchor, fault := resolve(from.path, target)
	if fault != "" {
		return fault
	}
	info, err := os.Stat(filepath.Join(root, to))
	if err != nil {
		return "no such file"
	}
	if info.IsDir() {
		to = path.Join(to, "README.md")
	}
	switch known := pages[to]; {
	case anchor == "":
		return ""
	case known == nil && linesPattern.MatchString(anchor):
		return ""
	case known == nil:
		return "an anchor in what is not a page"
	case !known.anchors[anchor]:
		return "no such heading or anchor"
	}
	return ""
}

// resolve returns the file a link leads to, relative to root.
func resolve(from, target string) (to, anchor, fault string) {
	to, anchor, _ = strings.Cut(target, "#")
	to, err := url.PathUnescape(to)
	switch {
	case err != nil:
		return "", "", "is not a URL"
	case to == "":
		return from, anchor, ""
	case to[0] == '/':
		return "", "", "starts at the root of a site, write it relative to the page"
	}
	to = path.Join(path.Dir(from), to)
	if to == ".." || strings.HasPrefix(to, "../") {
		return "", "", "leads out of the repository"
	}
	return to, anchor, ""
}

// checkReach names the pages of docs/ that no way from the read-me leads to.
func checkReach(pages []*page) []problem {
	byPath := map[string]*page{}
	for _, p := range pages {
		byPath[p.path] = p
	}
	seen := map[string]bool{}
	for open := []string{"README.md"}; len(open) > 0; open = open[1:] {
		p := byPath[open[0]]
		if p == nil || seen[p.path] {
			continue
		}
		seen[p.path] = true
		for _, l := range p.links {
			if to, _, fault := resolve(p.path, l.target); fault == "" {
				open = append(open, to, path.Join(to, "README.md"))
			}
		}
	}
	var problems []problem
	for _, p := range pages {
		if strings.HasPrefix(p.path, "docs/") && !seen[p.path] {
			problems = append(problems, problem{p.path, 1, "no way leads here from README.md"})
		}
	}
	return problems
}
