package test

import (
	"fmt"
	"strings"
)

// generated is one answer of a service that may say anything, and the call that gets it.
type generated struct {
	operation  int         // in answeredOperations
	callersID  bool        // the transactionId is the caller's; else the client makes one
	before     before      // what became of the attempt before the answer
	status     int         // HTTP status
	retryAfter string      // "" sends no such header
	statements []statement // of the body, in this order
	wrapper    wrapper     // around the object that holds them
	broken     int         // member before which a syntax error stands, counted from 1; 0: none
	cut        int         // thousandths of the body that are missing at its end
	short      bool        // Content-Length counts what was cut too
	bom, gzip  bool        // a byte order mark in front; Content-Encoding: gzip
	listed     bool        // objects come as lists of one
	repeated   bool        // each statement has its own object, so that members stand twice
	single     bool        // one detail comes as an object and not in a list
}

// before is what became of the first attempt.
type before int

const (
	nothingBefore   before = iota
	refusedBefore          // the connection was refused: nothing was written
	throttledBefore        // 429 with Retry-After: written, and refused
)

// wrapper is what stands around the object with the statements.
type wrapper int

const (
	bare   wrapper = iota
	list           // [{...}]
	nested         // {"data":[{"payment":{...}}]}
	html           // a page without any statement
	empty          // no body at all
)

// place is where in an answer a statement stands.
type place int

const (
	atStatus place = iota
	atReason
	atNestedReason // errorInformation.reason
	atDetail       // details[]
	atNestedDetail // errorInformation.details[]
	atErrorType    // errors[].type
	atMessage      // response.rmsg
	atApprovalCode
	atAuthorized
	atTotal
	atID
	atLink
	atCode
	atTransactionID
)

// statement is one thing that an answer says.
type statement struct {
	place    place
	text     string
	spelling spelling
	naming   naming // of a detail: how it names the field, which is text
	reason   string // of a detail: its own reason
}

// spelling is how the text of a statement is written.
type spelling int

const (
	exact   spelling = iota
	escaped          // the same text with \u escapes
	digits           // a number in place of a text of digits
	lower
	blanks // around it
)

// naming is how a detail names its field.
type naming int

const (
	byField naming = iota
	byName
	byLocation // as a JSON pointer
	asText     // the detail is the name
	unnamed
)

// ours stands for the transactionId that was sent.
const ours = "{ours}"

// members are the names of the top-level members by place.
var members = map[place]string{
	atStatus: "status", atReason: "reason", atNestedReason: "errorInformation", atDetail: "details",
	atNestedDetail: "errorInformation", atErrorType: "errors", atMessage: "response", atApprovalCode: "processorInformation",
	atAuthorized: "orderInformation", atTotal: "orderInformation", atID: "id", atLink: "_links",
	atCode: "clientReferenceInformation", atTransactionID: "clientReferenceInformation",
}

// rendering writes an answer and keeps where each of its statements ends.
type rendering struct {
	*generated
	text    []byte
	ends    []int
	missing int    // bytes that were cut off
	sent    string // transactionId
}

// render returns the bytes of the body and the end of each statement in them.
func (g *generated) render(transactionID string) rendering {
	r := rendering{generated: g, ends: make([]int, len(g.statements)), sent: transactionID}
	if g.bom {
		r.write("\xef\xbb\xbf")
	}
	switch g.wrapper {
	case html:
		r.write("<html><body><h1>Service</h1><p>status: AUTHORIZED</p></body></html>")
	case list:
		r.object("[", "]")
	case nested:
		r.object(`{"data":[{"payment":`, `}]}`)
	case bare:
		r.object("", "")
	case empty:
	}
	if !g.gzip { // else the compressed bytes are cut
		r.missing = len(r.text) * g.cut / 1000
		r.text = r.text[:len(r.text)-r.missing]
	}
	return r
}

func (r *rendering) write(text string) { r.text = append(r.text, text...) }

// object writes the statements, those of one member together unless they are repeated.
func (r *rendering) object(open, end string) {
	r.write(open + "{")
	done := make([]bool, len(r.statements))
	n := 0
	for i, s := range r.statements {
		if done[i] {
			continue
		}
		if n++; n == r.broken {
			r.write(`"x":tru,`)
		}
		together := []int{i}
		for j := i + 1; j < len(r.statements) && r.groups(s.place) && !r.repeated; j++ {
			if members[r.statements[j].place] == members[s.place] {
				together, done[j] = append(together, j), true
			}
		}
		r.member(members[s.place], together)
		r.write(",")
	}
	if n < r.broken {
		r.write(`"x":tru,`)
	}
	r.write(`"submitTimeUtc":"2026-03-04T05:06:08Z"}` + end)
}

