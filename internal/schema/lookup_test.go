package schema

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

func TestLookupFindsEveryTypeAndNoOther(t *testing.T) {
	for _, name := range Names() {
		if got := Lookup(name); got == nil || got.Name != name || got != Lookup(name) {
			t.Errorf("%s is not found", name)
		}
	}
	for _, name := range []string{"", "A", "createPaymentRequest", "PaymentInformationCar", "PaymentInformationCards", "zzz"} {
		if got := Lookup(name); got != nil {
			t.Errorf("%q yields %s", name, got.Name)
		}
	}
}

func TestLookupGivesTheSameTypeToAllWhoAskAtOnce(t *testing.T) {
	const name = "RecurringPaymentInformation"
	var got [8]*Type
	var all sync.WaitGroup
	for i := range got {
		all.Go(func() { got[i] = Lookup(name) })
	}
	all.Wait()
	for _, typ := range got {
		if typ == nil || typ != got[0] {
			t.Fatalf("got %p and %p", typ, got[0])
		}
	}
}

// A row says no more than what is read: a word that is not understood may be the
// mark that hides a card number.
func TestRowsAreUnderstoodToTheLastWord(t *testing.T) {
	total := 0
	for _, r := range rows {
		typ := Lookup(r.name)
		total += len(typ.Fields)
		var again strings.Builder
		for _, f := range typ.Fields {
			again.WriteString(written(r.name, &f) + "\n")
		}
		if again.String() != r.fields {
			t.Errorf("%s: read as\n%swritten as\n%s", r.name, again.String(), r.fields)
		}
	}
	if len(rows) != 554 || total != 3265 {
		t.Errorf("%d types with %d fields, want 554 with 3265", len(rows), total)
	}
}

// written is a line of a row, made from what was read of it.
func written(row string, f *Field) string {
	kinds := map[Kind]string{
		Integer: " integer", Boolean: " boolean", Object: " object", Strings: " strings", Objects: " objects", StringMaps: " maps",
	}
	marks := map[Sensitivity]string{Personal: " personal", Account: " account", Secret: " secret"}
	line := f.JSON
	if f.Go != strings.ToUpper(f.JSON[:1])+f.JSON[1:] {
		line += " " + f.Go
	}
	line += kinds[f.Kind]
	if f.Type != "" && f.Type != row+f.Go {
		line += ":" + f.Type
	}
	add := func(set bool, fact string) {
		if set {
			line += " " + fact
		}
	}
	add(f.Format != "", "format:"+f.Format)
	add(f.MinLength > 0, fmt.Sprintf("minLength:%d", f.MinLength))
	add(f.MaxLength > 0, fmt.Sprintf("maxLength:%d", f.MaxLength))
	add(f.HasMin, fmt.Sprintf("min:%d", f.Min))
	add(f.HasMax, fmt.Sprintf("max:%d", f.Max))
	return line + marks[f.Sensitive]
}

func TestFieldIsFoundByItsName(t *testing.T) {
	for _, name := range Names() {
		typ := Lookup(name)
		for i := range typ.Fields {
			if f := &typ.Fields[i]; typ.Field(f.JSON) != f {
				t.Errorf("%s: %s is not found", name, f.JSON)
			}
		}
	}
}

func TestFieldNamesAreExact(t *testing.T) {
	card := Lookup("PaymentInformationCard")
	for _, name := range []string{"", "Number", "NUMBER", "numbers", "unknown"} {
		if f := card.Field(name); f != nil {
			t.Errorf("Field(%q) yields %s", name, f.JSON)
		}
	}
}

func TestModelLeadsFromAFieldToItsType(t *testing.T) {
	for _, name := range Names() {
		for _, f := range Lookup(name).Fields {
			holdsObject := f.Kind == Object || f.Kind == Objects
			if got := f.Model(); (got != nil) != holdsObject || (got != nil && got.Name != f.Type) {
				t.Errorf("%s.%s: model %v, want %q", name, f.JSON, got, f.Type)
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
		{"ClientReferenceInformation", "code", func(f *Field) bool { return f.MaxLength == 50 }},
		{"ProcessingInformation", "timeout", func(f *Field) bool { return f.HasMin && f.Min == 5 && f.HasMax && f.Max == 30 }},
		{"ProcessingInformation", "transactionTimeout", func(f *Field) bool { return !f.HasMin && f.HasMax && f.Max == 99999 }},
		{"ProcessingInformation", "enablerId", func(f *Field) bool { return f.MinLength == 5 && f.MaxLength == 5 }},
		{"Links", "authReversal", func(f *Field) bool { return f.Kind == Object && f.Model().Name == "Link" }},
		{"CreatePaymentResponseRiskInformation", "providers", func(f *Field) bool { return f.Kind == StringMaps }},
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
	for _, name := range Names() {
		for _, f := range Lookup(name).Fields {
			count[f.Sensitive]++
		}
	}
	if count[Secret] != 81 || count[Account] != 58 || count[Personal] != 225 {
		t.Errorf("%d secret, %d account, %d personal fields; want 81, 58, 225", count[Secret], count[Account], count[Personal])
	}
}

// What is masked in an answer is masked in the request, and in every other operation.
func TestMemberHasOneMarkWhereverItStands(t *testing.T) {
	marks := map[string]Sensitivity{}
	for _, name := range Names() {
		for _, parent := range Lookup(name).Fields {
			if parent.Model() == nil {
				continue
			}
			for _, f := range parent.Model().Fields {
				path := parent.JSON + "." + f.JSON
				if mark, known := marks[path]; known && mark != f.Sensitive {
					t.Errorf("%s in %s: mark %d, elsewhere %d", path, name, f.Sensitive, mark)
				}
				marks[path] = f.Sensitive
			}
		}
	}
	search, found := Lookup("CreateSearchRequest").Field("query"), Lookup("SearchTransactionsResponse").Field("query")
	if search.Sensitive != found.Sensitive {
		t.Errorf("query: mark %d, in the answer %d", search.Sensitive, found.Sensitive)
	}
}

func TestLookingUpAgainDoesNotAllocate(t *testing.T) {
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

func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		for _, r := range rows {
			r.read()
		}
	}
}
