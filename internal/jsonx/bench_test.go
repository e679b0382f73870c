package jsonx_test

import (
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/cybersource-go/cybersource/internal/jsonx"
)

// answers are as different as real ones: the library remembers strings between
// calls, so the same text over and over would not be a fair measure.
func answers() [][]byte {
	list, random := make([][]byte, 64), uint32(1)
	for i := range list {
		list[i] = []byte(ordinary)
		for j, c := range list[i] {
			if before := ordinary[max(j-1, 0)]; c >= '0' && c <= '9' && before >= '0' && before <= '9' {
				random = random*1664525 + 1013904223
				list[i][j] = '0' + byte(random>>24)%10
			}
		}
	}
	return list
}

func BenchmarkReading(b *testing.B) {
	list := answers()
	for name, unmarshal := range map[string]func([]byte, any) error{
		"here":    jsonx.Unmarshal,
		"library": func(text []byte, out any) error { return json.Unmarshal(text, out) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				var got answer
				if err := unmarshal(list[i%len(list)], &got); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkWriting(b *testing.B) {
	var v answer
	if err := jsonx.Unmarshal([]byte(ordinary), &v); err != nil {
		b.Fatal(err)
	}
	buffer := make([]byte, 0, 4096)
	for name, marshal := range map[string]func(any) ([]byte, error){
		"here":                jsonx.Marshal,
		"here, into a buffer": func(v any) ([]byte, error) { return jsonx.Append(buffer[:0], v) },
		"library":             func(v any) ([]byte, error) { return json.Marshal(v) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := marshal(&v); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCompleting(b *testing.B) {
	v := payment{Before: "b", Reference: &paymentReference{Comments: "x"}, After: "a"}
	buffer := make([]byte, 0, 4096)
	b.Run("without", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := jsonx.Append(buffer, &v); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("with", func(b *testing.B) {
		c := references("", "T", "D", "S")
		b.ReportAllocs()
		for b.Loop() {
			if _, err := jsonx.AppendCompleted(buffer, &v, c); err != nil {
				b.Fatal(err)
			}
		}
	})
}
