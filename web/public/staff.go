package public

import (
	"errors"
	"fmt"
	"net/http"

	"bistand/aid"
	"bistand/store"
	"bistand/web/site"
	"bistand/web/ui"
)

// staffLogin offers staff to log in. The way on is a link and no form: browsers hold the pages' policy for forms against the
// redirect to the log-in service too.
func staffLogin(v *site.Visit) error {
	if v.Session != nil && v.Session.Actor.Kind == aid.ByStaff {
		return v.Redirect("/handlaggning")
	}
	return v.Render(staffLoginPage(v, ui.Page{Title: v.L.T("staff.login.title")}, ""))
}

// startStaffLogin sends the browser to the municipality's log-in service.
func startStaffLogin(v *site.Visit) error {
	if v.Tenant.StaffLogin == nil {
		return aid.ErrNotFound
	}
	address, kept, err := v.Tenant.StaffLogin.Start(v.Ctx())
	if err != nil {
		return fmt.Errorf("start a staff log-in: %w", err)
	}
	if err := keepLogin(v, store.StaffSide, kept, ""); err != nil {
		return err
	}
	return v.Redirect(address)
}

// finishStaffLogin takes the answer that the browser brings back from the log-in service, once, and only in the browser that
// was sent there. Whoever comes for the first time is added to the register; without a role there is no way in.
func finishStaffLogin(v *site.Visit) error {
	if v.Tenant.StaffLogin == nil {
		return aid.ErrNotFound
	}
	login, err := takeLogin(v, store.StaffSide)
	if errors.Is(err, aid.ErrNotFound) {
		return v.Redirect("/handlaggning/logga-in")
	}
	if err != nil {
		return err
	}
	named, err := v.Tenant.StaffLogin.Finish(v.Ctx(), login.answer.Get("code"), login.answer.Get("state"), login.kept)
	if err != nil {
		v.Note(err)
		return refuseStaff(v)
	}
	staff, err := v.Desk().AdmitStaff(v.Ctx(), named)
	if errors.Is(err, aid.ErrForbidden) {
		return refuseStaff(v)
	}
	if err != nil {
		return err
	}
	if err := v.LogInStaff(staff); err != nil {
		return err
	}
	return v.RedirectToUnsent(site.StaffUnsentPage, "/handlaggning")
}

// refuseStaff shows the log-in again, with what to do.
func refuseStaff(v *site.Visit) error {
	page := ui.Page{Title: v.L.T("staff.login.title")}
	return v.RenderStatus(http.StatusForbidden, staffLoginPage(v, page, v.L.T("staff.login.refused")))
}
