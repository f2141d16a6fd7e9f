package aid

import "time"

// IsBankDay tells whether Swedish banks settle payments on the day: not on Saturdays, Sundays, public holidays,
// Midsummer Eve, Christmas Eve and New Year's Eve.
func (d Date) IsBankDay() bool {
	switch d.Weekday() {
	case time.Saturday, time.Sunday:
		return false
	}
	return !isHoliday(d)
}

// AddBankDays returns the n-th bank day after d (n ≥ 1).
func (d Date) AddBankDays(n int) Date {
	for n > 0 {
		d = d.AddDays(1)
		if d.IsBankDay() {
			n--
		}
	}
	return d
}

// BankDayOnOrBefore returns d, or the last bank day before it.
func (d Date) BankDayOnOrBefore() Date {
	for !d.IsBankDay() {
		d = d.AddDays(-1)
	}
	return d
}

// isHoliday covers the holidays that may fall on Monday to Friday (lag 1989:253 om allmänna helgdagar)
// and the three eves on which the banks are closed.
func isHoliday(d Date) bool {
	switch (Date{Month: d.Month, Day: d.Day}) {
	case Date{Month: 1, Day: 1}, Date{Month: 1, Day: 6}, Date{Month: 5, Day: 1}, Date{Month: 6, Day: 6},
		Date{Month: 12, Day: 24}, Date{Month: 12, Day: 25}, Date{Month: 12, Day: 26}, Date{Month: 12, Day: 31}:
		return true
	}
	easter := easterSunday(d.Year)
	switch easter.DaysUntil(d) {
	case -2, 1, 39: // Good Friday, Easter Monday, Ascension Day
		return true
	}
	// Midsummer Eve is the Friday between 19 and 25 June.
	return d.Month == time.June && d.Day >= 19 && d.Day <= 25 && d.Weekday() == time.Friday
}

// easterSunday is the Gregorian computus in the form of Meeus, Jones and Butcher.
func easterSunday(year int) Date {
	a := year % 19
	b, c := year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return Date{year, time.Month(n / 31), n%31 + 1}
}
