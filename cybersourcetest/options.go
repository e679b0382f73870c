package cybersourcetest

import (
	"crypto/rand"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/simulator"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/statefile"
)

// Profiles: whose triggers and answers are simulated. See docs/gateway-triggers.md.
const (
	ProfileDefault             = simulator.ProfileDefault // what test accounts have, and the triggers of the others that do not collide
	ProfileVisaPlatformConnect = simulator.ProfileVisaPlatformConnect
	ProfileTSYS                = simulator.ProfileTSYS
)

// Options sets up a [Gateway]. The zero value is a gateway over plain HTTP on a free
// loopback port, with one merchant, the default profile and the real clock.
type Options struct {
	Profile string           // "" = ProfileDefault
	Seed    uint64           // decides ids, correlation ids and the default merchant's keys
	Now     func() time.Time // nil = time.Now; safe for concurrent use. It drives late calls too: [Gateway.DeliverDue]

	// Accounts are the merchants. nil = one merchant made from Seed, with a random secret
	// if the Listener is not on loopback. The first is the one Configuration uses.
	Accounts         []Account
	NoAuthentication bool          // let everybody in who names a Host of loopback or of Hosts; the merchant is the v-c-merchant-id header, else the first account
	ClockTolerance   time.Duration // widens the windows: 2 minutes for tokens, 5 for HTTP signatures
	Hints            bool          // say why a request is not let in: in the message, which errors of clients show, and in the header v-c-gateway-hint

	// Hosts are further hosts that requests may be signed for, besides apitest.cybersource.com
	// and the gateway's own address. What needs no credentials, the page and all calls with
	// NoAuthentication, is answered to requests for these hosts and for loopback only. With TLS
	// they are names of the gateway's certificate.
	Hosts      []string
	PathPrefix string // prefix of an intermediate host, such as "/gw/v1": accepted on the wire, not part of what is signed

	RequestKeyPEM     []byte   // RSA key and certificate of message-level encryption; nil = made when first asked for
	ResponseKeyClaims []string // claims that name the response key; nil = both spellings in use
	RequireEncryption bool     // refuse bodies that are not encrypted, but for those of operations that never are

	DuplicateCodeCheck  bool // refuse a reference code that succeeded less than 15 minutes ago in the same operation
	DuplicateCodeAcross bool // with DuplicateCodeCheck: in any operation
	IncrementKeepsID    bool // an increment answers with the payment's id instead of a new one
	RelaxedRequirements bool // do not demand bill-to members

	Features          Features // what the accounts can do
	NoSums            bool     // accept captures and refunds above what is there, as the test system does
	UnknownID         string   // what an unknown id is refused with: INVALID_PAYMENT_ID ("", the default), INVALID_DATA, or NOT_FOUND for HTTP 404
	DuplicateIDReason string   // what a used transaction id is refused with: INVALID_DATA ("", the default) or DUPLICATE_REQUEST
	BatchAt           string   // time of the daily batch in UTC, such as "02:00"; "" = only [Gateway.SendBatch] sends one
	LateIsUnknown     bool     // a timeout call does not find a call that [ProcessLate] has not processed yet; it then is processed all the same

	TransactionIDLife time.Duration // how long a transaction id stays used; 0 = 60 days
	RefusalFreesID    bool          // a refused request has not used its transaction id
	TimeoutCallBlocks bool          // a timeout call that finds nothing uses the transaction id up: the original is refused if it comes later
	TimeoutCallReason string        // what Features.NoTimeoutCalls refuses with: INVALID_DATA without details ("", the default) or NOT_SUPPORTED

	Latency    Latency    // of every answer; the zero value is none
	IndexDelay IndexDelay // until look-ups and searches find a request; the zero value is no time
	Lookups    Lookups    // what else differs about look-ups and searches

	TLS bool // serve HTTPS with a certificate of a CA made for this gateway
	// BodyTimeout is how long a client may take to send a body. 0 = 30 seconds.
	BodyTimeout time.Duration

	Listener net.Listener // nil = a free port on 127.0.0.1; closed by Close
	Logger   *slog.Logger // nil = silent; gets one masked line per request

	// ControlToken lets scripts and browsers change something through the gateway's page: the
	// header Gateway-Control-Token. "" = a random one, [Gateway.ControlToken].
	ControlToken string

	// Override, if not nil, sees every authenticated request before it is
	// processed. A response that is not nil is sent instead.
	Override func(Request) *Response

	// StateFile is a file that what was processed is kept in: a gateway that is started with it
	// again, at once or tomorrow, also after it was killed, knows the payments, their records
	// and [Gateway.Ledger], and goes on with its ids. "" = in memory only. A file that does not
	// exist is made, with the mode 0600, and FILE.lock beside it, which keeps a second gateway
	// from it; the folder has to exist. See docs/offline-gateway.md for what it holds.
	StateFile string

	// MaxEntries bounds the ledger and the payments remembered. Of the ledger the oldest go
	// first, of payments those that no call was about for longest. 0 = 20,000. What went is
	// counted: [Gateway.Forgotten].
	MaxEntries int
}

