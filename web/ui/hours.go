package ui

import (
	"strings"
	"sync"
	"time"

	"bistand/aid"
	"bistand/lang"
)

// hoursNow says whether a telephone is answered now, and until or from when; nothing where its hours cannot be read. To read them and
// find out takes longer than much of a page, and every page with a contact says it: what was said is kept while it holds.
func hoursNow(c Ctx, words string) saidHours {
	key := hourKey{c.L, words}
	if kept, ok := c.Site.hours.find(key); ok && kept.holds(c.Now) {
		return kept
	}
	said := sayHours(c.L, words, c.Now)
	c.Site.hours.keep(key, said)
	return said
}

// hourKey is what the words rest on, beside the time.
type hourKey struct {
	language *lang.Lang
	words    string
}

// saidHours is what is said of a telephone from one time until, and not with, another.
type saidHours struct {
	from, until time.Time
	open        bool
	text        string
	rows        []hourRow // the hours in a reader's language; none in Swedish, and where they cannot be read
}

// hourRow is days of the week in a row with the same times.
type hourRow struct{ days, times string }

// hourRows writes hours in a language, from Monday on; days without any are left out.
func hourRows(l *lang.Lang, hours aid.PhoneHours) (rows []hourRow) {
	first, before := time.Monday, ""
	for i := range 8 {
		times, day := "", time.Weekday((i+1)%7)
		if i < 7 {
			times = hourTimes(l, hours, day)
		}
		if times == before {
			continue
		}
		if last := time.Weekday(i % 7); before != "" && first == last {
			rows = append(rows, hourRow{l.WeekdayName(first), before})
		} else if before != "" {
			rows = append(rows, hourRow{l.WeekdayName(first) + " – " + l.WeekdayName(last), before})
		}
		first, before = day, times
	}
	return rows
}

// hourTimes writes the times of a weekday: "09:00–10:00, 13:00–14:30".
func hourTimes(l *lang.Lang, hours aid.PhoneHours, day time.Weekday) string {
	clock := func(minutes int) string {
		text := l.Time(time.Date(2000, 1, 1, 0, minutes, 0, 0, time.UTC))
		if minutes == 24*60 {
			text = strings.Replace(text, "00", "24", 1)
		}
		return text
	}
	var times []string
	list, _ := hours.On(day)
	for _, t := range list {
		times = append(times, clock(t[0])+"–"+clock(t[1]))
	}
	return strings.Join(times, ", ")
}

func (h saidHours) holds(now time.Time) bool { return !now.Before(h.from) && now.Before(h.until) }

// sayHours finds the words for a telephone. They hold until it is next opened or closed, and no longer than the day, which they name.
func sayHours(l *lang.Lang, words string, now time.Time) saidHours {
	today := aid.SwedishDate(now)
	tomorrow := today.AddDays(1)
	said := saidHours{from: now, until: time.Date(tomorrow.Year, tomorrow.Month, tomorrow.Day, 0, 0, 0, 0, aid.Sweden)}
	hours := aid.ParsePhoneHours(words)
	if !l.Original() {
		said.rows = hourRows(l, hours)
	}
	open, change, known := hours.At(now)
	if !known || change.IsZero() {
		return said
	}
	if change.Before(said.until) {
		said.until = change
	}
	change = change.In(aid.Sweden)
	if open {
		said.open, said.text = true, l.T("contact.open", "time", l.Time(change))
		return said
	}
	on := aid.DateOf(change)
	day := l.Weekday(on)
	switch left := today.DaysUntil(on); {
	case left == 0:
		day = l.T("contact.today")
	case left > 6: // the weekday alone would be taken for this week's
		day = l.WeekdayDate(on)
	}
	said.text = l.T("contact.opens", "day", day, "time", l.Time(change))
	return said
}

// hourWords keeps what was said of telephones.
type hourWords struct {
	mu   sync.RWMutex
	kept map[hourKey]saidHours
}

// hourLimit is how many are kept: a municipality has a few dozen hours, in six languages. Then all are forgotten.
const hourLimit = 512

func (k *hourWords) find(key hourKey) (saidHours, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	said, ok := k.kept[key]
	return said, ok
}

func (k *hourWords) keep(key hourKey, said saidHours) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.kept == nil || len(k.kept) >= hourLimit {
		k.kept = map[hourKey]saidHours{}
	}
	k.kept[key] = said
}
