package aid_test

import (
	"encoding/json"
	"testing"
	"time"

	"bistand/aid"
)

func day(t *testing.T, text string) aid.Date {
	t.Helper()
	d, err := aid.ParseDate(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return d
}

func month(t *testing.T, text string) aid.Month {
	t.Helper()
	m, err := aid.ParseMonth(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return m
}

func TestDatesAreReadAndWritten(t *testing.T) {
	for _, text := range []string{"2026-11-22", "2024-02-29", "0001-01-01", "9999-12-31"} {
		if got := day(t, text).String(); got != text {
			t.Errorf("%s became %s", text, got)
		}
	}
	for _, text := range []string{"", "2026-02-29", "2026-02-31", "2026-13-01", "2026-00-10", "2026-1-2", "26-01-02", "2026-01-02 ", "2026/01/02", "20260102", "2026-01-02T00:00:00Z", "-026-01-02"} {
		if got, err := aid.ParseDate(text); code(err) != "date.format" || !got.IsZero() {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "2026", "2026-13", "2026-1", "2026-11-22", " 2026-11"} {
		if got, err := aid.ParseMonth(text); code(err) != "month.format" || got != (aid.Month{}) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	type both struct {
		D aid.Date
		M aid.Month
	}
	for _, want := range []both{{}, {day(t, "2026-11-22"), month(t, "2026-11")}} {
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		got := both{day(t, "2000-01-01"), month(t, "2000-01")}
		if err := json.Unmarshal(text, &got); err != nil || got != want {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	var b both
	if json.Unmarshal([]byte(`{"D":"31 maj"}`), &b) == nil || json.Unmarshal([]byte(`{"M":"maj"}`), &b) == nil {
		t.Error("what is no date was read")
	}
}

func TestDatesAreCounted(t *testing.T) {
	d := day(t, "2024-02-28")
	for n, want := range map[int]string{0: "2024-02-28", 1: "2024-02-29", 2: "2024-03-01", -28: "2024-01-31", 366: "2025-02-28", 307: "2024-12-31"} {
		got := d.AddDays(n)
		if got.String() != want || d.DaysUntil(got) != n || got.DaysUntil(d) != -n || d.Before(got) != (n > 0) {
			t.Errorf("%d days on: %s, %d", n, got, d.DaysUntil(got))
		}
	}
	if got := day(t, "0001-01-01").DaysUntil(day(t, "9999-12-31")); got != 3652058 {
		t.Errorf("all days: %d", got)
	}
	if got := d.Weekday(); got != time.Wednesday {
		t.Errorf("28 February 2024 was a %s", got)
	}
	m := month(t, "2023-12")
	for n, want := range map[int][2]string{0: {"2023-12-01", "2023-12-31"}, 2: {"2024-02-01", "2024-02-29"}, 14: {"2025-02-01", "2025-02-28"}, -12: {"2022-12-01", "2022-12-31"}} {
		got := m.Add(n)
		if got.First().String() != want[0] || got.Last().String() != want[1] || got.First().MonthOf() != got || m.Before(got) != (n > 0) {
			t.Errorf("%d months on: %s", n, got)
		}
	}
}

// A Swedish day begins at Swedish midnight, in summer and winter, and on the two days the clock is moved.
func TestSwedishDate(t *testing.T) {
	for text, want := range map[string]string{
		"2026-11-22T22:59:59Z": "2026-11-22", "2026-11-22T23:00:00Z": "2026-11-23", "2026-07-01T21:59:59Z": "2026-07-01", "2026-07-01T22:00:00Z": "2026-07-02",
		"2026-03-28T22:59:59Z": "2026-03-28", "2026-03-29T21:59:59Z": "2026-03-29", "2026-10-24T22:00:00Z": "2026-10-25", "2026-10-25T22:59:59Z": "2026-10-25",
		"2026-12-31T23:30:00Z": "2027-01-01", "2028-02-28T23:00:00Z": "2028-02-29",
	} {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		if got := aid.SwedishDate(at).String(); got != want {
			t.Errorf("%s is %s in Sweden, want %s", text, got, want)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	f.Add("2026-11-22")
	f.Add("2026-02-29")
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := aid.ParseDate(text); err == nil && d.String() != text {
			t.Fatalf("%q became %s", text, d)
		}
		if m, err := aid.ParseMonth(text); err == nil && m.String() != text {
			t.Fatalf("%q became %s", text, m)
		}
	})
}

// The weekdays on which Swedish banks are closed. Source: lag (1989:253) om allmänna helgdagar, and the three eves.
func TestBankHolidays(t *testing.T) {
	closed := map[string]bool{}
	for _, text := range []string{
		"2025-01-01", "2025-01-06", "2025-04-18", "2025-04-21", "2025-05-01", "2025-05-29", "2025-06-06", "2025-06-20", "2025-12-24", "2025-12-25", "2025-12-26", "2025-12-31",
		"2026-01-01", "2026-01-06", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-06-19", "2026-12-24", "2026-12-25", "2026-12-31",
		"2027-01-01", "2027-01-06", "2027-03-26", "2027-03-29", "2027-05-06", "2027-06-25", "2027-12-24", "2027-12-31",
	} {
		closed[text] = true
		if w := day(t, text).Weekday(); w == time.Saturday || w == time.Sunday {
			t.Fatalf("%s is a %s: it says nothing", text, w)
		}
	}
	for d := day(t, "2025-01-01"); d.Year < 2028; d = d.AddDays(1) {
		weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
		if want := !weekend && !closed[d.String()]; d.IsBankDay() != want {
			t.Errorf("%s (%s): bank day %v, want %v", d, d.Weekday(), d.IsBankDay(), want)
		}
	}
}

// Easter Sundays from the tables of the almanac; the Friday before and the Monday after are closed.
func TestEaster(t *testing.T) {
	for _, text := range []string{
		"1990-04-15", "1991-03-31", "1992-04-19", "1995-04-16", "1997-03-30", "2000-04-23", "2002-03-31", "2005-03-27", "2008-03-23", "2010-04-04", "2011-04-24", "2014-04-20",
		"2016-03-27", "2018-04-01", "2019-04-21", "2020-04-12", "2021-04-04", "2022-04-17", "2023-04-09", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16",
		"2029-04-01", "2030-04-21", "2033-04-17", "2035-03-25", "2038-04-25", "2040-04-01", "2045-04-09", "2049-04-18", "2050-04-10",
	} {
		sunday := day(t, text)
		if sunday.Weekday() != time.Sunday || sunday.AddDays(-2).IsBankDay() || sunday.AddDays(1).IsBankDay() || sunday.AddDays(39).IsBankDay() {
			t.Errorf("Easter of %s", text)
		}
		if !sunday.AddDays(-3).IsBankDay() || !sunday.AddDays(-9).IsBankDay() {
			t.Errorf("Maundy Thursday and the Friday a week before of %s are bank days", text)
		}
	}
}

func TestBankDaysAreCounted(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-11-20", 1, "2026-11-23"}, {"2026-11-22", 1, "2026-11-23"}, {"2026-12-23", 1, "2026-12-28"}, {"2026-12-30", 1, "2027-01-04"}, {"2026-04-02", 2, "2026-04-08"}, {"2026-11-23", 0, "2026-11-23"},
	} {
		if got := day(t, c.from).AddBankDays(c.n); got.String() != c.want {
			t.Errorf("%d bank days after %s: %s, want %s", c.n, c.from, got, c.want)
		}
	}
	for from, want := range map[string]string{"2026-11-23": "2026-11-23", "2026-11-22": "2026-11-20", "2026-12-26": "2026-12-23", "2027-01-01": "2026-12-30", "2026-04-06": "2026-04-02"} {
		if got := day(t, from).BankDayOnOrBefore(); got.String() != want {
			t.Errorf("bank day on or before %s: %s, want %s", from, got, want)
		}
	}
}

// The zone that is compiled in is the one that Go knows, hour by hour.
func TestSwedenIsTheZoneOfStockholm(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	for at := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2060; at = at.Add(time.Hour) {
		name, offset := at.In(aid.Sweden).Zone()
		if want, seconds := at.In(zone).Zone(); name != want || offset != seconds {
			t.Fatalf("%s: %s, %d s, want %s, %d s", at, name, offset, want, seconds)
		}
	}
	if aid.Sweden.String() != "Europe/Stockholm" {
		t.Errorf("the zone is called %s", aid.Sweden)
	}
}
