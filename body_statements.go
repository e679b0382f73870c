package cybersource

import (
	"bytes"
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/cybersource-go/cybersource/internal/exchange"
	"github.com/cybersource-go/cybersource/internal/jsonscan"
)

// bodyStatements is what an answer says, wherever in its body it says so, also in one that
// was cut short or is nested in an unexpected way. It decides nothing by itself.
type bodyStatements struct {
	statuses []Status // all members of that name
	reasons  []Reason // of the answer, not of its details
	stated   bool     // one of these is whole
	details  []ErrorInformationDetails
	echoes   []reference
	approved bool   // there is an approval code, an authorized amount, or a link to what follows an approval
	id       string // the service's id of the request
	link     string // the same, out of _links.self.href, which answers begin with
	whole    bool   // the body of a refusal is an object that was read to its end

	unreadable bool // the body is compressed, encrypted or binary: what it says is not known
}

// reference is what an answer echoes of clientReferenceInformation.
type reference struct{ code, transactionID string }

// readBodyStatements reads the body of any answer.
func readBodyStatements(body []byte) bodyStatements {
	var s bodyStatements
	jsonscan.Members(body, func(m jsonscan.Member) bool {
		s.add(&m)
		return true
	})
	s.id = cmp.Or(s.id, s.link)
	return s
}

// mostStatements of one kind are kept: no answer has a hundredth of it.
const mostStatements = 1000

func (s *bodyStatements) add(m *jsonscan.Member) {
	inDetails := slices.Contains(m.Path, "details")
	switch {
	case inDetails || m.Name == "details":
		s.addDetail(m)
	case m.Name == "status" && len(s.statuses) < mostStatements:
		s.statuses = append(s.statuses, Status(m.Value))
		s.stated = s.stated || !m.Cut
	case m.Name == "reason", m.Name == "type" && isMemberOf(m, "errors"):
		s.addReason(m)
	case m.Name == "rmsg": // words for people, unless they are a reason
		if _, known := reasonRuleOf(reasonWord(m.Value)); known {
			s.addReason(m)
		}
	case m.Name == "code" && isMemberOf(m, referenceMember) && !m.Cut && len(s.echoes) < mostStatements:
		s.echoes = append(s.echoes, reference{code: m.Value})
	case m.Name == "transactionId" && isMemberOf(m, referenceMember) && !m.Cut && len(s.echoes) < mostStatements:
		s.echoes = append(s.echoes, reference{transactionID: m.Value})
	case m.Name == "href" && isMemberOfApproval(m), m.Name == "approvalCode" && m.Value != "" && m.Value != "null", m.Name == "authorizedAmount" && strings.Trim(m.Value, "0.") != "" && m.Value != "null":
		s.approved = true
	case s.id == "" && m.Name == "id" && len(m.Path) == 1 && !m.Cut && isID(m.Value):
		s.id = m.Value
	case s.link == "" && m.Name == "href" && len(m.Path) == 3 && m.Path[1] == "_links" && m.Path[2] == "self" && !m.Cut:
		s.link = idOfLink(m.Value)
	}
}

// reasonWord returns a reason as the tables spell it: case and white space do not count.
func reasonWord(text string) Reason { return Reason(strings.ToUpper(strings.TrimSpace(text))) }

// isMemberOf reports whether the innermost object around a member has that name.
func isMemberOf(m *jsonscan.Member, name string) bool {
	return len(m.Path) > 0 && m.Path[len(m.Path)-1] == name
}

// isMemberOfApproval reports whether a member is in a link to a call that takes an approved payment
// or gives it back.
func isMemberOfApproval(m *jsonscan.Member) bool {
	if len(m.Path) < 2 || m.Path[len(m.Path)-2] != "_links" {
		return false
	}
	switch m.Path[len(m.Path)-1] {
	case "capture", "authReversal", "void", "refund", "reversal":
		return true
	default:
		return false
	}
}

// namesPaymentAlone reports whether the body has the id of a payment, and neither status nor reason
// that would refuse it.
func (s *bodyStatements) namesPaymentAlone() bool { return s.id != "" && !s.stated }

// isPlain reports whether the body of a refusal is text, so that what it says, if anything, can be
// read.
func isPlain(header http.Header, body []byte) bool {
	encoding := header.Get("Content-Encoding")
	if encoding != "" && !exchange.Decodes(encoding) {
		return len(body) == 0
	}
	text := bytes.TrimSpace(body)
	quoted := len(text) > 0 && text[0] == '"' // JSON in JSON, perhaps
	return !quoted && !isCompactToken(text) &&
		!bytes.ContainsFunc(body, func(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\n\f\r", r) })
}

// isCompactToken reports whether a text has the form of a signed or encrypted token of JOSE.
func isCompactToken(text []byte) bool {
	const signed, encrypted = 2, 4 // dots
	switch bytes.Count(text, []byte(".")) {
	case signed, encrypted:
		return !bytes.ContainsFunc(text, func(r rune) bool {
			return r != '.' && r != '-' && r != '_' && (r < '0' || r > '9') && (r|' ' < 'a' || r|' ' > 'z')
		})
	default:
		return false
	}
}

// isID reports whether the value of a member id, as it is written, can be one.
func isID(value string) bool { return value != "true" && value != "false" && isUsableID(value) }

// addDetail takes a member of details, which name a field in one of three ways, or are
// nothing but the name.
func (s *bodyStatements) addDetail(m *jsonscan.Member) {
	if len(s.details) >= mostStatements {
		return
	}
	switch m.Name {
	case "field", "name", "location", "details":
		s.details = append(s.details, ErrorInformationDetails{Field: m.Value})
	case "reason":
		s.addReason(m)
	}
}

// addReason keeps a reason. One that was cut may have gone on as another: then one that
// nobody knows stands beside it.
func (s *bodyStatements) addReason(m *jsonscan.Member) {
	if len(s.reasons) >= mostStatements {
		return
	}
	s.reasons = append(s.reasons, reasonWord(m.Value))
	s.stated = s.stated || !m.Cut
	if m.Cut {
		s.reasons = append(s.reasons, "")
	}
}

// showsProcessing reports whether a status says that money is held or moved, or that the
// end is open, or a reason that the issuer had approved or the processor had an error.
// Words that are no status of a payment say nothing.
func (s *bodyStatements) showsProcessing(operation string) bool {
	return slices.ContainsFunc(s.statuses, func(status Status) bool {
		return statusShowsProcessing(operation, textStatus(string(status)))
	}) || slices.ContainsFunc(s.reasons, func(reason Reason) bool {
		why, _ := reasonRuleOf(reason)
		return why.hold == holdStated || why.decline && why.advice == AdviceLookUp
	})
}

// refusesTransactionID reports whether a detail is about the transaction id, and a reason
// says that it is not acceptable: it may have been used before.
func (s *bodyStatements) refusesTransactionID() bool {
	return slices.Contains(s.reasons, ReasonInvalidData) && slices.ContainsFunc(s.details, func(d ErrorInformationDetails) bool {
		return strings.EqualFold(lastName(strings.TrimSpace(d.Field)), "transactionId")
	})
}

// idOfLink takes the id out of a link such as "/pts/v2/payments/6750124114786780104953".
func idOfLink(href string) string {
	path, _, _ := strings.Cut(href, "?")
	return path[strings.LastIndexByte(path, '/')+1:]
}
