// Command resty makes its calls with resty, as used at its best by hand or as its
// documentation shows it.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/go-resty/resty/v2"

	"github.com/cybersource-go/cybersource/test/bench/lean"
	"github.com/cybersource-go/cybersource/test/bench/work"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "documented" {
		work.Main(documented)
		return
	}
	work.Main(byHand)
}

var errUnexpected = errors.New("not the answer that was expected")

// byHand gives one client bytes to send, signed beforehand, and reads the answer itself.
func byHand(job *work.Job) (work.Call, error) {
	sign, err := lean.NewSign(job)
	if err != nil {
		return nil, err
	}
	client := resty.NewWithClient(&http.Client{Transport: job.Transport()}).SetBaseURL(job.URL)
	var reused any
	if job.Reuse {
		_, _, reused, _, _ = lean.Request(job)
	}
	return func() error {
		ctx, cancel := work.Deadline()
		defer cancel()
		method, path, request, status, err := built(job, reused)
		if err != nil {
			return err
		}
		r := client.R().SetContext(ctx)
		var body []byte
		if request != nil {
			if body, err = json.Marshal(request); err != nil {
				return err
			}
			r.SetBody(body)
		}
		if err := sign(r.Header, method, path, body); err != nil {
			return err
		}
		response, err := r.Execute(method, path)
		if err != nil {
			return err
		}
		if response.StatusCode() != status {
			return fmt.Errorf("HTTP %d", response.StatusCode())
		}
		answer, good := lean.Answer(job.Task)
		if err := json.Unmarshal(response.Body(), answer); err != nil {
			return err
		}
		return expect(good())
	}, nil
}

// documented gives resty structs to write and to read, and signs in its hook.
func documented(job *work.Job) (work.Call, error) {
	sign, err := lean.NewSign(job)
	if err != nil {
		return nil, err
	}
	client := resty.New().SetTransport(job.Transport()).SetBaseURL(job.URL).
		SetPreRequestHook(func(_ *resty.Client, r *http.Request) error {
			if r.GetBody == nil {
				return sign(r.Header, r.Method, r.URL.RequestURI(), nil)
			}
			body, err := r.GetBody()
			if err != nil {
				return err
			}
			text, err := io.ReadAll(body)
			if err != nil {
				return err
			}
			return sign(r.Header, r.Method, r.URL.RequestURI(), text)
		})
	var reused any
	if job.Reuse {
		_, _, reused, _, _ = lean.Request(job)
	}
	return func() error {
		ctx, cancel := work.Deadline()
		defer cancel()
		method, path, request, _, err := built(job, reused)
		if err != nil {
			return err
		}
		answer, good := lean.Answer(job.Task)
		r := client.R().SetContext(ctx).SetResult(answer)
		if request != nil {
			r.SetBody(request)
		}
		if _, err := r.Execute(method, path); err != nil {
			return err
		}
		return expect(good())
	}, nil
}

// built is the request to send: the one to use again, or a new one.
func built(job *work.Job, reused any) (method, path string, request any, status int, err error) {
	if reused != nil {
		return http.MethodPost, "/pts/v2/payments", reused, http.StatusCreated, nil
	}
	return lean.Request(job)
}

func expect(ok bool) error {
	if !ok {
		return errUnexpected
	}
	return nil
}
