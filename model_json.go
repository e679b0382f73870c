package cybersource

import (
	"bytes"

	"github.com/cybersource-go/cybersource/internal/jsonx"
	"github.com/cybersource-go/cybersource/internal/redact"
)

// marshalModel is MarshalJSON of every model. The client does not come this way:
// it writes bodies with jsonx.Append, which never calls methods of models, so that
// neither the look at the callers nor its result can touch what is sent.
func marshalModel(v any) ([]byte, error) {
	if redact.Logging() {
		return redact.Model(v), nil
	}
	return jsonx.Marshal(v)
}

// unmarshalModel is UnmarshalJSON of every model. As everywhere in encoding/json,
// null changes nothing; anything else replaces all of the model.
func unmarshalModel(text []byte, v any) error {
	if bytes.Equal(text, []byte("null")) {
		return nil
	}
	return jsonx.Unmarshal(text, v)
}
