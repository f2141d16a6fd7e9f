package staff

import (
	"net/http"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

const (
	ownHref     = "/handlaggning/min-sida"
	contactHref = ownHref + "/kontakt"
)

// stateContact keeps how the visitor is reached.
func stateContact(v *site.Visit) error {
	k := aid.StaffContact{Phone: text(v, "phone"), Hours: text(v, "hours"), Office: text(v, "office")}
	err := v.Desk().StateContact(v.Ctx(), v.Request(), k)
	if faults, ok := site.Faults(err); ok {
		return showOwn(v, http.StatusUnprocessableEntity, absenceForm{}, &k, faults)
	}
	return back(v, err, ownHref)
}

// ownRows is how others reach the member of staff.
func ownRows(c ui.Ctx, s aid.Staff) []ui.Row {
	rows := []ui.Row{{Term: c.L.T("staff.col.name"), Value: s.Name}}
	if s.Title != "" {
		rows = append(rows, ui.Row{Term: c.L.T("staff.own.job"), Value: s.Title})
	}
	return append(rows, site.ReachRows(c, s.Phone, s.Hours, s.Office, s.Email)...)
}

// officeField is the choice of the office where the visitor is found. An office that the municipality no longer has is none.
func officeField(c ui.Ctx, view ownView) ui.Field {
	f := ui.Field{Name: "office", Label: c.L.T("contact.office"), Error: c.FieldError(view.faults, "office"), Options: []ui.Option{{Label: c.L.T("staff.own.no_office")}}}
	for _, o := range view.offices {
		f.Options = append(f.Options, ui.Option{Value: o.Name, Label: o.Name, Chosen: o.Name == view.contact.Office})
	}
	return f
}
