package casework_test

import (
	"errors"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/store"
	"bistand/store/storetest"
)

// protect gives a person a sekretessmarkering, or takes it away.
func (w *world) protect(p aid.Person, on bool) {
	w.t.Helper()
	step := store.Step{At: w.Now(), Actor: aid.Actor{Kind: aid.BySystem}, Name: "protect", Kind: "person", Object: p.ID}
	w.must(w.register.Step(w.ctx, step, func(tx *store.Tx) error { return tx.AddProtection(w.id(), p.ID, on) }))
}

func (w *world) closeCase(c aid.Case) {
	w.t.Helper()
	step := store.Step{At: w.Now(), Actor: aid.Actor{Kind: aid.BySystem}, Name: "close_case", CaseID: c.ID, Kind: "case", Object: c.ID}
	w.must(w.register.Step(w.ctx, step, func(tx *store.Tx) error { return tx.AddCaseClosing(c.ID, w.today(), "Egen försörjning") }))
}

// B1, G2, G3: who is let in, and that every refusal is one and the same.
func TestB1_WhoIsLetIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		entry := have(w.desk.Admit(w.ctx, w.omar.Personnummer))(t)
		if entry.Person.ID != w.omar.ID || entry.Case.ID != w.couple.ID {
			t.Errorf("let in: %+v", entry)
		}
		for _, c := range []struct {
			name   string
			number aid.Personnummer
			before func()
			after  func()
		}{
			{"okänd", storetest.Number(t, "19900101", 990), nil, nil},
			{"barn i ärendet", w.elis.Personnummer, nil, nil},
			{
				"tjänsten är stängd för Omar", w.omar.Personnummer,
				func() { w.must(w.desk.SetAccess(w.ctx, w.by(w.adam), w.adam, w.couple.ID, w.omar.ID, false)) },
				func() { w.must(w.desk.SetAccess(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.omar.ID, true)) },
			},
			{"sekretessmarkering", w.omar.Personnummer, func() { w.protect(w.omar, true) }, func() { w.protect(w.omar, false) }},
			{"ärendet är avslutat", w.sara.Personnummer, func() { w.closeCase(w.single) }, nil},
		} {
			if c.before != nil {
				c.before()
			}
			entry, err := w.desk.Admit(w.ctx, c.number)
			if err != aid.ErrForbidden { //nolint:errorlint // the very same error, so that nothing tells the causes apart
				t.Errorf("%s: %v", c.name, err)
			}
			if entry.Person.ID != "" || entry.Case.ID != "" {
				t.Errorf("%s: the refusal tells %+v", c.name, entry)
			}
			if c.after != nil {
				c.after()
			}
		}
		have(w.desk.Admit(w.ctx, w.omar.Personnummer))(t)
	})
}

// B1, B15: a log-in with a BankID, and the refusal of those who are not let in: the identification is spent all the same.
func TestB1_LogIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		w.must(w.desk.ChangeProfile(w.ctx, w.as(w.asa), w.couple.ID, aid.Profile{PersonID: w.asa.ID, Email: "asa@example.org", Language: "ar"}))
		o := w.completed(w.logIn(false), w.asa, "approve")
		session := have(w.desk.LogIn(w.ctx, o.ID, w.client, "en", "hash-asa"))(t)
		kept := have(w.register.Session(w.ctx, "hash-asa"))(t)
		if session.Language != "ar" || kept.Language != "ar" || kept.Actor.ID != w.asa.ID || kept.CaseID != w.couple.ID || kept.RemoteAddr != w.client.Addr {
			t.Errorf("session %+v, kept %+v", session, kept)
		}
		chosen := w.client
		chosen.Language = "so"
		o = w.completed(w.logIn(false), w.asa, "approve")
		if s := have(w.desk.LogIn(w.ctx, o.ID, chosen, "en", "hash-chosen"))(t); s.Language != "so" {
			t.Errorf("what was chosen in the browser gives way to %q", s.Language)
		}
		if p := have(w.register.Profile(w.ctx, w.asa.ID))(t); p.Language != "ar" {
			t.Errorf("the profile's language is %q", p.Language)
		}
		if !kept.Alive(w.Now()) || kept.Alive(w.Now().Add(aid.SessionIdle)) {
			t.Error("the session does not last as it should")
		}
		w.protect(w.sara, true)
		o = w.completed(w.logIn(false), w.sara, "approve")
		before := w.steps()
		_, err := w.desk.LogIn(w.ctx, o.ID, w.client, "sv", "hash-sara")
		w.refused("sekretessmarkering", before, err, aid.ErrForbidden)
		if _, err := w.register.Session(w.ctx, "hash-sara"); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("a refused person has a session: %v", err)
		}
		w.protect(w.sara, false)
		if _, err := w.desk.LogIn(w.ctx, o.ID, w.client, "sv", "hash-sara"); !errors.Is(err, aid.ErrConflict) {
			t.Errorf("a spent identification: %v", err)
		}
	})
}

