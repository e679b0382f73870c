package checkout

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Script is the script that a page loads, anew for each session: neither is to be kept.
//
//	<script src="{{.URL}}" integrity="{{.Integrity}}" crossorigin="anonymous"></script>
type Script struct {
	URL       string // of the script, https
	Integrity string // subresource integrity, such as "sha256-..."
}

// scriptHosts are the hosts that scripts of the service come from.
var scriptHosts = []string{"flex.cybersource.com", "testflex.cybersource.com", "up.cybersource.com", "testup.cybersource.com"}

// Script returns the script for the page of the capture context. It goes into a script
// tag, so it is handed out only if its address is https and on a host of the service, or of
// [Options.ScriptOrigins], and if it has an integrity value ([ErrScript]), and only while
// the capture context is valid ([ErrExpired]).
func (c *CaptureContext) Script() (Script, error) {
	switch {
	case c.verifier.now().After(c.ExpiresAt.Add(leeway)):
		return Script{}, fmt.Errorf("capture context: %w", ErrExpired)
	case !c.verifier.trusts(c.script.URL):
		return Script{}, fmt.Errorf("%w: its address is not one of the service's", ErrScript)
	case !isIntegrity(c.script.Integrity):
		return Script{}, fmt.Errorf("%w: it has no integrity value", ErrScript)
	}
	return c.script, nil
}

// trusts reports whether a script may be loaded from an address: nothing but scheme, host
// and path, so that no reader of it can take another host for it.
func (v *Verifier) trusts(address string) bool {
	u, err := url.Parse(address)
	if err != nil || originOf(u)+u.EscapedPath() != address || strings.ContainsAny(address, "'\\") {
		return false
	}
	return u.Scheme == "https" && slices.Contains(scriptHosts, u.Host) || slices.Contains(v.scriptOrigins, originOf(u))
}

// isIntegrity reports whether a text is one hash that browsers compare a script with.
func isIntegrity(text string) bool {
	algorithm, hash, _ := strings.Cut(text, "-")
	length := map[string]int{"sha256": 32, "sha384": 48, "sha512": 64}[algorithm]
	digest, err := base64.StdEncoding.DecodeString(hash)
	return err == nil && length > 0 && len(digest) == length && !strings.ContainsAny(hash, "\r\n")
}
