package page

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// instructions answers with all instructions, or those in a state, newest first.
func (v *visit) instructions() {
	all, state := v.Gateway.Instructions(), v.r.URL.Query().Get("state")
	if state != "" {
		if err := oneOf("state", state, []string{Pending, Used, Withdrawn}); err != nil {
			v.refuse(http.StatusBadRequest, err.Error())
			return
		}
		all = slices.DeleteFunc(all, func(i Instruction) bool { return i.State != state })
	}
	list(v, "instructions", all, func(*Instruction) {})
}

// instruct lets an instruction wait for its call.
func (v *visit) instruct() (any, error) {
	var asked struct {
		Do, Reason, Status, Time, Fault             string
		Scenario, Message, ResponseCode, Authorized string
		HTTPStatus                                  number
		Merchant, Operation, Reference, Payment     string
	}
	if err := v.read(&asked); err != nil {
		return nil, err
	}
	status, err := asked.HTTPStatus.parse("httpStatus", 16)
	if err != nil {
		return nil, err
	}
	return v.Gateway.Instruct(Instruction{
		Do: asked.Do, Reason: asked.Reason, Status: asked.Status, Time: asked.Time, Fault: asked.Fault,
		Scenario: asked.Scenario, Message: asked.Message, ResponseCode: asked.ResponseCode, Authorized: asked.Authorized,
		HTTPStatus: int(status), //nolint:gosec // of 16 bits
		Merchant:   asked.Merchant, Operation: asked.Operation, Reference: asked.Reference, Payment: asked.Payment,
	})
}

// withdraw takes an instruction back.
func (v *visit) withdraw() (any, error) {
	if err := v.read(&struct{}{}); err != nil {
		return nil, err
	}
	id, err := strconv.ParseUint(v.r.PathValue("id"), 10, 64)
	if err != nil || !v.Gateway.Withdraw(id) {
		return nil, notFoundError("there is no instruction with this id that waits")
	}
	return map[string]any{"id": id, "state": Withdrawn}, nil
}

// clock answers with both clocks.
func (v *visit) clock() { v.json(http.StatusOK, v.Gateway.Clock()) }

// advance moves the clock of payments forward.
func (v *visit) advance() (any, error) {
	var asked struct{ Advance string }
	if err := v.read(&asked); err != nil {
		return nil, err
	}
	d, err := time.ParseDuration(asked.Advance)
	if err != nil {
		return nil, errors.New("advance is not a time such as 90m or 24h")
	}
	if err := v.Gateway.Advance(d); err != nil {
		return nil, errors.New("advance: " + err.Error())
	}
	return v.Gateway.Clock(), nil
}

// sendBatch sends what is queued to the processor.
func (v *visit) sendBatch() (any, error) {
	if err := v.read(&struct{}{}); err != nil {
		return nil, err
	}
	return map[string]int{"sent": v.Gateway.SendBatch()}, nil
}

// deliver processes the calls that faults hold back.
func (v *visit) deliver() (any, error) {
	if err := v.read(&struct{}{}); err != nil {
		return nil, err
	}
	return map[string]int{"delivered": v.Gateway.Deliver()}, nil
}

// act lets something happen to a payment from outside.
func (v *visit) act() (any, error) {
	if err := v.read(&struct{}{}); err != nil {
		return nil, err
	}
	id := v.r.PathValue("id")
	if _, known := v.Gateway.Payment(id); !known {
		return nil, errNoPayment
	}
	if err := v.Gateway.Act(id, v.r.PathValue("action")); err != nil {
		return nil, err
	}
	p, _ := v.Gateway.Payment(id)
	v.link(&p)
	return p, nil
}

// subscriptions answers with those that there are; with their keys for who has the token.
func (v *visit) subscriptions() {
	all := v.Gateway.Subscriptions()
	if !v.mayChange() {
		for i := range all {
			all[i].Secret = ""
		}
	}
	list(v, "subscriptions", all, func(*Subscription) {})
}

