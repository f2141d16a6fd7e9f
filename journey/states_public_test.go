package journey_test

import (
	"net/http"
	"strings"
	"time"

	"bistand/aid"
	bankidsim "bistand/bankid/sim"
	oidcsim "bistand/oidc/sim"
	"bistand/web/webtest"
)

// Days that pages of the catalogue are seen on: in the week before a maintenance window, and in it.
var (
	beforeMaintenance = time.Date(2026, 12, 2, 12, 0, 0, 0, time.UTC)
	inMaintenance     = time.Date(2026, 12, 3, 12, 0, 0, 0, time.UTC)
)

// public walks what everyone may see.
func (c *catalogue) public() {
	v, other := c.world.Visitor(c.world.Lund), c.world.Visitor(c.world.Solna)
	c.see("open", v, "/")
	c.see("another municipality", other, "/")
	c.see("as it is", v, "/hjalp")
	safe := &c.world.Lund.Tenant.Municipality.SafeContact
	*safe = aid.Office{Name: "Trygg mottagning", Phone: "046-000 00 01", Hours: "vardagar 9–10"}
	c.see("with a safe number", v, "/hjalp")
	c.state("refused, with a safe number", v, func() *webtest.Page { return v.LogIn(c.world.Lund.Unknown) })
	*safe = aid.Office{}
	c.see("as it is", v, "/hjalp/instruktion/sv")
	c.see("in Arabic", v, "/hjalp/instruktion/ar")
	c.see("as it is", v, "/personuppgifter")
	c.see("all languages", v, "/sprak?till=/hjalp")
	c.see("several years", v, "/normen")
	c.see("by the ordinance", v, "/normen/2015")
	c.see("computed", v, "/normen/2026")
	c.see("a year without a norm", v, "/normen/1980")
	c.see("published", v, "/riktlinjer")
	c.see("none published", other, "/riktlinjer")
	c.see("left on purpose", v, "/utloggad")
	c.see("run out", v, "/utloggad?tid=1")
	c.see("no such page", v, "/finns-inte")
	c.see("log-in of staff", v, "/handlaggning/logga-in")
	c.see("answer that belongs to nobody", v, "/handlaggning/logga-in/svar?state=x&code=y")
	c.state("someone without a role", v, func() *webtest.Page { return c.world.Visitor(c.world.Lund).StaffLogIn(webtest.NoRole) })

	c.see("nothing filled in", v, "/tillganglighet")
	c.state("empty report", v, wrong(v, "/tillganglighet", "/tillganglighet"))
	c.state("reported", v, wrong(v, "/tillganglighet", "/tillganglighet", "text", "Bilden läses inte upp."))
	c.see("nothing filled in", v, "/tyck-till")
	c.state("nothing said", v, wrong(v, "/tyck-till", "/tyck-till"))
	c.state("said", v, wrong(v, "/tyck-till", "/tyck-till", "kind", "praise", "text", "Tydliga sidor."))

	trial := func(fields ...string) func() *webtest.Page {
		return wrong(v, "/provberakning", "/provberakning", fields...)
	}
	c.see("nothing filled in", v, "/provberakning")
	c.state("faults", v, trial("barn-age_4_6", "99", "inkomst-salary", "x"))
	c.state("below", v, trial("vuxna", "tva", "barn-age_4_6", "2", "inkomst-salary", "7 300", "kostnad-housing", "5 010"))
	c.state("at the limit", v, trial("inkomst-salary", "5 220"))
	c.state("above", v, trial("inkomst-salary", "15 000", "kostnad-housing", "6 500"))
	c.state("form sent twice, without its key", v, func() *webtest.Page { return v.Post("/tyck-till", "nyckel", "") })
}

