package test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// TestCallOfTheGatewaysPageIsAGoTest runs what the page shows for a call, as whoever copies it
// would: it compiles, and what it meets is what the call met.
func TestCallOfTheGatewaysPageIsAGoTest(t *testing.T) {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
	t.Cleanup(gateway.Close)
	cfg := gateway.Configuration()
	cfg.Validation = cybersource.ValidateOff
	client, err := cybersource.NewAPIClient(cfg)
	require.NoError(t, err)
	paid := payment()
	paid.ClientReferenceInformation = &cybersource.ClientReferenceInformation{Code: "with `quotes' \"and\" \\"}
	_, err = client.PaymentsApi.CreatePayment(t.Context(), paid)
	require.NoError(t, err)
	refused := payment()
	refused.OrderInformation.BillTo.Country = "USA"
	_, err = client.PaymentsApi.CreatePayment(t.Context(), refused)
	require.ErrorIs(t, err, cybersource.ErrInvalidRequest)
	_, err = client.TransactionDetailsApi.GetTransaction(t.Context(), "7000000000000000000000")
	require.ErrorIs(t, err, cybersource.ErrNotFound)

	files := map[string]string{}
	for number := 1; number <= 3; number++ {
		source := pageAt(t, fmt.Sprintf("%s/-/calls/%d/go", gateway.URL(), number))
		files[fmt.Sprintf("call%d_test.go", number)] = source
	}
	printed, err := runTests(t, files)
	require.Error(t, err, "the second call is refused, and the third finds nothing")
	for _, want := range []string{
		"--- PASS: TestCall1 ", "--- FAIL: TestCall2 ", "orderInformation.billTo.country: INVALID_DATA", "--- FAIL: TestCall3 ", "There is no record with this id",
	} {
		assert.Contains(t, printed, want)
	}
}

// runTests runs files as a package of this module, into which nothing is written.
func runTests(t *testing.T, files map[string]string) (printed string, err error) {
	t.Helper()
	root, err := filepath.Abs("..")
	require.NoError(t, err)
	folder := t.TempDir()
	replace := map[string]string{}
	for name, text := range files {
		replace[filepath.Join(root, "test", "copied", name)] = filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "overlay.json"), overlay, 0o600))
	program := filepath.Join(folder, "copied.test")
	compile := exec.CommandContext(t.Context(), "go", "test", "-c", "-vet=off", "-o", program, "-overlay", filepath.Join(folder, "overlay.json"), "./test/copied")
	compile.Dir = root
	output, err := compile.CombinedOutput()
	require.NoError(t, err, "%s", output)
	output, err = exec.CommandContext(t.Context(), program, "-test.v").CombinedOutput()
	return string(output), err
}
