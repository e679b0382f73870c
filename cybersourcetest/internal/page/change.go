package page

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// This file is the frame of everything that changes something: it needs the control token,
// takes JSON from scripts and forms from browsers, and answers each in its way.

// maxBody is the size of a request to the page.
const maxBody = 1 << 20

// change makes a handler of what changes something. Its result is the answer for scripts; a
// browser is led back to where it was.
func change(do func(*visit) (any, error)) func(*visit) {
	return func(v *visit) {
		if !v.mayChange() {
			v.refuse(http.StatusForbidden, "changes need the control token that the gateway printed at its start, as the header "+TokenHeader+" or by opening the printed link")
			return
		}
		result, err := do(v)
		var missing notFoundError
		switch {
		case errors.As(err, &missing):
			v.refuse(http.StatusNotFound, err.Error())
		case err != nil:
			v.refuse(http.StatusBadRequest, err.Error())
		case v.isForm():
			http.Redirect(v.w, v.r, v.back(), http.StatusSeeOther)
		default:
			v.json(http.StatusOK, result)
		}
	}
}

// notFoundError says that what is to be changed is not there.
type notFoundError string

func (e notFoundError) Error() string { return string(e) }

const errNoPayment = notFoundError("there is no payment with this id")

// isForm reports whether a browser sends the form of a page.
func (v *visit) isForm() bool { return v.mediaType() == "application/x-www-form-urlencoded" }

func (v *visit) mediaType() string {
	mediaType, _, _ := mime.ParseMediaType(v.r.Header.Get("Content-Type")) // "" is none that is known
	return mediaType
}

// back is the page that a form was on, as far as it is one of ours.
func (v *visit) back() string {
	if at := v.r.PostForm.Get("back"); strings.HasPrefix(at, v.Root) {
		if u, err := url.Parse(at); err == nil && u.Host == "" && u.Scheme == "" {
			return at
		}
	}
	return v.Root + "control"
}

// read reads the request's body: JSON, or the fields of a form, which are texts. The error
// names what is wrong. An empty body leaves everything as it is.
func (v *visit) read(to any) error {
	body := http.MaxBytesReader(v.w, v.r.Body, maxBody)
	if v.isForm() {
		v.r.Body = body
		if err := v.r.ParseForm(); err != nil {
			return errors.New("the form cannot be read")
		}
		return strict(strings.NewReader(formJSON(v.r.PostForm)), to)
	}
	text, err := io.ReadAll(body)
	switch {
	case err != nil:
		return errors.New("the body cannot be read, or is larger than 1 MiB")
	case len(text) == 0:
		return nil
	case v.mediaType() != "application/json":
		return errors.New("Content-Type is not application/json")
	}
	return strict(bytes.NewReader(text), to)
}

// formJSON is a form as a JSON object, without its empty fields.
func formJSON(form url.Values) string {
	members := make(map[string]string)
	for name, values := range form {
		if name != "back" && values[0] != "" {
			members[name] = values[0]
		}
	}
	text, err := json.Marshal(members)
	if err != nil {
		return "{}" // texts always have a JSON form
	}
	return string(text)
}
