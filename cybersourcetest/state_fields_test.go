package cybersourcetest

import (
	"reflect"
	"testing"
)

// whereKept says of every field where the state file has it, or why not.
var whereKept = map[string]string{
	"Gateway.printable": "not state", "Gateway.options": "not state", "Gateway.simulator": "simulator", "Gateway.verifier": "minutes: not kept",
	"Gateway.accounts": "options", "Gateway.rate": "a minute: not kept", "Gateway.latencies": "not kept", "Gateway.clock": "clock", "Gateway.keptClock": "not state",
	"Gateway.state": "not state", "Gateway.ledger": "see ledger", "Gateway.journal": "not kept, but for numbers", "Gateway.page": "not state",
	"Gateway.readings": "connections", "Gateway.plan": "scripted: not kept", "Gateway.orders": "scripted: not kept", "Gateway.delivered": "not kept",
	"Gateway.keys": "options", "Gateway.logger": "options", "Gateway.late": "see lateCalls", "Gateway.subscriptions": "not kept", "Gateway.server": "not state",
	"Gateway.url": "not state", "Gateway.authority": "not state", "Gateway.transport": "not state", "Gateway.closing": "not state", "Gateway.endWaits": "not state",
	"Gateway.connections": "connections", "Gateway.serving": "not state", "Gateway.closeOnce": "not state", "Gateway.stateErr": "not state",
	"Gateway.identifierMu": "not state", "Gateway.identifiers": "of starts", "Gateway.scriptMu": "not state",

	"ledger.mu": "not state", "ledger.sequence": "keptLedger", "ledger.processed": "keptCall", "ledger.arrived": "not kept", "ledger.bytes": "of arrived",
	"ledger.forgotten": "keptLedger, but for requests", "ledger.begin": "not state", "ledger.state": "not state",

	"Request.Entry": "keptCall", "Request.Method": "not kept", "Request.Path": "not kept", "Request.Header": "not kept", "Request.Scheme": "not kept",
	"Request.Refusal": "of refused calls: not kept", "Request.model": "not kept", "Request.body": "not kept", "Request.claimed": "of refused calls: not kept",
	"Request.trigger": "for the page: not kept", "Request.order": "for the page: not kept", "Request.cardKey": "keptCall", "Request.neverRetry": "keptCall",
	"Request.headerBytes": "not kept", "Request.size": "not kept", "Request.dropped": "not kept",

	"lateCalls.clock": "options", "lateCalls.mu": "not state", "lateCalls.waiting": "keptLate", "lateCalls.closed": "not state", "lateCalls.running": "not state",
	"lateCalls.state": "not state", "lateCalls.kept": "not state",

	"call.gateway": "not state", "call.wire": "keptLate", "call.record": "keptLate", "call.target": "of the wire", "call.found": "of the target", "call.body": "keptLate",
	"call.plain": "keptLate", "call.sender": "keptLate", "call.accounts": "options", "call.account": "options", "call.findings": "for the page: not kept",
	"call.encrypted": "keptLate", "call.clear": "while it is processed", "call.work": "of plain", "call.at": "while it is processed", "call.in": "while it is processed",
}

// TestStateFileIsThoughtOf fails when something is remembered of which nobody has said whether the
// state file has it.
func TestStateFileIsThoughtOf(t *testing.T) {
	fields := map[string]bool{}
	for _, of := range []reflect.Type{reflect.TypeFor[Gateway](), reflect.TypeFor[ledger](), reflect.TypeFor[Request](), reflect.TypeFor[lateCalls](), reflect.TypeFor[call]()} {
		for field := range of.Fields() {
			name := of.Name() + "." + field.Name
			fields[name] = true
			if whereKept[name] == "" {
				t.Errorf("%s: say in state.go and here whether the state file has it", name)
			}
		}
	}
	for name := range whereKept {
		if !fields[name] {
			t.Errorf("%s is a field no more", name)
		}
	}
	for field := range reflect.TypeFor[Entry]().Fields() {
		if !field.IsExported() || field.Tag.Get("json") != "" {
			t.Errorf("Entry.%s is not what encoding/json keeps under its name", field.Name)
		}
	}
}
