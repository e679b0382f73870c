package main

import (
	"bytes"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// programVariable makes the test's program the shop.
const programVariable = "DURABLE_SHOP_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(programVariable) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

func program(environment []string, arguments ...string) (stdout, stderr string, err error) {
	command := exec.Command(os.Args[0], arguments...)
	command.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool { return strings.HasPrefix(variable, "CYBERSOURCE_") })
	command.Env = append(append(command.Env, programVariable+"=1"), environment...)
	var output, problems bytes.Buffer
	command.Stdout, command.Stderr = &output, &problems
	err = command.Run()
	return output.String(), problems.String(), err
}

func TestProgramShowsItself(t *testing.T) {
	stdout, stderr, err := program(nil)
	if err != nil {
		t.Fatalf("%v\n%s%s", err, stdout, stderr)
	}
	rest := stdout
	for _, want := range []string{
		"OFFLINE GATEWAY", "paid           Thank you", "paid           Thank you",
		"unpaid         A payment was not accepted", "paid           Thank you",
		"is killed", "before         unpaid", "after          paid", "paid           Thank you",
		"unpaid         We are checking", "after          unpaid", "paid           Thank you",
		"orders         4", "charges        4",
		"shipped        Your order", "shipped        Your order", "shipped        Your order",
		"paid           Thank you", "cancelled      Your order",
	} {
		_, after, found := strings.Cut(rest, want)
		if !found {
			t.Fatalf("%q is missing, or in the wrong place, in:\n%s", want, stdout)
		}
		rest = after
	}
	if strings.Contains(stdout+stderr, "4111111111111111") {
		t.Error("a card number was printed")
	}
}

func TestSettingsThatCannotBeUsedEndTheProgramWithOneLine(t *testing.T) {
	const key = digestVariable + "=AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="
	for _, tc := range []struct {
		name, environment, want string
		arguments               []string
	}{
		{"no digest key", digestVariable + "=", "error: set " + digestVariable, []string{"-listen", "127.0.0.1:0", "-db", "x.db"}},
		{"no database", key, "error: name the file", []string{"-listen", "127.0.0.1:0"}},
		{"a short digest key", digestVariable + "=AQID", "error: configuration: Options.DigestKeys[0].Key", []string{"-listen", "127.0.0.1:0", "-db", t.TempDir() + "/x.db"}},
		{"no port", key, "error: listen tcp", []string{"-listen", "127.0.0.1:-1", "-db", t.TempDir() + "/y.db"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, stderr, err := program([]string{tc.environment}, tc.arguments...)
			if err == nil || !strings.HasPrefix(stderr, tc.want) {
				t.Errorf("%v, standard error:\n%s", err, stderr)
			}
		})
	}
}
