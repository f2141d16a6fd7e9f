package casework_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	banksim "bistand/payfile/sim"
)

// TestX10_OneWhoLeftMovesBackIn: they sign again with the other from then on, and leave again; what they were not there for comes
// neither into the form nor among the files to use again.
func TestX10_OneWhoLeftMovesBackIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startFiles()
		w.registered(w.couple, w.november)
		w.turnTo(t, "2026-11-18 10:00:00")
		w.must(w.desk.EndMember(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.omar.ID, "Separation."))
		alone := aid.Case{ID: w.couple.ID, Members: have(w.register.Case(w.ctx, w.couple.ID))(t).Members}
		w.turnTo(t, "2026-11-20 10:00:00")
		draft := w.filled(alone, w.december)
		w.attach(draft.ID, "bank_statement", "ensam.pdf", []byte("%PDF-1.7\nensam\n%%EOF\n"))
		draft = have(w.register.Draft(w.ctx, draft.ID))(t)
		made := have(w.desk.Freeze(w.ctx, w.as(w.asa), draft.ID, draft.Version))(t)
		w.must(w.signed(made, w.asa))

		w.turnTo(t, "2026-12-07 10:00:00")
		january := w.december.Add(1)
		mine := have(w.desk.BeginDraft(w.ctx, w.as(w.asa), w.couple.ID, january))(t)
		if len(mine.Content.Expenses) == 0 {
			t.Error("one who is alone does not begin with what was applied for last")
		}
		out := w.frozen(alone, january)
		in := casework.MoveIn{Case: w.couple.ID, Person: w.omar.ID, On: w.day("2026-12-05")}
		before := w.steps()
		w.refused("by a decision-maker", before, w.desk.MoveIn(w.ctx, w.by(w.bengt), w.bengt, in), aid.ErrForbidden)
		w.refused("who was never there, by id", before, w.desk.MoveIn(w.ctx, w.by(w.hanna), w.hanna, casework.MoveIn{Case: w.couple.ID, Person: w.sara.ID, On: in.On}), aid.ErrNotFound)
		late := in
		late.On = w.day("2026-12-08")
		if err := w.desk.MoveIn(w.ctx, w.by(w.hanna), w.hanna, late); err == nil || err.Error() != "on: member.day" || w.steps() != before {
			t.Errorf("on a day to come: %v", err)
		}
		w.must(w.desk.MoveIn(w.ctx, w.by(w.hanna), w.hanna, in))
		c := have(w.register.Case(w.ctx, w.couple.ID))(t)
		if len(c.Adults()) != 2 || c.Adults()[1].ID != w.omar.ID {
			t.Errorf("the adults are %v", c.Adults())
		}
		if a := have(w.register.Application(w.ctx, out.ID))(t); a.Status() != aid.Voided {
			t.Errorf("what one alone had out for signature is %s", a.Status())
		}
		if list := have(w.register.Drafts(w.ctx, w.couple.ID))(t); len(list) != 0 {
			t.Errorf("drafts of one alone are left: %d", len(list))
		}
		if _, err := w.desk.Admit(w.ctx, w.omar.Personnummer); !errors.Is(err, aid.ErrForbidden) {
			t.Errorf("let in before staff have opened the e-service anew: %v", err)
		}
		w.must(w.desk.SetAccess(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.omar.ID, true))
		if e := have(w.desk.Admit(w.ctx, w.omar.Personnummer))(t); e.Case.ID != w.couple.ID {
			t.Errorf("let in to %v", e.Case.ID)
		}
		both := have(w.desk.BeginDraft(w.ctx, w.as(w.omar), w.couple.ID, january))(t)
		if c := both.Content; len(c.Expenses)+len(c.Incomes)+len(c.Occupations) > 0 || c.Housing.Form != "" || len(c.Household.Adults) != 2 {
			t.Errorf("the form holds what one alone stated: %+v", c)
		}
		if sent := have(w.desk.Reusable(w.ctx, both))(t); len(sent) != 0 {
			t.Errorf("to use again is %+v, though November was not decided when they parted", sent)
		}
		if _, err := w.desk.SharedBefore(w.ctx, w.couple.ID, january); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("the month before is compared with: %v", err)
		}
		a := w.frozen(w.couple, january)
		if len(a.Required) != 2 {
			t.Errorf("must be signed by %v", a.Required)
		}
		w.must(w.signed(a, w.asa))
		w.must(w.signed(a, w.omar))
		if _, err := w.desk.SharedBefore(w.ctx, w.couple.ID, january.Add(1)); err != nil {
			t.Errorf("what both have applied for is not begun from: %v", err)
		}
		before = w.steps()
		if err := w.desk.MoveIn(w.ctx, w.by(w.hanna), w.hanna, in); !errors.Is(err, aid.ErrNotFound) || w.steps() != before {
			t.Errorf("moved in twice: %v", err)
		}
		w.turnTo(t, "2026-12-10 10:00:00")
		w.must(w.desk.EndMember(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.omar.ID, "Igen."))
		if _, err := w.desk.Admit(w.ctx, w.omar.Personnummer); !errors.Is(err, aid.ErrForbidden) {
			t.Errorf("let in after leaving again: %v", err)
		}
		in.On = w.day("2026-12-10")
		w.must(w.desk.MoveIn(w.ctx, w.by(w.hanna), w.hanna, in))
		stays := have(w.register.Overview(w.ctx, w.couple.ID))(t).Stays
		if len(stays) != 1 || len(stays[w.omar.ID]) != 3 || !stays[w.omar.ID][2].Until.IsZero() || !stays[w.omar.ID][0].From.IsZero() {
			t.Errorf("the times in the case are %+v", stays)
		}
	})
}

