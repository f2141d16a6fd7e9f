package public

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"bistand/aid"
	"bistand/store"
	"bistand/web/site"
	"bistand/web/ui"
)

// staffLoginLasts is how long the way to the municipality's log-in service and back may take.
const staffLoginLasts = 15 * time.Minute

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
	err = v.Register().Work(v.Ctx(), func(tx *store.Tx) error {
		return tx.AddStaffLogin(store.StaffLogin{State: kept.State, Browser: v.Client.Browser, Nonce: kept.Nonce, Verifier: kept.Verifier, At: v.Now})
	})
	if err != nil {
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
	query := v.R.URL.Query()
	var taken store.StaffLogin
	// Taken out before it is used: an answer that is brought back twice finds nothing the second time.
	err := v.Register().Work(v.Ctx(), func(tx *store.Tx) (err error) {
		taken, err = tx.TakeStaffLogin(query.Get("state"), v.Client.Browser)
		return err
	})
	// Too late, in another browser, or by the back button: there is nothing to explain, only to begin anew.
	if errors.Is(err, aid.ErrNotFound) || err == nil && v.Now.Sub(taken.At) > staffLoginLasts {
		return v.Redirect("/handlaggning/logga-in")
	}
	if err != nil {
		return err
	}
	kept := site.Kept{State: taken.State, Nonce: taken.Nonce, Verifier: taken.Verifier, StartedAt: taken.At}
	named, err := v.Tenant.StaffLogin.Finish(v.Ctx(), query.Get("code"), query.Get("state"), kept)
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