// groups reports whether the statements at a place share a member with others.
func (r *rendering) groups(at place) bool {
	return at != atStatus && at != atReason && at != atID && at != atLink && at != atMessage
}

// member writes one member of the answer with the statements of these indexes.
func (r *rendering) member(name string, indexes []int) {
	fmt.Fprintf((*appender)(&r.text), "%q:", name)
	switch name {
	case "status", "reason", "id":
		r.value(indexes[0])
	case "_links":
		r.write(`{"self":{"href":"/pts/v2/payments/` + r.statements[indexes[0]].text + `"`)
		r.ends[indexes[0]] = len(r.text)
		r.write(`,"method":"GET"}}`)
	case "response":
		r.write(`{"rmsg":`)
		r.value(indexes[0])
		r.write("}")
	case "details":
		r.details(indexes)
	case "errors":
		r.write("[")
		r.each(indexes, func(i int) { r.write(`{"type":`); r.value(i); r.write("}") })
		r.write("]")
	case "orderInformation":
		r.open()
		r.write(`"amountDetails":`)
		r.texts(indexes)
		r.close()
	case "errorInformation":
		r.errorInformation(indexes)
	default:
		r.texts(indexes)
	}
}

// texts writes an object of texts.
func (r *rendering) texts(indexes []int) {
	names := map[place]string{
		atApprovalCode: "approvalCode", atAuthorized: "authorizedAmount", atTotal: "totalAmount", atCode: "code", atTransactionID: "transactionId",
	}
	r.open()
	r.each(indexes, func(i int) { r.write(`"` + names[r.statements[i].place] + `":`); r.value(i) })
	r.close()
}

func (r *rendering) errorInformation(indexes []int) {
	var details, reasons []int
	for _, i := range indexes {
		if r.statements[i].place == atNestedDetail {
			details = append(details, i)
		} else {
			reasons = append(reasons, i)
		}
	}
	r.open()
	r.each(reasons, func(i int) { r.write(`"reason":`); r.value(i) })
	if len(details) > 0 {
		if len(reasons) > 0 {
			r.write(",")
		}
		r.write(`"details":`)
		r.details(details)
	}
	r.close()
}

func (r *rendering) details(indexes []int) {
	alone := r.single && len(indexes) == 1
	if !alone {
		r.write("[")
	}
	r.each(indexes, r.detail)
	if !alone {
		r.write("]")
	}
}

func (r *rendering) detail(i int) {
	s := r.statements[i]
	field := map[naming]string{
		byField: `"field":"` + s.text + `"`, byName: `"name":"` + s.text + `"`,
		byLocation: `"location":"/` + strings.ReplaceAll(s.text, ".", "/") + `"`,
	}[s.naming]
	switch {
	case s.naming == asText:
		r.write(`"` + s.text + `"`)
	case s.reason != "" && field != "":
		r.write("{" + field + `,"reason":"` + s.reason + `"`)
	case s.reason != "":
		r.write(`{"reason":"` + s.reason + `"`)
	default:
		r.write("{" + field)
	}
	r.ends[i] = len(r.text)
	if s.naming != asText {
		r.write("}")
	}
}

func (r *rendering) each(indexes []int, write func(i int)) {
	for n, i := range indexes {
		if n > 0 {
			r.write(",")
		}
		write(i)
	}
}

func (r *rendering) open() {
	if r.listed {
		r.write("[")
	}
	r.write("{")
}

func (r *rendering) close() {
	r.write("}")
	if r.listed {
		r.write("]")
	}
}

// value writes the text of a statement in its spelling.
func (r *rendering) value(i int) {
	s := r.statements[i]
	text := strings.ReplaceAll(s.text, ours, r.sent)
	switch s.spelling {
	case digits:
		r.write(text)
	case escaped:
		fmt.Fprintf((*appender)(&r.text), `"\u%04x%s"`, text[0], text[1:])
	case lower:
		r.write(`"` + strings.ToLower(text) + `"`)
	case blanks:
		r.write(`" ` + text + ` "`)
	case exact:
		r.write(`"` + text + `"`)
	}
	r.ends[i] = len(r.text)
	if s.spelling == digits {
		r.ends[i]++ // a number that the text ends with may go on
	}
}

// appender makes a slice an [io.Writer].
type appender []byte

// Write implements [io.Writer].
func (a *appender) Write(p []byte) (int, error) {
	*a = append(*a, p...)
	return len(p), nil
}
