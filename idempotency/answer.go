package idempotency

import (
	"encoding/json"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/internal/redact"
	"github.com/cybersource-go/cybersource/internal/schema"
)

// storable is an answer as JSON without what is not stored: secrets, account numbers,
// members that the specification does not know, and texts that hold a card number.
func storable(answer any) json.RawMessage {
	text, err := canonical(answer, isStorable)
	if err != nil {
		return nil
	}
	return text
}

func isStorable(_ string, f *schema.Field, value any) bool {
	if f == nil || f.Sensitive == schema.Secret || f.Sensitive == schema.Account {
		return false
	}
	switch value := value.(type) {
	case string:
		return redact.Text(value) == value
	case map[string]any: // one that is not public
		return false
	default:
		return true
	}
}

// statement is what the entry itself keeps of an answer.
type statement struct {
	ID     string             `json:"id"`
	Status cybersource.Status `json:"status"`
}

// keepAnswer takes over an answer.
func (e *Entry) keepAnswer(answer answered) {
	e.Outcome = answer.Outcome()
	e.Answer = storable(answer)
	var s statement
	if json.Unmarshal(e.Answer, &s) == nil {
		e.Record.ID, e.Status = s.ID, s.Status
	}
}
