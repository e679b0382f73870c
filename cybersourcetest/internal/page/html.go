package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/explain"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/journal"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/routes"
	"github.com/cybersource-go/cybersource/internal/redact"
)

//go:embed assets
var assets embed.FS

// functions are what templates use beside the fields of their views.
var functions = template.FuncMap{
	"clock": func(t time.Time) string { return t.UTC().Format("15:04:05.000") },
	"stamp": func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") },
	"named": func(f frame, name string) frame {
		f.Name = name
		return f
	},
	"actions": func() map[string]string {
		return map[string]string{"expire": "Expire", "settle": "Capture elsewhere", "reverse": "Reverse elsewhere", "accept-review": "Accept the review"}
	},
	"claims": func(title string, claims []claimJSON) claimsView { return claimsView{title, claims} },
}

var templates = template.Must(template.New("").Funcs(functions).ParseFS(assets, "assets/*.html"))

// types are the media types of assets.
var types = map[string]string{
	"page.css": "text/css; charset=utf-8", "page.js": "text/javascript; charset=utf-8", "icon.svg": "image/svg+xml",
}

// asset answers with a file.
func (v *visit) asset() {
	name := v.r.PathValue("name")
	mediaType, known := types[name]
	if !known {
		v.nothing()
		return
	}
	text, err := assets.ReadFile("assets/" + name)
	if err != nil {
		v.nothing()
		return
	}
	v.w.Header().Set("Content-Type", mediaType)
	v.w.Header().Set("Cache-Control", "no-cache")
	v.w.Write(text) //nolint:errcheck // the reader left
}

// frame is what every page has around its own contents.
type frame struct {
	Root       string
	About      About
	Name       string // of the page
	MayControl bool
	View       any
}

// html writes a page.
func (v *visit) html(status int, name string, view any) {
	var text bytes.Buffer
	f := frame{Root: v.Root, About: v.Gateway.About(), Name: name, MayControl: v.mayChange(), View: view}
	if err := templates.ExecuteTemplate(&text, name+".html", f); err != nil {
		http.Error(v.w, "the page failed", http.StatusInternalServerError)
		return
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	v.w.Write(append(plain(bytes.TrimSpace(text.Bytes())), '\n')) //nolint:errcheck // the reader left
}

type claimsView struct {
	Title  string
	Claims []claimJSON
}

type errorView struct {
	Status    int
	Text, Why string
}

// listView is the page of all calls.
type listView struct {
	Calls      []callJSON
	Query      map[string]string
	Filtered   bool
	Outcomes   []string
	Operations []string
	Last       uint64
	First      uint64
	Malformed  uint64
	Next       string
	Search     template.URL // the filter as a query; "" = none
}

// listPage shows the newest calls; the printed link has the control token in its query.
func (v *visit) listPage() {
	query := v.r.URL.Query()
	if token := query.Get("token"); token != "" {
		v.admit(token)
		return
	}
	filter, limit, _, err := v.readFilter(query)
	if err != nil {
		v.refuse(http.StatusBadRequest, err.Error())
		return
	}
	page := v.Journal.Calls(filter, limit)
	view := listView{
		Query: shownQuery(query), Outcomes: journal.Outcomes(), Operations: operations(),
		Last: page.Last, First: page.First, Malformed: v.Gateway.Malformed(),
	}
	view.Filtered = len(view.Query) > 0
	for i := range page.Calls {
		view.Calls = append(view.Calls, v.callJSON(&page.Calls[i]))
	}
	if view.Filtered {
		view.Search = template.URL("?" + query.Encode()) //nolint:gosec // G203: it is encoded
	}
	if page.More {
		view.Next = v.Root + "?" + older(query, page).Encode()
	}
	v.html(http.StatusOK, "list", view)
}

// shownQuery are the parameters as the form shows them.
func shownQuery(query url.Values) map[string]string {
	shown := make(map[string]string)
	for _, name := range []string{"merchant", "operation", "outcome", "reference", "payment", "q", "before"} {
		if value := query.Get(name); value != "" {
			shown[name] = redact.Line(value)
		}
	}
	return shown
}

func operations() []string {
	var names []string
	for _, route := range routes.All() {
		names = append(names, route.Operation)
	}
	slices.Sort(names)
	return names
}

// What is the operation, or what was asked for where there is none.
func (c callJSON) What() string {
	if c.Operation != "" {
		return c.Operation
	}
	return c.Method + " " + c.Path
}

// Asked is the amount with its currency; "" for a call that names none.
func (c callJSON) Asked() string {
	if c.Amount == "" {
		return ""
	}
	return strings.TrimSpace(c.Amount + " " + c.Currency)
}

// Said is what the answer says in a word or two.
func (c callJSON) Said() string {
	return strings.TrimSpace(c.Status + " " + c.Reason)
}

// Why is the reason of a refusal in a line.
func (c callJSON) Why() string {
	if c.Refusal != "" || c.Reason != "" {
		return c.Refusal
	}
	e, _ := explain.Of(c.Cause)
	return e.Title
}

// Got is the HTTP status that the client got; "" while the call runs.
func (c callJSON) Got() string {
	switch {
	case c.SentStatus != 0:
		return strconv.Itoa(c.SentStatus)
	case c.Ended:
		return "no answer"
	default:
		return ""
	}
}

// Heard is what the client got of the true answer.
func (c callJSON) Heard() string {
	truth := ""
	if c.HTTPStatus != 0 {
		truth = fmt.Sprintf("; the true one is HTTP %d", c.HTTPStatus)
	}
	switch {
	case !c.Ended:
		return "not yet"
	case c.Answered:
		return "whole"
	case c.SentStatus == 0:
		return "the client got no answer" + truth
	case c.SentStatus == c.HTTPStatus:
		return fmt.Sprintf("the client got HTTP %d and not the whole answer", c.SentStatus)
	default:
		return fmt.Sprintf("the client got HTTP %d, which is not the true answer", c.SentStatus) + truth
	}
}

// Took is the duration.
func (c callJSON) Took() string {
	if !c.Ended {
		return ""
	}
	return strconv.FormatFloat(c.DurationMS, 'f', 1, 64) + " ms"
}

// callPage shows one call.
func (v *visit) callPage() {
	if d, ok := v.detail(); ok {
		v.html(http.StatusOK, "call", d)
	}
}

// triggersPage shows which values decide outcomes.
func (v *visit) triggersPage() { v.html(http.StatusOK, "triggers", v.Gateway.Triggers()) }
