package checkout

import (
	"crypto/rsa"

	"github.com/cybersource-go/cybersource"
)

// Session is what a server keeps of a capture context, as JSON, until the browser returns:
// the id of the session, and the key by which its transient token is verified. It holds no
// secret. It must not come from the browser: who can replace it can make tokens.
//
// It stays useful after the capture context has expired: a transient token lives 15 minutes
// from its own beginning, and a slow payer's is valid when the context no longer is.
type Session struct {
	ID       string `json:"jti"` // of the capture context
	KeyID    string `json:"kid"` // that its page's tokens name
	Modulus  string `json:"n"`   // of the RSA key, in base64url
	Exponent string `json:"e"`   // likewise
}

// Session returns what the server has to keep for what comes back from the browser.
func (c *CaptureContext) Session() Session {
	return Session{ID: c.ID, KeyID: c.key.ID, Modulus: c.key.Modulus, Exponent: c.key.Exponent}
}

// publicKey returns the key of a session that was stored, and read again.
func (s Session) publicKey() (*rsa.PublicKey, error) {
	var problems []cybersource.FieldProblem
	if s.ID == "" {
		problems = append(problems, cybersource.FieldProblem{Field: "session.ID", Reason: "is empty"})
	}
	key, err := publicKey{Type: "RSA", ID: s.KeyID, Modulus: s.Modulus, Exponent: s.Exponent}.parse()
	if err != nil {
		problems = append(problems, cybersource.FieldProblem{Field: "session", Reason: "has " + err.Error()})
	}
	if len(problems) > 0 {
		return nil, &cybersource.InvalidRequestError{Operation: "VerifyTransientToken", Problems: problems}
	}
	return key, nil
}
