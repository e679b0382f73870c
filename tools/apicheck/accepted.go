package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/exp/apidiff"
)

// acceptedFile lists changes that may break programs and are wanted, each with its reason.
// It is for the time before the first tag only: after that a change is announced, or not made.
const acceptedFile = "tools/apicheck/accepted.txt"

var errAccepted = errors.New("mistake in " + acceptedFile)

// readAccepted returns the reasons of the accepted changes by the changes, both as in the file.
func readAccepted(root string) (map[string]string, error) {
	text, err := os.ReadFile(filepath.Join(root, acceptedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return parseAccepted(string(text))
}

// parseAccepted reads lines: a change as apicheck prints it, and below it, indented, its
// reason. Lines that begin with # are comments.
func parseAccepted(text string) (map[string]string, error) {
	reasons := map[string]string{}
	change := ""
	for line := range strings.Lines(text) {
		content := strings.TrimSpace(line)
		switch indented := strings.HasPrefix(line, "\t") || strings.HasPrefix(line, " "); {
		case content == "" || strings.HasPrefix(line, "#"):
		case indented && change == "":
			return nil, fmt.Errorf("%w: a reason before any change: %s", errAccepted, content)
		case indented:
			reasons[change] = strings.TrimSpace(reasons[change] + " " + content)
		default:
			if _, twice := reasons[content]; twice {
				return nil, fmt.Errorf("%w: twice: %s", errAccepted, content)
			}
			change = content
			reasons[change] = ""
		}
	}
	return reasons, missingReasons(reasons)
}

func missingReasons(reasons map[string]string) error {
	var missing []error
	for _, change := range slices.Sorted(maps.Keys(reasons)) {
		if reasons[change] == "" {
			missing = append(missing, fmt.Errorf("%w: without a reason: %s", errAccepted, change))
		}
	}
	return errors.Join(missing...)
}

// judgeAccepted wants each change that may break a program to be accepted, and each
// accepted change to be there: the file describes the tree as it is.
func judgeAccepted(report apidiff.Report, reasons map[string]string) error {
	var problems []error
	occurs := map[string]bool{}
	for _, change := range report.Changes {
		if change.Compatible {
			continue
		}
		occurs[change.Message] = true
		if reasons[change.Message] == "" {
			problems = append(problems, fmt.Errorf("%w: %s", errIncompatible, change.Message))
		}
	}
	for _, change := range slices.Sorted(maps.Keys(reasons)) {
		if !occurs[change] {
			problems = append(problems, fmt.Errorf("%w: does not occur any more: %s", errAccepted, change))
		}
	}
	return errors.Join(problems...)
}
