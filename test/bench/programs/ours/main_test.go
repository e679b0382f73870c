package main

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/cybersource-go/cybersource/test/bench/answers"
	"github.com/cybersource-go/cybersource/test/bench/lean"
	"github.com/cybersource-go/cybersource/test/bench/work"
)

// The hand-written client sends the same order. The transaction id, which this library adds
// while it writes, is the only difference.
func TestHandWrittenClientSendsTheSame(t *testing.T) {
	byHand := lean.NewPayment(3)
	byHand.ClientReferenceInformation.TransactionID = ""
	taken := lean.NewCapture()
	taken.ClientReferenceInformation.TransactionID = ""
	for _, tc := range []struct {
		name       string
		hand, ours any
	}{
		{"payment", byHand, newPayment(3)},
		{"capture", taken, newCapture()},
		{"search", lean.NewSearch(), newSearch()},
	} {
		hand, handErr := sent(tc.hand)
		ours, ourErr := sent(tc.ours)
		if handErr != nil || ourErr != nil || !reflect.DeepEqual(hand, ours) {
			t.Errorf("%s: by hand\n%v, %v\nours\n%v, %v", tc.name, hand, handErr, ours, ourErr)
		}
	}
}

// sent is what a request is on its way.
func sent(request any) (value any, err error) {
	text, err := json.Marshal(request)
	if err == nil {
		err = json.Unmarshal(text, &value)
	}
	return value, err
}

// The allocations of one signed call over a stub transport, which are the same in every
// run, building its request included. A change that needs more has to say so here. They are
// those at the end of the last measurement, and a twentieth more.
const (
	budgetAllocs = 63
	budgetBytes  = 16_300

	budgetItemAllocs = 169
	budgetItemBytes  = 95_100
)

func TestCallStaysWithinItsBudget(t *testing.T) {
	for _, tc := range []struct {
		name          string
		scheme        work.Scheme
		items         int
		allocs, bytes uint64
	}{
		{"HTTP Signature", work.SchemeSignature, 0, budgetAllocs, budgetBytes},
		{"JWT", work.SchemeSecret, 0, budgetAllocs, budgetBytes},
		{"100 line items", work.SchemeSecret, 100, budgetItemAllocs, budgetItemBytes},
	} {
		t.Run(tc.name, func(t *testing.T) {
			job := work.Job{Task: work.Payment, Scheme: tc.scheme, Items: tc.items, Stub: answers.Approval, URL: "https://apitest.cybersource.com"}
			call, err := newCall(&job)
			if err != nil {
				t.Fatal(err)
			}
			const calls = 2000
			work.CarryOut(work.Order{Calls: calls / 10}, call)
			report := work.CarryOut(work.Order{Calls: calls}, call)
			if report.Error != "" {
				t.Fatal(report.Error)
			}
			allocs, size := report.Allocs/calls, report.Bytes/calls
			t.Logf("%d allocations, %d bytes", allocs, size)
			if allocs > tc.allocs {
				t.Errorf("%d allocations a call, budget %d", allocs, tc.allocs)
			}
			if size > tc.bytes {
				t.Errorf("%d bytes a call, budget %d", size, tc.bytes)
			}
		})
	}
}