// subscribe begins to deliver notifications to a server.
func (v *visit) subscribe() (any, error) {
	var asked struct{ URL, EventTypes, NoHealthCheck string }
	if err := v.read(&asked); err != nil {
		return nil, err
	}
	if asked.NoHealthCheck != "" && asked.NoHealthCheck != "true" {
		return nil, errors.New(`noHealthCheck is neither empty nor "true"`)
	}
	types := strings.FieldsFunc(asked.EventTypes, func(r rune) bool { return r == ',' || r == ' ' })
	return v.Gateway.Subscribe(asked.URL, types, asked.NoHealthCheck == "")
}

// deliveries answers with all attempts, newest first.
func (v *visit) deliveries() {
	list(v, "deliveries", v.Gateway.Deliveries(), func(*Delivery) {})
}

// notify delivers an event of the asker's own.
func (v *visit) notify() (any, error) {
	var asked struct {
		Subscription, EventType string
		Payload                 json.RawMessage
	}
	if err := v.read(&asked); err != nil {
		return nil, err
	}
	var inForm string
	if json.Unmarshal(asked.Payload, &inForm) == nil && inForm != "" { // a form has only texts
		asked.Payload = json.RawMessage(inForm)
	}
	switch {
	case asked.EventType == "":
		return nil, errors.New("eventType is empty")
	case !json.Valid(asked.Payload):
		return nil, errors.New("payload is not JSON")
	}
	return v.Gateway.Notify(v.r.Context(), asked.Subscription, asked.EventType, asked.Payload)
}

// resend delivers an event once more.
func (v *visit) resend() (any, error) {
	if err := v.read(&struct{}{}); err != nil {
		return nil, err
	}
	id, err := strconv.ParseUint(v.r.PathValue("id"), 10, 64)
	delivered, known := Delivery{}, false
	if err == nil {
		delivered, known = v.Gateway.Resend(v.r.Context(), id)
	}
	if !known {
		return nil, notFoundError("there is no delivery with this id, or it is no longer kept")
	}
	return delivered, nil
}

// reset forgets everything.
func (v *visit) reset() (any, error) {
	if err := v.read(&struct{}{}); err != nil {
		return nil, err
	}
	v.Gateway.Reset()
	return map[string]bool{"reset": true}, nil
}

// controlView is the page of everything that can be changed.
type controlView struct {
	MayControl    bool
	Clock         Clock
	Instructions  []Instruction
	Subscriptions []Subscription
	Deliveries    []Delivery
	Script        []string
	Faults        Faults
	Accounts      []Account
	Operations    []string
	Back          string
}

// shownNewest is how many of a list the page of the controls shows.
const shownNewest = 50

func (v *visit) controlPage() {
	v.html(http.StatusOK, "control", controlView{
		MayControl: v.mayChange(), Clock: v.Gateway.Clock(), Operations: operations(), Back: v.Root + "control",
		Instructions: newest(v.Gateway.Instructions()), Subscriptions: v.Gateway.Subscriptions(), Deliveries: newest(v.Gateway.Deliveries()),
		Script: v.Gateway.Script(), Faults: v.Gateway.Faults(), Accounts: v.Gateway.Accounts(),
	})
}

// newest is the end of a list, backwards.
func newest[T any](all []T) []T {
	shown := slices.Clone(all[max(0, len(all)-shownNewest):])
	slices.Reverse(shown)
	return shown
}

// For says which call an instruction is for.
func (i Instruction) For() string {
	var parts []string
	for _, limit := range []struct{ name, value string }{
		{"", i.Operation}, {"merchant ", i.Merchant}, {"reference ", i.Reference}, {"payment ", i.Payment},
	} {
		if limit.value != "" {
			parts = append(parts, limit.name+limit.value)
		}
	}
	if len(parts) == 0 {
		return "any"
	}
	return strings.Join(parts, ", ")
}

// What says what is to happen.
func (i Instruction) What() string {
	return strings.Join(strings.Fields(i.Do+" "+i.Status+" "+i.Reason+" "+i.Scenario+" "+i.Time+" "+i.Fault), " ")
}
