package test

import (
	"slices"
	"strings"
)

const (
	answersCode = "20418"  // the reference code of every generated call; digits, so that an answer may echo a number
	answersID   = "T20418" // the transactionId where it is the caller's
)

// facts are the statements of an answer that arrived, sorted by what they are about.
// They come from what was generated, not from reading the bytes.
type facts struct {
	statuses   []statement
	reasons    []string
	details    []statement
	approval   bool // an approval code
	authorized string
	total      string
	id         string
	named      bool // the id is there by itself, and not only in a link
	foreign    bool // an echoed reference is not this call's
	whole      bool // a complete JSON object with all statements where they belong
	intact     bool // complete and free of syntax errors, whatever its wrapper
	plain      bool // all texts as the service spells them
	rooted     bool // a reason stands where the service puts it, and not only in a list
	torn       bool // a compressed body that was cut: what can be read of it is up to the compressor
}

// known sorts what arrived. A statement that was cut off, even by one byte, is unknown.
func (g *generated) known(r *rendering) *facts {
	f := &facts{plain: true}
	f.torn = g.gzip && g.cut > 0
	f.intact = r.missing == 0 && !f.torn && g.broken == 0 && !g.bom && g.wrapper != html && g.wrapper != empty
	f.whole = f.intact && g.wrapper == bare
	if f.torn || g.wrapper == html || g.wrapper == empty {
		return f
	}
	for i, s := range g.statements {
		if r.ends[i] > len(r.text) {
			continue
		}
		if g.status < 300 && g.overwritten(i) {
			continue
		}
		f.plain = f.plain && s.spelling <= digits
		f.learn(s, r.sent)
	}
	return f
}

// overwritten reports whether a later member of the same name takes the place of this one
// in an answer that is read as a model which has neither.
func (g *generated) overwritten(i int) bool {
	switch name := members[g.statements[i].place]; name {
	case "reason", "response":
	case "details", "errors", "orderInformation":
		if !g.repeated {
			return false
		}
	default:
		return false
	}
	return slices.ContainsFunc(g.statements[i+1:], func(later statement) bool {
		return members[later.place] == members[g.statements[i].place]
	})
}

func (f *facts) learn(s statement, sent string) {
	switch s.place {
	case atStatus:
		f.statuses = append(f.statuses, s)
	case atMessage: // words for people, unless they are a reason
		if reasonClasses[s.text] != unknownReason {
			f.reasons = append(f.reasons, s.text)
		}
	case atReason, atNestedReason, atErrorType:
		f.reasons = append(f.reasons, s.text)
		f.rooted = f.rooted || s.place == atReason || s.place == atNestedReason
	case atDetail, atNestedDetail:
		f.details = append(f.details, s)
		if s.reason != "" && s.naming != asText {
			f.reasons = append(f.reasons, s.reason)
		}
	case atApprovalCode:
		f.approval = true
	case atAuthorized:
		f.authorized = s.text
	case atTotal:
		f.total = s.text
	case atID, atLink:
		f.id = s.text
		f.named = f.named || s.place == atID
	case atCode:
		f.foreign = f.foreign || s.text != answersCode
	case atTransactionID:
		f.foreign = f.foreign || s.text != ours && sent != ""
	}
}

// held reports whether a statement shows that money is or was held.
func (f *facts) held() bool {
	for _, s := range f.statuses {
		if statusClasses[s.text].held {
			return true
		}
	}
	return f.approval || f.amount() || f.any(approvedFirst)
}

// moved reports which of all statuses, and of some, say that money was moved or may be held.
func (f *facts) moved() (all, some bool) {
	all = len(f.statuses) > 0
	for _, s := range f.statuses {
		class := statusClasses[s.text]
		all = all && (class.held || class.past)
		some = some || class.held || class.past || class.open || class.mute
	}
	return all, some
}

// amount reports whether something was authorized.
func (f *facts) amount() bool { return strings.Trim(f.authorized, "0.") != "" }

// open reports whether a status says that the end is open.
func (f *facts) open() bool {
	for _, s := range f.statuses {
		if statusClasses[s.text].open {
			return true
		}
	}
	return false
}

// any reports whether a reason is of one of these classes.
func (f *facts) any(classes ...reasonClass) bool {
	for _, reason := range f.reasons {
		if slices.Contains(classes, reasonClasses[reason]) {
			return true
		}
	}
	return false
}

// aboutID reports whether a detail names the transactionId, which was then used before.
func (f *facts) aboutID() bool {
	for _, s := range f.details {
		if s.naming != unnamed && strings.HasSuffix(s.text, "transactionId") {
			return true
		}
	}
	return false
}

// usedID reports whether a detail refuses the transactionId.
func (f *facts) usedID() bool {
	return slices.ContainsFunc(f.details, func(s statement) bool {
		inherited := (s.reason == "" || s.naming == asText) && slices.Contains(f.reasons, "INVALID_DATA") && len(f.details) == 1
		return s.naming != unnamed && strings.HasSuffix(s.text, "transactionId") &&
			(inherited || s.naming != asText && s.reason == "INVALID_DATA")
	})
}

// namesFields reports whether every detail names a field, and there is one.
func (f *facts) namesFields() bool { return len(f.details) > 0 && !f.unnamed() }

// unnamed reports whether a detail does not say what it is about.
func (f *facts) unnamed() bool {
	return slices.ContainsFunc(f.details, func(s statement) bool { return s.naming == unnamed })
}
