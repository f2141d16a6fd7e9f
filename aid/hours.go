package aid

import (
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// PhoneHours (telefontid) is when a telephone is answered, read from what the municipality wrote. The zero PhoneHours knows nothing:
// words that could not be read to the end are never taken for an open or a closed telephone.
type PhoneHours struct {
	spans [7][]span // by weekday, Sunday first, in order
	known bool
}

// span is part of a day, in minutes from midnight.
type span struct{ from, until int }

// swedishDays are the weekdays as people write them, Monday first.
var swedishDays = []string{"måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"}

// ParsePhoneHours reads words such as "Vardagar 9–10", "måndag–torsdag 10–11.30" or "Måndag och onsdag 9–10, fredag 13–14". It is strict:
// one word that it does not know, and nothing is known.
func ParsePhoneHours(words string) PhoneHours {
	h, _ := readPhoneHours(words)
	return h
}

// What is wrong with words that cannot be read: they are none that we know, or times are out of order or upon each other.
const (
	hoursForm  = "hours.form"
	hoursOrder = "hours.order"
)

// readPhoneHours is ParsePhoneHours with what is wrong where nothing is known.
func readPhoneHours(words string) (h PhoneHours, fault string) {
	// Each part ends with its time: what stands before it are the days.
	text := strings.ToLower(strings.Join(strings.Fields(strings.NewReplacer("–", "-", "—", "-", "−", "-", "kl.", " ", " - ", "-", ";", ",", "\u00a0", " ").Replace(words)), " "))
	var days []time.Weekday
	timed := false // the days have had a time
	for part := range strings.SplitSeq(strings.ReplaceAll(text, " och ", ", "), ",") {
		named, clock := splitHours(strings.TrimSpace(part))
		if named != "" {
			list, ok := weekdaysOf(named)
			if !ok {
				return PhoneHours{}, hoursForm
			}
			if timed {
				days, timed = nil, false
			}
			days = append(days, list...)
		}
		if clock == "" {
			if named == "" {
				return PhoneHours{}, hoursForm
			}
			continue
		}
		s, ok := parseSpan(clock)
		if !ok || len(days) == 0 {
			return PhoneHours{}, hoursForm
		}
		if s.from >= s.until {
			return PhoneHours{}, hoursOrder
		}
		for _, day := range days {
			h.spans[day] = append(h.spans[day], s)
		}
		timed = true
	}
	if !timed {
		return PhoneHours{}, hoursForm
	}
	if !h.inOrder() {
		return PhoneHours{}, hoursOrder
	}
	h.known = true
	return h, ""
}

// splitHours parts the days of "måndag-torsdag 9-10" from the time.
func splitHours(part string) (days, clock string) {
	i := strings.IndexAny(part, "0123456789")
	if i < 0 {
		return part, ""
	}
	return strings.TrimSuffix(strings.TrimSpace(part[:i]), " kl"), part[i:]
}

// weekdaysOf reads "vardagar", "alla dagar", a day, or from one day to another.
func weekdaysOf(words string) ([]time.Weekday, bool) {
	switch words {
	case "vardagar", "vardag", "alla vardagar", "helgfria vardagar":
		return days(0, 4), true
	case "alla dagar", "varje dag":
		return days(0, 6), true
	}
	from, to, several := strings.Cut(words, "-")
	first := dayIndex(from)
	last := first
	if several {
		last = dayIndex(to)
	}
	if first < 0 || last < first {
		return nil, false
	}
	return days(first, last), true
}

func dayIndex(word string) int {
	word = strings.TrimSpace(word)
	return slices.IndexFunc(swedishDays, func(d string) bool { return word == d || word == d+"ar" || word == strings.TrimSuffix(d, "dag") })
}

// days counts from Monday, which is 0.
func days(first, last int) []time.Weekday {
	var list []time.Weekday
	for i := first; i <= last; i++ {
		list = append(list, time.Weekday((i+1)%7))
	}
	return list
}

func parseSpan(clock string) (s span, ok bool) {
	from, until, _ := strings.Cut(clock, "-")
	var first, last bool
	s.from, first = minutes(from)
	s.until, last = minutes(until)
	return s, first && last
}

// minutes reads 9, 9.30 or 09:30.
func minutes(clock string) (int, bool) {
	hour, minute, exact := strings.Cut(strings.ReplaceAll(strings.TrimSpace(clock), ":", "."), ".")
	if !exact {
		minute = "00"
	}
	h, err := strconv.ParseUint(hour, 10, 8)
	m, fault := strconv.ParseUint(minute, 10, 8)
	if err != nil || fault != nil || len(hour) > 2 || len(minute) != 2 || h > 24 || m > 59 || h == 24 && m > 0 {
		return 0, false
	}
	return int(h*60 + m), true
}

// inOrder sorts the spans of each day, and tells whether none overlaps another.
func (h *PhoneHours) inOrder() bool {
	for _, list := range h.spans {
		sort.Slice(list, func(i, j int) bool { return list[i].from < list[j].from })
		for i := 1; i < len(list); i++ {
			if list[i].from < list[i-1].until {
				return false
			}
		}
	}
	return true
}

// At tells how a telephone is at an instant: open until when, or closed and next opened when, both in Swedish time. Known is false
// where the words could not be read. On public holidays no telephone is answered.
func (h PhoneHours) At(now time.Time) (open bool, change time.Time, known bool) {
	if !h.known {
		return false, time.Time{}, false
	}
	today := SwedishDate(now)
	for i := range 14 { // no run of holidays is as long
		day := today.AddDays(i)
		if day.IsPublicHoliday() {
			continue
		}
		for _, s := range h.spans[day.Weekday()] {
			from, until := s.on(day)
			switch {
			case now.Before(from):
				return false, from, true
			case now.Before(until):
				return true, until, true
			}
		}
	}
	return false, time.Time{}, false
}

// On lists when a telephone is answered on a weekday, from and until, in minutes from midnight. Known is false where the words could not
// be read.
func (h PhoneHours) On(day time.Weekday) (times [][2]int, known bool) {
	for _, s := range h.spans[day] {
		times = append(times, [2]int{s.from, s.until})
	}
	return times, h.known
}

// on is a span of a day, in Swedish time.
func (s span) on(d Date) (from, until time.Time) {
	at := func(m int) time.Time { return time.Date(d.Year, d.Month, d.Day, m/60, m%60, 0, 0, Sweden) }
	return at(s.from), at(s.until)
}

// IsPublicHoliday tells whether a day is a public holiday in Sweden other than an ordinary Sunday. The eves on which banks are closed are
// none. Source: lag (1989:253) om allmänna helgdagar.
func (d Date) IsPublicHoliday() bool {
	switch (Date{Month: d.Month, Day: d.Day}) {
	case Date{Month: 12, Day: 24}, Date{Month: 12, Day: 31}:
		return false
	}
	if d.Month == time.June && d.Weekday() == time.Friday && d.Day >= 19 && d.Day <= 25 {
		return false // Midsummer Eve
	}
	easter := easterSunday(d.Year).DaysUntil(d)
	allSaints := d.Weekday() == time.Saturday && (d.Month == time.October && d.Day == 31 || d.Month == time.November && d.Day <= 6)
	midsummer := d.Weekday() == time.Saturday && d.Month == time.June && d.Day >= 20 && d.Day <= 26
	return isHoliday(d) || easter == 0 || easter == 49 || allSaints || midsummer
}
