package cybersourcetest

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"time"
)

// This file carries the faults out on the connection. Each function gets the true answer,
// or the empty one if the call was not processed.

// hangLimit is how long a hang lasts at most.
const hangLimit = 5 * time.Minute

// reset cuts the connection at once.
func reset(c *wire, _ answer) error {
	connection, err := c.raw()
	if err != nil {
		return err
	}
	cut(connection)
	return nil
}

// closeConnection ends the connection without a word.
func closeConnection(c *wire, _ answer) error {
	connection, err := c.raw()
	if err != nil {
		return err
	}
	return connection.Close()
}

func resetHalfway(c *wire, a answer) error {
	connection, err := c.raw()
	if err != nil {
		return err
	}
	defer cut(connection)
	_, err = connection.Write(append(c.head(a), a.body[:len(a.body)/2]...))
	return err
}

// closeIdle answers as a server that keeps the connection, and then does not.
func closeIdle(c *wire, a answer) error {
	connection, err := c.raw()
	if err != nil {
		return err
	}
	defer connection.Close()
	_, err = connection.Write(append(c.head(a), a.body...))
	return err
}

func hang(c *wire, a answer) error {
	_ = c.pause(hangLimit) // however it ends, there is no answer
	return closeConnection(c, a)
}

func delay(d time.Duration) func(*wire, answer) error {
	return func(c *wire, a answer) error {
		if err := c.pause(d); err != nil {
			return err
		}
		return whole(c, a)
	}
}

func drip(pause time.Duration) func(*wire, answer) error {
	return func(c *wire, a answer) error {
		c.start(a, len(a.body))
		piece := len(a.body)/10 + 1
		for rest := a.body; len(rest) > 0; {
			if err := c.pause(pause); err != nil {
				return err
			}
			n := min(piece, len(rest))
			if err := c.push(rest[:n]); err != nil {
				return err
			}
			rest = rest[n:]
		}
		return nil
	}
}

func truncated(c *wire, a answer) error {
	a.body = a.body[:len(a.body)/2]
	return whole(c, a)
}

// spaces is a piece of JSON white space.
var spaces = bytes.Repeat([]byte{' '}, 64<<10)

func oversize(padding int) func(*wire, answer) error {
	return func(c *wire, a answer) error {
		c.start(a, padding+len(a.body))
		for left := padding; left > 0; left -= len(spaces) {
			if err := c.push(spaces[:min(left, len(spaces))]); err != nil {
				return err
			}
		}
		return c.push(a.body)
	}
}

func gzipBomb(padding int) func(*wire, answer) error {
	return func(c *wire, a answer) error {
		a.header = http.Header{"Content-Encoding": {"gzip"}}
		a.body = squeeze(padding, a.body)
		return whole(c, a)
	}
}

// squeeze packs white space and a body behind it.
func squeeze(padding int, body []byte) []byte {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	for left := padding; left > 0; left -= len(spaces) {
		w.Write(spaces[:min(left, len(spaces))]) //nolint:errcheck // a buffer takes everything
	}
	w.Write(body) //nolint:errcheck // as above
	w.Close()
	return packed.Bytes()
}

// serverError has the form and the text of a recorded one. Its id is that of the
// payment if there is one, else it leads nowhere.
func serverError(c *wire, a answer) error {
	submitted := c.now().UTC()
	id := a.id
	if id == "" {
		id = strconv.FormatInt(submitted.Unix()-1_000_000_000, 10) + "0000000009999"
	}
	return whole(c, answer{status: http.StatusBadGateway, body: []byte(`{"id":"` + id + `","submitTimeUtc":"` +
		submitted.Format(time.RFC3339) + `","status":"SERVER_ERROR","reason":"SYSTEM_ERROR","message":"Error - General system failure."}`)})
}

func htmlPage(status int) func(*wire, answer) error {
	title := strconv.Itoa(status) + " " + http.StatusText(status)
	body := "<html><head><title>" + title + "</title></head><body><h1>" + title + "</h1></body></html>\n"
	return fromEdge(answer{status: status, header: http.Header{"Content-Type": {"text/html"}}, body: []byte(body)})
}

func empty(status int) func(*wire, answer) error { return fromEdge(answer{status: status}) }

func redirect(location string) func(*wire, answer) error {
	return fromEdge(answer{status: http.StatusTemporaryRedirect, header: http.Header{"Location": {location}}})
}

// fromEdge answers as a server in front of the service does.
func fromEdge(a answer) func(*wire, answer) error {
	a.edge = true
	return func(c *wire, _ answer) error { return whole(c, a) }
}

func comeBack(status int, retryAfter string) func(*wire, answer) error {
	a := refusal(status, "", http.StatusText(status)) // what the fault did is told in its place
	if retryAfter != "" {
		a.header = http.Header{"Retry-After": {retryAfter}}
	}
	return func(c *wire, _ answer) error { return whole(c, a) }
}

func unauthorized(c *wire, _ answer) error {
	return whole(c, answer{status: http.StatusUnauthorized, body: []byte("{}")})
}
