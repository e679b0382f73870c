package exchange

import (
	"bytes"
	"strconv"
	"strings"
)

// answerEnd finds where an HTTP/1 answer ends (RFC 9112, section 6), byte by byte as
// they arrive. It reads as much of an answer as this needs. What it does not understand
// has no end that it knows of: then all bytes belong to the answer, and its connection
// takes no other request.
type answerEnd struct {
	part    answerPart
	head    bool // the request was HEAD: its answer has no body
	status  int
	old     bool  // HTTP/1.0
	chunked bool  // Transfer-Encoding
	length  int64 // Content-Length; -1 for none
	left    int64 // of the body or chunk
	line    []byte
}

// answerPart is what the next byte belongs to.
type answerPart uint8

const (
	statusLine answerPart = iota
	headerLine
	bodyBytes
	chunkSize
	chunkBytes
	chunkEnd // the line end behind the bytes of a chunk
	trailerLine
	endless // until the connection ends
	complete
)

const longestLine = 256 // that matters here; of longer ones the beginning is kept

// begin starts over for the answer to another request.
func (e *answerEnd) begin(head bool) { *e = answerEnd{head: head, length: -1, line: e.line[:0]} }

// take returns how many bytes of p belong to the answer.
func (e *answerEnd) take(p []byte) (n int) {
	for n < len(p) && e.part != complete {
		switch e.part {
		case endless:
			return len(p)
		case bodyBytes, chunkBytes:
			n += e.skip(p[n:])
		default:
			n += e.readLine(p[n:])
		}
	}
	return n
}

// skip passes over bytes of the body.
func (e *answerEnd) skip(p []byte) int {
	n := min(int64(len(p)), e.left)
	e.left -= n
	switch {
	case e.left > 0:
	case e.part == bodyBytes:
		e.part = complete
	default:
		e.part = chunkEnd
	}
	return int(n)
}

// readLine collects a line, and interprets it when it is complete.
func (e *answerEnd) readLine(p []byte) int {
	end := bytes.IndexByte(p, '\n')
	n := end + 1
	if end < 0 {
		n = len(p)
	}
	if e.line == nil {
		e.line = make([]byte, 0, longestLine)
	}
	e.line = append(e.line, p[:min(n, longestLine-len(e.line))]...)
	if end >= 0 {
		line := bytes.TrimRight(e.line, "\r\n")
		e.line = e.line[:0]
		e.interpret(line)
	}
	return n
}

func (e *answerEnd) interpret(line []byte) {
	switch e.part {
	case statusLine:
		e.readStatus(line)
	case headerLine:
		e.readHeader(line)
	case chunkSize:
		e.readChunkSize(line)
	case chunkEnd:
		e.part = chunkSize
		if len(line) > 0 {
			e.part = endless
		}
	case trailerLine:
		if len(line) == 0 {
			e.part = complete
		}
	}
}

// readStatus reads a line such as "HTTP/1.1 201 Created".
func (e *answerEnd) readStatus(line []byte) {
	const version = len("HTTP/1.1 ")
	e.part = endless
	if len(line) < version+3 || string(line[:7]) != "HTTP/1." {
		return
	}
	status, err := strconv.Atoi(string(line[version : version+3]))
	if err != nil {
		return
	}
	e.part, e.status, e.old = headerLine, status, line[7] == '0'
	e.chunked, e.length = false, -1
}

// readHeader reads a line of the header, whose end is an empty one.
func (e *answerEnd) readHeader(line []byte) {
	if len(line) == 0 {
		e.beginBody()
		return
	}
	if line[0] == ' ' || line[0] == '\t' {
		e.part = endless // continues a line that may have mattered
		return
	}
	name, value, _ := bytes.Cut(line, []byte(":"))
	switch {
	case bytes.EqualFold(name, []byte("Content-Length")):
		length, err := strconv.ParseInt(string(bytes.TrimSpace(value)), 10, 64)
		if err != nil || length < 0 || e.length >= 0 && e.length != length {
			e.part = endless
			return
		}
		e.length = length
	case bytes.EqualFold(name, []byte("Transfer-Encoding")):
		e.chunked = true
		if e.old || !strings.EqualFold(string(bytes.TrimSpace(value)), "chunked") {
			e.part = endless
		}
	}
}

// beginBody is the end of a header.
func (e *answerEnd) beginBody() {
	switch {
	case e.status/100 == 1 && e.status != 101:
		e.part = statusLine // an interim answer: another one follows
	case e.status == 101:
		e.part = endless
	case e.head || e.status == 204 || e.status == 304:
		e.part = complete
	case e.chunked:
		e.part = chunkSize
	case e.length == 0:
		e.part = complete
	case e.length > 0:
		e.part, e.left = bodyBytes, e.length
	default:
		e.part = endless
	}
}

// readChunkSize reads a line such as "1f;extension". The last chunk has the size 0.
func (e *answerEnd) readChunkSize(line []byte) {
	digits, _, _ := bytes.Cut(line, []byte(";"))
	size, err := strconv.ParseInt(string(bytes.TrimSpace(digits)), 16, 64)
	switch {
	case err != nil || size < 0:
		e.part = endless
	case size == 0:
		e.part = trailerLine
	default:
		e.part, e.left = chunkBytes, size
	}
}
