package test

import "net/http"

// ends is a set of ways in which a call may end.
type ends uint8

const (
	endAnswered ends = 1 << iota
	endSafe          // refused, and SafeToRetry
	endEarlier       // refused, and an earlier call may stand
	endUnknown
	endUnsent // not processed
)

func (e ends) String() (text string) {
	for i, name := range []string{"answered", "refused and safe", "refused, earlier may stand", "unknown", "not processed"} {
		if e&(1<<i) != 0 {
			text += " or " + name
		}
	}
	return text[min(len(text), len(" or ")):]
}

// expected is what the oracle allows for a call.
type expected struct {
	ends
	least, most int // attempts
}

// maxAttempts is that of the default policy.
const maxAttempts = 3

// expect is the oracle: which ends a call may have, and how often it may be sent, by
// the rules of what an answer proves. It is as narrow as those rules are.
func (g *generated) expect(f *facts) expected {
	first := 1
	if g.before != nothingBefore {
		first = 2
	}
	if answeredOperations[g.operation].reads {
		return g.expectRead(f, first)
	}
	e := expected{ends: g.expectEnds(f), least: first, most: first}
	if g.status == http.StatusTooManyRequests && g.invites() {
		switch {
		case e.ends == endUnknown:
		case e.ends == endSafe:
			e.least, e.most = maxAttempts, maxAttempts
		default:
			e.most = maxAttempts
		}
	}
	return e
}

// invites reports whether Retry-After names a wait of up to 30 seconds.
func (g *generated) invites() bool {
	switch g.retryAfter {
	case "0", "1", "30", retryAfters[7]:
		return true
	default:
		return false
	}
}

func (g *generated) expectRead(f *facts, first int) expected {
	e := expected{ends: endSafe, least: first, most: first}
	switch {
	case g.status < 300:
		e.ends = endAnswered
		switch {
		case !f.whole && f.intact, g.bom:
			e.ends, e.most = endAnswered|endUnsent, maxAttempts
		case !f.whole:
			e.ends, e.least, e.most = endUnsent, maxAttempts, maxAttempts
		case f.foreign:
			e.ends, e.most = endAnswered|endUnsent, maxAttempts
		}
	case g.status == 429, g.status >= 500:
		e.ends, e.most = endSafe|endUnsent, maxAttempts
		if g.invites() || g.retryAfter == "" {
			e.least = maxAttempts
		}
	default:
		e.ends |= endUnsent // where the answer could not be read
		if !f.intact || f.foreign {
			e.most = maxAttempts
		}
	}
	return e
}

// expectEnds is for an operation that moves money.
func (g *generated) expectEnds(f *facts) ends {
	switch {
	case f.torn && g.status >= 400 && g.status < 500:
		return endSafe | endEarlier | endUnknown
	case f.foreign:
		return endUnknown
	case g.status < 300 && f.whole:
		return expectSuccess(f)
	case g.status < 300 && (g.bom || g.wrapper == nested):
		return endAnswered | endUnknown
	case g.status < 400, g.status >= 500, g.status == http.StatusRequestTimeout:
		return endUnknown
	case f.held(), f.open(), f.any(failedInside):
		return endUnknown
	}
	switch g.status {
	case 401, 403, 404, 405, 413, 415, 429:
		return g.expectTurnedAway(f)
	case http.StatusBadRequest:
		return g.expectBadRequest(f)
	default:
		e := g.expectBadRequest(f) | endUnknown
		if e&endSafe != 0 {
			e |= endEarlier // no rule calls these codes certain
		}
		return e
	}
}

// expectSuccess is for answers that are read: one that shows money and has no id is of no use.
func expectSuccess(f *facts) ends {
	switch all, some := f.moved(); {
	case f.named || !some:
		return endAnswered
	case all:
		return endUnknown
	default:
		return endAnswered | endUnknown
	}
}

// expectTurnedAway is for the codes that refuse before processing.
func (g *generated) expectTurnedAway(f *facts) ends {
	switch {
	case f.any(seenBefore):
		return endUnknown
	case f.id != "" && len(f.statuses) == 0 && len(f.reasons) == 0:
		if g.wrapper != bare { // the id may be that of something else
			return endSafe | endEarlier | endUnknown
		}
		return endUnknown
	case f.any(processorError), f.aboutID() && f.any(invalidData), f.past():
		return endEarlier | endUnknown
	case f.mute(), g.unreadable(f):
		return endSafe | endEarlier | endUnknown
	default:
		return endSafe
	}
}

// expectBadRequest is for refusals that have to prove by a reason what they mean.
func (g *generated) expectBadRequest(f *facts) ends {
	may := endEarlier
	if g.before == throttledBefore {
		may = endUnknown // the earlier call may be this one's first attempt
	}
	if f.past() || f.mute() || f.any(processorError) {
		may |= endUnknown
	}
	switch g.certainty(f) {
	case no:
		if g.unreadable(f) {
			may |= endUnknown
		}
		return may
	case yes:
		return endSafe
	default:
		return may | endSafe | endUnknown
	}
}

// past and mute report on statuses that say that something was undone, or nothing.
func (f *facts) past() bool { return f.one(func(c statusClass) bool { return c.past }) }
func (f *facts) mute() bool { return f.one(func(c statusClass) bool { return c.mute }) }

func (f *facts) one(is func(statusClass) bool) bool {
	for _, s := range f.statuses {
		if is(statusClasses[s.text]) {
			return true
		}
	}
	return false
}

// unreadable reports whether more may have been said than arrived in a readable form.
func (g *generated) unreadable(f *facts) bool {
	return !f.intact && (g.short || g.wrapper != html && g.wrapper != empty)
}

type answer3 int

const (
	no answer3 = iota
	yes
	either
)

// certainty says whether the reasons prove that this call moved nothing and that no
// earlier one is meant.
func (g *generated) certainty(f *facts) answer3 {
	result := yes
	if len(f.reasons) == 0 || f.past() {
		return no
	}
	for _, reason := range f.reasons {
		switch reasonClasses[reason] {
		case certainRefusal:
		case invalidData:
			result = max(result, g.certainData(f)) // either is more than yes
			if g.certainData(f) == no {
				return no
			}
		case authentication:
			if g.operation != 0 {
				return no
			}
			result = either
		default:
			return no
		}
	}
	if !f.whole || !f.rooted || !f.plain || f.aboutID() || f.mute() || f.unnamed() {
		result = either
	}
	return result
}

// certainData is about INVALID_DATA, which is also said of a transactionId used before.
func (g *generated) certainData(f *facts) answer3 {
	switch {
	case f.aboutID():
		return no
	case f.namesFields():
		return yes
	case len(f.details) > 0:
		return either // one does not say what it is about
	case !g.callersID && g.before != throttledBefore:
		return yes
	default:
		return no
	}
}
