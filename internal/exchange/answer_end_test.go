package exchange

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
)

// asNetHTTP is how many bytes of a text net/http takes for an answer, and whether it can
// read it at all and would use the connection again.
func asNetHTTP(text, method string) (n int, ok bool) {
	source := strings.NewReader(text)
	reader := bufio.NewReader(source)
	for {
		response, err := http.ReadResponse(reader, &http.Request{Method: method})
		if err != nil {
			return 0, false
		}
		if _, err := io.Copy(io.Discard, response.Body); err != nil {
			return 0, false
		}
		if response.StatusCode/100 != 1 || response.StatusCode == 101 {
			return len(text) - source.Len() - reader.Buffered(), !response.Close && response.StatusCode != 101
		}
	}
}

var answerTexts = []string{
	"HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello",
	"HTTP/1.1 201 Created\nContent-Length: 5\n\nhello",
	"HTTP/1.1 200 OK\r\ncontent-length:  5 \r\nX: y\r\n\r\nhello",
	"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
	"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
	"HTTP/1.1 204 No Content\r\n\r\n",
	"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
	"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
	"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\nContent-Length: 3\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
	"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA;name=value\r\nhellohello\r\n1\r\n\n\r\n0\r\nX: y\r\n\r\n",
	"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello",
	"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello",
	"HTTP/1.1 200 OK\r\nX-Long: " + strings.Repeat("x", 5000) + "\r\nContent-Length: 5\r\n\r\nhello",
	"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n",
}

// The end of an answer is where net/http sees it, however the bytes arrive.
func TestAnswerEndsWhereNetHTTPEndsIt(t *testing.T) {
	const surplus = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nxxx"
	for _, text := range answerTexts {
		for _, method := range []string{http.MethodPost, http.MethodHead} {
			want, ok := asNetHTTP(text+surplus, method)
			if !ok {
				t.Fatalf("net/http does not read %q", text)
			}
			for range 50 {
				if got := endOf(text+surplus, method == http.MethodHead); got != want {
					t.Fatalf("%s: %q ends at %d, want %d", method, text, got, want)
				}
			}
		}
	}
}

// endOf feeds a text in pieces of random size, and returns where the answer ends.
func endOf(text string, head bool) (n int) {
	var e answerEnd
	e.begin(head)
	for n < len(text) && e.part != complete {
		piece := text[n:min(len(text), n+1+rand.IntN(40))]
		n += e.take([]byte(piece))
	}
	return n
}

// Whatever net/http reads to the end and would keep the connection after, ends at the
// same byte here, or nowhere.
func FuzzAnswerEnd(f *testing.F) {
	for _, text := range answerTexts {
		f.Add(text, false)
	}
	f.Add("HTTP/1.1 200 OK\r\nContent-Length:\r\n 5\r\n\r\nhello", false)
	f.Add("HTTP/1.1 101 Switching Protocols\r\n\r\nhello", false)
	f.Add("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5 \r\nhello\r\n0\r\n\r\n", true)
	f.Fuzz(func(t *testing.T, text string, head bool) {
		method := http.MethodPost
		if head {
			method = http.MethodHead
		}
		want, ok := asNetHTTP(text, method)
		if got := endOf(text, head); ok && got < want {
			t.Errorf("ends at %d, net/http reads %d", got, want)
		}
	})
}

func TestAnswerWithoutAnEndIsDeliveredWhole(t *testing.T) {
	for _, text := range []string{
		"220 smtp.example ESMTP\r\nmore", "HTTP/1.1 200 OK\r\n\r\nuntil the end", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nmore",
		"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nmore", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nmore",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nmore", "HTTP/1.1 101 Switching Protocols\r\n\r\nmore",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxmore\r\nmore",
	} {
		if got := endOf(text, false); got != len(text) {
			t.Errorf("%q ends at %d of %d", text, got, len(text))
		}
	}
}

func BenchmarkAnswerEnd(b *testing.B) {
	for _, size := range []int{1 << 10, 16 << 10} {
		text := []byte(fmt.Sprintf("HTTP/1.1 201 Created\r\nDate: x\r\nContent-Type: y\r\nContent-Length: %d\r\n\r\n%s", size, bytes.Repeat([]byte("x"), size)))
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			var e answerEnd
			b.ReportAllocs()
			for b.Loop() {
				e.begin(false)
				e.take(text)
			}
		})
	}
}
