package journey_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
)

// TestB18_ThePagesThatTheHelpShows walks the pages that the help has pictures of. `make pictures` makes the pictures of what is
// shot here.
func TestB18_ThePagesThatTheHelpShows(t *testing.T) {
	j := begin(t, "help", sqlite, true)
	w := j.open(t, "Fatima", phoneWidth)
	w.visit("/logga-in")
	w.shoot("login")
	w.logIn(fatima)
	w.shoot("start")
	w.press(`main a[href^="/beslut/"]`)
	w.says("Bifall")
	w.shoot("decision")
	quiet := *w
	quiet.album = openAlbum(t, "help-apply")
	fill(&quiet)
	attach(&quiet)
	w.visit("/start")
	w.press(`main a[href^="/ansok/utkast/"]`)
	w.shoot("apply")
	w.press(`main a[href$="/kontrollera"]`)
	check(&quiet, "6 820 kr")
	w.shoot("sign")
}

// TestB13B18_HelpAndInstructions looks at the help in Swedish and Arabic, and prints the instructions in each language: they
// fill one sheet of paper.
func TestB13B18_HelpAndInstructions(t *testing.T) {
	for name, width := range map[string]int{"help-phone": phoneWidth, "help-desk": deskWidth} {
		t.Run(name, func(t *testing.T) {
			j := begin(t, name, sqlite, true)
			w := j.open(t, "Nobody", width)
			w.visit("/hjalp")
			w.look("help")
			if n := eval[int](w, `[...document.images].map(i => i.loading = "eager").length`); n != 5 {
				t.Errorf("%d pictures", n)
			}
			for deadline := time.Now().Add(stepTime); eval[int](w, `[...document.images].filter(i => !i.naturalWidth || !i.alt).length`) > 0; time.Sleep(50 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatal("a picture is not shown or not told of")
				}
			}
			w.shoot("help-whole")
			w.press(`main a[href="/hjalp/instruktion"]`)
			w.at("/hjalp/instruktion/sv")
			w.look("instruction")
			w.visit("/hjalp/instruktion/ar")
			w.language = "ar"
			w.look("instruction-ar")
			if width == phoneWidth {
				return
			}
			for _, code := range []string{"sv", "en", "so", "ar", "kmr", "ti"} {
				w.visit("/hjalp/instruktion/" + code)
				yes, wide, high := true, 8.27, 11.69 // A4 in inches
				paper := call(w, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &yes, PaperWidth: wide, PaperHeight: high})
				if n := strings.Count(string(paper.Data), "/Type /Page\n"); n != 1 {
					t.Errorf("%s takes %d sheets", code, n)
				}
			}
		})
	}
}
