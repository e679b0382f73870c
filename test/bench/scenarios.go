package main

import (
	"fmt"

	"github.com/cybersource-go/cybersource/test/bench/answers"
	"github.com/cybersource-go/cybersource/test/bench/work"
)

// scenario is calls under given circumstances, as several contenders make them. The
// first of them is the yardstick of the others.
type scenario struct {
	name        string
	concurrency int
	kind        kind
	contenders  []contender

	// aim is what our ratios are to stay under, 0 for none. Aims were set before they were
	// first measured, and are not moved to where the figures are.
	aim float64
}

// kind is what is measured of a scenario.
type kind int

const (
	cost       kind = iota // processor time, time, memory and allocations of a call
	peakMemory             // of the process, after many calls
	heap                   // what each client of many keeps in memory
)

// contender is a client and what it is to do. The server's address is not yet known.
type contender struct {
	name    string
	program program
	job     work.Job
	answers answerSet
}

type program struct {
	path string
	args []string
}

// The programs, by folder. Those of folder v2 are built with GOEXPERIMENT=jsonv2.
var (
	handWritten     = program{"handwritten", nil}
	ours            = program{"ours", nil}
	restyByHand     = program{"resty", []string{"by-hand"}}
	restyDocumented = program{"resty", []string{"documented"}}
	stripe          = program{"stripe", nil}

	handWrittenV2 = program{"v2/handwritten", nil}
	oursV2        = program{"v2/ours", nil}
)

// answerSet names what the server answers.
type answerSet string

const (
	usual  answerSet = "usual"
	small  answerSet = "small"  // to payments
	sealed answerSet = "sealed" // encrypted, to payments
)

// stubbed is an answer without a server.
func stubbed(job work.Job, body string) work.Job {
	job.Stub, job.URL = body, "https://apitest.cybersource.com"
	return job
}

var payment = work.Job{Task: work.Payment, Scheme: work.SchemeSignature}

// by pairs the hand-written client with ours, for one job.
func by(job work.Job) []contender {
	return []contender{
		{"hand-written", handWritten, job, usual},
		{"ours", ours, job, usual},
	}
}

// withResty adds resty to them.
func withResty(job work.Job) []contender {
	return append(by(job),
		contender{"resty-by-hand", restyByHand, job, usual},
		contender{"resty-documented", restyDocumented, job, usual},
	)
}

func scheme(s work.Scheme) work.Job {
	job := payment
	job.Scheme = s
	return job
}

func items(n int) work.Job {
	job := payment
	job.Items = n
	return job
}

func task(t work.Task) work.Job {
	job := payment
	job.Task = t
	return job
}

func scenarios() []scenario {
	all := []scenario{
		{"Payment/1-at-a-time", 1, cost, append(withResty(payment), contender{"stripe-go", stripe, payment, usual}), 1.10},
		{"Payment/64-at-a-time", 64, cost, append(withResty(payment), contender{"stripe-go", stripe, payment, usual}), 1.12},
		{"Payment/100-line-items", 1, cost, withResty(items(100)), 1.10},
		{"Payment/1000-line-items", 1, cost, withResty(items(1000)), 0.90},
		{"Payment/jwt-shared-secret", 1, cost, withResty(scheme(work.SchemeSecret)), 1.10},
		{"Payment/jwt-certificate", 1, cost, withResty(scheme(work.SchemeCertificate)), 1.02},
		{"Payment/encrypted-both-ways", 1, cost, answeredBy(sealed, by(scheme(work.SchemeEncrypted))), 1.01},
		{"Payment/peak-memory-at-64", 64, peakMemory, withResty(payment), 1.20},
		{"Other/capture", 1, cost, withResty(task(work.Capture)), 0},
		{"Other/capture-64-at-a-time", 64, cost, withResty(task(work.Capture)), 0},
		{"Other/look-up", 1, cost, withResty(task(work.LookUp)), 0},
		{"Other/look-up-64-at-a-time", 64, cost, withResty(task(work.LookUp)), 0},
		{"Other/search-100-hits", 1, cost, withResty(task(work.Search)), 0},
	}
	all = append(all, reused()...)
	all = append(all, special()...)
	return append(all, growth()...)
}

func answeredBy(set answerSet, contenders []contender) []contender {
	for i := range contenders {
		contenders[i].answers = set
	}
	return contenders
}

