package cybersource

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/cybersource-go/cybersource/internal/jsonx"
)

// scratch is memory to serialise requests in. It holds card data, so it is cleared
// before another call can get it, and it is never handed out: a transport may read
// a request's body even after it has given up.
var scratch = sync.Pool{New: func() any { return new([]byte) }}

const largestScratch = 1 << 20

// serialised returns the request as JSON, in memory of its own.
func serialised(request any) ([]byte, error) {
	buffer := scratch.Get().(*[]byte)
	text, err := jsonx.Append((*buffer)[:0], request)
	body := bytes.Clone(text)
	clear(text)
	if cap(text) <= largestScratch {
		*buffer = text
		scratch.Put(buffer)
	}
	return body, err
}

// readBody reads the whole body and closes it. At most max bytes are kept, also
// of a compressed body. On error it returns what it has read.
func readBody(response *http.Response, max int64) ([]byte, error) {
	defer response.Body.Close() //nolint:errcheck // nothing can be done about it, and the answer is complete
	var body io.Reader = response.Body
	if strings.EqualFold(response.Header.Get("Content-Encoding"), "gzip") && !response.Uncompressed {
		unzip, err := gzip.NewReader(body)
		if err != nil {
			return nil, fmt.Errorf("read answer: %w", err)
		}
		body = unzip
	} else if n := response.ContentLength; n >= 0 && n <= max {
		return readExactly(body, n)
	}
	read, err := io.ReadAll(io.LimitReader(body, max+1))
	if err != nil {
		return read, fmt.Errorf("read answer: %w", err)
	}
	if int64(len(read)) > max {
		return read[:max], ErrResponseTooLarge
	}
	return read, nil
}

// readExactly reads a body of known length into memory of that size.
func readExactly(body io.Reader, n int64) ([]byte, error) {
	buffer := make([]byte, n)
	read, err := io.ReadFull(body, buffer)
	if err != nil {
		return buffer[:read], fmt.Errorf("read answer: %w", err)
	}
	return buffer, nil
}
