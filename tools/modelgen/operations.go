package main

import (
	"fmt"
	"go/format"
	"strings"

	"github.com/cybersource-go/cybersource/tools/internal/spec"
)

// operations prints what the client has to know of each delivered operation. Each is a
// variable of its own, so that a program is linked with those that it calls.
func operations(s *spec.Spec, files map[string][]byte) error {
	if len(s.Delivered()) == 0 {
		return nil
	}
	var b strings.Builder
	b.WriteString(generatedHeader + "package cybersource\n")
	for _, o := range s.Delivered() {
		writeOperationValue(&b, s, o)
	}
	source, err := format.Source([]byte(b.String()))
	files["operations.go"] = source
	return err
}

var transactionIDConstants = map[string]string{
	"generated": "transactionIDGenerated",
	"original":  "transactionIDOriginal",
}

// writeOperationValue leaves out what is the zero value.
func writeOperationValue(b *strings.Builder, s *spec.Spec, o spec.Operation) {
	fmt.Fprintf(b, "\nvar %s = operation{\n", o.ID)
	text := func(field, value string) {
		if value != "" {
			fmt.Fprintf(b, "\t%s: %q,\n", field, value)
		}
	}
	value := func(field string, set bool, value string) {
		if set {
			fmt.Fprintf(b, "\t%s: %s,\n", field, value)
		}
	}
	text("name", o.Name())
	text("method", o.Method)
	text("path", o.Path)
	text("contentType", o.ContentType)
	text("accept", o.Answer().ContentType)
	text("request", o.RequestType)
	text("response", o.Answer().Type)
	value("movesMoney", o.MovesMoney, "true")
	value("repeatable", o.Repeatable, "true")
	value("transactionID", o.TransactionID != "none", transactionIDConstants[o.TransactionID])
	value("partner", sendsPartner(s, o), "true")
	value("list", o.List, "true")
	value("delayed", o.Delayed, "true")
	value("plain", !o.Encryption, "true")
	value("answersNotFound", o.AnswersNotFound(), "true")
	b.WriteString("}\n")
}

// sendsPartner reports whether the partner ids of the configuration belong into the request.
func sendsPartner(s *spec.Spec, o spec.Operation) bool {
	const partner = "clientReferenceInformation.partner."
	return o.MovesMoney && s.Member(o.RequestType, partner+"developerId") != nil && s.Member(o.RequestType, partner+"solutionId") != nil
}

// routes prints the table by which the offline gateway finds an operation.
func routes(s *spec.Spec, files map[string][]byte) error {
	if len(s.Delivered()) == 0 {
		return nil
	}
	var b strings.Builder
	b.WriteString(generatedHeader + "package routes\n\n// table holds the delivered operations.\nvar table = []Route{\n")
	for _, o := range s.Delivered() {
		fmt.Fprintf(&b, "\t{%s},\n", strings.Join(routeFields(o), ", "))
	}
	b.WriteString("}\n")
	source, err := format.Source([]byte(b.String()))
	files["cybersourcetest/internal/routes/table.go"] = source
	return err
}

func routeFields(o spec.Operation) []string {
	fields := []string{
		fmt.Sprintf("Operation: %q", o.Name()), fmt.Sprintf("Method: %q", o.Method), fmt.Sprintf("Path: %q", o.Path),
	}
	if o.RequestType != "" {
		fields = append(fields, fmt.Sprintf("Request: %q", o.RequestType))
	}
	fields = append(fields, fmt.Sprintf("TransactionID: %q", o.TransactionID))
	if len(o.Required) > 0 {
		fields = append(fields, fmt.Sprintf("Required: %#v", o.Required))
	}
	if o.MovesMoney {
		fields = append(fields, "MovesMoney: true")
	}
	if o.Repeatable {
		fields = append(fields, "Repeatable: true")
	}
	if !o.Encryption {
		fields = append(fields, "Plain: true")
	}
	return fields
}
