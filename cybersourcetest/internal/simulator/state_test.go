package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/statefile"
	"github.com/cybersource-go/cybersource/internal/raced"
)

// values are one of each type that the state file has.
var values = []any{record{}, payment{}, challenge{}, search{}, balance{}, progress{}}

// derived are the fields that are built anew when a state file is read.
var derived = []string{"record.older", "record.newer", "payment.records"}

// TestStateFileCarriesEveryField fails when a field is added that encoding/json does not see, or
// does not read as it has written it.
func TestStateFileCarriesEveryField(t *testing.T) {
	for _, value := range values {
		v := reflect.New(reflect.TypeOf(value)).Elem()
		fill(t, v, 1)
		text, err := json.Marshal(v.Interface())
		if err != nil {
			t.Fatal(err)
		}
		read := reflect.New(v.Type())
		if err := json.Unmarshal(text, read.Interface()); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(read.Elem().Interface(), v.Interface()) {
			t.Errorf("%s\nwritten %+v\nread    %+v", text, v, read.Elem())
		}
	}
}

// fill gives every field a value of its own, and reports those that JSON would leave out.
func fill(t *testing.T, v reflect.Value, n int) int {
	t.Helper()
	if filled, known := map[reflect.Type]any{
		reflect.TypeFor[time.Time](): noon.Add(time.Duration(n)),
		reflect.TypeFor[money]():     mustParse(t, strconv.Itoa(n)+".50"),
		reflect.TypeFor[object]():    object{"a": strconv.Itoa(n), "b": map[string]any{"c": "d"}},
	}[v.Type()]; known {
		v.Set(reflect.ValueOf(filled))
		return n + 1
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("text " + strconv.Itoa(n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(n))
	case reflect.Uint64, reflect.Uint8:
		v.SetUint(uint64(n))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		return fill(t, v.Index(1), fill(t, v.Index(0), n))
	case reflect.Array:
		for i := range v.Len() {
			n = fill(t, v.Index(i), n)
		}
	case reflect.Struct:
		for field, value := range v.Fields() {
			switch name := v.Type().Name() + "." + field.Name; {
			case slices.Contains(derived, name):
			case !field.IsExported() && !field.Anonymous:
				t.Errorf("%s is not exported: the state file would lack it", name)
			case field.Tag.Get("json") != "":
				t.Errorf("%s has a tag", name)
			case field.Anonymous && !field.IsExported(): // its fields count as those of the outer type
				for inner := range field.Type.Fields() {
					n = fill(t, v.FieldByName(inner.Name), n)
				}
			default:
				n = fill(t, value, n)
			}
		}
	default:
		t.Fatalf("%s: nobody knows how to fill it", v.Type())
	}
	return n + 1
}

func mustParse(t *testing.T, amount string) money {
	t.Helper()
	m, ok := parseMoney(amount, 2)
	if !ok {
		t.Fatal(amount)
	}
	return m
}

// whereKept says of every field of what is remembered where the state file has it, or why not.
var whereKept = map[string]string{
	"Simulator.options": "not state", "Simulator.profile": "not state", "Simulator.triggers": "not state", "Simulator.ending": "of the seed",
	"Simulator.hashKey": "progress", "Simulator.mu": "not state", "Simulator.source": "progress", "Simulator.rand": "of source",
	"Simulator.counter": "progress", "Simulator.memory": "see memory", "Simulator.steps": "scripted: not kept", "Simulator.inWork": "accepted again",
	"Simulator.reads": "a minute: not kept", "Simulator.hosted": "15 minutes, with numbers of cards: not kept", "Simulator.delaySource": "progress",
	"Simulator.delays": "of delaySource", "Simulator.balances": "balance/", "Simulator.lastBatch": "progress",

	"memory.processed": "record/", "memory.refused": "record/", "memory.forgotten": "progress", "memory.number": "progress", "memory.codesAcross": "not state",
	"memory.byID": "of records", "memory.byCode": "of records", "memory.payments": "payment/", "memory.users": "of records", "memory.codes": "of records",
	"memory.challenges": "challenge/", "memory.vault": "of payments", "memory.identifiers": "of payments", "memory.searches": "search/",
	"memory.changed": "not state",

	"recency.first": "of records", "recency.last": "of records", "recency.limit": "not state", "recency.length": "of records", "recency.count": "progress",
	"ring.records": "record/", "ring.limit": "not state", "ring.count": "of records",
	"savedSearches.byID": "search/", "savedSearches.order": "of searches",
}

// TestStateFileIsThoughtOf fails when something is remembered of which nobody has said whether the
// state file has it.
func TestStateFileIsThoughtOf(t *testing.T) {
	fields := map[string]bool{}
	for _, of := range []any{Simulator{}, memory{}, recency{}, ring{}, savedSearches{}} {
		for field := range reflect.TypeOf(of).Fields() {
			fields[reflect.TypeOf(of).Name()+"."+field.Name] = true
		}
	}
	for name := range fields {
		if whereKept[name] == "" {
			t.Errorf("%s: say in state.go and here whether the state file has it", name)
		}
	}
	for name := range whereKept {
		if !fields[name] {
			t.Errorf("%s is a field no more", name)
		}
	}
}

// pair are two simulators that get the same calls: one that runs on, and one that is ended and
// started again from its state file.
type pair struct {
	t          *testing.T
	random     *rand.Rand
	options    Options
	name       string // of the file
	file       *statefile.File
	steady     *Simulator
	restarted  *Simulator
	now        time.Time
	ids        map[Operation][]string // of what succeeded
	tokens     []string
	challenges []string
	searches   []string
	answered   map[string]int // operation and status
}

func newPair(t *testing.T, seed uint64, options Options) *pair {
	t.Helper()
	p := &pair{t: t, random: rand.New(rand.NewPCG(seed, 0)), now: noon, name: filepath.Join(t.TempDir(), "state"), ids: map[Operation][]string{}, answered: map[string]int{}}
	options.Now, options.Seed = func() time.Time { return p.now }, seed
	p.options = options
	steady, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	p.steady = steady
	p.start()
	return p
}

// start opens the file anew, as after a kill.
func (p *pair) start() {
	p.t.Helper()
	var err error
	if p.file, err = statefile.Open(p.name); err != nil {
		p.t.Fatal(err)
	}
	options := p.options
	options.State = p.file
	if p.restarted, err = New(options); err != nil {
		p.t.Fatal(err)
	}
	if err := p.file.Start(func(err error) { p.t.Error(err) }); err != nil {
		p.t.Fatal(err)
	}
}

// restart ends the second simulator as a kill does: the file stays as it is.
func (p *pair) restart() {
	p.t.Helper()
	text, err := os.ReadFile(p.name)
	if err := errors.Join(err, p.file.Close(), os.WriteFile(p.name, text, 0o600)); err != nil {
		p.t.Fatal(err)
	}
	p.start()
}

// both lets something happen to both, and compares what they say to it.
func (p *pair) both(what string, happen func(*Simulator) any) {
	p.t.Helper()
	if steady, restarted := fmt.Sprint(happen(p.steady)), fmt.Sprint(happen(p.restarted)); steady != restarted {
		p.t.Fatalf("%s\nsteady:    %s\nrestarted: %s", what, steady, restarted)
	}
}

// fileIsTrue compares the file with what is remembered.
func (p *pair) fileIsTrue() {
	p.t.Helper()
	p.restarted.mu.Lock()
	defer p.restarted.mu.Unlock()
	var want []string
	for _, v := range p.restarted.memory.values() {
		want = append(want, jsonOf(p.t, v))
	}
	for _, b := range p.restarted.balances {
		want = append(want, jsonOf(p.t, b))
	}
	want = append(want, jsonOf(p.t, p.restarted.progress()))
	var got []string
	if err := statefile.Each(p.file, "", func(v json.RawMessage) { got = append(got, string(v)) }); err != nil {
		p.t.Fatal(err)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		p.t.Fatalf("the file has\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (p *pair) pick(from []string) string {
	if len(from) == 0 || p.random.IntN(20) == 0 {
		return "none"
	}
	return from[len(from)-1-p.random.IntN(min(len(from), 8))]
}

// call makes one call to both, now and then after a restart. It returns the id of the answer.
func (p *pair) call(op Operation, id string, body []byte) string {
	p.t.Helper()
	if p.random.IntN(40) == 0 {
		p.restart()
	}
	r := Request{Operation: op, IDs: []string{id}, MerchantID: merchant, Pages: "http://127.0.0.1:8080", Body: body}
	var answer Answer
	p.both(string(op)+" "+id+" "+string(body), func(s *Simulator) any {
		answer = s.Handle(r)
		var entry Entry
		if answer.Entry != nil {
			entry = *answer.Entry
		}
		return fmt.Sprintf("%d %s %+v %s", answer.Status, answer.Body, entry, answer.Trigger)
	})
	d, _ := parse(answer.Body)
	p.answered[fmt.Sprintf("%s %d", op, answer.Status)]++
	if id := d.text("id"); id != "" && answer.Status == 201 {
		p.ids[op] = append(p.ids[op], id)
	}
	if id := d.text(idPath); id != "" {
		p.challenges = append(p.challenges, id)
	}
	if id := d.text("searchId"); id != "" {
		p.searches = append(p.searches, id)
	}
	for _, kind := range []string{"customer", "instrumentIdentifier"} {
		if id := d.text("tokenInformation." + kind + ".id"); id != "" {
			p.tokens = append(p.tokens, id)
		}
	}
	return d.text("id")
}

// step makes a random call of any operation, or lets something happen from outside.
func (p *pair) step() {
	t := p.t
	some := func(of ...Operation) string { return p.pick(p.ids[of[p.random.IntN(len(of))]]) }
	id := some(CreatePayment, CapturePayment, RefundPayment, CreateCredit, CreateSessionRequest)
	attempt := "attempt-" + strconv.Itoa(p.random.IntN(60))
	reference := with{
		"clientReferenceInformation.code": "order-" + strconv.Itoa(p.random.IntN(30)),
	}
	if p.random.IntN(3) == 0 {
		reference["clientReferenceInformation.transactionId"] = attempt
	}
	amount := cents(1 + p.random.IntN(3_000))
	total := with{amountsPath + "totalAmount": amount}
	challenging := "4000000000002503"
	calls := []func(){
		func() { p.call(CreatePayment, "", cardPayment(t, reference, total)) },
		func() {
			p.call(CreatePayment, "", cardPayment(t, reference, with{"processingInformation.capture": true}))
		},
		func() { p.call(CreatePayment, "", cardPayment(t, reference, tokenCreation())) },
		func() {
			p.call(CreatePayment, "", cardPayment(t, reference, with{cardPath + "number": "5555555555554444"}, tokenCreation("instrumentIdentifier")))
		},
		func() {
			p.call(CreatePayment, "", cardPayment(t, reference, with{"paymentInformation": nil}, with{"paymentInformation.customer.id": p.pick(p.tokens)}))
		},
		func() {
			p.call(CreatePayment, "", cardPayment(t, reference, with{amountsPath + "totalAmount": "9481"}))
		},
		func() { p.call(CreatePayment, "", cardPayment(t, reference, with{amountsPath + "totalAmount": nil})) },
		func() { p.call(CreatePayment, "", checkPayment(t, reference)) },
		func() { p.call(CreatePayment, "", bankTransfer(t, reference)) },
		func() { p.call(CreatePayment, "", enrolling(t, challenging, reference)) },
		func() { p.call(CreatePayment, "", completing(t, challenging, p.pick(p.challenges))) },
		func() { p.call(PayerAuthSetup, "", cardPayment(t, reference)) },
		func() { p.call(CheckPayerAuthEnrollment, "", cardPayment(t, with{cardPath + "number": challenging})) },
		func() {
			p.call(ValidateAuthenticationResults, "", cardPayment(t, with{cardPath + "number": challenging, idPath: p.pick(p.challenges)}))
		},
		func() { p.call(IncrementAuth, some(CreatePayment), incrementOf(t, amount, reference)) },
		func() {
			p.call(CapturePayment, some(CreatePayment), sum(t, amount, reference, series(1+p.random.IntN(3), 3)))
		},
		func() { p.call(RefundPayment, some(CreatePayment), sum(t, amount, reference)) },
		func() { p.call(RefundCapture, some(CapturePayment), sum(t, amount, reference)) },
		func() {
			id := some(CreatePayment)
			standing, _ := p.steady.Payment(id)
			p.call(AuthReversal, id, reversal(t, standing.Held, reference))
		},
		func() { p.call(VoidPayment, some(CreatePayment), []byte("{}")) },
		func() { p.call(VoidCapture, some(CapturePayment), []byte("{}")) },
		func() { p.call(VoidRefund, some(RefundPayment, RefundCapture), []byte("{}")) },
		func() { p.call(VoidCredit, some(CreateCredit), []byte("{}")) },
		func() {
			p.call(CreatePayment, "", cardPayment(t, transactionID(attempt)))
			p.call(MitReversal, "", reversal(t, "102.21", transactionID(attempt)))
		},
		func() {
			p.call(CreatePayment, "", cardPayment(t, transactionID(attempt), with{"processingInformation.capture": true}))
			p.call(MitVoid, "", build(t, transactionID(attempt)))
		},
		func() {
			captured := p.call(CapturePayment, p.call(CreatePayment, "", cardPayment(t)), sum(t, "30", reference))
			p.call(VoidRefund, p.call(RefundCapture, captured, sum(t, amount)), []byte("{}"))
			p.call(VoidCapture, captured, []byte("{}"))
		},
		func() {
			sale := p.call(CreatePayment, "", cardPayment(t, with{"processingInformation.capture": true}))
			p.call(VoidRefund, p.call(RefundPayment, sale, sum(t, amount)), []byte("{}"))
			p.call(VoidPayment, sale, []byte("{}"))
		},
		func() { p.call(VoidCredit, p.call(CreateCredit, "", cardPayment(t, total)), []byte("{}")) },
		func() { p.call(RefreshPaymentStatus, p.call(CreatePayment, "", bankTransfer(t)), refresh(t)) },
		func() { p.call(CreateCredit, "", cardPayment(t, reference, total)) },
		func() { p.call(RefreshPaymentStatus, some(CreatePayment), refresh(t, reference)) },
		func() { p.call(CreateSessionRequest, "", session(t, reference)) },
		func() { p.call(UpdateSessionRequest, some(CreateSessionRequest), session(t, reference)) },
		func() { p.call(CreateOrderRequest, some(CreateSessionRequest), session(t, reference)) },
		func() { p.call(GetTransaction, id, nil) },
		func() {
			p.call(CreateSearch, "", build(t, with{"query": "submitTimeUtc:[NOW/DAY-2DAYS TO NOW/DAY+1DAYS]", "save": true, "limit": 50}))
		},
		func() {
			p.call(CreateSearch, "", build(t, with{"query": "clientReferenceInformation.code:order-3", "limit": 50}))
		},
		func() { p.call(GetSearch, p.pick(p.searches), nil) },
		func() { p.now = p.now.Add(time.Duration(p.random.IntN(7200)) * time.Second) },
		func() { p.both("batch", func(s *Simulator) any { return s.SendBatch() }) },
		func() { p.both("settle", func(s *Simulator) any { return s.Settle(id) }) },
		func() { p.both("expire", func(s *Simulator) any { return s.Expire(id) }) },
		func() {
			p.both("refreshes", func(s *Simulator) any { return s.RefreshStatuses(id, "PENDING", "SETTLED") })
		},
		func() {
			p.both("balance", func(s *Simulator) any { return s.SetBalance("4111111111111111", "50000.00", "USD") })
		},
		func() { p.both("payments", func(s *Simulator) any { return fmt.Sprintf("%+v", s.Payments()) }) },
		func() {
			p.both("entries", func(s *Simulator) any { return fmt.Sprintf("%+v %d", s.Entries(), s.Forgotten()) })
		},
	}
	calls[p.random.IntN(len(calls))]()
}

// TestStateFileMakesARestartUnnoticed compares a simulator that is restarted at random with one
// that is not: byte by byte, for random calls of all operations.
func TestStateFileMakesARestartUnnoticed(t *testing.T) {
	raced.Skip(t)
	steps := 1_000
	for name, options := range map[string]Options{
		"room for all": {MaxPayments: steps},
		"room for few": {MaxPayments: 15, DuplicateCodeCheck: true, BatchAt: "02:00", TransactionIDLife: time.Hour},
		"delays":       {MaxPayments: 60, IncrementKeepsID: true, IndexDelay: IndexDelay{Median: time.Hour, Apart: true}, Features: Features{PartialReversals: true}, TimeoutCallBlocks: true},
	} {
		t.Run(name, func(t *testing.T) {
			seed := rand.Uint64()
			t.Logf("seed %d", seed)
			p := newPair(t, seed, options)
			for i := range steps {
				p.step()
				if i%max(10, options.MaxPayments/10) == 0 {
					p.fileIsTrue()
				}
				if i == steps/2 {
					p.both("reset", func(s *Simulator) any { s.Reset(); return len(s.Entries()) })
				}
			}
			p.fileIsTrue()
			for _, op := range operations {
				hosted := op.refuse != nil // their sessions are not kept
				if name == "room for all" && !hosted && p.answered[string(op.name)+" 201"]+p.answered[string(op.name)+" 200"] == 0 {
					t.Errorf("no %s succeeded", op.name)
				}
			}
			if name == "room for few" {
				for field, value := range reflect.ValueOf(p.restarted.progress()).Fields() {
					if value.IsZero() {
						t.Errorf("progress.%s is never written", field.Name)
					}
				}
			}
		})
	}
}

func TestStateFileSendsTheBatchThatWasDueMeanwhile(t *testing.T) {
	p := newPair(t, 1, Options{BatchAt: "02:00"})
	captured := p.call(CapturePayment, p.call(CreatePayment, "", cardPayment(t)), sum(t, "1.00"))
	p.now = p.now.Add(24 * time.Hour)
	p.restart()
	p.call(VoidCapture, captured, []byte("{}"))
	if p.answered["VoidCapture 400"] != 1 {
		t.Errorf("a capture was voided that the batch had sent: %v", p.answered)
	}
}

// TestStateFileKnowsWhoHadATransactionID has the last user of one forgotten before the first, which
// a timeout call must not find.
func TestStateFileKnowsWhoHadATransactionID(t *testing.T) {
	p := newPair(t, 1, Options{MaxPayments: 3, TransactionIDLife: time.Hour})
	first := p.call(CreatePayment, "", cardPayment(t, transactionID("attempt-1")))
	p.now = p.now.Add(2 * time.Hour)
	p.call(CreatePayment, "", cardPayment(t, transactionID("attempt-1")))
	for range 3 {
		p.call(GetTransaction, first, nil)
		p.call(CreatePayment, "", cardPayment(t))
	}
	p.restart()
	p.call(MitReversal, "", reversal(t, "102.21", transactionID("attempt-1")))
	if p.answered["MitReversal 400"] != 1 {
		t.Error("the first user was found")
	}
}

func TestStateFileHasNoCardNumber(t *testing.T) {
	p := newPair(t, 1, Options{})
	secret := with{cardPath + "securityCode": "7391"}
	p.call(CreatePayment, "", cardPayment(t, tokenCreation(), secret))
	p.call(CreatePayment, "", enrolling(t, "4000000000002503", secret))
	p.call(CreatePayment, "", checkPayment(t, with{bankPath + "account.number": "99887766554433"}))
	p.call(CreatePayment, "", cardPayment(t, secret, with{amountsPath + "totalAmount": nil}))
	if err := p.restarted.SetBalance("4111111111111111", "5", "USD"); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(p.name)
	if err != nil || !bytes.Contains(text, []byte("order-1")) {
		t.Fatalf("%v: %s", err, text)
	}
	for _, secret := range []string{"4111111111111111", "4000000000002503", "7391", "99887766554433", "201 Maple"} {
		if bytes.Contains(text, []byte(secret)) {
			t.Errorf("the file has %s", secret)
		}
	}
}

// TestStateFileWithLessRoom reads what was remembered with more.
func TestStateFileWithLessRoom(t *testing.T) {
	p := newPair(t, 1, Options{MaxPayments: 10})
	for range 10 {
		p.call(CreatePayment, "", cardPayment(t))
	}
	ids := slices.Clone(p.ids[CreatePayment])
	p.call(CapturePayment, ids[0], sum(t, "1.00")) // now there are nine payments, the first of them used last
	p.options.MaxPayments = 3
	p.restart()
	known := map[bool][]string{}
	for _, id := range ids {
		_, is := p.restarted.Payment(id)
		known[is] = append(known[is], id)
	}
	if want := []string{ids[0], ids[9]}; !slices.Equal(known[true], want) {
		t.Errorf("payments %v are known, want %v", known[true], want)
	}
	p.restart()
	if got := len(p.restarted.Payments()); got != 2 || p.restarted.Forgotten() != 8 {
		t.Errorf("%d payments after another restart, %d forgotten", got, p.restarted.Forgotten())
	}
}

func TestStateFileThatContradictsItselfIsRefused(t *testing.T) {
	p := newPair(t, 1, Options{})
	p.call(CreatePayment, "", cardPayment(t))
	if err := p.file.Close(); err != nil {
		t.Fatal(err)
	}
	intact, err := os.ReadFile(p.name)
	if err != nil {
		t.Fatal(err)
	}
	for change, want := range map[string]string{
		`"PaymentID"=>"PaymentNumber"`: p.name,
		`"record/=>"other/`:            "has no record",
	} {
		old, changed, _ := strings.Cut(change, "=>")
		if err := os.WriteFile(p.name, bytes.ReplaceAll(intact, []byte(old), []byte(changed)), 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := statefile.Open(p.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := New(Options{State: file}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %s", change, err, want)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
