package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

var (
	errNoLicense      = errors.New("no license file")
	errUnknownLicense = errors.New("not a license on our list: read it and decide")
)

// permissive lists the licenses that we accept by sentences found in their text.
var permissive = []struct {
	name           string
	has, hasNoneOf []string
}{
	{"MIT", []string{"Permission is hereby granted, free of charge, to any person obtaining a copy", "sublicense"}, nil},
	{"Apache-2.0", []string{"Apache License", "Version 2.0"}, nil},
	{"BSD-3-Clause", []string{"Redistribution and use in source and binary forms", "Neither the name"}, nil},
	{"BSD-2-Clause", []string{"Redistribution and use in source and binary forms"}, []string{"Neither the name", "advertising"}},
	{"ISC", []string{"Permission to use, copy, modify, and/or distribute this software for any purpose"}, nil},
}

// reserved are words of licenses that ask for more than to be passed on. A module that
// has them anywhere needs a reader, whatever else its license says.
var reserved = regexp.MustCompile(`(?i)general public license|mozilla public license|business source license|server side public license|commons clause|creative commons`)

var licenseFile = regexp.MustCompile(`(?i)^(licen[sc]e|copying|notice)([.-].*)?$`)

// licensesIn recognizes the licenses of the module in folder, and names the files that
// have to be passed on with it.
func licensesIn(folder string) (licenses, files []string, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, nil, err
	}
	for _, entry := range entries {
		if entry.IsDir() || filepath.Ext(entry.Name()) == ".go" || !licenseFile.MatchString(entry.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			return nil, nil, err
		}
		files = append(files, entry.Name())
		found, err := recognize(string(text))
		isNotice := strings.HasPrefix(strings.ToLower(entry.Name()), "notice")
		if err != nil && !isNotice { // a notice names people, not terms
			return nil, nil, fmt.Errorf("%s: %w", entry.Name(), err)
		}
		licenses = append(licenses, found...)
	}
	if len(licenses) == 0 {
		return nil, nil, errNoLicense
	}
	slices.Sort(licenses)
	return slices.Compact(licenses), files, nil
}

// recognize returns the licenses whose sentences a text holds.
func recognize(text string) (licenses []string, err error) {
	text = strings.Join(strings.Fields(text), " ")
	contains := func(sentence string) bool { return strings.Contains(text, sentence) }
	for _, license := range permissive {
		complete := !slices.ContainsFunc(license.has, func(s string) bool { return !contains(s) })
		if complete && !slices.ContainsFunc(license.hasNoneOf, contains) {
			licenses = append(licenses, license.name)
		}
	}
	if len(licenses) == 0 || reserved.MatchString(text) {
		return nil, errUnknownLicense
	}
	return licenses, nil
}