// reused are the rows that send one request again and again and get a small answer.
func reused() []scenario {
	signature, token := scheme(work.SchemeSignature), scheme(work.SchemeSecret)
	signature.Reuse, token.Reuse = true, true
	rows := func(change func(work.Job) work.Job) []contender {
		return answeredBy(small, []contender{
			{"hand-written", handWritten, change(signature), ""},
			{"resty-documented", restyDocumented, change(signature), ""},
			{"ours-jwt", ours, change(token), ""},
			{"ours-signature", ours, change(signature), ""},
		})
	}
	stub := func(items int) func(work.Job) work.Job {
		return func(job work.Job) work.Job {
			job.Items = items
			return stubbed(job, answers.Small)
		}
	}
	same := func(job work.Job) work.Job { return job }
	return []scenario{
		{"Reused/stub-1", 1, cost, rows(stub(0)), 0.85},
		{"Reused/https-1", 1, cost, rows(same), 0.92},
		{"Reused/https-8", 8, cost, rows(same), 0.95},
		{"Reused/https-64", 64, cost, rows(same), 0.95},
		{"Reused/stub-100-line-items", 1, cost, rows(stub(100)), 0.60},
		{"Reused/stub-1000-line-items", 1, cost, rows(stub(1000)), 0.60},
	}
}

// special are what single settings cost or save.
func special() []scenario {
	with := func(change func(*work.Job)) work.Job {
		job := payment
		change(&job)
		return job
	}
	stub := stubbed(payment, answers.Approval)
	silenced := stub
	silenced.DisabledLogger = true
	http2 := with(func(j *work.Job) { j.HTTP2 = true })
	reconnect := with(func(j *work.Job) { j.Reconnect = true })
	forgetful := reconnect
	forgetful.NoResumption = true
	return []scenario{
		{"Setting/logger", 1, cost, []contender{{"none", ours, stub, usual}, {"disabled", ours, silenced, usual}}, 0},
		{"Setting/cold-start", 1, cost, by(with(func(j *work.Job) { j.Cold = true })), 1.10},
		{"Setting/http2-64-at-a-time", 64, cost, append(by(http2), contender{"ours-http1", ours, payment, usual}), 0},
		{"Setting/reconnect", 1, cost, []contender{
			{"no-session-kept", ours, forgetful, usual}, {"session-kept", ours, reconnect, usual},
		}, 0},
		{"Setting/jsonv2", 1, cost, []contender{
			{"hand-written", handWritten, payment, usual}, {"hand-written-v2", handWrittenV2, payment, usual},
			{"ours", ours, payment, usual}, {"ours-v2", oursV2, payment, usual},
		}, 0},
		{"Setting/jsonv2-64-at-a-time", 64, cost, []contender{
			{"hand-written", handWritten, payment, usual}, {"hand-written-v2", handWrittenV2, payment, usual},
			{"ours", ours, payment, usual}, {"ours-v2", oursV2, payment, usual},
		}, 0},
	}
}

// growth is how a call grows with what surrounds it, one dimension at a time. The last
// part of a name is the size.
func growth() []scenario {
	var all []scenario
	for _, n := range []int{1, 10, 100, 1000} {
		all = append(all, scenario{fmt.Sprintf("Growth/line-items/%d", n), 1, cost, by(stubbed(items(n), answers.Approval)), 0})
	}
	for _, n := range []int{1, 10, 100, 1000} {
		all = append(all, scenario{fmt.Sprintf("Growth/answer-KB/%d", n), 1, cost, by(stubbed(payment, answers.Padded(n<<10))), 0})
	}
	for _, n := range []int{1, 4, 16, 64, 256, 1024} {
		all = append(all, scenario{fmt.Sprintf("Growth/concurrency/%d", n), n, cost, by(payment), 0})
	}
	for _, n := range []int{1, 10, 100, 1000, 10_000} {
		job := scheme(work.SchemeSecret)
		job.Clients = n
		mine := []contender{{"ours", ours, job, usual}}
		all = append(all,
			scenario{fmt.Sprintf("Growth/clients/%d", n), 1, cost, mine, 0},
			scenario{fmt.Sprintf("Memory/clients/%d", n), 1, heap, mine, 0})
	}
	return all
}
