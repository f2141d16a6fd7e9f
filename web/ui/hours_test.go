package ui

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// What is kept of when a telephone is answered is what would be said anew, at any time: across openings, closings, midnights and
// holidays, in whatever order visits come, and in each reader's language.
func TestKeptHoursAreTheHoursOfNow(t *testing.T) {
	cats := loadLanguages(t)
	random := rand.New(rand.NewPCG(1, 2))
	begin := time.Date(2026, 12, 18, 0, 0, 0, 0, time.UTC)
	words := []string{"Vardagar 9–10", "Måndag och onsdag 9–10, fredag 13–14.30", "Söndagar 0–24", "Alla dagar 23–24", "när vi hinner"}
	kept := exampleCtx(cats.For("sv"), cats.All())
	now := begin
	for range 20_000 {
		// Mostly a few minutes on, as visits come, and now and then anywhere in four weeks with Christmas in them.
		now = now.Add(time.Duration(random.IntN(600)) * time.Second)
		if random.IntN(50) == 0 || now.Sub(begin) > 28*24*time.Hour {
			now = begin.Add(time.Duration(random.IntN(28*24*3600)) * time.Second)
		}
		text := words[random.IntN(len(words))]
		kept.L, kept.Now = cats.All()[random.IntN(2)], now
		fresh := sayHours(kept.L, text, now)
		if said := hoursNow(kept, text); said.open != fresh.open || said.text != fresh.text || !slices.Equal(said.rows, fresh.rows) {
			t.Fatalf("%s at %s in %s: kept %v %q, anew %v %q", text, now, kept.L.Code(), said.open, said.text, fresh.open, fresh.text)
		}
	}
	if len(kept.Site.hours.kept) != 2*len(words) {
		t.Errorf("%d are kept, want one for each language and words", len(kept.Site.hours.kept))
	}
}

// L10, X8: hours that can be read are told in the reader's own language; in Swedish, and where they cannot, the municipality's own words stand.
func TestL10X8_HoursInTheReadersLanguage(t *testing.T) {
	cats := loadLanguages(t)
	now := time.Date(2026, 11, 10, 8, 0, 0, 0, time.UTC)
	for words, want := range map[string][]hourRow{
		"Vardagar 9–10": {{"Monday – Friday", "09:00–10:00"}},
		"Måndag och onsdag 9–10, fredag 13–14.30": {{"Monday", "09:00–10:00"}, {"Wednesday", "09:00–10:00"}, {"Friday", "13:00–14:30"}},
		"Måndag–torsdag 9–10, 13–14, söndag 0–24": {{"Monday – Thursday", "09:00–10:00, 13:00–14:00"}, {"Sunday", "00:00–24:00"}},
		"Alla dagar 23–24":                        {{"Monday – Sunday", "23:00–24:00"}},
		"när vi hinner":                           nil,
	} {
		if got := sayHours(cats.For("en"), words, now).rows; !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", words, got, want)
		}
		if got := sayHours(cats.For("sv"), words, now).rows; got != nil {
			t.Errorf("%s in Swedish: %q", words, got)
		}
		ctx := exampleCtx(cats.For("ar"), cats.All())
		ctx.Now = now
		if html := rendered(t, Hours(ctx, words), nil); strings.Contains(html, words) != (want == nil) {
			t.Errorf("%s in Arabic: %s", words, html)
		}
	}
}
