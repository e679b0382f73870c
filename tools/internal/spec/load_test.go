package spec

import (
	"slices"
	"strings"
	"testing"
)

func load(t *testing.T) *Spec {
	t.Helper()
	s, err := Load("../../../spec/payments.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheWholeModelIsRead(t *testing.T) {
	s := load(t)
	fields, kinds, sensitive := 0, map[Kind]int{}, map[string]int{}
	for _, typ := range s.Types {
		fields += len(typ.Fields)
		for _, f := range typ.Fields {
			kinds[f.Kind]++
			sensitive[f.Sensitive]++
		}
	}
	if len(s.Types) != 236 || fields != 1643 {
		t.Errorf("%d schemas with %d fields, want 236 with 1643", len(s.Types), fields)
	}
	for kind, want := range map[Kind]int{String: 1229, Integer: 52, Boolean: 56, Object: 257, Strings: 26, Objects: 22, StringMaps: 1} {
		if kinds[kind] != want {
			t.Errorf("kind %d: %d fields, want %d", kind, kinds[kind], want)
		}
	}
	for mark, want := range map[string]int{"secret": 40, "account": 30, "personal": 105} {
		if sensitive[mark] != want {
			t.Errorf("%s: %d fields, want %d", mark, sensitive[mark], want)
		}
	}
}

func TestMembersKeepTheOrderOfTheDocument(t *testing.T) {
	var names []string
	for _, f := range load(t).Type("ClientReferenceInformation").Fields {
		names = append(names, f.JSON)
	}
	want := "code reconciliationId pausedRequestId transactionId comments partner applicationName applicationVersion applicationUser"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestDescriptionBesideAReferenceWins(t *testing.T) {
	s := load(t)
	for _, f := range s.Type("Links").Fields {
		if f.Ref != "Link" || f.Doc == "" || f.Doc == s.Type("Link").Doc {
			t.Errorf("%s: reference %q, description %q", f.JSON, f.Ref, f.Doc)
		}
	}
}

func TestOperationsCarryTheirBodies(t *testing.T) {
	var got []string
	for _, o := range load(t).Operations {
		got = append(got, strings.Join([]string{o.ID, o.Method, o.Path, o.RequestType, o.Responses[0].Status, o.Responses[0].Type}, " "))
	}
	want := []string{
		"createPayment POST /pts/v2/payments CreatePaymentRequest 201 CreatePaymentResponse",
		"incrementAuth PATCH /pts/v2/payments/{id} IncrementAuthRequest 201 IncrementAuthResponse",
		"refreshPaymentStatus POST /pts/v2/refresh-payment-status/{id} RefreshPaymentStatusRequest 201 RefreshPaymentStatusResponse",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestAFileThatIsNoDescriptionIsAnError(t *testing.T) {
	for _, text := range []string{"", "{", "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n"} {
		if _, err := Parse([]byte(text)); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
}
