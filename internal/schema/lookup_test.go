package schema

import (
	"slices"
	"testing"
)

func TestLookupFindsEveryTypeAndNoOther(t *testing.T) {
	for i := range Types() {
		if got := Lookup(types[i].Name); got != &types[i] {
			t.Errorf("%s is not found", types[i].Name)
		}
	}
	for _, name := range []string{"", "A", "createPaymentRequest", "PaymentInformationCar", "PaymentInformationCards", "zzz"} {
		if got := Lookup(name); got != nil {
			t.Errorf("%q yields %s", name, got.Name)
		}
	}
}

func TestEveryFieldIsFoundByBothNames(t *testing.T) {
	total := 0
	for i := range types {
		typ := &types[i]
		total += len(typ.Fields)
		for j := range typ.Fields {
			f := &typ.Fields[j]
			if typ.Field(f.JSON) != f {
				t.Errorf("%s: %s is not found by JSON name", typ.Name, f.JSON)
			}
			if typ.FieldByGo(f.Go) != f {
				t.Errorf("%s: %s is not found by Go name", typ.Name, f.Go)
			}
		}
	}
	if len(types) != 236 || total != 1643 {
		t.Errorf("%d types with %d fields, want 236 with 1643", len(types), total)
	}
}

func TestFieldNamesAreExact(t *testing.T) {
	card := Lookup("PaymentInformationCard")
	for _, name := range []string{"", "Number", "NUMBER", "numbers", "unknown"} {
		if f := card.Field(name); f != nil {
			t.Errorf("Field(%q) yields %s", name, f.JSON)
		}
	}
	for _, name := range []string{"", "number", "Extra", "Meta"} {
		if f := card.FieldByGo(name); f != nil {
			t.Errorf("FieldByGo(%q) yields %s", name, f.Go)
		}
	}
}

func TestModelLeadsFromAFieldToItsType(t *testing.T) {
	for i := range types {
		for j := range types[i].Fields {
			f := &types[i].Fields[j]
			holdsObject := f.Kind == Object || f.Kind == Objects
			if got := f.Model(); (got != nil) != holdsObject || (got != nil && got.Name != f.Type) {
				t.Errorf("%s.%s: model %v, want %q", types[i].Name, f.JSON, got, f.Type)
			}
		}
	}
}

// What the spec says of a field must arrive whole: a lost mark prints a card number.
func TestFactsOfTheSpecArrive(t *testing.T) {
	for _, tc := range []struct {
		typ, field string
		want       func(*Field) bool
	}{
		{"PaymentInformationCard", "number", func(f *Field) bool { return f.Sensitive == Account && f.MaxLength == 20 }},
		{"PaymentInformationCard", "securityCode", func(f *Field) bool { return f.Sensitive == Secret && f.Format == "digits" }},
		{"OrderInformationBillTo", "firstName", func(f *Field) bool { return f.Sensitive == Personal }},
		{"OrderInformationAmountDetails", "totalAmount", func(f *Field) bool { return f.Format == "amount" && f.Sensitive == Public }},
		{"ClientReferenceInformation", "code", func(f *Field) bool { return f.Required && f.MaxLength == 50 }},
		{"ProcessingInformation", "timeout", func(f *Field) bool { return f.HasMin && f.Min == 5 && f.HasMax && f.Max == 30 }},
		{"ProcessingInformation", "transactionTimeout", func(f *Field) bool { return !f.HasMin && f.HasMax && f.Max == 99999 }},
		{"ProcessingInformation", "enablerId", func(f *Field) bool { return f.MinLength == 5 && f.MaxLength == 5 }},
		{"Links", "authReversal", func(f *Field) bool { return f.Observed && f.Model().Name == "Link" }},
		{"CreatePaymentResponseRiskInformation", "providers", func(f *Field) bool { return f.Kind == StringMaps }},
		{"CreatePaymentResponse", "status", func(f *Field) bool { return slices.Contains(f.Values, "PARTIAL_AUTHORIZED") }},
	} {
		t.Run(tc.typ+"."+tc.field, func(t *testing.T) {
			f := Lookup(tc.typ).Field(tc.field)
			if f == nil {
				t.Fatal("not in the table")
			}
			if !tc.want(f) {
				t.Errorf("got %+v", *f)
			}
		})
	}
}

func TestMarksOfTheSpecAreComplete(t *testing.T) {
	count := map[Sensitivity]int{}
	for i := range types {
		for _, f := range types[i].Fields {
			count[f.Sensitive]++
		}
	}
	if count[Secret] != 40 || count[Account] != 30 || count[Personal] != 105 {
		t.Errorf("%d secret, %d account, %d personal fields; want 40, 30, 105", count[Secret], count[Account], count[Personal])
	}
}

func TestLookingUpDoesNotAllocate(t *testing.T) {
	allocs := testing.AllocsPerRun(100, func() {
		card := Lookup("CreatePaymentRequest").Field("paymentInformation").Model().Field("card").Model()
		if card.Field("number") == nil {
			t.Fatal("not found")
		}
	})
	if allocs != 0 {
		t.Errorf("%v allocations, want none", allocs)
	}
}

func BenchmarkField(b *testing.B) {
	typ := Lookup("ConsumerAuthenticationInformation")
	for b.Loop() {
		typ.Field("ucafAuthenticationData")
	}
}

func BenchmarkLookup(b *testing.B) {
	for b.Loop() {
		Lookup("OrderInformationAmountDetails")
	}
}