// TestX10_ANewPartnerTakesTheFreePlace: anyone whom the register knows or not, with a name, beside one adult; never a third.
func TestX10_ANewPartnerTakesTheFreePlace(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.registered(w.couple, w.november)
		in := casework.MoveIn{Case: w.couple.ID, Number: w.sara.Personnummer.Full(), On: w.today()}
		before := w.steps()
		w.refused("a third adult", before, w.desk.MoveIn(w.ctx, w.by(w.hanna), w.hanna, in), aid.ErrConflict)
		w.must(w.desk.EndMember(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.asa.ID, "Separation."))
		for want, spoil := range map[string]func(*casework.MoveIn){
			"number: personnummer.format": func(m *casework.MoveIn) { m.Number = "1234" },
			"number: member.here":         func(m *casework.MoveIn) { m.Number = w.omar.Personnummer.Full() },
			"on: member.day":              func(m *casework.MoveIn) { m.On = aid.Date{} },
			"family_name: required":       func(m *casework.MoveIn) { m.Number, m.GivenName = "199001019802", "Nya" },
		} {
			wrong, before := in, w.steps()
			spoil(&wrong)
			if err := w.desk.MoveIn(w.ctx, w.by(w.hanna), w.hanna, wrong); err == nil || !strings.Contains(err.Error(), want) || w.steps() != before {
				t.Errorf("%v, want %s", err, want)
			}
		}
		w.must(w.desk.MoveIn(w.ctx, w.by(w.hanna), w.hanna, in))
		c := have(w.register.Case(w.ctx, w.couple.ID))(t)
		if adults := c.Adults(); len(adults) != 2 || adults[0].ID != w.omar.ID || adults[1].ID != w.sara.ID {
			t.Errorf("the adults are %v: who was there comes first", adults)
		}
		if stays := have(w.register.Overview(w.ctx, w.couple.ID))(t).Stays; len(stays) != 1 || len(stays[w.sara.ID]) != 1 || !stays[w.sara.ID][0].From.Equal(w.Now()) {
			t.Errorf("the times in the case are %+v", stays)
		}
		w.must(w.desk.EndMember(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.sara.ID, "Flyttat."))
		w.must(w.desk.MoveIn(w.ctx, w.by(w.hanna), w.hanna, casework.MoveIn{Case: w.couple.ID, Person: w.asa.ID, On: w.today()}))
		if adults := have(w.register.Case(w.ctx, w.couple.ID))(t).Adults(); len(adults) != 2 || adults[0].ID != w.asa.ID {
			t.Errorf("the applicant who came back is %v", adults)
		}
	})
}

// TestX10_WhoMovesInIsAskedAndToldOfNothingFromBefore: what comes of an application that the other adult made before is not theirs: no
// notice of it, no letter, no request for its papers and no money asked back.
func TestX10_WhoMovesInIsAskedAndToldOfNothingFromBefore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBank(banksim.Behaviour{})
		a := w.registered(w.couple, w.november)
		w.must(w.desk.EndMember(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.omar.ID, "Separation."))
		w.pass(time.Hour)
		w.must(w.desk.MoveIn(w.ctx, w.by(w.hanna), w.hanna, casework.MoveIn{Case: w.couple.ID, Number: w.sara.Personnummer.Full(), On: w.today()}))
		w.pass(time.Hour)
		untold := func(event string, object aid.ID) {
			t.Helper()
			w.job(event + ":" + string(object) + ":" + string(w.asa.ID))
			if _, err := w.register.Job(w.ctx, event+":"+string(object)+":"+string(w.sara.ID)); !errors.Is(err, aid.ErrNotFound) {
				t.Errorf("who moved in is told of the %s: %v", event, err)
			}
			for _, one := range have(w.register.Post(w.ctx, w.Now().AddDate(0, 0, 9), aid.Waiting{}, 99))(t) {
				if one.ObjectID == object && one.Person.ID == w.sara.ID {
					t.Errorf("who moved in gets the %s by post", event)
				}
			}
		}
		q := w.asked(a, "")
		if q.PersonID != w.asa.ID {
			t.Errorf("the request for papers from before is put to %q", q.PersonID)
		}
		untold("completion", q.ID)
		theirs := q
		theirs.PersonID, theirs.Why = w.sara.ID, "Saknas."
		if _, err := w.desk.AskForCompletion(w.ctx, w.by(w.hanna), w.hanna, theirs); err == nil || err.Error() != "person: choose" {
			t.Errorf("who moved in is asked for the other's papers: %v", err)
		}

		d := w.decided(a, w.account, 200_00)
		untold("decision", d.ID)
		p := have(w.register.PaymentsOf(w.ctx, d.ID))(t)[0]
		w.must(w.desk.ApprovePayment(w.ctx, w.by(w.ella), w.ella, p.ID))
		file := have(w.desk.SendPayments(w.ctx, w.by(w.ella), w.ella, p.SendOn))(t)
		w.work()
		w.turnTo(t, p.SendOn.String()+" 12:00:00")
		w.answer("paid", file, p, "ACSC", "")
		w.read()
		untold("paid", p.ID)
	})
}

