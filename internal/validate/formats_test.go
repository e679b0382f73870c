package validate

import (
	"bufio"
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/internal/layout"
	"github.com/cybersource-go/cybersource/internal/schema"
)

func TestFormatsTakeWhatIsDocumentedAndNoMore(t *testing.T) {
	for format, texts := range map[string]struct{ good, bad []string }{
		"amount":         {[]string{"0", "0.00", "21.50", "100", "007"}, []string{".", ".91", "5.", "-1", "+1", "1,00", "1 000", "1e3", "0x1", "NaN", "１"}},
		"base64":         {[]string{"QQ==", "QUI=", "QUJD", "QQ", "-_+/"}, []string{"Q", "QQ===", "QUJD\nQUJD", "====", "Q Q=", "QQ=Q"}},
		"boolean-string": {[]string{"true", "False", "Y", "n", "0", "1"}, []string{"yes", "2", "tru", "ja"}},
		"country":        {[]string{"US", "gb"}, []string{"U", "USA", "U1", "ÜS", "é", "UK", "XX"}},
		"currency":       {[]string{"USD", "KWD"}, []string{"eur", "Usd", "XXX", "BTC", "US", "USDT", "€", "U$D", "840"}},
		"date":           {[]string{"2026-02-28", "2028-02-29"}, []string{"2026-02-29", "2026-2-28", "20260228", "2026-13-01", "28.02.2026"}},
		"date-mmddyyyy":  {[]string{"04172026"}, []string{"17042026", "0417202", "04/17/26"}},
		"date-yymmdd":    {[]string{"260415"}, []string{"261504", "20260415"}},
		"date-yyyymmdd":  {[]string{"20260415"}, []string{"20260431", "2026415", "260415"}},
		"datetime-local": {[]string{"20260314183005"}, []string{"20260314183060", "20260314183", "20260314183005.5"}},
		"datetime-utc":   {[]string{"2026-03-14T18:30:00Z"}, []string{"2026-03-14T18:30:00", "2026-03-14T18:30:00.5Z", "2026-03-14T18:30:00+01:00", "2026-03-14 18:30:00Z"}},
		"decimal":        {[]string{"0.9233", "312", ".91"}, []string{"1/2", "-1", "1.2.3"}},
		"digits":         {[]string{"0", "0123"}, []string{"1.0", "-1", "1 2", "٣", "x"}},
		"email":          {[]string{"a@b.c", "first.last+tag@mail.example.com", "jörg@exämple.de"}, []string{"a@b", "@b.c", "a@", "a b@c.d", "a@b.", "a@.c", "ab.c", "a@b.c\n"}},
		"hex":            {[]string{"0A1f3"}, []string{"0x1", "G", "A F"}},
		"ip":             {[]string{"198.51.100.7", "2001:db8::1"}, []string{"198.51.100", "198.51.100.256", "fe80::1%eth0", "host"}},
		"jwt":            {[]string{"aa.bb.cc", "aa.bb.", "aa..cc.dd.ee"}, []string{"aa.bb", "aa.bb.cc.dd", ".bb.cc", "aa.b=.cc", "aa.b b.cc"}},
		"language":       {[]string{"en", "eng", "en-US", "pt_BR", "zh-Hant-TW"}, []string{"e", "english", "en-", "-US", "en US", "12"}},
		"month":          {[]string{"01", "09", "10", "12"}, []string{"1", "00", "13", "0x", "001"}},
		"percent":        {[]string{"5.25", "0"}, []string{"5%", "-1", "five"}},
		"phone":          {[]string{"5125550142", "+1 (512) 555-0142", "206-555-0110", "555.0142 x7"}, []string{"call me", "()", "555#0142"}},
		"region":         {[]string{"TX", "Baden-Württemberg"}, []string{" ", "T\nX", "T\x7f"}},
		"time-hhmm":      {[]string{"0000", "2359"}, []string{"2400", "0060", "905", "09:05"}},
		"uri":            {[]string{"https://www.example.com", "myshop://pay/return", "http://[::1]:80/a?b=c#d"}, []string{"www.example.com", "/path", "https://", "https://a b", "://x", "http://%zz"}},
		"uuid":           {[]string{"5d0e3c1a-71f2-4b0c-9d5b-8a6c20e1f947", "5D0E3C1A71F24B0C9D5B8A6C20E1F947"}, []string{"5d0e3c1a-71f2-4b0c-9d5b-8a6c20e1f94", "5d0e3c1a-71f2-4b0c-9d5b-8a6c20e1f94g", "5d0e3c1a071f2-4b0c-9d5b-8a6c20e1f947", "5d0e3c1a71f24b0c9d5b8a6c20e1f94x"}},
		"year":           {[]string{"2031"}, []string{"31", "203", "20310", "20x1"}},
	} {
		passes := formats[format].passes
		for _, s := range texts.good {
			if !passes(s) {
				t.Errorf("%s refuses %q", format, s)
			}
		}
		for _, s := range texts.bad {
			if passes(s) {
				t.Errorf("%s takes %q", format, s)
			}
		}
		if passes("") {
			t.Errorf("%s takes an empty text", format)
		}
	}
}

