package lang

import (
	"bytes"
	"strconv"
	"time"

	"bistand/aid"
)

// nbsp keeps the groups of a number and its "kr" on one line.
const nbsp = "\u00a0"

// keepCalendarWords looks up the names of months and weekdays once, since nearly every page writes some.
func (l *Lang) keepCalendarWords() {
	for m := time.January; m <= time.December; m++ {
		l.months[m] = l.T("month." + strconv.Itoa(int(m)))
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		l.days[d] = l.T("weekday." + strconv.Itoa(int(d)))
	}
}

// Money writes an amount in öre as kronor: "7 345 kr", with öre only where it is not whole ("384,50 kr").
func (l *Lang) Money(o aid.Ore) string {
	return string(l.AppendMoney(make([]byte, 0, longestAmount), o))
}

// longestAmount is how many bytes an amount takes, if it is no larger than money is.
const longestAmount = 32

// AppendMoney appends an amount as Money writes it, for pages with many.
func (l *Lang) AppendMoney(b []byte, o aid.Ore) []byte {
	if o%aid.Kronor != 0 {
		return appendExact(b, o)
	}
	return append(appendKronor(b, o), nbsp+"kr"...)
}

// MoneyExact writes an amount in öre with two decimals: "384,00 kr".
func (l *Lang) MoneyExact(o aid.Ore) string {
	return string(appendExact(make([]byte, 0, longestAmount), o))
}

func appendExact(b []byte, o aid.Ore) []byte {
	fraction := o % aid.Kronor
	if fraction < 0 {
		fraction = -fraction
	}
	return append(append(appendKronor(b, o), ',', byte('0'+fraction/10), byte('0'+fraction%10)), nbsp+"kr"...)
}

// Number writes a whole number in groups of three: "14 900".
func (l *Lang) Number(n int) string { return string(appendKronor(nil, aid.Ore(n)*aid.Kronor)) }

// appendKronor writes the whole kronor of an amount in groups of three, with the true minus sign.
func appendKronor(b []byte, o aid.Ore) []byte {
	if o < 0 {
		b = append(b, "−"...)
	}
	var room [20]byte
	digits := bytes.TrimPrefix(strconv.AppendInt(room[:0], int64(o/aid.Kronor), 10), []byte("-"))
	for i, digit := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b = append(b, nbsp...)
		}
		b = append(b, digit)
	}
	return b
}

// Date writes a day in full, "27 november 2026", and no day as "".
func (l *Lang) Date(d aid.Date) string {
	if d.IsZero() {
		return ""
	}
	return l.DayMonth(d) + " " + strconv.Itoa(d.Year)
}

// DayMonth writes a day without its year, "27 november", for places where the year is plain from what stands beside it.
func (l *Lang) DayMonth(d aid.Date) string {
	if d.IsZero() {
		return ""
	}
	return strconv.Itoa(d.Day) + " " + l.months[d.Month]
}

// DateShort writes a day as "2026-11-27", for dense tables.
func (l *Lang) DateShort(d aid.Date) string { return d.String() }

// Weekday returns the name of the day of the week, "fredag".
func (l *Lang) Weekday(d aid.Date) string { return l.days[d.Weekday()] }

// WeekdayName returns the name of a day of the week that belongs to no date.
func (l *Lang) WeekdayName(d time.Weekday) string { return l.days[d] }

// WeekdayDate writes a day with its weekday, "fredag 27 november 2026".
func (l *Lang) WeekdayDate(d aid.Date) string {
	if d.IsZero() {
		return ""
	}
	return l.T("date.weekday", "weekday", l.Weekday(d), "date", l.Date(d))
}

// Month writes a month with its year, "november 2026".
func (l *Lang) Month(m aid.Month) string {
	if m == (aid.Month{}) {
		return ""
	}
	return l.months[m.Month] + " " + strconv.Itoa(m.Year)
}

// Months writes the months from one through another, "november 2026–december 2026"; one month alone as Month does.
func (l *Lang) Months(from, through aid.Month) string {
	if !from.Before(through) {
		return l.Month(from)
	}
	return l.Month(from) + "–" + l.Month(through)
}

// MonthName returns the name of a month, "november".
func (l *Lang) MonthName(m aid.Month) string { return l.months[m.Month] }

// Time writes the hour and minute of an instant in its own zone, "14.05"; convert to Swedish time first.
func (l *Lang) Time(t time.Time) string { return t.Format(l.T("time.layout")) }

// DateTime writes the day and the time of an instant in its own zone, "27 november 2026 kl. 14.05".
func (l *Lang) DateTime(t time.Time) string {
	return l.T("time.date_time", "date", l.Date(aid.DateOf(t)), "time", l.Time(t))
}
