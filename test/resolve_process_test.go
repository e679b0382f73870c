package test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// A process that ends in the middle of a call leaves the record behind that it stored
// before; another process finds the payment by it.

// payingProcess names, in a process that is to end in the middle of a call, the file for
// the record.
const payingProcess = "TEST_RECORD_FILE"

// diedPaying is the exit code of that process.
const diedPaying = 3

func TestRecordInAFileFindsThePaymentOfAProcessThatEnded(t *testing.T) {
	if file := os.Getenv(payingProcess); file != "" {
		payAndDie(t, file)
	}
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
	t.Cleanup(gateway.Close)
	file := filepath.Join(t.TempDir(), "call.json")
	require.Equal(t, diedPaying, runAgain(t, gateway, file))
	require.Len(t, gateway.Ledger(), 1, "the payment was made")

	text, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.NotContains(t, string(text), payment().PaymentInformation.Card.Number)
	var record cybersource.CallRecord
	require.NoError(t, json.Unmarshal(text, &record))
	found, err := newClient(t, gateway.Configuration()).Resolve(t.Context(), record)
	require.NoError(t, err)
	assert.Equal(t, cybersource.VerdictHappened, found.Verdict)
	assert.Equal(t, gateway.Ledger()[0].ID, found.ID)
}

// runAgain runs this test in another process, and returns its exit code.
func runAgain(t *testing.T, gateway *cybersourcetest.Gateway, file string) int {
	t.Helper()
	program, err := os.Executable()
	require.NoError(t, err)
	secret := gateway.Account().SharedSecrets[0]
	child := exec.CommandContext(t.Context(), program, "-test.run=^"+t.Name()+"$")
	child.Env = append(os.Environ(), payingProcess+"="+file, "CYBERSOURCE_BASE_URL="+gateway.URL(),
		"CYBERSOURCE_MERCHANT_ID="+gateway.Account().ID, "CYBERSOURCE_KEY_ID="+secret.KeyID, "CYBERSOURCE_SHARED_SECRET="+secret.Secret)
	output, err := child.CombinedOutput()
	ended, ok := err.(*exec.ExitError)
	require.True(t, ok, "%v: %s", err, output)
	return ended.ExitCode()
}

// payAndDie pays, and ends the process as soon as the answer is there.
func payAndDie(t *testing.T, file string) {
	t.Helper()
	cfg, err := cybersource.ConfigurationFromEnv()
	require.NoError(t, err)
	cfg.Hooks.AttemptEnd = func(context.Context, cybersource.AttemptResult) { os.Exit(diedPaying) }
	request := payment()
	request.ClientReferenceInformation = nil // the client makes the references
	_, err = newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), request,
		cybersource.WithRecord(func(_ context.Context, r cybersource.CallRecord) error {
			text, err := json.Marshal(r)
			if err != nil {
				return err
			}
			return os.WriteFile(file, text, 0o600)
		}))
	t.Fatal("the process went on: ", err)
}

// What the first version wrote is read for good.
func TestRecordOfTheFirstVersionIsStillRead(t *testing.T) {
	r := newResolving(t, cybersourcetest.Options{})
	s := &submission{operation: cybersourcetest.CreatePayment, amount: losableAmount, code: "C-1", unique: true, transactionID: "T-1"}
	r.lose(s, cybersourcetest.DropAnswer())
	const text = `{"version":1,"operation":"CreatePayment","host":"apitest.cybersource.com","merchantId":"MERCHANT",
		"referenceCode":"C-1","codeIsUnique":true,"transactionId":"T-1","amount":"84.20","currency":"USD",
		"time":"2026-03-04T05:06:08Z","sendBy":"2026-03-04T05:07:13Z","quietAt":"2026-03-04T05:13:13Z","looks":1,
		"firstLook":"2026-03-04T05:06:08Z","lastLook":"2026-03-04T05:06:08Z"}`
	var record cybersource.CallRecord
	require.NoError(t, json.Unmarshal([]byte(text), &record))
	record.MerchantID = r.gateway.Account().ID
	assert.Equal(t, r.last().ID, r.resolve(record).ID)

	record.Version = 99
	_, err := r.client.Resolve(t.Context(), record)
	require.ErrorContains(t, err, "Version is newer than this library reads")
}