func TestFormatsAreThoseOfTheSpec(t *testing.T) {
	used := map[string]bool{}
	for _, name := range schema.Names() {
		for _, f := range schema.Lookup(name).Fields {
			used[f.Format] = true
			if _, known := formats[f.Format]; !known && f.Format != "" {
				t.Errorf("%s.%s has the unknown format %q", name, f.JSON, f.Format)
			}
		}
	}
	for format := range formats {
		if !used[format] {
			t.Errorf("no field has the format %q", format)
		}
	}
}

func TestExceptionsNameFieldsOfTheSpec(t *testing.T) {
	for f := range exceptions {
		if model := schema.Lookup(f.model); model == nil || model.Field(f.name) == nil {
			t.Errorf("the spec has no %s of %s", f.name, f.model)
		}
	}
}

// A path that leads nowhere would be a rule that nobody applies, and so would a test of a
// name that is not known.
func TestRulesNameFieldsAndTestsThatExist(t *testing.T) {
	used := map[string]bool{}
	for _, name := range schema.Names() {
		model := schema.Lookup(name)
		for i := range model.Rules {
			r := &model.Rules[i]
			paths := slices.Concat([]string{r.Path}, r.When, r.Unless)
			if r.Within != "" {
				paths = append(paths, r.Within)
			}
			for _, path := range paths {
				if !leadsThroughObjects(model, path) {
					t.Errorf("%s: no route to %s", name, path)
				}
			}
			for _, named := range r.Tests {
				used[named] = true
			}
			if f := routeInTable(model, r.Path); len(testsNamed(r.Tests, f)) != len(r.Tests) || slices.Contains(r.Tests, "max-length") && f.MaxLength == 0 {
				t.Errorf("%s: %s has tests that are not known: %q", name, r.Path, r.Tests)
			}
		}
	}
	for named := range ruleTests {
		if !used[named] {
			t.Errorf("no rule has the test %s", named)
		}
	}
}

func routeInTable(model *schema.Type, path string) *schema.Field {
	f := new(schema.Field)
	for name := range strings.SplitSeq(path, ".") {
		if f = model.Field(name); f == nil {
			return new(schema.Field)
		}
		model = f.Model()
	}
	return f
}

// A field that no checker has would be a rule that nobody applies.
func TestFieldsAlwaysCheckedAreReachedFromARequest(t *testing.T) {
	total := 0
	for _, request := range []any{CreatePaymentRequest{}, IncrementAuthRequest{}, RefreshPaymentStatusRequest{}} {
		s, _, _ := layout.OfModel(request)
		c := checkerOf(s, Certain)
		reached := paths(c.fields, "")
		for _, r := range c.spec.Rules {
			if r.Always && len(r.Tests) > 0 && !slices.Contains(reached, r.Path) {
				t.Errorf("%s is not reached", r.Path)
			}
		}
		total += len(reached)
	}
	if total != 16 {
		t.Errorf("%d fields are always checked", total)
	}
}

