package cybersource

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
)

// bodyBuffer is the memory of one serialised request. It holds card data, so it
// is cleared before another call can get it.
type bodyBuffer struct {
	bytes    []byte
	borrowed bool          // a transport may still be reading it
	initial  [1 << 10]byte // enough for a card payment
}

const largestKeptBody = 64 << 10

var bodyPool = sync.Pool{New: func() any {
	b := new(bodyBuffer)
	b.bytes = b.initial[:0]
	return b
}}

func newBodyBuffer() *bodyBuffer { return bodyPool.Get().(*bodyBuffer) }

// release clears the buffer for the next call. One that a transport may still be
// reading, or that has grown large, is left to the garbage collector.
func (b *bodyBuffer) release() {
	if b.borrowed || cap(b.bytes) > largestKeptBody {
		return
	}
	clear(b.bytes[:cap(b.bytes)])
	b.bytes = b.bytes[:0]
	bodyPool.Put(b)
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
