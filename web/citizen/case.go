package citizen

import (
	"strings"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// contacts shows who handles the case and how to reach them, and the offices.
func contacts(v *site.Visit) error {
	c, err := v.Case("contacts")
	if err != nil {
		return err
	}
	today, err := v.Absences()
	if err != nil {
		return err
	}
	return v.Render(contactsPage(v.UI(), page(v, v.L.T("nav.contacts"), "/kontakter"), reachedFor(c.Contacts, today), v.Tenant.Municipality.Offices))
}

// officeRows is how an office is reached, and where it is.
func officeRows(c ui.Ctx, o aid.Office) []ui.Row {
	rows := site.ReachRows(c, o.Phone, o.Hours, "", o.Email)
	if o.Address != "" {
		rows = append(rows, ui.Row{Term: c.L.T("contact.address"), Content: ui.Swedish(c, o.Address)})
	}
	return rows
}

// theCase shows what the case is: its type, number and age, and who is in it.
func theCase(v *site.Visit) error {
	c, err := v.Case("case")
	if err != nil {
		return err
	}
	return v.Render(casePage(v.UI(), page(v, v.L.T("nav.case"), ""), c, v.Today()))
}

func caseRows(c ui.Ctx, theCase aid.Case, today aid.Date) []ui.Row {
	return []ui.Row{
		{Term: c.L.T("case.type"), Value: c.L.T("case." + theCase.Type)},
		{Term: c.L.T("case.number"), Content: ui.CaseNumber(c, theCase.Number)},
		{Term: c.L.T("case.opened"), Content: ui.Date(c, theCase.OpenedOn)},
		{Term: c.L.T("case.age"), Value: duration(c, theCase.OpenedOn, today)},
	}
}

// duration writes the time between two days in whole years, months and days, leaving out what is none.
func duration(c ui.Ctx, from, to aid.Date) string {
	years, months, days := between(from, to)
	var parts []string
	for _, part := range []struct {
		key string
		n   int
	}{{"duration.years", years}, {"duration.months", months}, {"duration.days", days}} {
		if part.n > 0 {
			parts = append(parts, c.L.N(part.key, part.n))
		}
	}
	if len(parts) == 0 {
		return c.L.T("duration.today")
	}
	return strings.Join(parts, " · ")
}

// between counts the whole years and months from one day to a later one, and the days that are left. A month is over on the
// same day of the next month, or on that month's last day where it is shorter.
func between(from, to aid.Date) (years, months, days int) {
	whole := (to.Year-from.Year)*12 + int(to.Month) - int(from.Month)
	if to.Before(monthsAfter(from, whole)) {
		whole--
	}
	if whole < 0 {
		return 0, 0, 0
	}
	return whole / 12, whole % 12, monthsAfter(from, whole).DaysUntil(to)
}

func monthsAfter(d aid.Date, n int) aid.Date {
	m := d.MonthOf().Add(n)
	return aid.Date{Year: m.Year, Month: m.Month, Day: min(d.Day, m.Last().Day)}
}
