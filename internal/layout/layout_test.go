package layout_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/cybersource-go/cybersource/internal/layout"
)

// PaymentInformationCard has the name of a model of the specification, and fields of every kind.
type PaymentInformationCard struct {
	Meta            string                     `json:"-"`
	Number          string                     `json:"number,omitzero"`
	ExpirationMonth *string                    `json:"expirationMonth,omitzero"`
	Year            string                     `json:"expirationYear,omitzero"`
	Type            string                     `json:"type"`
	Flag            bool                       `json:"flag,omitzero"`
	Count           int64                      `json:"count,omitzero"`
	Below           inner                      `json:"below,omitzero"`
	List            []inner                    `json:"list,omitzero"`
	Table           map[string]string          `json:"table,omitzero"`
	Untagged        string                     //nolint:tagliatelle // takes its Go name
	hidden          string                     //nolint:unused // is not read
	Extra           map[string]json.RawMessage `json:",embed,inline"`
}

type inner struct {
	Text string `json:"text,omitzero"`
}

func names(s *layout.Struct) (all []string) {
	for i := range s.Fields {
		all = append(all, s.Fields[i].Name())
	}
	return all
}

func TestFieldsAreInTheOrderOfTheStruct(t *testing.T) {
	s := layout.Of(reflect.TypeFor[PaymentInformationCard]())
	want := []string{"number", "expirationMonth", "expirationYear", "type", "flag", "count", "below", "list", "table", "Untagged"}
	if got := names(s); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	for i := range s.Fields {
		f := &s.Fields[i]
		if found := s.Field([]byte(f.Name())); found == nil || found.Name() != f.Name() || int(found.Index) != i || f.QuotedName != `"`+f.Name()+`":` {
			t.Errorf("%s: found %+v", f.Name(), found)
		}
	}
	for _, name := range []string{"", "x", "Number", "numbers", "Extra", "Meta", "-", "hidden", "expirationMonthOfTheCard"} {
		if f := s.Field([]byte(name)); f != nil {
			t.Errorf("%q: found %s", name, f.Name())
		}
	}
	if layout.Of(reflect.TypeFor[PaymentInformationCard]()) != s {
		t.Error("read twice")
	}
}

// written are the names of the fields that stand in JSON.
func written(s *layout.Struct, base layout.Address) (all []string) {
	for i := s.Next(base, 0); i < len(s.Fields); i = s.Next(base, i+1) {
		if !s.Fields[i].Omits(base) {
			all = append(all, s.Fields[i].Name())
		}
	}
	return all
}

func TestFieldsThatAreNotSetAreFound(t *testing.T) {
	for _, tc := range []struct {
		name string
		v    PaymentInformationCard
	}{
		{"number", PaymentInformationCard{Number: "1"}},
		{"expirationMonth", PaymentInformationCard{ExpirationMonth: new("")}},
		{"flag", PaymentInformationCard{Flag: true}},
		{"count", PaymentInformationCard{Count: 1 << 40}},
		{"below", PaymentInformationCard{Below: inner{"x"}}},
		{"list", PaymentInformationCard{List: []inner{}}},
		{"table", PaymentInformationCard{Table: map[string]string{}}},
	} {
		s, base, ok := layout.OfModel(&tc.v)
		if !ok {
			t.Fatal("is a model")
		}
		want := []string{tc.name, "type", "Untagged"} // the last two are always written
		slices.SortFunc(want, func(a, b string) int { return slices.Index(names(s), a) - slices.Index(names(s), b) })
		if got := written(s, base); !slices.Equal(got, want) {
			t.Errorf("%s: got %q", tc.name, got)
		}
	}
}

func TestValuesAreFoundWhereTheyAre(t *testing.T) {
	v := PaymentInformationCard{
		Number: "1", ExpirationMonth: new("12"), Flag: true, Count: 7, Below: inner{"b"}, List: []inner{{"x"}, {"y"}},
		Extra: map[string]json.RawMessage{"e": nil},
	}
	s, base, _ := layout.OfModel(v)
	at := func(name string) (layout.Address, layout.Type) {
		f := s.Field([]byte(name))
		return f.In(base), f.Type
	}
	number, _ := at("number")
	month, _ := at("expirationMonth")
	flag, _ := at("flag")
	count, _ := at("count")
	list, typ := at("list")
	second := typ.Elem.Struct().Fields[0].In(typ.Index(list, 1))
	if *number.Text() != "1" || *month.Pointee().Text() != "12" || !*flag.Bool() || *count.Int() != 7 || typ.Len(list) != 2 || *second.Text() != "y" {
		t.Errorf("misread %+v", v)
	}
	if extra := s.Extra(base); extra == nil || len(*extra) != 1 {
		t.Error("Extra is not found")
	}
	target := typ.Elem.New()
	if b, _ := at("below"); layout.Of(reflect.TypeFor[inner]()).Extra(b) != nil || target.IsNil() {
		t.Error("a struct without Extra has one")
	}
	*number.Text() = "2"
	if v.Number != "1" {
		t.Error("a model given by value was changed")
	}
}

func TestTypesLeadToTheStructsInThem(t *testing.T) {
	type outer struct {
		Pointer *inner            `json:"pointer"`
		List    []inner           `json:"list"`
		Struct  inner             `json:"struct"`
		Table   map[string]inner  `json:"table"`
		Text    string            `json:"text"`
		Texts   []string          `json:"texts"`
		Again   *outer            `json:"again"`
		Maps    map[string]string `json:"maps"`
	}
	want := map[string]bool{"pointer": true, "list": true, "struct": true, "again": true}
	s := layout.Of(reflect.TypeFor[outer]())
	for i := range s.Fields {
		f := &s.Fields[i]
		if got := f.Type.Object(); (got != nil) != want[f.Name()] {
			t.Errorf("%s: got %v", f.Name(), got)
		}
	}
	if s.Field([]byte("again")).Type.Object() != s {
		t.Error("a struct in itself has another layout")
	}
}

func TestSpecificationIsConnectedByBothNames(t *testing.T) {
	spec := layout.Of(reflect.TypeFor[PaymentInformationCard]()).Spec()
	if spec.Type == nil || spec.Type.Name != "PaymentInformationCard" {
		t.Fatal("model is not found")
	}
	var known []string
	for _, f := range spec.Fields {
		if f != nil {
			known = append(known, f.JSON+" "+f.Go)
		}
	}
	// The year has another name in Go there, and the others do not exist.
	if want := []string{"number Number", "expirationMonth ExpirationMonth", "type Type"}; !slices.Equal(known, want) {
		t.Errorf("got %q", known)
	}
	if stranger := layout.Of(reflect.TypeFor[inner]()).Spec(); stranger.Type != nil || stranger.Fields[0] != nil {
		t.Error("a struct that is no model is known")
	}
}

func TestOfModelRefusesWhatIsNoModel(t *testing.T) {
	for name, v := range map[string]any{
		"nil": nil, "text": "x", "nil pointer": (*inner)(nil), "pointer to text": new("x"), "list": []inner{{}}, "pointer to pointer": new(new(inner{})),
	} {
		if _, _, ok := layout.OfModel(v); ok {
			t.Errorf("%s is a model", name)
		}
	}
}
