package cybersource

import "time"

// UndoState is how far [APIClient.Undo] has come. As text, in JSON for instance, it is its words.
type UndoState uint8

const (
	// UndoOpen: it is not known yet whether there is anything to undo, or whether it is
	// undone. Ask again at AskAgainAt; if that is zero, Left says what a person has to do.
	UndoOpen UndoState = iota
	// UndoTooEarly: it was not found, and the service can only be asked to undo what it
	// knows at AskAgainAt.
	UndoTooEarly
	// UndoDone: it happened and is undone, as an answer or a record of the service shows.
	UndoDone
	// UndoNothing: there is nothing to undo. The call was never sent, was declined or has
	// failed, or the service has none; [APIClient.Resolve] says which.
	UndoNothing
	// UndoForPerson: what is left to do is not for a program. Left says what it is. If
	// AskAgainAt is not zero, a later round may still find more.
	UndoForPerson
)

var undoStateWords = []string{"open", "too early", "done", "nothing to undo", "for a person"}

// String returns the state in words, such as "nothing to undo".
func (s UndoState) String() string { return wordOf(s, undoStateWords) }

// MarshalText writes the state in words.
func (s UndoState) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the state from its words.
func (s *UndoState) UnmarshalText(text []byte) error {
	return readWord(s, text, undoStateWords, "state of an undo")
}

// UndoResult is what a round of [APIClient.Undo] came to.
type UndoResult struct {
	State UndoState // in one word

	// Record is the record with what was learned. It is stored already, unless Undo
	// returned the error of storing it.
	Record CallRecord

	Done       UndoCall  // the call that undid it; [UndoNone] if none did
	AskAgainAt time.Time // when to ask next; zero if that would not help

	// Left is what a person has to do or to know, in one line with ids and amounts; "" if
	// nothing is left.
	Left string
}
