package aid

import (
	_ "embed"
	"fmt"
	"time"
)

// stockholm is Sweden's zone as the IANA time zone database has it, in the public domain: Go's own copy of that one zone. All zones of the world
// would be half a megabyte, and a machine's own may be old.
//
//go:embed stockholm.tzif
var stockholm []byte

// Sweden is the zone in which days begin and end.
var Sweden = loadZone("Europe/Stockholm", stockholm)

func loadZone(name string, data []byte) *time.Location {
	zone, err := time.LoadLocationFromTZData(name, data)
	if err != nil {
		panic(fmt.Sprintf("load zone %s: %v", name, err)) // cannot happen: the zone is compiled in
	}
	return zone
}

// Date (dag) is a day of the calendar, without a time or a zone. The zero value is no day.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the day of an instant in that instant's own zone; convert to Swedish time first.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// SwedishDate returns the day of an instant in Sweden.
func SwedishDate(t time.Time) Date { return DateOf(t.In(Sweden)) }

// ParseDate reads "2026-11-22". A day that the calendar lacks (31 February) is Error{Code: "date.format"}.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Date{}, Error{Code: "date.format"}
	}
	return DateOf(t), nil
}

// String writes the day as "2026-11-22", and no day as "".
func (d Date) String() string {
	if d == (Date{}) {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// IsZero tells whether d is no day.
func (d Date) IsZero() bool { return d == Date{} }

// Time returns midnight UTC of the day, for arithmetic.
func (d Date) Time() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// AddDays returns the day n days later.
func (d Date) AddDays(n int) Date { return DateOf(d.Time().AddDate(0, 0, n)) }

// Before tells whether d comes before e.
func (d Date) Before(e Date) bool { return d.Time().Before(e.Time()) }

// DaysUntil returns the number of days from d to e; negative when e is earlier.
func (d Date) DaysUntil(e Date) int {
	const day = 24 * 60 * 60 // a time.Duration holds no more than 292 years
	return int((e.Time().Unix() - d.Time().Unix()) / day)
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.Time().Weekday() }

// MonthOf returns the calendar month that holds the day.
func (d Date) MonthOf() Month { return Month{d.Year, d.Month} }

// MarshalText writes the day as String does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes; empty text is no day.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return fmt.Errorf("read date %q: %w", text, err)
	}
	*d = parsed
	return nil
}

// Month (månad) is a calendar month: the period that an application, a calculation and a decision concern.
type Month struct {
	Year  int
	Month time.Month
}

// ParseMonth reads "2026-11"; anything else is Error{Code: "month.format"}.
func ParseMonth(text string) (Month, error) {
	t, err := time.Parse("2006-01", text)
	if err != nil {
		return Month{}, Error{Code: "month.format"}
	}
	return Month{t.Year(), t.Month()}, nil
}

// String writes the month as "2026-11", and no month as "".
func (m Month) String() string {
	if m == (Month{}) {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", m.Year, m.Month)
}

// Add returns the month n months later.
func (m Month) Add(n int) Month {
	count := m.number() + n
	year := count / 12
	if count%12 < 0 {
		year--
	}
	return Month{year, time.Month(count-year*12) + time.January}
}

// First returns the first day of the month.
func (m Month) First() Date { return Date{m.Year, m.Month, 1} }

// Last returns the last day of the month.
func (m Month) Last() Date {
	m = m.Add(0) // a month beyond December is one of the next year
	return Date{m.Year, m.Month, m.Days()}
}

// Days is how many days the month has.
func (m Month) Days() int {
	switch m.Month {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		if m.Year%4 == 0 && (m.Year%100 != 0 || m.Year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// number counts months from the beginning of the calendar, so that months can be compared without the days in them.
func (m Month) number() int { return m.Year*12 + int(m.Month) - 1 }

// Before tells whether m comes before n.
func (m Month) Before(n Month) bool { return m.number() < n.number() }

// MarshalText writes the month as String does.
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what MarshalText writes; empty text is no month.
func (m *Month) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*m = Month{}
		return nil
	}
	parsed, err := ParseMonth(string(text))
	if err != nil {
		return fmt.Errorf("read month %q: %w", text, err)
	}
	*m = parsed
	return nil
}
