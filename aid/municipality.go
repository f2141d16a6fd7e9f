package aid

import (
	"strings"
	"time"
)

// Municipality (kommun) is what sets one municipality apart, as its settings file states it. What no source says is left out.
type Municipality struct {
	Code      string   `toml:"code"` // kommunkod, four digits
	Name      string   `toml:"name"` // "Lunds kommun"
	Short     string   `toml:"short"`
	Slug      string   `toml:"slug"`  // first part of the host name in the demo
	Hosts     []string `toml:"hosts"` // host names served
	Board     string   `toml:"board"` // the board that decides; empty where no source names it
	Court     string   `toml:"court"` // förvaltningsrätt that tries appeals
	Web       string   `toml:"web"`
	QuickExit string   `toml:"quick_exit"` // where who leaves quickly is led; empty: Web
	OrgNumber string   `toml:"org_number"`

	// Who supervises that the service is accessible, and where to report to them.
	Supervisor     string `toml:"supervisor"`
	SupervisorLink string `toml:"supervisor_link"`

	TargetDays      int      `toml:"target_days"`       // days to a decision after a complete application; 0 = not stated
	DecisionDays    int      `toml:"decision_days"`     // days a decision stays in the front list; 0 = always
	AnswerDays      int      `toml:"answer_days"`       // bank days in which a message is answered; 0 = not stated
	PostAfterDays   int      `toml:"post_after_days"`   // days that what was written may lie unread before it goes by post; 0 = the program's own, see PostAfter
	WindowOpensDay  int      `toml:"window_opens_day"`  // day of the month before, from which a month can be applied for
	WindowClosesDay int      `toml:"window_closes_day"` // day of the month itself, to which it can be applied for
	Languages       []string `toml:"languages"`         // of the public pages, first the default
	ThemeColour     string   `toml:"theme_colour"`      // #rrggbb, checked for contrast against white

	Offices               []Office      `toml:"office"`
	SafeContact           Office        `toml:"safe_contact"` // whom those with a sekretessmarkering turn to; Safe where it is not stated
	Maintenance           []Maintenance `toml:"maintenance"`
	DelegationLimitKronor int           `toml:"delegation_limit_kronor"` // the most a decision-maker may grant a month; 0 = not stated
}

// Office (kontor, mottagning) is a place to turn to.
type Office struct {
	Name    string `toml:"name"`
	Phone   string `toml:"phone"`
	Hours   string `toml:"hours"`
	Address string `toml:"address"`
	Email   string `toml:"email"`
}

// Maintenance (underhåll) is a recurring time when log-in is closed: the n-th weekday of each month.
type Maintenance struct {
	Week    int    `toml:"week"`    // 1 = first
	Weekday string `toml:"weekday"` // "thursday"
	From    string `toml:"from"`    // "12:00"
	Until   string `toml:"until"`   // "14:00"
}

// Phone returns the telephone number of the first office, the one every page shows.
func (m Municipality) Phone() string {
	if len(m.Offices) == 0 {
		return ""
	}
	return m.Offices[0].Phone
}

// Safe returns whom those with a sekretessmarkering turn to: the place that the settings name for them, else the first office.
func (m Municipality) Safe() (Office, bool) {
	if m.SafeContact.Phone != "" {
		return m.SafeContact, true
	}
	if len(m.Offices) == 0 {
		return Office{}, false
	}
	return m.Offices[0], true
}

// Away returns the address of the outside page that who leaves quickly is led to; empty where the settings name none.
func (m Municipality) Away() string {
	address := m.QuickExit
	if address == "" {
		address = m.Web
	}
	if address == "" || strings.Contains(address, "://") {
		return address
	}
	return "https://" + address
}

var weekdays = map[string]time.Weekday{
	"monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday, "thursday": time.Thursday,
	"friday": time.Friday, "saturday": time.Saturday, "sunday": time.Sunday,
}

// Window returns when the maintenance of a month begins and ends, in the zone given.
func (w Maintenance) Window(m Month, zone *time.Location) (from, until time.Time, err error) {
	day, ok := weekdays[w.Weekday]
	if !ok || w.Week < 1 || w.Week > 4 {
		return from, until, Error{Code: "maintenance.day"}
	}
	d := m.First()
	for d.Weekday() != day {
		d = d.AddDays(1)
	}
	d = d.AddDays(7 * (w.Week - 1))
	if from, err = clockOn(d, w.From, zone); err != nil {
		return from, until, err
	}
	until, err = clockOn(d, w.Until, zone)
	return from, until, err
}

// clockOn reads "12:00" as an instant of the day.
func clockOn(d Date, clock string, zone *time.Location) (time.Time, error) {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return time.Time{}, Error{Code: "maintenance.time"}
	}
	return time.Date(d.Year, d.Month, d.Day, t.Hour(), t.Minute(), 0, 0, zone), nil
}

// ClosedAt tells whether log-in is closed for maintenance at an instant, and until when.
func (m Municipality) ClosedAt(now time.Time) (until time.Time, closed bool) {
	for _, w := range m.Maintenance {
		from, until, err := w.Window(SwedishDate(now).MonthOf(), Sweden)
		if err == nil && !now.Before(from) && now.Before(until) {
			return until, true
		}
	}
	return time.Time{}, false
}
