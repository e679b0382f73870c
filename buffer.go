package cybersource

import (
	"bytes"
	"sync"
)

// buffers is the memory that requests are written in before their size is known.
var buffers bufferPool

// bufferPool keeps buffers for reuse. They hold card data, so they are cleared before
// another call can get them.
type bufferPool struct{ pool sync.Pool }

const largestBuffer = 1 << 20

// write returns a copy of what appendTo appends to a buffer.
func (p *bufferPool) write(appendTo func(dst []byte) ([]byte, error)) ([]byte, error) {
	buffer, ok := p.pool.Get().(*[]byte)
	if !ok {
		buffer = new([]byte)
	}
	text, err := appendTo((*buffer)[:0])
	copied := bytes.Clone(text)
	if clear(text); err != nil {
		clear(text[:cap(text)]) // of what was written before the error
	}
	if *buffer = text; cap(text) <= largestBuffer {
		p.pool.Put(buffer)
	}
	return copied, err
}
