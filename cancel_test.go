package cybersource

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// cancelling is what a case of a test of Cancel gives and wants.
type cancelling struct {
	name    string
	request CancelRequest
	replies []func() (*http.Response, error)

	calls      []string // path and body of each request
	done, next UndoCall
	err        error // to match; nil for none
	holdErr    error
}

const (
	voided        = `{"id":"20","status":"VOIDED","voidAmountDetails":{"voidAmount":"10.00","currency":"usd"}}`
	reversed      = `{"id":"21","status":"REVERSED","reversalAmountDetails":{"reversedAmount":"10.00","currency":"USD"}}`
	refunded      = `{"id":"22","status":"PENDING","refundAmountDetails":{"refundAmount":"10.00","currency":"USD"}}`
	notVoidable   = `{"status":"INVALID_REQUEST","reason":"NOT_VOIDABLE"}`
	wasReversed   = `{"status":"INVALID_REQUEST","reason":"AUTH_ALREADY_REVERSED"}`
	isSettled     = `{"status":"INVALID_REQUEST","reason":"TRANSACTION_ALREADY_REVERSED_OR_SETTLED"}`
	reversePath   = `/pts/v2/payments/7/reversals {"clientReferenceInformation":{"code":"O-1"},"reversalInformation":{"amountDetails":{"totalAmount":"10.00","currency":"USD"}}}`
	voidSalePath  = `/pts/v2/payments/7/voids {"clientReferenceInformation":{"code":"O-1"}}`
	voidPath      = `/pts/v2/captures/9/voids {"clientReferenceInformation":{"code":"O-1"}}`
	refundPath    = `/pts/v2/captures/9/refunds `
	refundSale    = `/pts/v2/payments/7/refunds `
	refundedOrder = `"orderInformation":{"amountDetails":{"totalAmount":"8.00","currency":"USD"}}`
)

func lostAnswer() (*http.Response, error) { return nil, errors.New("connection reset") }

