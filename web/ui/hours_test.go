package ui

import (
	"math/rand/v2"
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
		if open, said := openNow(kept, text); open != fresh.open || said != fresh.text {
			t.Fatalf("%s at %s in %s: kept %v %q, anew %v %q", text, now, kept.L.Code(), open, said, fresh.open, fresh.text)
		}
	}
	if len(kept.Site.hours.kept) != 2*len(words) {
		t.Errorf("%d are kept, want one for each language and words", len(kept.Site.hours.kept))
	}
}