// L1: staff open and close the e-service for an adult of a case.
func TestL1_StaffActivateAccess(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		before := w.steps()
		for _, s := range []aid.Staff{w.bengt, w.ella, w.rut, w.nobody} {
			w.refused(s.Name, before, w.desk.SetAccess(w.ctx, w.by(s), s, w.couple.ID, w.asa.ID, false), aid.ErrForbidden)
		}
		for _, c := range []struct {
			name   string
			caseID aid.ID
			person aid.Person
		}{{"ett barn", w.couple.ID, w.elis}, {"någon utanför ärendet", w.couple.ID, w.sara}, {"ett ärende som inte finns", w.id(), w.asa}} {
			w.refused(c.name, before, w.desk.SetAccess(w.ctx, w.by(w.hanna), w.hanna, c.caseID, c.person.ID, true), aid.ErrNotFound)
		}
		for _, s := range []aid.Staff{w.hanna, w.adam} {
			for _, active := range []bool{false, true} {
				w.must(w.desk.SetAccess(w.ctx, w.by(s), s, w.couple.ID, w.asa.ID, active))
				if got := have(w.register.HasAccess(w.ctx, w.couple.ID, w.asa.ID))(t); got != active {
					t.Errorf("%s: access %v, want %v", s.Name, got, active)
				}
			}
		}
		w.protect(w.asa, true)
		before = w.steps()
		if err := w.desk.SetAccess(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.asa.ID, true); code(err) != "access.protected" || w.steps() != before {
			t.Errorf("a protected person: %v", err)
		}
		w.must(w.desk.SetAccess(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.asa.ID, false))
	})
}

// H11: a case opens for those assigned; others give a reason, which holds for eight hours.
func TestH11_WhoMayOpenACase(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		may := func(s aid.Staff) bool {
			t.Helper()
			return have(w.desk.MayOpen(w.ctx, s, have(w.register.Case(w.ctx, w.couple.ID))(t)))(t)
		}
		for _, c := range []struct {
			staff aid.Staff
			want  bool
		}{{w.hanna, true}, {w.ella, true}, {w.bengt, false}, {w.rut, false}, {w.adam, false}, {w.nobody, false}} {
			if got := may(c.staff); got != c.want {
				t.Errorf("%s at first: %v", c.staff.Name, got)
			}
		}
		read := func(s aid.Staff, caseID aid.ID, reason string) {
			t.Helper()
			w.must(w.desk.RecordRead(w.ctx, aid.Actor{Kind: aid.ByStaff, ID: s.ID, Name: s.Name}, caseID, "case", reason))
		}
		read(w.bengt, w.couple.ID, "")
		read(w.bengt, w.single.ID, "Beslut i stället för kollega.")
		read(w.rut, w.couple.ID, "Granskning.")
		if may(w.bengt) || may(w.rut) {
			t.Error("a read without a reason, one of another case, or one by a reviewer opens the case")
		}
		read(w.bengt, w.couple.ID, "Beslut i stället för kollega.")
		w.pass(casework.ReasonLasts - time.Second)
		w.desk.RecordReads(w.ctx, []aid.CaseRead{{CaseID: w.couple.ID, By: aid.Actor{Kind: aid.ByStaff, ID: w.bengt.ID, Name: w.bengt.Name}, At: w.Now(), What: "documents"}})
		if !may(w.bengt) || may(w.nobody) {
			t.Error("a reason does not hold for eight hours, or holds for others")
		}
		w.pass(time.Second)
		if may(w.bengt) {
			t.Error("a reason holds for longer than eight hours")
		}
		w.protect(w.noor, true) // one protected member is enough
		read(w.bengt, w.couple.ID, "Beslut i stället för kollega.")
		if may(w.bengt) || !may(w.hanna) {
			t.Error("a protected person's case opens for a reason, or not for those assigned")
		}
		reads := have(w.register.CaseReads(w.ctx, w.couple.ID, time.Time{}, 10))(t)
		if len(reads) != 5 || reads[0].Reason == "" || reads[0].By.Name != w.bengt.Name {
			t.Errorf("X12: %d reads are kept: %+v", len(reads), reads)
		}
	})
}

