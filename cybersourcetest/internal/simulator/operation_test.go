package simulator

import (
	"slices"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/routes"
)

// The spec says of each operation what its body is and whose transaction id it carries.
func TestRoutesAreSimulatedAsTheSpecSays(t *testing.T) {
	for _, route := range routes.All() {
		op := operationOf(Operation(route.Operation))
		if op == nil {
			t.Errorf("%s is not simulated", route.Operation)
			continue
		}
		if op.model != route.Request || op.ownID != (route.TransactionID == "generated") {
			t.Errorf("%s: model %q, own transaction id %t; the spec says %q and %s", op.name, op.model, op.ownID, route.Request, route.TransactionID)
		}
		if op.model == "" {
			continue
		}
		for _, path := range route.Required {
			if !slices.Contains(op.required(newGateway(t, Options{}).Simulator, document{}), path) {
				t.Errorf("%s does not ask for %s, which the spec requires", op.name, path)
			}
		}
	}
}
