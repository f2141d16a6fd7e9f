package aid

import "testing"

func TestX10_WhereOneIsLedWhoLeavesQuickly(t *testing.T) {
	for _, c := range []struct {
		m    Municipality
		want string
	}{
		{Municipality{Web: "www.lund.se"}, "https://www.lund.se"},
		{Municipality{Web: "www.lund.se", QuickExit: "https://www.smhi.se"}, "https://www.smhi.se"},
		{Municipality{}, ""},
	} {
		if got := c.m.Away(); got != c.want {
			t.Errorf("%+v leads to %q, want %q", c.m, got, c.want)
		}
	}
}