// loggingIn walks the log-in, and what keeps people out.
func (c *catalogue) loggingIn() {
	w, f := c.world, c.world.Lund.Facts
	v := w.Visitor(w.Lund)
	started := func(device string) *webtest.Page { return filled(v, "/logga-in", "/logga-in").Press("enhet", device) }
	after := func(action string) func() *webtest.Page {
		return func() *webtest.Page {
			p := started("denna")
			w.Phone(p.AppLink(), f.Applicant, action)
			w.Clock.Advance(2 * time.Second)
			return v.Get(p.URL.Path)
		}
	}
	c.see("as it is", v, "/logga-in")
	c.see("on the way to a page", v, "/logga-in?till=/beslut")
	c.state("app on this device", v, func() *webtest.Page { return started("denna") })
	c.state("code to scan", v, func() *webtest.Page { return started("annan") })
	for name, action := range map[string]string{
		"scanned": "pending:userSign", "looking for the app": "pending:started", "cancelled in the app": "userCancel", "too slow": "expiredTransaction",
		"app not found": "startFailed", "risk": "transactionRiskBlocked", "certificate": "certificateErr",
	} {
		c.state(name, v, after(action))
	}
	c.state("cancelled here", v, func() *webtest.Page {
		p := started("denna")
		p.Form(p.URL.Path + "/avbryt").Submit()
		return v.Get(p.URL.Path)
	})
	c.state("BankID is down", v, func() *webtest.Page {
		w.BankID.SetMode(bankidsim.Outage)
		defer w.BankID.SetMode(bankidsim.Normal)
		return started("denna")
	})
	c.state("BankID goes down meanwhile", v, func() *webtest.Page {
		p := started("denna")
		w.BankID.SetMode(bankidsim.Outage)
		defer w.BankID.SetMode(bankidsim.Normal)
		w.Clock.Advance(2 * time.Second)
		return v.Get(p.URL.Path)
	})
	for name, mode := range map[string]oidcsim.Mode{
		"another e-identification: cancelled": oidcsim.Denied, "another e-identification: too low": oidcsim.Unmet,
		"another e-identification: not trusted": oidcsim.NoNumber, "another e-identification is down": oidcsim.Busy,
	} {
		c.state(name, v, func() *webtest.Page {
			w.EID.SetMode(mode)
			defer w.EID.SetMode(oidcsim.Working)
			return v.LogInOtherwise(f.Applicant)
		})
	}
	for name, person := range map[string]aid.Person{"access not open": w.Lund.NotActivated, "no case under way": w.Lund.Closed, "protected": f.Protected} {
		c.state("refused: "+name, v, func() *webtest.Page { return v.LogIn(person) })
	}
	c.see("refused while logged in", v, "/logga-in/kontakt")
	w.Lund.Census.Fail(true)
	c.state("refused: the population register does not answer", v, func() *webtest.Page { return v.LogIn(f.Applicant) })
	c.see("a register does not answer", v, "/logga-in")
	c.see("the population register does not answer", c.at(f.Caseworker), "/handlaggning")
	w.Lund.Census.Fail(false)
	c.see("someone not logged in", v, "/start")
}

// late walks what a day shows that comes when all else has been seen: maintenance, and a register that does not answer.
func (c *catalogue) late() {
	w := c.world
	w.Clock.Set(beforeMaintenance)
	v := w.Visitor(w.Lund)
	c.see("before maintenance", v, "/")
	in := c.in(w.Lund.Facts.Applicant)
	c.see("before maintenance, later in the month", in, "/start")
	c.see("before maintenance", in, "/dokument")
	w.Clock.Set(inMaintenance)
	c.see("in maintenance", v, "/")
	c.see("in maintenance", v, "/logga-in")
	c.see("in maintenance", v, "/hjalp")
	c.state("in maintenance", v, func() *webtest.Page { return v.Post("/logga-in", "enhet", "denna") })
	c.unsent()
	w.Clock.Set(time.Date(2031, 1, 2, 9, 0, 0, 0, time.UTC))
	c.see("no norm of the year", v, "/provberakning")
	c.see("logged out long ago", in, "/start")

	w.Clock.Set(beforeMaintenance)
	in = c.in(w.Lund.Facts.Applicant)
	c.state("other site's form", in, func() *webtest.Page {
		in.Header.Set("Sec-Fetch-Site", "cross-site")
		defer in.Header.Del("Sec-Fetch-Site")
		return in.Once(http.MethodPost, "/anmal-andring", strings.NewReader("kind=work"), "application/x-www-form-urlencoded")
	})
	there := w.Visitor(w.Solna).MustLogIn(w.Solna.Facts.Applicant)
	if err := w.Solna.Tenant.Desk.Register.Close(); err != nil {
		c.t.Fatal(err)
	}
	c.see("register is down", there, "/start")
	c.see("register is down", w.Visitor(w.Solna), "/")
}

// unsent walks what becomes of a form that is sent after its log-in has ended.
func (c *catalogue) unsent() {
	f := c.world.Lund.Facts
	c.world.Clock.Set(beforeMaintenance)
	her, worker := c.in(f.Applicant), c.at(f.Caseworker)
	thread := "/handlaggning/arende/" + string(f.Case.ID) + "/meddelanden/" + string(f.CoApplicant.ID)
	hers, theirs := filled(her, "/meddelanden/nytt", "/meddelanden/nytt", "text", "Sent svar."), filled(worker, thread, thread, "text", "Sent svar.")
	c.world.Clock.Advance(10 * time.Hour)
	c.state("kept", her, hers.Submit)
	c.state("kept", worker, theirs.Submit)
	c.see("one form waits", her.MustLogIn(f.Applicant), "/osant")
	c.see("one form waits", worker.MustStaffLogIn(f.Caseworker), "/handlaggning/osant")
}
