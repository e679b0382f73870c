// Command server answers the calls of the benchmarks, over TLS on the loopback
// interface. It reads its certificate and answers from standard input, writes its address, and
// ends when standard input does.
package main

import (
	"bufio"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/cybersource-go/cybersource/test/bench/answers"
	"github.com/cybersource-go/cybersource/test/bench/work"
)

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "server:", err)
		os.Exit(1)
	}
}

func run(input io.Reader, output io.Writer) error {
	commands := json.NewDecoder(bufio.NewReader(input))
	var task work.ServerJob
	if err := commands.Decode(&task); err != nil {
		return err
	}
	certificate, err := tls.X509KeyPair(task.Certificate, task.Key)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintln(output, listener.Addr())
	server := &http.Server{
		Handler:           handler(&task.Answers),
		ReadHeaderTimeout: time.Minute, // of a thousand handshakes at once too
		TLSConfig:         &tls.Config{Certificates: []tls.Certificate{certificate}},
	}
	ended := make(chan error, 1)
	go func() { ended <- server.ServeTLS(listener, "", "") }() // HTTP/1.1 and HTTP/2, as the client prefers
	go func() {
		var more any
		_ = commands.Decode(&more) // nothing comes: it returns at the end
		_ = server.Close()
	}()
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func handler(set *answers.Set) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		status, body := set.For(r.Method, r.URL.Path)
		w.Header().Set("Content-Type", "application/hal+json")
		w.Header().Set("V-C-Correlation-Id", "0f7d9c1e-5c2b-4e0e-9d1a-000000000001")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}
