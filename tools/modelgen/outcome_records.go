package main

import (
	"bytes"
	"fmt"
	"strings"
)

// printRecords prints what the services, flags and numbers of records mean.
func (t *outcomeTable) printRecords(b *bytes.Buffer) {
	b.WriteString("\n// applicationRuleOf returns what a service of a record stands for, and false if it is not known.\n")
	b.WriteString("func applicationRuleOf(name string) (applicationRule, bool) {\n\tswitch name {\n")
	for _, r := range t.Applications {
		fmt.Fprintf(b, "\tcase %q:\n\t\treturn applicationRule{absent: %q, check: %t}, true\n", r.Application, r.Absent, r.Role == "check")
	}
	b.WriteString("\tdefault:\n\t\treturn applicationRule{}, false\n\t}\n}\n\n")

	b.WriteString("// resultOfFlag returns what a flag of a record says.\n")
	b.WriteString("func resultOfFlag(flag string) recordResult {\n\tswitch flag {\n")
	for _, r := range t.Flags {
		fmt.Fprintf(b, "\tcase %q:\n\t\treturn %s\n", r.Flag, outcomeResults[r.Result])
	}
	b.WriteString("\tdefault:\n\t\treturn resultUnknown\n\t}\n}\n\n")

	b.WriteString("// reasonOfNumber returns the reason that a number of the older API stands for, the first if there are\n" +
		"// several, and \"\" if it is not known.\n")
	b.WriteString("func reasonOfNumber(number string) Reason {\n\tswitch number {\n")
	seen := map[string]bool{}
	for _, r := range t.Reasons {
		for number := range strings.SplitSeq(r.Number, ", ") {
			if number != "" && !seen[number] {
				seen[number] = true
				fmt.Fprintf(b, "\tcase %q:\n\t\treturn %q\n", number, r.Reason)
			}
		}
	}
	b.WriteString("\tdefault:\n\t\treturn \"\"\n\t}\n}\n")
}

func (t *outcomeTable) applicationTable() string {
	m := newGrid("Application", "Meaning", "A success without a status means")
	for _, r := range t.Applications {
		absent := "unknown"
		switch {
		case r.Role == "check" && r.Absent == "":
			absent = "no money by itself"
		case r.Absent != "":
			absent = code(r.Absent)
		}
		m.row(code(r.Application), r.Meaning, absent)
	}
	return m.String()
}

func (t *outcomeTable) flagTable() string {
	m := newGrid("Flag", "Result", "Meaning")
	for _, r := range t.Flags {
		m.row(code(r.Flag), r.Result, r.Meaning)
	}
	return m.String()
}
