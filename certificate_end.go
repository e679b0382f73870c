package cybersource

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"sync/atomic"
	"time"
)

// A client warns of each of its certificates that ends within warnAhead, once when it is made
// and then at most every warnEvery. A month is time to get a new one and to try it.
const (
	warnAhead = 30 * 24 * time.Hour
	warnEvery = 24 * time.Hour
)

// A datedCertificate is one that the client uses, and what for.
type datedCertificate struct {
	use      string
	keyID    string // "" for what the service knows under no id
	notAfter time.Time
}

// certificateWarnings knows when the log is to be told of certificates that end.
type certificateWarnings struct {
	certificates []datedCertificate
	due          atomic.Int64 // when to look at them again, as a Unix time in seconds
}

// datedCertificates are those that the client itself uses: not those of a transport of the
// caller's, nor those of the server.
func datedCertificates(cfg *Configuration, s *settings) []datedCertificate {
	var dated []datedCertificate
	add := func(use, keyID string, notAfter time.Time) {
		if !notAfter.IsZero() {
			dated = append(dated, datedCertificate{use, keyID, notAfter.UTC()})
		}
	}
	add("signing", s.signer.key.ID, s.signer.key.NotAfter)
	if s.cipher != nil {
		if e := s.cipher.encrypter; e != nil {
			add("encryption of requests", e.KeyID(), e.NotAfter())
		}
		add("encryption of answers", s.cipher.responseKeyID, s.cipher.responseNotAfter)
	}
	if leaf := leafOf(cfg.ClientCertificate); leaf != nil {
		add("client certificate", "", leaf.NotAfter)
	}
	return dated
}

// leafOf is the certificate that a client shows to servers; nil for none, and for one that
// cannot be read, which a handshake reports.
func leafOf(c *tls.Certificate) *x509.Certificate {
	switch {
	case c == nil || len(c.Certificate) == 0:
		return nil
	case c.Leaf != nil:
		return c.Leaf
	}
	leaf, err := x509.ParseCertificate(c.Certificate[0])
	if err != nil {
		return nil
	}
	return leaf
}

// warnOfCertificates tells the log of the certificates that end soon, if that is due. Before it
// is, that takes one comparison.
func (c *APIClient) warnOfCertificates(ctx context.Context) {
	w := c.certificates
	if c.logger == nil || len(w.certificates) == 0 {
		return
	}
	now, due := c.clock.Now(), w.due.Load()
	if now.Unix() < due || !w.due.CompareAndSwap(due, now.Add(warnEvery).Unix()) {
		return
	}
	defer func() { _ = recover() }() // of the logger: there is nothing left to report it to
	for _, certificate := range w.certificates {
		if left := certificate.notAfter.Sub(now); left <= warnAhead {
			certificate.warn(ctx, c.logger, left, c.set().signer.merchantID)
		}
	}
}

func (c *datedCertificate) warn(ctx context.Context, logger *slog.Logger, left time.Duration, merchantID string) {
	level, message := slog.LevelWarn, "certificate ends soon"
	if left < 0 {
		level, message = slog.LevelError, "certificate has ended"
	}
	attrs := appendSet(nil, slog.String("merchant", merchantID))
	attrs = append(attrs, slog.String("certificate", c.use))
	attrs = appendKeyID(attrs, c.keyID)
	attrs = append(attrs, slog.String("notAfter", c.notAfter.Format(time.RFC3339)), slog.Int("daysLeft", int(max(left, 0)/(24*time.Hour))))
	logger.LogAttrs(ctx, level, message, attrs...)
}
