package cybersourcetest

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// This file finds what is wrong with options that no other part checks.

// check reports all of it.
func (o Options) check() error {
	problems := []error{checkPrefix(o.PathPrefix)}
	for i, host := range o.Hosts {
		if !isHost(host) {
			problems = append(problems, fmt.Errorf("Hosts[%d] is not a host name with an optional port, such as gateway.test:8443", i))
		}
	}
	for _, number := range []struct {
		name  string
		value int64
	}{
		{"MaxEntries", int64(o.MaxEntries)}, {"BodyTimeout", int64(o.BodyTimeout)}, {"ClockTolerance", int64(o.ClockTolerance)},
		{"Latency.Least", int64(o.Latency.Least)}, {"Latency.Median", int64(o.Latency.Median)}, {"Latency.Most", int64(o.Latency.Most)},
	} {
		if number.value < 0 {
			problems = append(problems, errors.New(number.name+" is negative"))
		}
	}
	return errors.Join(problems...)
}

// checkPrefix reports what cannot be the beginning of a path as it is sent.
func checkPrefix(prefix string) error {
	if prefix == "" {
		return nil
	}
	segments := strings.Split(prefix, "/")
	switch {
	case segments[0] != "" || segments[len(segments)-1] == "":
		return errors.New("PathPrefix does not start with a slash, or ends with one")
	case strings.Trim(prefix, letters+digits+"/-._~") != "":
		return errors.New("PathPrefix has a character other than letters, digits and - . _ ~ between its slashes")
	case slices.ContainsFunc(segments[1:], func(s string) bool { return strings.Trim(s, ".") == "" }):
		return errors.New("PathPrefix has an empty segment, or one that is only dots")
	}
	return nil
}

const (
	letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits  = "0123456789"
)

// isHost reports whether a text can be the Host of a request.
func isHost(text string) bool {
	u, err := url.Parse("//" + text)
	if err != nil || u.Host != text || u.Hostname() == "" || u.User != nil {
		return false
	}
	if strings.Trim(u.Hostname(), letters+digits+"-._:") != "" || strings.HasSuffix(text, ":") {
		return false
	}
	port, err := strconv.Atoi(u.Port())
	return u.Port() == "" || err == nil && 0 < port && port <= 65535
}

// isPlain reports whether an id can stand in a header, in quotes and in a shell without
// meaning anything there.
func isPlain(id string) bool {
	for _, c := range []byte(id) {
		if c <= ' ' || c > '~' || strings.IndexByte("\"'`\\$,;&|<>(){}!", c) >= 0 {
			return false
		}
	}
	return id != ""
}
