package cybersourcetest_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// The tests of this file read the tables of the gateway's reference and try every row.

// table is the rows below a heading of the page, cells trimmed.
func table(t *testing.T, heading string) [][]string {
	t.Helper()
	text, err := os.ReadFile("../docs/offline-gateway.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(text), "\n### "+heading+"\n")
	if !found {
		t.Fatalf("the page has no section %q", heading)
	}
	section, _, _ = strings.Cut(section, "\n#")
	var rows [][]string
	for line := range strings.Lines(section) {
		if !strings.HasPrefix(line, "| `") && !strings.HasPrefix(line, "| a ") {
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, cells)
	}
	if len(rows) < 5 {
		t.Fatalf("%q has %d rows", heading, len(rows))
	}
	return rows
}

var quoted = regexp.MustCompile("`([^`]*)`")

// codes are the texts between back quotes of a cell.
func codes(cell string) (all []string) {
	for _, match := range quoted.FindAllStringSubmatch(cell, -1) {
		all = append(all, match[1])
	}
	return all
}

// steps are those that the page names, by the text in its cells.
var steps = map[string]cybersourcetest.Step{
	`Pass()`:                                                      cybersourcetest.Pass(),
	`Status("PARTIAL_AUTHORIZED")`:                                cybersourcetest.Status("PARTIAL_AUTHORIZED"),
	`Status("PENDING_REVIEW")`:                                    cybersourcetest.Status("PENDING_REVIEW"),
	`Status("STATUS_OF_TOMORROW")`:                                cybersourcetest.Status("STATUS_OF_TOMORROW"),
	`Decline("AVS_FAILED")`:                                       cybersourcetest.Decline("AVS_FAILED"),
	`Decline("DECISION_PROFILE_REJECT")`:                          cybersourcetest.Decline("DECISION_PROFILE_REJECT"),
	`Decline("CONSUMER_AUTHENTICATION_FAILED")`:                   cybersourcetest.Decline("CONSUMER_AUTHENTICATION_FAILED"),
	`Decline("CONSUMER_AUTHENTICATION_REQUIRED")`:                 cybersourcetest.Decline("CONSUMER_AUTHENTICATION_REQUIRED"),
	`Decline("INVALID_ACCOUNT")`:                                  cybersourcetest.Decline("INVALID_ACCOUNT"),
	`Decline("INVALID_DATA")`:                                     cybersourcetest.Decline("INVALID_DATA"),
	`Decline("SYSTEM_ERROR")`:                                     cybersourcetest.Decline("SYSTEM_ERROR"),
	`Answer(Outcome{Status: "INVALID_REQUEST", HTTPStatus: 201})`: cybersourcetest.Answer(cybersourcetest.Outcome{Status: "INVALID_REQUEST", HTTPStatus: 201}),
	`RefuseConnection()`:                                          cybersourcetest.RefuseConnection(),
	`CloseBeforeReading()`:                                        cybersourcetest.CloseBeforeReading(),
	`DropAnswer()`:                                                cybersourcetest.DropAnswer(),
	`ResetHalfway()`:                                              cybersourcetest.ResetHalfway(),
	`Hang()`:                                                      cybersourcetest.Hang(),
	`Hang().AfterProcessing()`:                                    cybersourcetest.Hang().AfterProcessing(),
	`TruncatedJSON()`:                                             cybersourcetest.TruncatedJSON(),
	`Oversize(0)`:                                                 cybersourcetest.Oversize(0),
	`GzipBomb(0)`:                                                 cybersourcetest.GzipBomb(0),
	`ServerError()`:                                               cybersourcetest.ServerError(),
	`ServerError().AfterProcessing()`:                             cybersourcetest.ServerError().AfterProcessing(),
	`HTML(502)`:                                                   cybersourcetest.HTML(502),
	`HTML(504).AfterProcessing()`:                                 cybersourcetest.HTML(504).AfterProcessing(),
	`HTML(200)`:                                                   cybersourcetest.HTML(200),
	`EmptyBody(201).AfterProcessing()`:                            cybersourcetest.EmptyBody(201).AfterProcessing(),
	`Redirect("http://192.0.2.1/")`:                               cybersourcetest.Redirect("http://192.0.2.1/"),
	`TooManyRequests("")`:                                         cybersourcetest.TooManyRequests(""),
	`TooManyRequests("2")`:                                        cybersourcetest.TooManyRequests("2"),
	`Unavailable("")`:                                             cybersourcetest.Unavailable(""),
	`Unavailable("2")`:                                            cybersourcetest.Unavailable("2"),
	`Unauthorized()`:                                              cybersourcetest.Unauthorized(),
}

func step(t *testing.T, cell string) cybersourcetest.Step {
	t.Helper()
	found, ok := steps[codes(cell)[0]]
	if !ok {
		t.Fatalf("the guide names the step %s", cell)
	}
	return found
}

func TestGuideAnswersToAPayment(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	for i, row := range table(t, "Answers to a payment") {
		want, status := "STATUS_OF_TOMORROW", row[1]
		if all := codes(row[0]); len(all) > 0 {
			want = all[0]
		}
		values := codes(row[2])
		text := strings.Replace(payment("guide "+strconv.Itoa(i)), "102.21", values[0], 1)
		if len(values) > 1 {
			text = strings.Replace(text, `"paymentInformation"`, `"processingInformation":{"authorizationOptions":{"partialAuthIndicator":true}},"paymentInformation"`, 1)
		}
		byValue := mustPost(t, gateway, text)
		gateway.Next(step(t, row[3]))
		byStep := mustPost(t, gateway, payment("guide step "+strconv.Itoa(i)))
		for how, got := range map[string]response{row[2]: byValue, row[3]: byStep} {
			if strconv.Itoa(got.StatusCode) != status || got.fields(t).Status != want {
				t.Errorf("%s: HTTP %d %s, the page says %s %s", how, got.StatusCode, got.body, status, want)
			}
		}
	}
}

func TestGuideAnswersToARefresh(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	transfer := `"paymentInformation":{"paymentType":{"name":"bankTransfer","method":{"name":"MULTIBANCO"}}}`
	for i, row := range table(t, "Answers to a refresh") {
		code := `{"clientReferenceInformation":{"code":"refresh-` + strconv.Itoa(i) + `"},`
		made := mustPost(t, gateway, code+transfer+`,"orderInformation":{"amountDetails":{"totalAmount":"`+codes(row[1])[0]+`","currency":"EUR"},`+
			`"billTo":{"firstName":"A","lastName":"B","address1":"C","locality":"D","country":"PT","email":"a@example.com"}}}`).fields(t)
		if made.Status != "PENDING" {
			t.Errorf("%s: %+v", row[1], made)
		}
		for _, want := range codes(row[0]) {
			text := code + transfer + `,"processingInformation":{"actionList":["AP_STATUS"]}}`
			r := newRequest(t, gateway, "/pts/v2/refresh-payment-status/"+made.ID, text)
			signerOf(t, gateway).token(r, text, nil)
			if got := mustDo(t, gateway, r); got.StatusCode != http.StatusCreated || got.fields(t).Status != want {
				t.Errorf("%s: HTTP %d %s, the page says %s", row[1], got.StatusCode, got.body, want)
			}
		}
	}
}

var sentinels = map[string]error{
	"ErrNotProcessed":       cybersource.ErrNotProcessed,
	"ErrOutcomeUnknown":     cybersource.ErrOutcomeUnknown,
	"ErrUnreadableResponse": cybersource.ErrUnreadableResponse,
	"ErrResponseTooLarge":   cybersource.ErrResponseTooLarge,
	"ErrServer":             cybersource.ErrServer,
	"ErrRateLimited":        cybersource.ErrRateLimited,
	"ErrUnauthorized":       cybersource.ErrUnauthorized,
}

func TestGuideCallsWithoutAGoodAnswer(t *testing.T) {
	for _, row := range table(t, "Calls without a good answer") {
		t.Run(row[0], func(t *testing.T) {
			gateway := newGateway(t, cybersourcetest.Options{})
			cfg := gateway.Configuration()
			cfg.Retry.MaxAttempts = 1
			if strings.Contains(row[0], "Hang") {
				cfg.Timeout = 200 * time.Millisecond
			}
			client, err := cybersource.NewAPIClient(cfg)
			if err != nil {
				t.Fatal(err)
			}
			gateway.Next(step(t, row[0]))
			_, err = client.PaymentsApi.CreatePayment(context.Background(), paymentRequest())
			want := codes(row[2])
			for name, sentinel := range sentinels {
				if is := errors.Is(err, sentinel); is != strings.Contains(strings.Join(want, " "), name) {
					t.Errorf("errors.Is(%v, %s) is %v, the page says %v", err, name, is, want)
				}
			}
			if safe := cybersource.SafeToRetry(err); safe != (row[3] == "yes") {
				t.Errorf("SafeToRetry(%v) is %v, the page says %s", err, safe, row[3])
			}
			if held := len(gateway.Ledger()) == 1; held != (row[1] == "yes") {
				t.Errorf("held is %v, the page says %s", held, row[1])
			}
		})
	}
}

// TestGuideAccountsFile reads the JSON that the page shows.
func TestGuideAccountsFile(t *testing.T) {
	text, err := os.ReadFile("../docs/offline-gateway.md")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(text), "```json\n")
	list, _, _ = strings.Cut(list, "```")
	decoder := json.NewDecoder(strings.NewReader(list))
	decoder.DisallowUnknownFields()
	var all []cybersourcetest.Account
	if err := decoder.Decode(&all); err != nil || len(all) != 2 {
		t.Fatalf("%v, %d accounts", err, len(all))
	}
	for i := range all {
		all[i].Certificates = nil // the files are the reader's
	}
	newGateway(t, cybersourcetest.Options{Accounts: all})
}
