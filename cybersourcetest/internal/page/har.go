package page

import (
	"net/http"
	"strings"
	"time"
)

// This file writes calls as an HTTP archive (HAR 1.2), masked like the page.

type har struct {
	Log harLog `json:"log"`
}

type harLog struct {
	Version string     `json:"version"`
	Creator harCreator `json:"creator"`
	Entries []harEntry `json:"entries"`
}

type harCreator struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type harEntry struct {
	Started  time.Time   `json:"startedDateTime"`
	Time     float64     `json:"time"` // milliseconds
	Request  harRequest  `json:"request"`
	Response harResponse `json:"response"`
	Cache    struct{}    `json:"cache"`
	Timings  harTimings  `json:"timings"`
	Comment  string      `json:"comment,omitempty"`
}

type harTimings struct {
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
}

// harMessage is what request and response have in common.
type harMessage struct {
	HTTPVersion string       `json:"httpVersion"`
	Cookies     []struct{}   `json:"cookies"`
	Headers     []headerJSON `json:"headers"`
	HeadersSize int          `json:"headersSize"`
	BodySize    int          `json:"bodySize"`
}

type harRequest struct {
	Method string `json:"method"`
	URL    string `json:"url"`
	harMessage
	QueryString []struct{} `json:"queryString"`
	PostData    *harBody   `json:"postData,omitempty"`
}

type harResponse struct {
	Status     int    `json:"status"`
	StatusText string `json:"statusText"`
	harMessage
	Content     harBody `json:"content"`
	RedirectURL string  `json:"redirectURL"`
}

type harBody struct {
	Size     *int   `json:"size,omitempty"` // of a response
	MIMEType string `json:"mimeType"`
	Text     string `json:"text"`
}

// harOf is an archive of calls. Those that are no longer kept have no bodies.
func harOf(calls ...detailJSON) har {
	archive := har{harLog{Version: "1.2", Creator: harCreator{"offline gateway", "1"}, Entries: []harEntry{}}}
	for _, d := range calls {
		archive.Log.Entries = append(archive.Log.Entries, d.harEntry())
	}
	return archive
}

func (d *detailJSON) harEntry() harEntry {
	entry := harEntry{
		Started: d.Time, Time: d.DurationMS, Timings: harTimings{Wait: d.DurationMS}, Comment: d.comment(),
		Request:  harRequest{Method: d.Method, URL: d.gateway + d.Path, harMessage: harMessageOf(d.Request), QueryString: []struct{}{}},
		Response: d.harResponse(),
	}
	if d.Request != nil && d.Request.Body != nil {
		entry.Request.PostData = &harBody{MIMEType: "application/json", Text: string(d.Request.Body)}
	}
	return entry
}

// harResponse is what the client got. What a fault sent in place of the true answer is not kept.
func (d *detailJSON) harResponse() harResponse {
	answer := d.Answer
	if !d.Answered {
		answer = nil
	}
	response := harResponse{Status: d.SentStatus, StatusText: http.StatusText(d.SentStatus), harMessage: harMessageOf(answer)}
	size := 0
	response.Content = harBody{MIMEType: "application/json"}
	if answer != nil {
		size, response.Content.Text = len(answer.Body), string(answer.Body)
	}
	response.Content.Size = &size
	return response
}

// comment says why the call was refused, or what a fault did to it.
func (d *detailJSON) comment() string {
	if d.Answered {
		return d.Refusal
	}
	return strings.TrimSpace(d.FaultText + " " + d.Refusal)
}

func harMessageOf(m *messageJSON) harMessage {
	shown := harMessage{HTTPVersion: "HTTP/1.1", Cookies: []struct{}{}, Headers: []headerJSON{}, HeadersSize: -1, BodySize: -1}
	if m != nil {
		shown.Headers = m.Headers
	}
	return shown
}

// har answers with an archive of the calls that a query chooses.
func (v *visit) har() {
	filter, limit, _, err := v.readFilter(v.r.URL.Query())
	if err != nil {
		v.refuse(http.StatusBadRequest, err.Error())
		return
	}
	var calls []detailJSON
	for _, c := range v.Journal.Calls(filter, limit).Calls {
		if c, exchange, kept := v.Journal.Call(c.Number); kept {
			calls = append(calls, v.detailOf(&c, exchange))
		}
	}
	v.json(http.StatusOK, harOf(calls...))
}
