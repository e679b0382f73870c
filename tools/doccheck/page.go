package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// page is one Markdown file, taken apart.
type page struct {
	path    string // relative to root, with slashes
	blocks  []block
	links   []link
	spans   []span
	anchors map[string]bool
	astray  []comment // directly above no block
}

// block is a fenced block, or the commands of a comment.
type block struct {
	line     int    // of its first line of code
	language string // "go", "sh", "text" or another
	mark     string // what follows the language: "" or "ignore: ..."
	text     string
	above    string // the paragraph above it, which may name its file
	comment  comment
}

var fileNamePattern = regexp.MustCompile("`([a-z0-9_]+\\.[a-z]+)`")

// fileName is the file that the paragraph above names first, or "".
func (b block) fileName() string {
	named := fileNamePattern.FindStringSubmatch(b.above)
	if named == nil {
		return ""
	}
	return named[1]
}

// comment is an HTML comment for the run of a page: <!-- word: rest -->.
type comment struct {
	line       int
	word, rest string
}

type link struct {
	line   int
	target string
}

// readPages reads all Markdown below root, but for what a dot hides and for
// testdata, which is input of other tests.
func readPages(root string) ([]*page, error) {
	var pages []*page
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != root && (entry.Name()[0] == '.' || entry.Name() == "testdata"):
			return filepath.SkipDir
		case entry.IsDir() || filepath.Ext(path) != ".md":
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		pages = append(pages, parsePage(filepath.ToSlash(relative), string(text)))
		return nil
	})
	return pages, err
}

var (
	fencePattern   = regexp.MustCompile("^( *)(```+|~~~+) *(.*)$")
	headingPattern = regexp.MustCompile(`^#{1,6} +(.*?)(?: +#+)?$`)
	anchorPattern  = regexp.MustCompile(`<a (?:id|name)="([^"]+)"`)
	linkPattern    = regexp.MustCompile(`\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)`)
	sourcePattern  = regexp.MustCompile(`(?:href|src)="([^"]+)"`)
	targetPattern  = regexp.MustCompile(`^ {0,3}\[[^\]]+\]: *<?([^\s>]+)`)
)

func parsePage(path, text string) *page {
	p := &page{path: path, anchors: map[string]bool{}}
	lines := strings.Split(text, "\n")
	var paragraph []string
	var above comment
	for i := 0; i < len(lines); i++ {
		fence := fencePattern.FindStringSubmatch(lines[i])
		if fence == nil && above.word != "" {
			p.astray, above = append(p.astray, above), comment{}
		}
		switch {
		case fence != nil:
			i = p.addBlock(lines, i, fence[1], fence[2], fence[3])
			added := &p.blocks[len(p.blocks)-1]
			added.above, added.comment = strings.Join(paragraph, " "), above
			paragraph, above = nil, comment{}
		case strings.HasPrefix(strings.TrimSpace(lines[i]), "<!--"):
			above, i = p.readComment(lines, i)
		default:
			if i > 0 && lines[i] != "" && lines[i-1] == "" {
				paragraph = nil
			}
			paragraph = append(paragraph, lines[i])
			p.addAnchors(lines[i])
			p.addLinks(i+1, withoutCode(lines[i]))
			for _, found := range spanPattern.FindAllStringSubmatch(lines[i], -1) {
				p.spans = append(p.spans, span{i + 1, found[1]})
			}
		}
	}
	return p
}

// readComment reads the comment that opens in line start, and returns it if it is about a
// block, with the line that closes it. The commands of one are a block themselves.
func (p *page) readComment(lines []string, start int) (about comment, end int) {
	for end = start; end < len(lines)-1 && !strings.Contains(lines[end], "-->"); end++ {
	}
	text, _, _ := strings.Cut(strings.Join(lines[start:end+1], "\n"), "-->")
	word, rest, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(text), "<!--"), ":")
	switch word = strings.TrimSpace(word); word {
	case "run":
		line := start + 1
		if strings.HasPrefix(strings.TrimLeft(rest, " "), "\n") {
			_, rest, _ = strings.Cut(rest, "\n")
			line++
		}
		p.blocks = append(p.blocks, block{line: line, language: "sh", text: strings.TrimSpace(rest) + "\n"})
	case "not run", "serves":
		return comment{start + 1, word, strings.TrimSpace(rest)}, end
	}
	return comment{}, end
}

// addBlock reads the fenced block that opens in line start, and returns the line that
// closes it.
func (p *page) addBlock(lines []string, start int, indent, fence, info string) (end int) {
	var code []string
	for end = start + 1; end < len(lines); end++ {
		closing := strings.TrimSpace(lines[end])
		if strings.HasPrefix(closing, fence) && strings.Trim(closing, fence[:1]) == "" {
			break
		}
		code = append(code, strings.TrimPrefix(lines[end], indent))
	}
	language, mark, _ := strings.Cut(info, " ")
	if language == "golang" {
		language = "go"
	}
	p.blocks = append(p.blocks, block{line: start + 2, language: language, mark: strings.TrimSpace(mark), text: strings.Join(code, "\n") + "\n"})
	return end
}

func (p *page) addAnchors(line string) {
	for _, found := range anchorPattern.FindAllStringSubmatch(line, -1) {
		p.anchors[found[1]] = true
	}
	heading := headingPattern.FindStringSubmatch(line)
	if heading == nil {
		return
	}
	name := slug(heading[1])
	for unique, n := name, 1; ; n++ { // a repeated heading is numbered
		if !p.anchors[unique] {
			p.anchors[unique] = true
			return
		}
		unique = name + "-" + strconv.Itoa(n)
	}
}

func (p *page) addLinks(line int, text string) {
	for _, pattern := range []*regexp.Regexp{linkPattern, sourcePattern, targetPattern} {
		for _, found := range pattern.FindAllStringSubmatch(text, -1) {
			p.links = append(p.links, link{line, found[1]})
		}
	}
}

// withoutCode drops the code spans of a line: what looks like a link there is none.
func withoutCode(line string) string {
	var kept strings.Builder
	for {
		before, rest, found := strings.Cut(line, "`")
		kept.WriteString(before)
		if !found {
			return kept.String()
		}
		inner := strings.TrimLeft(rest, "`")
		ticks := strings.Repeat("`", 1+len(rest)-len(inner))
		_, after, closed := strings.Cut(inner, ticks)
		if !closed {
			return kept.String() + rest
		}
		line = after
	}
}

var linkedPattern = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)

// slug is the anchor that GitHub gives a heading.
func slug(heading string) string {
	heading = linkedPattern.ReplaceAllString(heading, "$1")
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '-':
			return '-'
		case r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		default:
			return -1
		}
	}, heading)
}
