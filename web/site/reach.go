package site

import (
	"bistand/web/ui"
)

// ReachRows is how someone of the municipality, or one of its offices, is reached: a row for each way that is stated.
func ReachRows(c ui.Ctx, phone, hours, office, email string) []ui.Row {
	var rows []ui.Row
	if phone != "" {
		rows = append(rows, ui.Row{Term: c.L.T("contact.phone"), Content: ui.Phone(c, phone)})
	}
	if hours != "" {
		rows = append(rows, ui.Row{Term: c.L.T("contact.hours"), Content: ui.Hours(c, hours)})
	}
	if office != "" {
		rows = append(rows, ui.Row{Term: c.L.T("contact.office"), Content: ui.Swedish(c, office)})
	}
	if email != "" {
		rows = append(rows, ui.Row{Term: c.L.T("contact.email"), Content: ui.Email(c, email)})
	}
	return rows
}
