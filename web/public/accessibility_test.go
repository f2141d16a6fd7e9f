package public

import (
	"testing"

	"bistand/lang"
)

// TestX8_TheStatementIsWhole: its words are there in every language, its days in order, and it claims no more than was tried.
func TestX8_TheStatementIsWhole(t *testing.T) {
	s := theStatement
	if s.Assessed.IsZero() || s.Updated.Before(s.Assessed) {
		t.Errorf("assessed %s, updated %s", s.Assessed, s.Updated)
	}
	if (s.Status == "fully") != (len(s.Faults) == 0) {
		t.Errorf("%s with %d faults", s.Status, len(s.Faults))
	}
	all, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all.All() {
		for _, f := range s.Faults {
			if !l.Has("a11y.fault." + f.Code) {
				t.Errorf("%s has no words for %s", l.Code(), f.Code)
			}
		}
	}
	for _, broken := range []string{`{"statuss": "partly"}`, `{"status": "partly", "method": "self", "assessed": "igår"}`, `{"status": "nearly", "method": "self"}`, `{"status": "partly", "method": "self", "faults": [{"code": "x"}]}`, `x`} {
		if _, err := readStatement([]byte(broken)); err == nil {
			t.Errorf("%s was read", broken)
		}
	}
}
