package store

import (
	"testing"

	"bistand/aid"
)

// An answer to a request that was made after the list was read is nobody's in it.
func TestWhatCameAfterTheListIsPassedOver(t *testing.T) {
	list := withAnswers([]aid.CompletionRequest{{ID: "a"}}, []aid.Completion{{RequestID: "a"}, {RequestID: "b"}})
	if len(list) != 1 || len(list[0].Answers) != 1 {
		t.Errorf("%+v", list)
	}
}
