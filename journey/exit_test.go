package journey_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
)

// TestX10_LeavingInABrowser presses the button without scripts, and Escape three times with them. Whoever goes back finds the
// log-in.
func TestX10_LeavingInABrowser(t *testing.T) {
	for name, scripts := range map[string]bool{"exit": true, "exit-noscript": false} {
		t.Run(name, func(t *testing.T) {
			j := begin(t, name, sqlite, scripts)
			w := j.open(t, "Fatima", phoneWidth)
			w.logIn(fatima)
			w.look("start")
			if scripts {
				for range 3 {
					call(w, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: "keyDown", Key: "Escape", Code: "Escape", WindowsVirtualKeyCode: 27})
				}
			} else {
				eval[bool](w, `(document.querySelector(".exit button").click(), true)`)
			}
			for deadline := time.Now().Add(stepTime); strings.HasPrefix(w.whereabouts(), w.demo.lund); time.Sleep(50 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatalf("still at %s:\n%s", w.whereabouts(), w.text())
				}
			}
			w.visit("/start")
			w.at("/logga-in")
		})
	}
}
