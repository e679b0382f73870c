package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// spanPrinter is an exporter that prints each span, attempts indented, with its attributes below. It
// stands in for OTLP.
type spanPrinter struct{}

func (spanPrinter) ExportSpans(_ context.Context, spans []sdktrace.ReadOnlySpan) error {
	for _, span := range spans {
		indent := "  "
		if span.Parent().IsValid() {
			indent += "  "
		}
		fmt.Printf("%s%s%s\n", indent, span.Name(), problem(span))
		for _, a := range span.Attributes() {
			fmt.Printf("%s  %-28s %s\n", indent, a.Key, a.Value.String())
		}
	}
	return nil
}

func (spanPrinter) Shutdown(context.Context) error { return nil }

func problem(span sdktrace.ReadOnlySpan) string {
	if span.Status().Code != codes.Error {
		return ""
	}
	return strings.TrimRight("  ERROR "+span.Status().Description, " ")
}

// printMetrics prints how often each series was counted, without its times.
func printMetrics(ctx context.Context, reader *sdkmetric.ManualReader) error {
	var collected metricdata.ResourceMetrics
	if err := reader.Collect(ctx, &collected); err != nil {
		return err
	}
	var lines []string
	for _, scope := range collected.ScopeMetrics {
		for _, m := range scope.Metrics {
			lines = append(lines, series(m)...)
		}
	}
	slices.Sort(lines)
	fmt.Println(strings.Join(lines, "\n"))
	return nil
}

// series is a line per combination of attributes.
func series(m metricdata.Metrics) (lines []string) {
	line := func(attributes attribute.Set, count any) {
		lines = append(lines, fmt.Sprintf("  %s %d\n    %s", m.Name, count, text(attributes.ToSlice())))
	}
	switch data := m.Data.(type) {
	case metricdata.Histogram[float64]:
		for _, point := range data.DataPoints {
			line(point.Attributes, point.Count)
		}
	case metricdata.Sum[int64]:
		for _, point := range data.DataPoints {
			line(point.Attributes, point.Value)
		}
	}
	return lines
}

func text(attributes []attribute.KeyValue) string {
	words := make([]string, 0, len(attributes))
	for _, a := range attributes {
		words = append(words, string(a.Key)+"="+a.Value.String())
	}
	return strings.Join(words, " ")
}
