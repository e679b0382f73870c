package cybersourcetest

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/page"
	"github.com/cybersource-go/cybersource/internal/redact"
)

// ParseFaults reads faults and their probabilities, such as
//
//	drop-answer=0.05,too-many-requests:2=0.1,hang-after-processing=0.01
//
// The names are those of the functions in lower case with dashes, [FaultNames]. What
// the function takes follows a colon and may be left out; the HTTP status of html
// and empty follows a dash. [RefuseConnection] is not among them, because it needs
// the gateway's own transport.
func ParseFaults(text string) ([]Chance, error) {
	var (
		chances []Chance
		sum     float64
	)
	for part := range strings.SplitSeq(text, ",") {
		name, number, _ := strings.Cut(strings.TrimSpace(part), "=")
		probability, err := strconv.ParseFloat(number, 64)
		if sum += probability; err != nil || !(probability >= 0) || !(sum <= 1) {
			return nil, fmt.Errorf("fault %q: the probability is not a number between 0 and 1, or all together are more than 1", redact.Line(name))
		}
		step, err := parseFault(name)
		if err != nil {
			return nil, err
		}
		chances = append(chances, step.Chance(probability))
	}
	return chances, nil
}

// FaultNames lists the faults that [ParseFaults] knows.
func FaultNames() []string { return slices.Sorted(maps.Keys(faultParsers)) }

var errArgument = errors.New("what follows the colon is not understood")

// faultParsers make a fault from its argument, "" if there is none.
var faultParsers = map[string]func(argument string) (Step, error){
	"close-before-reading": plainFault(CloseBeforeReading),
	"drop-answer":          plainFault(DropAnswer),
	"reset-halfway":        plainFault(ResetHalfway),
	"hang":                 plainFault(Hang),
	"process-late":         timedFault(ProcessLate, 10*time.Second),
	"arrive-late":          timedFault(ArriveLate, 10*time.Second),
	"drip":                 timedFault(Drip, 100*time.Millisecond),
	"delay":                timedFault(Delay, 3*time.Second),
	"close-idle":           plainFault(CloseIdle),
	"truncated-json":       plainFault(TruncatedJSON),
	"oversize":             sizedFault(Oversize),
	"gzip-bomb":            sizedFault(GzipBomb),
	"server-error":         plainFault(ServerError),
	"html-500":             plainFault(func() Step { return HTML(http.StatusInternalServerError) }),
	"html-502":             plainFault(func() Step { return HTML(http.StatusBadGateway) }),
	"html-504":             plainFault(func() Step { return HTML(http.StatusGatewayTimeout) }),
	"html-200":             plainFault(func() Step { return HTML(http.StatusOK) }),
	"empty-500":            plainFault(func() Step { return EmptyBody(http.StatusInternalServerError) }),
	"empty-502":            plainFault(func() Step { return EmptyBody(http.StatusBadGateway) }),
	"empty-504":            plainFault(func() Step { return EmptyBody(http.StatusGatewayTimeout) }),
	"empty-200":            plainFault(func() Step { return EmptyBody(http.StatusOK) }),
	"redirect":             textFault(Redirect),
	"too-many-requests":    textFault(TooManyRequests),
	"unavailable":          textFault(Unavailable),
	"unauthorized":         plainFault(Unauthorized),
}

// parseFault reads one fault. The error names it, and the nearest that is known.
func parseFault(text string) (Step, error) {
	name, argument, _ := strings.Cut(text, ":")
	plain, processed := strings.CutSuffix(name, "-after-processing")
	if err := page.Listed("fault", plain, FaultNames()); err != nil {
		return Step{}, err
	}
	step, err := faultParsers[plain](argument)
	if err != nil {
		return Step{}, fmt.Errorf("fault %q: %w", redact.Line(text), err)
	}
	if processed {
		step = step.AfterProcessing()
	}
	return step, nil
}

func plainFault(step func() Step) func(string) (Step, error) {
	return func(argument string) (Step, error) {
		if argument != "" {
			return Step{}, errArgument
		}
		return step(), nil
	}
}

func textFault(step func(string) Step) func(string) (Step, error) {
	return func(argument string) (Step, error) { return step(argument), nil }
}

func sizedFault(step func(int) Step) func(string) (Step, error) {
	return func(argument string) (Step, error) {
		if argument == "" {
			return step(0), nil
		}
		bytes, err := strconv.Atoi(argument)
		if err != nil {
			return Step{}, errArgument
		}
		return step(bytes), nil
	}
}

func timedFault(step func(time.Duration) Step, usual time.Duration) func(string) (Step, error) {
	return func(argument string) (Step, error) {
		if argument == "" {
			return step(usual), nil
		}
		duration, err := time.ParseDuration(argument)
		if err != nil {
			return Step{}, errArgument
		}
		return step(duration), nil
	}
}
