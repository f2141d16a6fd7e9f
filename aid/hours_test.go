package aid

import (
	"testing"
	"time"
)

func swedish(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, Sweden)
	if err != nil {
		panic(err)
	}
	return t
}

// TestG7L10_OpenNow reads hours as municipalities write them, and tells when the telephone is answered.
func TestG7L10_OpenNow(t *testing.T) {
	for _, c := range []struct {
		words, now string
		open       bool
		change     string
	}{
		{"Vardagar 9–10", "2026-11-02 09:00", true, "2026-11-02 10:00"},
		{"Vardagar 9–10", "2026-11-02 08:59", false, "2026-11-02 09:00"},
		{"Vardagar 9–10", "2026-11-02 10:00", false, "2026-11-03 09:00"},
		{"Vardagar 9–10", "2026-11-06 10:00", false, "2026-11-09 09:00"}, // Friday to Monday
		{"vardagar 8.30–9.30", "2026-11-02 09:29", true, "2026-11-02 09:30"},
		{"Måndag–torsdag 10–11", "2026-11-06 10:30", false, "2026-11-09 10:00"},
		{"måndag–fredag kl. 9–10", "2026-11-06 09:30", true, "2026-11-06 10:00"},
		{"Måndag och onsdag 9:00 - 10:15, fredag 13-14", "2026-11-04 10:14", true, "2026-11-04 10:15"},
		{"Måndag och onsdag 9:00 - 10:15, fredag 13-14", "2026-11-04 11:00", false, "2026-11-06 13:00"},
		{"tisdagar 9–10 och 13–14", "2026-11-03 12:00", false, "2026-11-03 13:00"},
		{"Vardagar 9–10", "2026-12-25 09:30", false, "2026-12-28 09:00"}, // Christmas Day, then a week-end
		{"Vardagar 9–10", "2026-12-24 09:30", true, "2026-12-24 10:00"},  // an eve is no public holiday, though banks are closed
		{"Vardagar 9–10", "2026-05-14 09:30", false, "2026-05-15 09:00"}, // Ascension Day
		{"alla dagar 9–10", "2026-11-08 09:30", true, "2026-11-08 10:00"},
		{"alla dagar 9–10", "2026-10-31 09:30", false, "2026-11-01 09:00"}, // All Saints' Day
		{"Vardagar 2–4", "2026-11-02 01:59", false, "2026-11-02 02:00"},
	} {
		open, change, known := ParsePhoneHours(c.words).At(swedish(c.now))
		if !known || open != c.open || !change.Equal(swedish(c.change)) {
			t.Errorf("%q at %s: open %v until %v (known %v), want %v %s", c.words, c.now, open, change, known, c.open, c.change)
		}
	}
}

// Words that cannot be read to the end say nothing.
func TestG7L10_HoursThatCannotBeRead(t *testing.T) {
	for _, words := range []string{
		"", "9–10", "Vardagar", "efter överenskommelse", "Vardagar 10–9", "Vardagar 9–25", "Vardagar 9.5–10", "Vardagar 9–10 utom fredag", "fredag–måndag 9–10",
		"Vardagar 9–10, lunchstängt", "Vardagar 9–11, måndag 10–12", "Vardagar 9", "jämna veckor måndag 9–10", "Vardagar 9–10–11", "måndag, 9", ",", "Vardagar 009–10",
	} {
		if open, _, known := ParsePhoneHours(words).At(swedish("2026-11-02 09:30")); known || open {
			t.Errorf("%q was read", words)
		}
	}
}

func FuzzPhoneHours(f *testing.F) {
	for _, words := range []string{"Vardagar 9–10", "måndag–torsdag 10–11.30, fredag 9–10", "alla dagar 0–24", "x", "måndag - 9"} {
		f.Add(words, int64(1_793_000_000))
	}
	f.Fuzz(func(t *testing.T, words string, unix int64) {
		now := time.Unix(unix%4_000_000_000, 0)
		open, change, known := ParsePhoneHours(words).At(now)
		if !known && (open || !change.IsZero()) {
			t.Errorf("%q claims something that it does not know", words)
		}
		if known && !change.After(now) {
			t.Errorf("%q at %s changes at %s", words, now, change)
		}
	})
}