func TestCancelDoesWhatTheStageAllowsAndNoMore(t *testing.T) {
	authorized := CancelRequest{Stage: StageAuthorized, PaymentID: "7", AuthorizedAmount: "10.00", Currency: "USD", Code: "O-1"}
	sale := CancelRequest{Stage: StageCaptured, PaymentID: "7", AuthorizedAmount: "10.00", Currency: "USD", Code: "O-1"}
	captured, oneOfSeveral := sale, sale
	captured.CaptureID, oneOfSeveral.CaptureID = "9", "9"
	oneOfSeveral.AuthorizedAmount = ""
	withAmount := captured
	withAmount.CapturedAmount = "8.00"
	sent := CancelRequest{Stage: StageSent, PaymentID: "7", CaptureID: "9", CapturedAmount: "8.00", Currency: "USD", Code: "O-1"}
	soldAndSent := sent
	soldAndSent.CaptureID = ""
	lost := ErrOutcomeUnknown
	for _, tc := range []cancelling{
		{"authorization", authorized, replies(reply(201, reversed)), []string{reversePath}, UndoReversal, UndoNone, nil, nil},
		{"authorization reversed before", authorized, replies(reply(400, wasReversed)), []string{reversePath}, UndoReversal, UndoNone, nil, nil},
		{"authorization that was captured", authorized, replies(reply(400, isSettled)), []string{reversePath}, UndoNone, UndoNone, ErrInvalidRequest, nil},
		{"authorization, answer lost", authorized, replies(lostAnswer), []string{reversePath}, UndoNone, UndoNone, lost, nil},
		{"authorization, failed", authorized, replies(reply(201, `{"id":"21","status":"FAILED"}`)), []string{reversePath}, UndoNone, UndoNone, lost, nil},
		{"authorization, a part only", authorized, replies(reply(201, `{"id":"21","status":"PARTIALLY_REVERSED"}`)), []string{reversePath}, UndoNone, UndoNone, lost, nil},

		{"authorization, less than it", authorized, replies(reply(201, strings.Replace(reversed, "10.00", "1.00", 1))), []string{reversePath}, UndoNone, UndoNone, lost, nil},
		{"authorization, another currency", authorized, replies(reply(201, strings.Replace(reversed, "USD", "EUR", 1))), []string{reversePath}, UndoNone, UndoNone, lost, nil},

		{"sale", sale, replies(reply(201, voided), reply(201, reversed)), []string{voidSalePath, reversePath}, UndoVoid, UndoNone, nil, nil},
		{"sale whose void released the hold", sale, replies(reply(201, `{"id":"20","status":"REVERSED"}`)), []string{voidSalePath}, UndoVoid, UndoNone, nil, nil},
		{"sale, hold refused", sale, replies(reply(201, voided), reply(400, isSettled)), []string{voidSalePath, reversePath}, UndoVoid, UndoReversal, nil, ErrInvalidRequest},
		{"sale, hold reversed before", sale, replies(reply(201, voided), reply(400, wasReversed)), []string{voidSalePath, reversePath}, UndoVoid, UndoNone, nil, nil},
		{"sale, hold unknown", sale, replies(reply(201, voided), lostAnswer), []string{voidSalePath, reversePath}, UndoVoid, UndoNone, nil, lost},
		{"sale that was sent", sale, replies(reply(400, notVoidable)), []string{voidSalePath}, UndoNone, UndoRefund, ErrNotVoidable, nil},
		{"sale, first void lost", sale, replies(lostAnswer, reply(201, voided), reply(201, reversed)), []string{voidSalePath, voidSalePath, reversePath}, UndoVoid, UndoNone, nil, nil},
		{"sale, first void lost, second refused", sale, replies(lostAnswer, reply(400, notVoidable)), []string{voidSalePath, voidSalePath}, UndoNone, UndoNone, lost, nil},
		{"sale, voids lost", sale, replies(lostAnswer), []string{voidSalePath, voidSalePath, voidSalePath}, UndoNone, UndoNone, lost, nil},
		{"sale, void failed", sale, replies(reply(201, `{"id":"20","status":"FAILED"}`)), []string{voidSalePath}, UndoNone, UndoNone, lost, nil},

		{"sale, void of less", sale, replies(reply(201, strings.Replace(voided, "10.00", "1.00", 1))), []string{voidSalePath}, UndoNone, UndoNone, lost, nil},
		{"sale, void in another currency", sale, replies(reply(201, strings.Replace(voided, "usd", "eur", 1))), []string{voidSalePath}, UndoNone, UndoNone, lost, nil},
		{"sale, hold released in part", sale, replies(reply(201, voided), reply(201, strings.Replace(reversed, "10.00", "1.00", 1))), []string{voidSalePath, reversePath}, UndoVoid, UndoNone, nil, lost},

		{"capture of less than the hold", captured, replies(reply(201, strings.Replace(voided, "10.00", "8.00", 1)), reply(201, reversed)), []string{voidPath, reversePath}, UndoVoid, UndoNone, nil, nil},
		{"capture, void of less than it", withAmount, replies(reply(201, strings.Replace(voided, "10.00", "1.00", 1))), []string{voidPath}, UndoNone, UndoNone, lost, nil},
		{"capture", captured, replies(reply(201, voided), reply(201, reversed)), []string{voidPath, reversePath}, UndoVoid, UndoNone, nil, nil},
		{"capture, one of several", oneOfSeveral, replies(reply(201, voided)), []string{voidPath}, UndoVoid, UndoReversal, nil, nil},
		{"capture that was sent", captured, replies(reply(400, notVoidable)), []string{voidPath}, UndoNone, UndoRefund, ErrNotVoidable, nil},

		{"sent", sent, replies(reply(201, refunded)), []string{refundPath}, UndoRefund, UndoNone, nil, nil},
		{"sent sale", soldAndSent, replies(reply(201, refunded)), []string{refundSale}, UndoRefund, UndoNone, nil, nil},
		{"sent, refund lost", sent, replies(lostAnswer), []string{refundPath}, UndoNone, UndoNone, lost, nil},
		{"sent, refund declined", sent, replies(reply(201, `{"id":"22","status":"DECLINED","errorInformation":{"reason":"PROCESSOR_DECLINED"}}`)),
			[]string{refundPath}, UndoNone, UndoNone, errDeclinedUndo, nil},
	} {
		t.Run(tc.name, tc.run)
	}
}

func replies(list ...func() (*http.Response, error)) []func() (*http.Response, error) { return list }

func (tc *cancelling) run(t *testing.T) {
	var calls []string
	client := newTestClient(t, func(cfg *Configuration) {
		cfg.Transport = transport(func(r *http.Request) (*http.Response, error) {
			body, _ := io.ReadAll(r.Body)
			calls = append(calls, r.URL.Path+" "+string(body))
			next := tc.replies[min(len(calls), len(tc.replies))-1]
			return next()
		})
	})
	result, err := client.Cancel(t.Context(), tc.request)
	if result.Done != tc.done || result.Next != tc.next {
		t.Errorf("done %s, next %s; want %s, %s", result.Done, result.Next, tc.done, tc.next)
	}
	if !errors.Is(err, tc.err) || !errors.Is(result.HoldError, tc.holdErr) {
		t.Errorf("error %v, of the hold %v; want %v, %v", err, result.HoldError, tc.err, tc.holdErr)
	}
	if (err == nil) != (result.Done != UndoNone) {
		t.Errorf("error %v beside done %s", err, result.Done)
	}
	if !slices.EqualFunc(calls, tc.calls, func(got, want string) bool {
		if strings.Contains(want, "/refunds") { // with references of its own
			return strings.HasPrefix(got, want) && strings.Contains(got, refundedOrder) && !strings.Contains(got, `"O-1"`)
		}
		return got == want
	}) {
		t.Errorf("calls\n%s\nwant\n%s", strings.Join(calls, "\n"), strings.Join(tc.calls, "\n"))
	}
}

