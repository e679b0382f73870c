package test

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"syscall"
)

// dialAnswers refuses the first connection of a call and answers on the second.
func dialAnswers(ctx context.Context, _, _ string) (net.Conn, error) {
	s := ctx.Value(generatedCallKey{}).(*generatedCall)
	if s.dials++; s.dials == 1 {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	}
	client, server := net.Pipe()
	go serveAnswer(ctx, server)
	return loopbackConn{client}, nil
}

// serveAnswer reads one request and writes the answer that its context asks for.
func serveAnswer(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	request, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return
	}
	response, err := answersTransport{}.RoundTrip(request.WithContext(ctx))
	if err != nil {
		return
	}
	response.Close = true
	_ = response.Write(conn) // a body that is cut short ends in an error on purpose
}

// loopbackConn is a pipe that has the address of this machine.
type loopbackConn struct{ net.Conn }

// RemoteAddr implements [net.Conn].
func (loopbackConn) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 9} }