// H11: many reads do not make a reason forgotten.
func TestH11_ReasonAmongManyReads(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		by := aid.Actor{Kind: aid.ByStaff, ID: w.bengt.ID, Name: w.bengt.Name}
		w.must(w.desk.RecordRead(w.ctx, by, w.couple.ID, "case", "Beslut i stället för kollega."))
		var reads []aid.CaseRead
		for i := range 600 {
			if i < 300 { // the rest at one and the same instant
				w.pass(time.Second)
			}
			reads = append(reads, aid.CaseRead{CaseID: w.couple.ID, By: by, At: w.Now(), What: "payments"})
		}
		w.desk.RecordReads(w.ctx, reads)
		if !have(w.desk.MayOpen(w.ctx, w.bengt, w.couple))(t) {
			t.Error("after 600 pages the reason is forgotten")
		}
	})
}

// B16: a case always holds a way to reach each adult.
func TestB16_ChangedProfile(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		before := w.steps()
		for want, p := range map[string]aid.Profile{
			"phone:profile.unreachable":             {},
			"phone:phone.format":                    {Phone: "ring mig"},
			"email:email.format":                    {Email: "asa@"},
			"phone:phone.format email:email.format": {Phone: "1", Email: "a b@example.org"},
		} {
			p.PersonID = w.asa.ID
			if err := w.desk.ChangeProfile(w.ctx, w.as(w.asa), w.couple.ID, p); code(err) != want || w.steps() != before {
				t.Errorf("%q, want %q", code(err), want)
			}
		}
		p := aid.Profile{PersonID: w.asa.ID, Phone: "070-174 06 05", Language: "so"}
		w.must(w.desk.ChangeProfile(w.ctx, w.as(w.asa), w.couple.ID, p))
		if got := have(w.register.Profile(w.ctx, w.asa.ID))(t); got != p {
			t.Errorf("profile %+v", got)
		}
	})
}

// The log-in service names staff; one who is new is added once, and the roles are those of this log-in.
func TestH11_StaffLogIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		known := have(w.desk.AdmitStaff(w.ctx, aid.Staff{Subject: w.hanna.Subject, Name: "Nytt namn", Roles: []aid.Role{aid.Auditor}}))(t)
		if known.ID != w.hanna.ID || known.Name != w.hanna.Name || !known.Has(aid.Auditor) || known.Has(aid.Caseworker) {
			t.Errorf("known: %+v", known)
		}
		before := w.steps()
		for _, s := range []aid.Staff{{Subject: "ny"}, {Roles: []aid.Role{aid.Caseworker}}} {
			_, err := w.desk.AdmitStaff(w.ctx, s)
			w.refused("without a role or a subject", before, err, aid.ErrForbidden)
		}
		first := have(w.desk.AdmitStaff(w.ctx, aid.Staff{Subject: "ny", Name: "Ny Nyman", Roles: []aid.Role{aid.Caseworker}}))(t)
		again := have(w.desk.AdmitStaff(w.ctx, aid.Staff{Subject: "ny", Name: "Ny Nyman", Roles: []aid.Role{aid.Caseworker}}))(t)
		if first.ID == "" || first.ID != again.ID || w.steps() != before+1 {
			t.Errorf("added as %s and %s in %d steps", first.ID, again.ID, w.steps()-before)
		}
	})
}
