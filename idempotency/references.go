package idempotency

import (
	"reflect"

	"github.com/cybersource-go/cybersource"
)

// withReferences is the request with the references of a submission that is sent once more.
// The caller's is not changed; without such a submission it is the caller's own.
func withReferences[R any](req *R, again *cybersource.CallRecord) *R {
	if again == nil {
		return req
	}
	copied := *req
	member := reflect.ValueOf(&copied).Elem().FieldByName("ClientReferenceInformation")
	references := reflect.New(member.Type().Elem())
	if !member.IsNil() {
		references.Elem().Set(member.Elem())
	}
	references.Elem().FieldByName("Code").SetString(again.ReferenceCode)
	references.Elem().FieldByName("TransactionID").SetString(again.TransactionID)
	member.Set(references)
	return &copied
}

func isNilPointer(v any) bool { return reflect.ValueOf(v).IsNil() }
