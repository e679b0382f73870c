// Package jsonscan finds the members of JSON that need not be whole: of an answer that
// was cut short, is broken somewhere, or is nested in an unexpected way. It is for what
// must be noticed wherever it stands, such as that a payment was approved; models are
// read by package jsonx.
package jsonscan

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// A Member is a name and a value of it that is no object or array. A list of such values
// is as many members of that name.
type Member struct {
	// Path is the names of the enclosing objects, the outermost first, which has none: "".
	// It is good only until the next member.
	Path []string

	Name  string // "" in a list that is the whole text
	Value string // a string unquoted, anything else as it is written
	Cut   bool   // the text ends within the value
}

// MaxDepth is how deep objects are told apart. What is below counts as one more.
const MaxDepth = 16

// Members calls visit for each member of text, in its order. It returns when visit
// returns false. It reads each byte once, and never fails: what is not understood is passed over.
func Members(text []byte, visit func(Member) bool) {
	s := scanner{text: text}
	for s.next() {
		if s.isName() {
			s.name = unquote(s.token)
			continue
		}
		if !visit(Member{Path: s.path, Name: s.name, Value: unquote(s.token), Cut: s.cut()}) {
			return
		}
	}
}

// scanner walks a text from one string, number or word to the next.
type scanner struct {
	text  []byte
	at    int
	token []byte
	name  string   // of the member that the scanner is in
	path  []string // names of the objects that are open
	open  []bool   // for each bracket that is open: whether it is an object with a name on path
}

// next finds the next token.
func (s *scanner) next() bool {
	for s.at < len(s.text) {
		switch c := s.text[s.at]; {
		case c == '{' || c == '[':
			s.enter(c == '{')
		case c == '}' || c == ']':
			s.leave()
		case c == '"':
			s.token = s.quoted()
			return true
		case isWordByte(c):
			s.token = s.word()
			return true
		}
		s.at++
	}
	return false
}

func (s *scanner) enter(object bool) {
	named := object && len(s.path) < MaxDepth
	if len(s.open) < 4*MaxDepth {
		s.open = append(s.open, named)
	} else {
		named = false
	}
	if named {
		s.path = append(s.path, s.name)
		s.name = ""
	}
}

func (s *scanner) leave() {
	if len(s.open) == 0 {
		return
	}
	last := len(s.open) - 1
	if s.open[last] {
		s.name = s.path[len(s.path)-1]
		s.path = s.path[:len(s.path)-1]
	}
	s.open = s.open[:last]
}

// quoted returns the string that begins here, or what there is of it.
func (s *scanner) quoted() []byte {
	start := s.at
	for s.at++; s.at < len(s.text); s.at++ {
		switch s.text[s.at] {
		case '\\':
			s.at++
		case '"':
			s.at++
			return s.text[start:s.at]
		}
	}
	s.at = len(s.text)
	return s.text[start:]
}

func (s *scanner) word() []byte {
	start := s.at
	for s.at < len(s.text) && isWordByte(s.text[s.at]) {
		s.at++
	}
	return s.text[start:s.at]
}

func isWordByte(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '-' || c == '+' || c == '.'
}

// cut reports whether the text ends within the token.
func (s *scanner) cut() bool {
	last := len(s.token) - 1
	return s.at == len(s.text) && (s.token[0] != '"' || last == 0 || s.token[last] != '"')
}

// isName reports whether the token is the name of a member: a colon follows.
func (s *scanner) isName() bool {
	rest := bytes.TrimLeft(s.text[s.at:], " \t\r\n")
	return s.token[0] == '"' && len(rest) > 0 && rest[0] == ':'
}

// unquote returns what a string says, also of one that was cut short.
func unquote(token []byte) string {
	if token[0] != '"' {
		return string(token)
	}
	text, err := jsontext.AppendUnquote(nil, token)
	if err != nil && len(text) == 0 {
		text = bytes.Trim(token, `"`)
	}
	return string(text)
}