func paths(o *object, above string) (all []string) {
	for _, m := range o.members {
		if len(m.tests) > 0 {
			all = append(all, above+m.name)
		}
		if m.object != nil {
			all = append(all, paths(m.object, above+m.name+".")...)
		}
	}
	return all
}

func leadsThroughObjects(model *schema.Type, path string) bool {
	names := strings.Split(path, ".")
	for i, name := range names {
		f := model.Field(name)
		if f == nil || i < len(names)-1 && f.Kind != schema.Object {
			return false
		}
		model = f.Model()
	}
	return true
}

// A rule that a request cannot lack must not depend on the fixtures of this package
// alone: names that no Go type has would make the rule pass in silence.
func TestFixturesHaveTheFieldsThatTheyName(t *testing.T) {
	seen := map[reflect.Type]bool{}
	for _, request := range []any{CreatePaymentRequest{}, IncrementAuthRequest{}, RefreshPaymentStatusRequest{}} {
		checkFixture(t, reflect.TypeOf(request), seen)
	}
}

func checkFixture(t *testing.T, typ reflect.Type, seen map[reflect.Type]bool) {
	t.Helper()
	for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
		typ = typ.Elem()
	}
	if typ.Kind() != reflect.Struct || seen[typ] {
		return
	}
	seen[typ] = true
	model := schema.Lookup(typ.Name())
	if model == nil {
		t.Fatalf("%s is not a model", typ.Name())
	}
	for f := range typ.Fields() {
		if f.Name != "Extra" {
			if !slices.ContainsFunc(model.Fields, func(known schema.Field) bool { return known.Go == f.Name }) {
				t.Errorf("%s has no field %s", typ.Name(), f.Name)
			}
			checkFixture(t, f.Type, seen)
		}
	}
}

var propertyLine = regexp.MustCompile(`^ +[\w-]+:(?: &\w+)?$|^ +(format|examples): (.*)$`)

// The examples of the spec are what users copy: each must have its own format.
func TestExamplesOfTheSpecHaveTheirFormat(t *testing.T) {
	file, err := os.Open("../../spec/payments.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	count, format := 0, ""
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		switch found := propertyLine.FindStringSubmatch(lines.Text()); {
		case found == nil:
		case found[1] == "": // a property begins
			format = ""
		case found[1] == "format":
			format = found[2]
		case format != "":
			var examples []any
			if err := json.Unmarshal([]byte(found[2]), &examples); err != nil {
				t.Fatalf("examples %s: %v", found[2], err)
			}
			for _, example := range examples {
				count++
				if s, isText := example.(string); isText && !hasFormat(format, s) {
					t.Errorf("%s refuses the example %q", format, s)
				}
			}
		}
	}
	if err := lines.Err(); err != nil || count < 200 {
		t.Errorf("%d examples, %v", count, err)
	}
}

// hasFormat takes two things more than requests may say: signs, which some amounts
// have, and the links of answers, which are relative.
func hasFormat(format, s string) bool {
	return formats[format].passes(s) || format == "amount" && isSignedPlainDecimal(s) || format == "uri" && s[0] == '/'
}

func TestCardNumberIsNotWrittenInGroups(t *testing.T) {
	for number, good := range map[string]bool{
		"4111111111111111": true, "{{card_number}}": true, "4111abcd11111111": true, "4111 1111 1111 1111": false, "4111-1111-1111-1111": false, " 4111": false,
	} {
		if isUngrouped(number) != good {
			t.Errorf("%q: taken %t", number, !good)
		}
	}
}
