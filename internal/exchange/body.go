package exchange

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// ErrTooLarge is an answer whose body is larger than the limit.
var ErrTooLarge = errors.New("response too large")

// readBody reads the whole body and closes it. At most limit bytes are kept, also
// of a compressed body. On error it returns what it has read.
func readBody(response *http.Response, limit int64) ([]byte, error) {
	defer response.Body.Close() // nothing can be done about it, and the answer is complete
	if response.StatusCode == http.StatusSwitchingProtocols {
		return nil, nil // no body but the connection, which knows no deadline
	}
	var body io.Reader = response.Body
	size := response.ContentLength
	if response.Body == http.NoBody {
		size = 0 // an answer to HEAD announces the length of a body that does not come
	}
	if saysGzip(response.Header.Get("Content-Encoding")) && !response.Uncompressed {
		unzip, err := unzipped(body)
		if err != nil {
			return nil, fmt.Errorf("read answer: %w", err)
		}
		body, size = unzip, -1
	}
	read, err := readUpTo(body, size, limit)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return read, fmt.Errorf("read answer: %w", err)
	case int64(len(read)) > limit:
		return read[:limit], ErrTooLarge
	case int64(len(read)) < size:
		return read, fmt.Errorf("read answer: %w", io.ErrUnexpectedEOF)
	default:
		return read, nil
	}
}

// Decodes reports whether a body of a Content-Encoding is decompressed here.
func Decodes(encoding string) bool {
	return saysGzip(encoding) || strings.EqualFold(encoding, "identity")
}

func saysGzip(encoding string) bool {
	return strings.EqualFold(encoding, "gzip") || strings.EqualFold(encoding, "x-gzip")
}

// unzipped decompresses a body that is compressed. Not every one is that says so:
// what unpacks answers on their way may leave the header behind.
func unzipped(body io.Reader) (io.Reader, error) {
	peeked := bufio.NewReader(body)
	if magic, _ := peeked.Peek(2); !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return peeked, nil // which gives the error too, if there was one
	}
	return gzip.NewReader(peeked)
}

// readUpTo reads to the end, an error, or past limit. The size is a hint at how much
// there will be, if positive: not every transport says it, or says it right, so no more
// than an ordinary answer gets memory in advance, and a large one no more than eight times
// what has come of it.
func readUpTo(body io.Reader, size, limit int64) (read []byte, err error) {
	const unknown, most, times = 512, 64 << 10, 8
	if size <= 0 {
		size = unknown
	}
	size = min(size, limit)
	read = make([]byte, 0, min(size, most)+1) // one more, so that the end can be met without growing
	for err == nil && int64(len(read)) <= limit {
		if len(read) == cap(read) {
			missing := size - int64(len(read)) + 1
			if missing <= 0 {
				missing = int64(len(read)) // there is more than was said
			}
			larger := make([]byte, len(read), int64(len(read))+min(missing, (times-1)*int64(len(read))))
			copy(larger, read)
			read = larger
		}
		var n int
		n, err = body.Read(read[len(read):cap(read)])
		read = read[:len(read)+n]
	}
	return read, err
}
