// Command handwritten makes its calls with net/http alone: what a careful engineer
// writes for one merchant. It has no retries, no models, no masking, no validation and no
// tolerance.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/cybersource-go/cybersource/test/bench/lean"
	"github.com/cybersource-go/cybersource/test/bench/work"
)

func main() { work.Main(newCall) }

var errUnexpected = errors.New("not the answer that was expected")

type client struct {
	http   *http.Client
	url    string
	host   string
	sign   lean.Sign
	cipher *lean.Cipher // nil without encryption
}

func newClient(job *work.Job) (*client, error) {
	sign, err := lean.NewSign(job)
	if err != nil {
		return nil, err
	}
	cipher, err := lean.NewCipher(job)
	return &client{&http.Client{Transport: job.Transport()}, job.URL, job.Host(), sign, cipher}, err
}

func newCall(job *work.Job) (work.Call, error) {
	if job.Cold {
		return func() error {
			c, err := newClient(job)
			if err != nil {
				return err
			}
			defer c.http.CloseIdleConnections()
			return c.do(job, nil)
		}, nil
	}
	c, err := newClient(job)
	if err != nil {
		return nil, err
	}
	var reused any
	if job.Reuse {
		_, _, reused, _, _ = lean.Request(job)
	}
	return func() error { return c.do(job, reused) }, nil
}

// do builds a request, unless there is one, and makes the call.
func (c *client) do(job *work.Job, reused any) error {
	method, path, request := "POST", "/pts/v2/payments", reused
	status := http.StatusCreated
	if request == nil {
		var err error
		if method, path, request, status, err = lean.Request(job); err != nil {
			return err
		}
	}
	answer, good := lean.Answer(job.Task)
	if err := c.call(method, path, request, answer, status); err != nil {
		return err
	}
	if !good() {
		return errUnexpected
	}
	return nil
}

// call is one signed request and its answer.
func (c *client) call(method, path string, request, answer any, status int) error {
	ctx, cancel := work.Deadline()
	defer cancel()
	body, err := c.encode(request)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, method, c.url+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Host = c.host
	if err := c.sign(r.Header, method, path, body); err != nil {
		return err
	}
	response, err := c.http.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(response.Body, 10<<20))
	if err != nil {
		return err
	}
	if response.StatusCode != status {
		return fmt.Errorf("HTTP %d", response.StatusCode)
	}
	return c.decode(text, answer)
}

func (c *client) encode(request any) ([]byte, error) {
	if request == nil {
		return nil, nil
	}
	body, err := json.Marshal(request)
	if err != nil || c.cipher == nil {
		return body, err
	}
	return c.cipher.Request(body)
}

func (c *client) decode(text []byte, answer any) error {
	if c.cipher != nil {
		var err error
		if text, err = c.cipher.Answer(text); err != nil {
			return err
		}
	}
	return json.Unmarshal(text, answer)
}
