package test

import (
	"math/rand/v2"
	"net/http"
)

// answersDate is the clock of the client and the Date of every answer.
const answersDate = "Wed, 04 Mar 2026 05:06:08 GMT"

var (
	httpStatuses = []int{
		200, 201, 201, 201, 201, 202, 301, 302, 307, 308, 400, 400, 400, 400, 400, 401, 401, 402, 403, 404, 404, 405, 406, 408,
		409, 410, 413, 415, 422, 429, 429, 429, 451, 500, 501, 502, 503, 503, 504, 520,
	}
	retryAfters = []string{"", "", "0", "1", "30", "31", "3600", "Wed, 04 Mar 2026 05:06:10 GMT", "Wed, 04 Mar 2026 06:06:08 GMT", "soon", "-1", "1.5"}
	fields      = []string{
		"paymentInformation.card.number", "orderInformation.amountDetails.currency", "orderInformation.billTo.email",
		"clientReferenceInformation.transactionId", "clientReferenceInformation.code", "transactionId", "somethingNew",
	}
	reasonPlaces = []place{atReason, atReason, atReason, atNestedReason, atNestedReason, atErrorType, atMessage}
)

// generate makes the answer of a number: the same seed and number make the same answer.
func generate(seed, number uint64) *generated {
	dice := rand.New(rand.NewPCG(seed, number)) // repeatable on purpose
	g := &generated{
		operation: dice.IntN(len(answeredOperations)), callersID: dice.IntN(3) == 0,
		status: pick(dice, httpStatuses), retryAfter: pick(dice, retryAfters),
	}
	if dice.IntN(3) == 0 {
		g.before = before(1 + dice.IntN(2))
	}
	if dice.IntN(8) == 0 {
		g.sayOneThing(dice)
		return g
	}
	g.say(dice)
	dice.Shuffle(len(g.statements), func(i, j int) { g.statements[i], g.statements[j] = g.statements[j], g.statements[i] })
	if dice.IntN(2) == 0 {
		g.deform(dice)
	}
	return g
}

func pick[E any](dice *rand.Rand, from []E) E { return from[dice.IntN(len(from))] }

// sayOneThing is an answer with one status and one reason, as the service gives most.
func (g *generated) sayOneThing(dice *rand.Rand) {
	g.status = pick(dice, []int{200, 201, 400, 400, 400, 401, 404, 502})
	g.statements = []statement{{place: atID, text: paymentID}, {place: atStatus, text: g.word(dice, statusWords, "INVALID_REQUEST", "DECLINED")}}
	if at := pick(dice, []place{atStatus, atReason, atReason, atNestedReason}); at != atStatus {
		g.statements = append(g.statements, statement{place: at, text: pick(dice, reasonWords)})
	}
}

// say fills in the statements: usually few, so that many answers are clear.
func (g *generated) say(dice *rand.Rand) {
	add := func(at place, text string) { g.statements = append(g.statements, statement{place: at, text: text}) }
	for range pick(dice, []int{0, 1, 1, 1, 1, 2}) {
		add(atStatus, g.word(dice, statusWords, "INVALID_REQUEST", "AUTHORIZED"))
	}
	for range pick(dice, []int{0, 0, 1, 1, 1, 2, 3}) {
		add(pick(dice, reasonPlaces), g.word(dice, reasonWords, "INVALID_DATA", "MISSING_FIELD"))
	}
	for range pick(dice, []int{0, 0, 0, 1, 1, 2}) {
		g.statements = append(g.statements, statement{
			place: pick(dice, []place{atDetail, atDetail, atNestedDetail}), text: pick(dice, fields), naming: naming(dice.IntN(5)),
			reason: pick(dice, []string{"", "INVALID_DATA", "MISSING_FIELD", "MISSING_FIELD", "DUPLICATE_REQUEST", "SYSTEM_ERROR"}),
		})
	}
	switch dice.IntN(8) {
	case 0:
		add(atApprovalCode, "831000")
		add(atAuthorized, "102.21")
	case 1:
		add(pick(dice, []place{atApprovalCode, atAuthorized}), pick(dice, []string{"831000", "102.21"}))
	case 2:
		add(atAuthorized, pick(dice, []string{"0", "0.00", "10.00", "102.21"}))
		add(atTotal, pick(dice, []string{"102.21", "0.00"}))
	}
	g.identify(dice, add)
}

// word is one of the words that the service is known to use, often one of the usual
// two, and now and then one that nobody knows.
func (g *generated) word(dice *rand.Rand, words []string, usual ...string) string {
	switch dice.IntN(8) {
	case 0:
		return pick(dice, []string{"SOMETHING_NEW", "Unauthorized", "404", "notFound"})
	case 1, 2:
		return pick(dice, usual)
	default:
		return pick(dice, words)
	}
}

// identify adds the id of the answer and the references that it echoes.
func (g *generated) identify(dice *rand.Rand, add func(place, string)) {
	switch dice.IntN(4) {
	case 0, 1:
		add(atID, paymentID)
	case 2:
		add(atLink, paymentID)
	}
	switch dice.IntN(8) {
	case 0, 1:
		add(atCode, answersCode)
	case 2:
		add(atTransactionID, ours)
	case 3:
		add(pick(dice, []place{atCode, atTransactionID}), pick(dice, []string{"SOMEBODYELSES", "99", answersCode + "9"}))
	}
}

// deform writes the answer in one or two unusual ways.
func (g *generated) deform(dice *rand.Rand) {
	for range 1 + dice.IntN(2) {
		switch dice.IntN(10) {
		case 0:
			g.wrapper = wrapper(1 + dice.IntN(4))
		case 1:
			g.broken = 1 + dice.IntN(5)
		case 2, 3:
			g.cut = 1 + dice.IntN(1000)
			g.short = dice.IntN(4) == 0
		case 4:
			g.bom = true
		case 5:
			g.gzip = true
		case 6:
			g.listed, g.single = dice.IntN(2) == 0, dice.IntN(2) == 0
		case 7:
			g.repeated = true
		default:
			g.respell(dice)
		}
	}
}

// respell writes one statement in another way.
func (g *generated) respell(dice *rand.Rand) {
	if len(g.statements) == 0 {
		return
	}
	s := &g.statements[dice.IntN(len(g.statements))]
	if s.place == atDetail || s.place == atNestedDetail || s.place == atLink || s.text == ours {
		return
	}
	number := true
	for _, c := range s.text {
		number = number && (c >= '0' && c <= '9' || c == '.')
	}
	if number {
		s.spelling = digits
		return
	}
	s.spelling = pick(dice, []spelling{escaped, lower, blanks})
}

// header is that of the answer.
func (g *generated) header() http.Header {
	header := http.Header{"Content-Type": {"application/hal+json"}, "Date": {answersDate}, "V-C-Correlation-Id": {correlationID}}
	if g.retryAfter != "" {
		header.Set("Retry-After", g.retryAfter)
	}
	if g.gzip {
		header.Set("Content-Encoding", "gzip")
	}
	return header
}
