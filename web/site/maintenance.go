package site

import (
	"sort"
	"time"

	"bistand/aid"
	"bistand/lang"
	"bistand/web/ui"
)

// How long before maintenance the pages say so: those where one begins, and every page of those who are logged in.
const (
	noticeBefore = 7 * 24 * time.Hour
	reminder     = 24 * time.Hour
)

// Window is one time when log-in is closed.
type Window struct{ from, until time.Time }

// Windows lists the next times when log-in is closed, at most n, each that has not ended.
func Windows(m aid.Municipality, now time.Time, n int) []Window {
	var next []Window
	month := aid.SwedishDate(now).MonthOf()
	for i := range n + 1 {
		for _, w := range m.Maintenance {
			from, until, err := w.Window(month.Add(i), aid.Sweden)
			if err == nil && until.After(now) {
				next = append(next, Window{from, until})
			}
		}
	}
	sort.Slice(next, func(i, j int) bool { return next[i].from.Before(next[j].from) })
	return next[:min(n, len(next))]
}

// Text writes a window in words: "torsdag 3 december 2026 kl. 12.00–14.00" is one of them.
func (w Window) Text(l *lang.Lang, key string) string {
	return l.T(key, "day", l.WeekdayDate(aid.DateOf(w.from)), "from", l.Time(w.from), "until", l.Time(w.until))
}

// MaintenanceNotices tells of maintenance that goes on or is near, on the pages where one begins.
func (v *Visit) MaintenanceNotices() []ui.Notice { return v.maintenance(noticeBefore) }

// MaintenanceReminder tells those who are logged in of maintenance that goes on or comes within a day: they must know it in the
// middle of a form too.
func (v *Visit) MaintenanceReminder() []ui.Notice { return v.maintenance(reminder) }

func (v *Visit) maintenance(before time.Duration) []ui.Notice {
	for _, w := range Windows(v.Tenant.Municipality, v.Now, 1) {
		if w.from.Sub(v.Now) <= before {
			return []ui.Notice{{Tone: ui.Warning, Text: w.Text(v.L, "maintenance")}}
		}
	}
	return nil
}
