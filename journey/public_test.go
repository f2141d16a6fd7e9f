package journey_test

import "testing"

// TestH25_TheTrialInABrowser finds from the front page what there is to get: a trial calculation with its faults and its
// answer, the norm, the guidelines. On a phone and at a desk, with scripts and without, from the left and from the right.
func TestH25_TheTrialInABrowser(t *testing.T) {
	for _, run := range []struct {
		name    string
		width   int
		scripts bool
	}{{"public-phone", phoneWidth, true}, {"public-desk", deskWidth, true}, {"public-noscript", phoneWidth, false}} {
		t.Run(run.name, func(t *testing.T) {
			j := begin(t, run.name, sqlite, run.scripts)
			w := j.open(t, "Nobody", run.width)
			w.visit("/")
			tryOut(w, "under nivån för försörjningsstöd", "Antal barn: 2")
			w.language = "ar"
			w.press(`button[name=sprak][value=ar]`) // keeps what was typed
			w.holds(`input[name=kostnad-housing]`, "5 010")
			w.look("trial-answer-kept")
			w.language = "sv"
			w.press(`button[name=sprak][value=sv]`)
			w.says("Antal barn: 2")
			w.press(`main a[href="/normen"]`)
			w.look("norms")
			w.press(`main a[href="/normen/2015"]`)
			w.says("910 kr", "930 kr")
			w.look("norm")
			w.visit("/normen/2026")
			w.look("norm-computed")
			w.visit("/riktlinjer")
			w.look("guidelines")
			w.visit("/")
			w.speak("ar")
			tryOut(w, "12 960 kr")
		})
	}
}

// tryOut fills in the form with a fault, mends it, and reads the answer.
func tryOut(w *window, answer ...string) {
	w.t.Helper()
	w.press(`main a[href="/provberakning"]`)
	w.at(`/provberakning`)
	w.look("trial")
	w.tick(`input[name=vuxna][value=tva]`)
	w.fill(`input[name=barn-age_4_6]`, "12")
	w.fill(`input[name=inkomst-salary]`, "7 300")
	w.press(`main form .btn`, 422)
	w.look("trial-faults-" + w.language)
	w.fill(`input[name=barn-age_4_6]`, "2")
	w.fill(`input[name=kostnad-housing]`, "5 010")
	w.press(`main form .btn`)
	w.says(answer...)
	w.look("trial-answer-" + w.language)
}
