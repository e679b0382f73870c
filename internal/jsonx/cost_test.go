package jsonx_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/internal/jsonx"
	"github.com/cybersource-go/cybersource/internal/raced"
)

// expensive are texts of which each byte makes much memory, were all of them read.
func expensive(size int) map[string]string {
	repeat := func(part string) string { return strings.Repeat(part, size/len(part)) }
	var names strings.Builder
	for i := 0; names.Len() < size; i++ {
		fmt.Fprintf(&names, `"%x":1,`, i)
	}
	const end = `"id":"1","status":"AUTHORIZED"}`
	return map[string]string{
		"empty objects in a list":        `{"details":[` + repeat(`{},`) + `{}],` + end,
		"objects in objects in a list":   `{"rows":[` + repeat(`{"a":{}},`) + `{}],` + end,
		"empty texts in a list":          `{"actionList":[` + repeat(`"",`) + `""],` + end,
		"unknown members":                `{` + names.String() + end,
		"unknown members of an object":   `{"riskInformation":{` + names.String() + `"score":1},` + end,
		"unknown members in a list":      `{"details":[` + repeat(`{"x":1},`) + `{}],` + end,
		"one object over and over":       `{` + repeat(`"wide":{},`) + end,
		"one unknown member again":       `{` + repeat(`"x":1,`) + end,
		"members of a map":               `{"providers":{` + strings.ReplaceAll(names.String(), "1,", "{},") + `"p":{}},` + end,
		"numbers for a list of objects":  `{"details":[` + repeat(`1,`) + `1],` + end,
		"bytes that are no text":         `{"submitTimeUtc":"` + repeat("\xff") + `",` + end,
		"bytes that are no text, unread": `{"x":"` + repeat("\xff") + `",` + end,
		"one byte that is no text":       `{"x":"` + repeat("x") + "\xff" + `",` + end,
		"ordinary":                       ordinary,
	}
}

func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// An answer costs little more than its size, whatever it consists of, and its id and status
// are read.
func TestAnswerCostsNoMoreThanItsSizeSuggests(t *testing.T) {
	raced.Skip(t)
	for name, text := range expensive(1 << 19) {
		t.Run(name, func(t *testing.T) {
			var got answer
			cost := allocated(func() {
				if err := jsonx.Unmarshal([]byte(text), &got); err != nil {
					t.Fatal(err)
				}
			})
			if most := uint64(128<<10 + 12*len(text)); cost > most {
				t.Errorf("%d bytes cost %d: %.1f times", len(text), cost, float64(cost)/float64(len(text)))
			} else {
				t.Logf("%.1f times", float64(cost)/float64(len(text)))
			}
			if got.ID == "" || got.Status != "AUTHORIZED" {
				t.Error("id or status is lost")
			}
		})
	}
}

func TestMembersThatWouldCostTooMuchAreKeptAsText(t *testing.T) {
	raced.Skip(t)
	long := `[` + strings.Repeat(`{},`, 1<<18) + `{}]`
	unknown := `{"x":` + long + `,"score":1}`
	var names strings.Builder
	for i := range 1 << 15 {
		fmt.Fprintf(&names, `"%x":1,`, i)
	}
	for _, tc := range []struct {
		name, text, keptIn, kept string
	}{
		{"list", `{"details":` + long + `,"riskInformation":{"score":7},"id":"1"}`, "details", long},
		{"list twice, a short one first", `{"details":[{}],"details":` + long + `,"riskInformation":{"score":7},"id":"1"}`, "details", long},
		{"unknown list", `{"x":` + long + `,"riskInformation":{"score":7},"id":"1"}`, "x", long},
		{"object with many members", `{"orderInformation":{` + names.String() + `"y":1},"riskInformation":{"score":7},"id":"1"}`,
			"orderInformation", `{` + names.String() + `"y":1}`},
		{"long list below", `{"wide":{"a":` + strings.ReplaceAll(long, `{}`, `""`) + `},"riskInformation":{"score":7},"id":"1"}`, "", ""},
		{"object with a long unknown list", `{"orderInformation":` + unknown + `,"riskInformation":{"score":7},"id":"1"}`, "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var got answer
			if err := jsonx.Unmarshal([]byte(tc.text), &got); err != nil {
				t.Fatal(err)
			}
			if got.ID != "1" || got.Risk == nil || *got.Risk.Score != 7 {
				t.Error("what comes behind it is lost")
			}
			if kept := string(got.Extra[tc.keptIn]); kept != tc.kept {
				t.Errorf("%d bytes are kept, want %d", len(kept), len(tc.kept))
			}
			if tc.keptIn == "" {
				mustLoseNothing(t, []byte(tc.text), got)
			}
		})
	}
}

// What is in the middle of a text that is too expensive must not hide that the text is broken.
func TestBrokenTextIsRefusedHoweverExpensive(t *testing.T) {
	raced.Skip(t)
	for name, text := range expensive(1 << 18) {
		if name == "ordinary" {
			continue
		}
		var syntax *jsonx.SyntaxError
		var got answer
		if err := jsonx.Unmarshal([]byte(text[:len(text)-1]), &got); !errors.As(err, &syntax) || syntax.Reason != "ends early" || got.ID != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func BenchmarkReadingOverSizes(b *testing.B) {
	for _, size := range []int{1, 16, 256, 4096} {
		for name, text := range expensive(size << 10) {
			b.Run(fmt.Sprintf("%s/%dKiB", name, size), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				for b.Loop() {
					var got answer
					if err := jsonx.Unmarshal([]byte(text), &got); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
