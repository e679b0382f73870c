package page

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/explain"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/journal"
	"github.com/cybersource-go/cybersource/internal/redact"
)

// repository is where the documentation stands.
const repository = "https://github.com/cybersource-go/cybersource/blob/main/"

// detailJSON is all that is known of one call.
type detailJSON struct {
	callJSON
	Kept           bool             `json:"kept"` // false: bodies, headers and findings are no longer kept
	Explanation    *explanationJSON `json:"explanation,omitempty"`
	Fields         []fieldJSON      `json:"fields,omitempty"`
	FaultText      string           `json:"faultText,omitempty"`
	Request        *messageJSON     `json:"request,omitempty"`
	Answer         *messageJSON     `json:"answer,omitempty"`
	Authentication *findingsJSON    `json:"authentication,omitempty"`

	copied  *copied // nil if it cannot be sent again
	gateway string  // its address
}

// Again is the call as it can be sent again; nil if it cannot.
func (d detailJSON) Again() *copied { return d.copied }

type explanationJSON struct {
	Title string `json:"title"`
	Why   string `json:"why"`
	Do    string `json:"do"`
	URL   string `json:"url"`
}

// messageJSON is a request or an answer, masked.
type messageJSON struct {
	Line    string          `json:"line"`
	Headers []headerJSON    `json:"headers"`
	Body    json.RawMessage `json:"body,omitempty"`
	Note    string          `json:"note,omitempty"` // about a body that is not shown
}

type headerJSON struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type findingsJSON struct {
	Scheme   string      `json:"scheme"`
	Clock    string      `json:"clock"`
	KeyID    string      `json:"keyId,omitempty"`
	Mistake  string      `json:"mistake,omitempty"`
	Expected string      `json:"expected,omitempty"`
	Signed   string      `json:"signed,omitempty"`
	Header   []claimJSON `json:"header,omitempty"`
	Claims   []claimJSON `json:"claims,omitempty"`
}

type claimJSON struct {
	Name  string `json:"name"`
	Have  string `json:"have"`
	Want  string `json:"want,omitempty"`
	Wrong bool   `json:"wrong,omitempty"`
}

// call answers with one call.
func (v *visit) call() {
	if d, ok := v.detail(); ok {
		v.json(http.StatusOK, d)
	}
}

// detail is the call that the path names. It answers itself if there is none.
func (v *visit) detail() (detailJSON, bool) {
	number, err := strconv.ParseUint(v.r.PathValue("number"), 10, 64)
	c, exchange, kept := v.Journal.Call(number)
	if err != nil || !kept {
		v.refuse(http.StatusNotFound, "there is no call with this number, or it is no longer kept")
		return detailJSON{}, false
	}
	return v.detailOf(&c, exchange), true
}

func (v *visit) detailOf(c *journal.Call, x *journal.Exchange) detailJSON {
	d := detailJSON{callJSON: v.callJSON(c), Kept: x != nil, FaultText: explain.Fault(c.Fault), copied: v.copyOf(c, x), gateway: v.Gateway.About().URL}
	if e, known := explain.Of(c.Cause); known {
		d.Explanation = &explanationJSON{e.Title, e.Why, e.Do, repository + e.Where}
	}
	if x == nil {
		return d
	}
	d.Request = messageOf(x.Request)
	d.Fields = refusedFields(x)
	if x.Encrypted {
		d.Request.Note = "It was encrypted; this is the message inside."
	}
	if x.Answer.Line != "" {
		d.Answer = messageOf(x.Answer)
	}
	if x.Findings.Scheme != "" {
		d.Authentication = findingsOf(x)
	}
	return d
}

// messageOf masks a message. A body that no model describes is shown with all its values
// masked, one that is no JSON by its size.
func messageOf(m journal.Message) *messageJSON {
	shown := &messageJSON{Line: m.Line, Headers: []headerJSON{}}
	for name, values := range m.Header {
		for _, value := range values {
			shown.Headers = append(shown.Headers, headerJSON{redact.Line(name), redact.Line(value)})
		}
	}
	slices.SortFunc(shown.Headers, func(a, b headerJSON) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	masked := redact.JSON(m.Model, m.Body)
	if m.Own {
		masked = []byte(redact.Text(string(m.Body)))
	}
	switch {
	case len(m.Body) == 0:
		shown.Note = "no body"
	case json.Valid(masked):
		shown.Body = masked
	default:
		shown.Note = fmt.Sprintf("%d bytes that are no JSON", len(m.Body))
	}
	return shown
}

// Pretty is the body on several lines.
func (m *messageJSON) Pretty() string {
	var text bytes.Buffer
	if json.Indent(&text, m.Body, "", "  ") != nil {
		return string(m.Body)
	}
	return text.String()
}

func findingsOf(x *journal.Exchange) *findingsJSON {
	f := &x.Findings
	shown := &findingsJSON{
		Scheme: string(f.Scheme), Clock: f.At.UTC().Format(http.TimeFormat), KeyID: f.KeyID, Mistake: string(f.Mistake),
		Expected: f.Expected, Signed: f.Signed,
	}
	for _, c := range f.Header {
		shown.Header = append(shown.Header, claimJSON(c))
	}
	for _, c := range f.Claims {
		shown.Claims = append(shown.Claims, claimJSON(c))
	}
	return shown
}

// Line is a line of a signed text, beside the one that was signed in its place.
type Line struct {
	Want, Have string
	First      bool // the first that differs
}

// Lines compares the two texts of an HTTP signature line by line.
func (f *findingsJSON) Lines() []Line {
	want := strings.Split(f.Expected, "\n")
	have := want
	if f.Signed != "" {
		have = strings.Split(f.Signed, "\n")
	}
	lines, differs := make([]Line, max(len(want), len(have))), false
	for i := range lines {
		if i < len(want) {
			lines[i].Want = visible(want[i])
		}
		if i < len(have) {
			lines[i].Have = visible(have[i])
		}
		if isDifferent := i >= len(want) || i >= len(have) || want[i] != have[i]; isDifferent && !differs {
			lines[i].First, differs = true, true
		}
	}
	return lines
}

// visible shows what has no shape: a line end of two characters, and an empty line.
func visible(line string) string {
	if line == "" {
		return "(an empty line)"
	}
	return strings.ReplaceAll(line, "\r", "␍")
}
