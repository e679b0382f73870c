package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	mit    = "MIT License\n\nCopyright (c) 2020 A\n\nPermission is hereby granted, free of charge, to any\nperson obtaining a copy of this software, to use, copy, sublicense it."
	apache = "Apache License\n   Version 2.0, January 2004\n"
	bsd2   = "Copyright 2009 A.\n\nRedistribution and use in source and binary forms, with or\nwithout modification, are permitted."
	bsd3   = bsd2 + "\n * Neither the name of A nor\nthe names of its contributors may be used."
	bsd4   = bsd2 + "\n * All advertising materials must say so."
	isc    = "Permission to use, copy, modify, and/or distribute this\nsoftware for any purpose with or without fee is hereby granted."
	gpl    = "GNU GENERAL PUBLIC LICENSE\n"
)

func TestLicensesAreRecognized(t *testing.T) {
	for _, tc := range []struct {
		name     string
		files    map[string]string
		licenses []string
		named    []string
		err      error
	}{
		{"MIT", map[string]string{"LICENSE": mit}, []string{"MIT"}, []string{"LICENSE"}, nil},
		{"Apache", map[string]string{"LICENSE.txt": apache}, []string{"Apache-2.0"}, []string{"LICENSE.txt"}, nil},
		{"BSD with two clauses", map[string]string{"LICENCE": bsd2}, []string{"BSD-2-Clause"}, []string{"LICENCE"}, nil},
		{"BSD with three clauses", map[string]string{"license.md": bsd3}, []string{"BSD-3-Clause"}, []string{"license.md"}, nil},
		{"ISC", map[string]string{"COPYING": isc}, []string{"ISC"}, []string{"COPYING"}, nil},
		{"two in a file", map[string]string{"LICENSE": mit + apache}, []string{"Apache-2.0", "MIT"}, []string{"LICENSE"}, nil},
		{"two in two files", map[string]string{"LICENSE-MIT": mit, "LICENSE-APACHE": apache}, []string{"Apache-2.0", "MIT"}, []string{"LICENSE-APACHE", "LICENSE-MIT"}, nil},
		{"a notice to pass on", map[string]string{"LICENSE": apache, "NOTICE": "Made by A."}, []string{"Apache-2.0"}, []string{"LICENSE", "NOTICE"}, nil},
		{"BSD with the advertising clause", map[string]string{"LICENSE": bsd4}, nil, nil, errUnknownLicense},
		{"GPL", map[string]string{"LICENSE": gpl}, nil, nil, errUnknownLicense},
		{"GPL beside MIT", map[string]string{"LICENSE": mit, "COPYING": gpl}, nil, nil, errUnknownLicense},
		{"GPL or MIT", map[string]string{"LICENSE": mit + gpl}, nil, nil, errUnknownLicense},
		{"MIT with a rider", map[string]string{"LICENSE": mit + "\n\"Commons Clause\" License Condition v1.0"}, nil, nil, errUnknownLicense},
		{"only a notice", map[string]string{"NOTICE": "Made by A."}, nil, nil, errNoLicense},
		{"nothing", map[string]string{"licenses.go": "package licenses"}, nil, nil, errNoLicense},
	} {
		t.Run(tc.name, func(t *testing.T) {
			folder := t.TempDir()
			for name, text := range tc.files {
				if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			licenses, named, err := licensesIn(folder)
			if !slices.Equal(licenses, tc.licenses) || !slices.Equal(named, tc.named) || !errors.Is(err, tc.err) {
				t.Errorf("%q in %q, error %v; want %q in %q, error %v", licenses, named, err, tc.licenses, tc.named, tc.err)
			}
		})
	}
}

// A folder of a module may be another's work, with a license of its own. It counts if it is built from.
func TestFoldersWithALicenseOfTheirOwnAreFound(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{"LICENSE": apache, "json/LICENSE": bsd3, "json/v2/read.go": "", "gpl/LICENSE": gpl, "plain/read.go": ""} {
		path := filepath.Join(root, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	in := func(folders ...string) *needed {
		n := &needed{module: module{folder: root}}
		for _, folder := range folders {
			n.packages = append(n.packages, filepath.Join(root, folder))
		}
		return n
	}
	licenses, files, err := in(".", "json/v2", "plain").terms()
	if err != nil || strings.Join(licenses, " ") != "Apache-2.0 BSD-3-Clause" || strings.Join(files, " ") != "LICENSE json/LICENSE" {
		t.Errorf("%q in %q, %v", licenses, files, err)
	}
	if _, _, err := in("gpl").terms(); !errors.Is(err, errUnknownLicense) {
		t.Errorf("a folder under the GPL: %v", err)
	}
}

func TestModulesAreListedWhereTheyAreNeededFirst(t *testing.T) {
	files, err := generate("../..")
	if err != nil {
		t.Fatal(err)
	}
	text := string(files[page])
	for _, tc := range []struct{ module, section string }{
		{"github.com/go-resty/resty/v2", "In your program"},
		{"github.com/stretchr/testify", "In our tests"},
		{"github.com/pb33f/libopenapi", "In our tools"},
	} {
		before, _, found := strings.Cut(text, "| ["+tc.module+"]")
		title, _, _ := strings.Cut(before[strings.LastIndex(before, "## ")+3:], "\n")
		if !found || title != tc.section {
			t.Errorf("%s stands under %q, want %q", tc.module, title, tc.section)
		}
		if strings.Count(text, "["+tc.module+"]") > 1 {
			t.Errorf("%s is listed twice", tc.module)
		}
	}
}