func TestCancelRefusesWhatIsIncomplete(t *testing.T) {
	client := newTestClient(t, nil, refusedConnection)
	for _, tc := range []struct {
		request CancelRequest
		want    string
	}{
		{CancelRequest{}, "cancel: invalid request: PaymentID is empty; Stage is none of the stages of a payment; Currency is empty"},
		{CancelRequest{Stage: StageAuthorized, PaymentID: "7", CaptureID: "9", AuthorizedAmount: "0.00", Currency: "USD"},
			"cancel: invalid request: AuthorizedAmount is not an amount; CaptureID is given, which contradicts StageAuthorized"},
		{CancelRequest{Stage: StageAuthorized, PaymentID: "7"}, "cancel: invalid request: AuthorizedAmount is empty; Currency is empty"},
		{CancelRequest{Stage: StageCaptured, PaymentID: "7", AuthorizedAmount: "x"}, "cancel: invalid request: AuthorizedAmount is not an amount; Currency is empty"},
		{CancelRequest{Stage: StageSent, PaymentID: "7", AuthorizedAmount: "1.00", Currency: "USD"}, "cancel: invalid request: CapturedAmount is empty"},
	} {
		result, err := client.Cancel(t.Context(), tc.request)
		if err == nil || err.Error() != tc.want || !SafeToRetry(err) || result != (CancelResult{}) {
			t.Errorf("error %q\nwant  %q", err, tc.want)
		}
	}
	if _, err := (*APIClient)(nil).Cancel(t.Context(), CancelRequest{Stage: StageCaptured, PaymentID: "7"}); !errors.Is(err, ErrInvalidRequest) {
		t.Errorf("without a client: %v", err)
	}
	if _, err := new(APIClient).Cancel(t.Context(), CancelRequest{Stage: StageCaptured, PaymentID: "7"}); !errors.Is(err, ErrInvalidRequest) {
		t.Errorf("with an empty client: %v", err)
	}
}

// A context that has ended stops the next call too: the void stands, and says so.
func TestCancelReportsAVoidWhoseHoldCouldNotBeReleasedAnyMore(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	client := newTestClient(t, func(cfg *Configuration) {
		cfg.Transport = transport(func(*http.Request) (*http.Response, error) { return reply(201, voided)() })
		cfg.Hooks.CallEnd = func(context.Context, CallResult) { cancel() }
	})
	result, err := client.Cancel(ctx, CancelRequest{Stage: StageCaptured, PaymentID: "7", AuthorizedAmount: "10.00", Currency: "USD"})
	if err != nil || result.Done != UndoVoid || result.Next != UndoReversal || !errors.Is(result.HoldError, context.Canceled) {
		t.Errorf("%+v, %v", result, err)
	}
}

// An answer whose status says that it was undone may say elsewhere that not all of it was.
func TestCancelIsNotDoneByAnAnswerThatSaysLessElsewhere(t *testing.T) {
	authorized := CancelRequest{Stage: StageAuthorized, PaymentID: "1", AuthorizedAmount: "21.50", Currency: "USD"}
	captured := CancelRequest{Stage: StageCaptured, PaymentID: "1", CaptureID: "2", CapturedAmount: "21.50", Currency: "USD"}
	sent := CancelRequest{Stage: StageSent, PaymentID: "1", CapturedAmount: "21.50", Currency: "USD"}
	const order = `{"id":"3","orderInformation":{"amountDetails":{"totalAmount":"1.00","currency":"USD"}},"status":`
	for _, tc := range []struct {
		request CancelRequest
		answer  string
	}{
		{authorized, order + `"REVERSED"}`},
		{authorized, `{"id":"3","status":"REVERSED","authorizationInformation":{"reversalSubmitted":"N"}}`},
		{captured, order + `"VOIDED"}`},
		{sent, order + `"PENDING"}`},
		{sent, `{"id":"3","status":"PENDING","refundAmountDetails":{"refundAmount":"21.50"},"creditAmountDetails":{"creditAmount":"1.00"}}`},
	} {
		client := newTestClient(t, nil, reply(http.StatusCreated, tc.answer))
		if result, err := client.Cancel(t.Context(), tc.request); !errors.Is(err, ErrOutcomeUnknown) || result.Done != UndoNone {
			t.Errorf("%s: done by %s, %v", tc.answer, result.Done, err)
		}
	}
}