// TestX10_WhoMovesBackInIsReached: what is put to both from then on waits for both to read it, and goes by post like anyone's; what was put
// to the household before is the other's.
func TestX10_WhoMovesBackInIsReached(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.must(w.desk.EndMember(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.omar.ID, "Separation."))
		ask := func() aid.CompletionRequest {
			w.pass(time.Hour)
			q := aid.CompletionRequest{CaseID: w.couple.ID, Why: "Saknas.", Until: w.today().AddDays(14), Items: []aid.CompletionItem{{Group: "own", Text: "Hyreskontraktet"}}}
			return have(w.desk.AskForCompletion(w.ctx, w.by(w.hanna), w.hanna, q))(t)
		}
		before := ask()
		w.pass(time.Hour)
		w.must(w.desk.MoveIn(w.ctx, w.by(w.hanna), w.hanna, casework.MoveIn{Case: w.couple.ID, Person: w.omar.ID, On: w.today()}))
		after := ask()
		for _, q := range []aid.CompletionRequest{before, after} {
			waits := have(w.register.AwaitsReading(w.ctx, q.ID, w.omar.ID))(t)
			w.must(w.desk.ExtendRequest(w.ctx, w.by(w.hanna), w.hanna, q.ID, q.Until.AddDays(1)))
			_, err := w.register.Job(w.ctx, "extended:"+string(q.ID)+":"+q.Until.AddDays(1).String()+":"+string(w.omar.ID))
			if told := err == nil; waits != (q.ID == after.ID) || told != waits {
				t.Errorf("asked for it %s: waits %v, told of more time %v", q.AskedAt, waits, told)
			}
		}
	})
}

// TestB5_ASpotCheckIsOfWhoApplied: the months that it is drawn of may have been the other adult's alone.
func TestB5_ASpotCheckIsOfWhoApplied(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.applied()
		w.must(w.desk.EndMember(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.omar.ID, "Separation."))
		w.pass(time.Hour)
		w.must(w.desk.MoveIn(w.ctx, w.by(w.hanna), w.hanna, casework.MoveIn{Case: w.couple.ID, Number: w.sara.Personnummer.Full(), On: w.today()}))
		if q := w.draws(w.december.Add(1)); q.PersonID != w.asa.ID {
			t.Errorf("put to %q", q.PersonID)
		}
	})
}

// TestB8N5_MoneyIsAskedBackOfWhoWasThere: a household's recovery is told to and asked of those who were in it when all of it was paid.
func TestB8N5_MoneyIsAskedBackOfWhoWasThere(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.paid()
		w.must(w.desk.EndMember(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.omar.ID, "Separation."))
		w.turnTo(t, p.SendOn.AddDays(1).String()+" 12:00:00")
		w.must(w.desk.MoveIn(w.ctx, w.by(w.hanna), w.hanna, casework.MoveIn{Case: w.couple.ID, Number: w.sara.Personnummer.Full(), On: w.today()}))
		made := have(w.desk.Recover(w.ctx, w.by(w.bengt), w.bengt, claim(p, 100_00)))(t)
		w.job("recovery:" + string(made.ID) + ":" + string(w.asa.ID))
		if _, err := w.register.Job(w.ctx, "recovery:"+string(made.ID)+":"+string(w.sara.ID)); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("who moved in is told that money from before is asked back: %v", err)
		}
		in := claim(p, 100_00)
		in.Person = w.sara.ID
		if _, err := w.desk.Recover(w.ctx, w.by(w.bengt), w.bengt, in); code(err) != "person:choose" {
			t.Errorf("money from before is asked back of who moved in alone: %v", err)
		}
	})
}
