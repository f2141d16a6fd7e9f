package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bistand/aid"
)

// same compares two values, personnummer included.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(aid.Personnummer{})); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
