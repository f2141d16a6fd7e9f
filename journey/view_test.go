package journey_test

import (
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
)

// fetched is what a page took over the network: the page itself and what it loads, heads included. What the browser had kept
// takes nothing.
const fetched = `performance.getEntriesByType("navigation").concat(performance.getEntriesByType("resource")).filter(e => e.transferSize > 0)`

// TestX9_FirstSignedInViewIsSmall: who has just logged in fetches nothing but the start page, since the pages of the log-in
// brought its style sheet and script. A browser that has kept nothing fetches those two as well. Both are less than what a server
// sends before it waits for the first answer.
func TestX9_FirstSignedInViewIsSmall(t *testing.T) {
	j := begin(t, "view", sqlite, true)
	w := j.open(t, "Fatima", phoneWidth)
	w.logIn(fatima)
	for _, view := range []struct {
		name     string
		requests int
	}{{"after the log-in", 1}, {"in a browser that has kept nothing", 3}} {
		got := eval[[]string](w, fetched+`.map(e => e.name)`)
		bytes := eval[int](w, fetched+`.reduce((sum, e) => sum + e.transferSize, 0)`)
		if len(got) != view.requests || bytes > 14_000 {
			t.Errorf("%s: %d bytes in %d requests, want at most 14 000 in %d: %v", view.name, bytes, len(got), view.requests, got)
		}
		t.Logf("%s: %d bytes in %d requests", view.name, bytes, len(got))
		call(w, network.Enable, network.EnableParams{})
		call(w, network.ClearBrowserCache, cdp.Empty{})
		w.visit("/start")
	}
}
