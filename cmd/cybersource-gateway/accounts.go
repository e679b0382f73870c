package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// readAccounts reads a list of accounts. A certificate is PEM text or the name of a
// PEM file beside the list. No file is no list.
func readAccounts(name string) ([]cybersourcetest.Account, error) {
	if name == "" {
		return nil, nil
	}
	text, err := os.ReadFile(name) //nolint:gosec // G703: who starts the program names its files
	if err != nil {
		return nil, err
	}
	accounts, err := parseAccounts(text)
	if err != nil {
		return nil, fmt.Errorf("%s: not a JSON list of accounts: %w", name, err)
	}
	for _, account := range accounts {
		if err := readCertificates(filepath.Dir(name), account); err != nil {
			return nil, err
		}
	}
	return accounts, nil
}

// parseAccounts reads JSON. Some editors put a byte order mark before it.
func parseAccounts(text []byte) ([]cybersourcetest.Account, error) {
	decoder := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	decoder.DisallowUnknownFields()
	var accounts []cybersourcetest.Account
	if err := decoder.Decode(&accounts); err != nil {
		return nil, err
	}
	if accounts == nil {
		return nil, errors.New("it is null")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is something after the list")
	}
	return accounts, nil
}

// readCertificates puts the contents of files in the place of their names.
func readCertificates(folder string, account cybersourcetest.Account) error {
	for i := range account.Certificates {
		if err := readPEM(folder, &account.Certificates[i]); err != nil {
			return err
		}
	}
	for i := range account.ResponseKeys {
		if err := readPEM(folder, &account.ResponseKeys[i].Certificate); err != nil {
			return err
		}
	}
	return nil
}

func readPEM(folder string, text *string) error {
	if strings.Contains(*text, "-----BEGIN") {
		return nil
	}
	name := *text
	if !filepath.IsAbs(name) {
		name = filepath.Join(folder, name)
	}
	contents, err := os.ReadFile(name) //nolint:gosec // G703: who starts the program names its files
	*text = string(contents)
	return err
}
