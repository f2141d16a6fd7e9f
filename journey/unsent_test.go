package journey_test

import (
	"testing"
	"time"
)

// TestX9_WritingWhenTheLogInEnds writes a message so slowly that the log-in would end: while it is written the log-in goes on. When
// nothing has been written for too long the page goes away, and what was written is found after the next log-in.
func TestX9_WritingWhenTheLogInEnds(t *testing.T) {
	j := begin(t, "unsent", sqlite, true)
	w := j.open(t, "Fatima", phoneWidth)
	w.logIn(fatima)
	w.visit("/meddelanden/nytt")
	later := func(minutes string) {
		eval[bool](w, `(Date.now = ((now) => () => now() + `+minutes+` * 60000)(Date.now), true)`)
	}
	eval[bool](w, `(window.asked = 0, window.fetch = ((fetch) => (...a) => fetch(...a).then((r) => (setTimeout(() => window.asked++), r)))(window.fetch), true)`)
	asked := func() int { return eval[int](w, `window.asked`) }
	write := func(text string) {
		eval[bool](w, `((field) => (field.value += "`+text+`", field.dispatchEvent(new Event("input", {bubbles: true}))))(document.querySelector("[name=text]"))`)
	}
	write("Hyran har höjts ")
	if n := asked(); n != 0 {
		t.Errorf("asked %d times when the log-in had just begun", n)
	}
	later("20")
	write("från januari.")
	for deadline := time.Now().Add(stepTime); asked() != 1; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("asked %d times for the log-in to go on", asked())
		}
	}
	later("20") // more than a log-in lasts, but not since it was last written
	if !w.has("[name=text]") {
		t.Fatalf("the page has gone: %s", w.whereabouts())
	}
	later("10")
	w.awaitAt("/utloggad")
	w.visit("/osant")
	w.look("unsent")
	w.says("Det här är inte skickat", "Hyran har höjts från januari.")
	w.press(`form[action*="osant="] button`)
	w.visit("/meddelanden")
	w.says("Hyran har höjts från januari.")
	w.visit("/osant")
	w.says("Allt du har fyllt i är skickat")
}

// TestX9_WritingWhenTheLogInCannotGoOn writes for as long as the longest log-in lasts: the page says when that ends, however much is
// written, and what is written when it has ended is kept.
func TestX9_WritingWhenTheLogInCannotGoOn(t *testing.T) {
	j := begin(t, "unsent-longest", sqlite, true)
	w := j.open(t, "Fatima", phoneWidth)
	w.logIn(fatima)
	w.visit("/meddelanden/nytt")
	eval[bool](w, `(window.answer = (text, to) => window.fetch = ((fetch) => (where, how) => how ? fetch(where, how) : Promise.resolve({ok: true, url: to, text: async () => text}))(window.fetch), true)`)
	write := func(text string) {
		eval[bool](w, `((field) => (Date.now = ((now) => () => now() + 20 * 60000)(Date.now), field.value += "`+text+`", field.dispatchEvent(new Event("input", {bubbles: true}))))(document.querySelector("[name=text]"))`)
	}
	eval[bool](w, `(answer("<div data-session=100></div>"), true)`)
	write("Hyran har höjts ")
	for deadline := time.Now().Add(stepTime); eval[bool](w, `document.querySelector("[data-session]").hidden`); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("nobody is told that the log-in ends")
		}
	}
	w.says("Du loggas ut om 2 minuter.")
	eval[bool](w, `(answer("", location.origin + "/hjalp"), true)`) // where the log-in has ended the answer is a page without one, whether it came by a redirect or not
	write("från januari.")
	w.awaitAt("/hjalp")
	w.visit("/osant")
	w.says("Hyran har höjts från januari.")
}