// Features are what differs between accounts of the service. The zero value has several
// captures of one authorization, reversals after a void, and credits; the rest is off.
type Features struct {
	NoPartialCaptures   bool // a capture is the last one, whatever its sequence says
	NoReversalAfterVoid bool // the hold of a voided capture cannot be reversed
	NoCredits           bool // a credit is refused as ACCOUNT_NOT_ALLOWED_CREDIT
	PartialReversals    bool // a part of a hold can be reversed
	SplitShipments      bool // a capture after the last one gets an authorization of its own
	Gratuity            bool // up to a fifth more than the authorized amount can be captured
	NoTimeoutCalls      bool // the processor knows no timeout calls: MitReversal and MitVoid are refused whatever they name

	// RefusedAuthentications: a payment whose payer fails the authentication bundled with
	// it is refused as CONSUMER_AUTHENTICATION_FAILED (HTTP 400). Without it the answer is
	// an HTTP 201 with the status AUTHENTICATION_FAILED.
	RefusedAuthentications bool
}

// IndexDelay is how long it takes, by Options.Now, until look-ups and searches find a
// request. The service promises no time, and warns of minutes. Each request draws its own
// delay, which follows from Options.Seed.
type IndexDelay struct {
	Least        time.Duration // every request takes at least this long
	Median, Most time.Duration // and a time on top of it: exponential with this median, never more than Most; 0 = no bound

	// A share of the requests, 0 to 1, is late instead: evenly between the two times.
	LateShare        float64
	LateFrom, LateTo time.Duration

	Apart bool // searches have a delay of their own; else they find what look-ups find
}

// Latency is how long answers take, by the computer's clock: the service takes some hundred
// milliseconds, now and then seconds. A call is processed when it arrives and answered later,
// so that one whose client gives up stands. Each call draws its own time, which follows from
// Options.Seed and the order of the calls.
type Latency struct {
	Least        time.Duration // every answer takes at least this long
	Median, Most time.Duration // and a time on top of it: exponential with this median, never more than Most; 0 = no bound
}

// Lookups are what else is not published of look-ups and searches, or differs between
// accounts. The zero value is what seems most likely.
type Lookups struct {
	NotFoundBody    bool // HTTP 404 has a body; else it is empty
	EmptyNotFound   bool // a search that finds nothing is HTTP 404 with a count of 0, as it was in 2019; else 201
	FailuresShow    bool // the record of an HTTP 502 shows what became of the request; else a system error
	VoidsAreCancels bool // a void is the service ics_payment_cancel; else ics_void
	NumericCodes    bool // reasonCode is a JSON number; else text
	AnyCase         bool // searches compare texts whatever their case
	PerMinute       int  // look-ups of a merchant in a minute, beyond which they are HTTP 429; 0 = no limit
}

// Response is an answer made by [Options.Override].
type Response struct {
	Status int         // HTTP status; 0 = 200
	Header http.Header // on top of the headers that every answer has
	Body   []byte
}

const (
	defaultMaxEntries  = 20_000
	defaultBodyTimeout = 30 * time.Second
	writeTimeout       = time.Minute // for each piece of an answer
	keptRequests       = 1_000       // requests kept for inspection
	keptBytes          = 16 << 20    // that they take in memory
	keptTokens         = 1 << 17     // ids of used tokens: at a thousand calls a second, a token's whole life
	maxBody            = 1 << 20     // no limit is published; this one is ours
	longestMerchantID  = 100         // in a header that nothing vouches for
)

// withDefaults fills what is not set.
func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.ResponseKeyClaims == nil {
		o.ResponseKeyClaims = []string{"v-c-response-mle-kid", "v-c-api-response-mle-kid"}
	}
	if o.MaxEntries == 0 {
		o.MaxEntries = defaultMaxEntries
	}
	if o.BodyTimeout == 0 {
		o.BodyTimeout = defaultBodyTimeout
	}
	if o.ControlToken == "" {
		o.ControlToken = rand.Text()
	}
	if o.Accounts == nil {
		o.Accounts = []Account{seededAccount(o.Seed, o.onLoopback())}
	}
	return o
}

// onLoopback reports whether only programs of this machine reach the gateway.
func (o Options) onLoopback() bool {
	if o.Listener == nil {
		return true
	}
	address, ok := o.Listener.Addr().(*net.TCPAddr)
	return !ok || address.IP.IsLoopback() // what is no TCP is a pipe or a socket file
}

func (o Options) simulator(clock *paymentClock, state *statefile.File) (*simulator.Simulator, error) {
	return simulator.New(simulator.Options{
		Profile:             o.Profile,
		Seed:                o.Seed,
		Now:                 clock.Now,
		Ahead:               clock.Ahead,
		DuplicateCodeCheck:  o.DuplicateCodeCheck,
		MaxPayments:         max(0, o.MaxEntries), // check reports a negative one
		IncrementKeepsID:    o.IncrementKeepsID,
		RelaxedRequirements: o.RelaxedRequirements,
		Features:            simulator.Features(o.Features),
		NoSums:              o.NoSums,
		UnknownID:           o.UnknownID,
		DuplicateIDReason:   o.DuplicateIDReason,
		BatchAt:             o.BatchAt,
		WorkIsUnknown:       o.LateIsUnknown,
		DuplicateCodeAcross: o.DuplicateCodeAcross,
		TransactionIDLife:   o.TransactionIDLife,
		RefusalFreesID:      o.RefusalFreesID,
		TimeoutCallBlocks:   o.TimeoutCallBlocks,
		TimeoutCallReason:   o.TimeoutCallReason,
		IndexDelay:          simulator.IndexDelay(o.IndexDelay),
		Lookups:             simulator.Lookups(o.Lookups),
		State:               state,
	})
}
