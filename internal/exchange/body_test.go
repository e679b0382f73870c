package exchange

import (
	"bytes"
	"io"
	"math"
	"net/http"
	"runtime"
	"testing"
	"testing/iotest"
)

// A large answer of announced size is not copied again and again while it is read.
func TestLargeAnswerIsReadIntoLittleMoreThanItsSize(t *testing.T) {
	for _, size := range []int{1 << 10, 64 << 10, 150 << 10, 1 << 20, 4 << 20} {
		text := bytes.Repeat([]byte("x"), size)
		const times = 10
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range times {
			if read, err := readBody(answerOf(bytes.NewReader(text), int64(size)), 8<<20); err != nil || len(read) != size {
				t.Fatal(len(read), err)
			}
		}
		runtime.ReadMemStats(&after)
		allocated := int64(after.TotalAlloc-before.TotalAlloc) / times
		if most := int64(size)*17/10 + 4096; allocated > most {
			t.Errorf("%d bytes for an answer of %d, want at most %d", allocated, size, most)
		}
	}
}

// What a server announces and does not send gets no more than eight times what it sent.
func TestAnnouncedSizeGetsMemoryAsTheAnswerComes(t *testing.T) {
	const sent = 70 << 10
	read, err := readUpTo(bytes.NewReader(make([]byte, sent)), 8<<20, 8<<20)
	if err != io.EOF || len(read) != sent {
		t.Fatal(len(read), err)
	}
	if cap(read) > 8*sent {
		t.Errorf("%d bytes of memory for %d", cap(read), sent)
	}
}

// Sizes that are wrong, or are not said, change nothing of what is read.
func TestAnswerIsReadWhateverItsSizeIsSaidToBe(t *testing.T) {
	text := bytes.Repeat([]byte("0123456789"), 40<<10)
	for _, announced := range []int64{-1, 0, 1, 70 << 10, int64(len(text))} {
		read, err := readBody(answerOf(iotest.HalfReader(bytes.NewReader(text)), announced), 1<<20)
		if err != nil || !bytes.Equal(read, text) {
			t.Errorf("announced as %d: %d bytes, %v", announced, len(read), err)
		}
	}
	if read, err := readUpTo(bytes.NewReader(text), math.MaxInt64, math.MaxInt64); err != io.EOF || !bytes.Equal(read, text) {
		t.Errorf("announced as endless: %d bytes, %v", len(read), err)
	}
	if read, err := readBody(answerOf(bytes.NewReader(text), -1), 100<<10); err != ErrTooLarge || len(read) != 100<<10 {
		t.Errorf("past the limit: %d bytes, %v", len(read), err)
	}
}

func answerOf(body io.Reader, size int64) *http.Response {
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(body), ContentLength: size}
}
