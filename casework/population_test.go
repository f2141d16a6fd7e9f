package casework_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/casework/caseworktest"
	"bistand/store/storetest"
)

// startPopulation lets the desk ask the population register.
func (w *world) startPopulation() *caseworktest.Census {
	c := &caseworktest.Census{}
	w.desk.Population = casework.NewPopulation(c)
	return c
}

// enter logs in with an e-identification that vouches for a person.
func (w *world) enter(p aid.Person, token string) (aid.Session, error) {
	return w.desk.LogInVouched(w.ctx, p.Personnummer, "Påhittat e-id", w.client, "sv", token)
}

// alive tells whether a log-in opens a case.
func (w *world) alive(token string) bool {
	w.t.Helper()
	a, err := w.register.Admission(w.ctx, token, w.today())
	return err == nil && a.May && a.Session.Alive(w.Now())
}

func (w *world) lookedUp(c *caseworktest.Census, when string, want ...aid.Person) {
	w.t.Helper()
	var numbers []aid.Personnummer
	for _, p := range want {
		numbers = append(numbers, p.Personnummer)
	}
	if got := c.Asked(); !slices.Equal(got, numbers) {
		w.t.Errorf("%s the register was asked about %v, want %v", when, got, numbers)
	}
}

// G2: the population register is asked at every log-in, about nobody but whom else would come in. Whom it shields is refused, marked, and
// every log-in of theirs ends; the other adult's goes on.
func TestG2_ThePopulationRegisterShieldsSomeoneWhoLogsIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		register := w.startPopulation()
		have(w.enter(w.asa, "before"))(t)
		have(w.enter(w.omar, "other"))(t)
		have(w.enter(w.asa, "again"))(t)
		w.lookedUp(register, "at three log-ins", w.asa, w.omar, w.asa)
		w.must(w.desk.SetAccess(w.ctx, w.by(w.hanna), w.hanna, w.single.ID, w.sara.ID, false))
		for _, p := range []aid.Person{w.sara, w.elis} {
			if _, err := w.enter(p, "nobody"); !errors.Is(err, aid.ErrForbidden) {
				t.Errorf("%s: %v", p.GivenName, err)
			}
		}
		w.lookedUp(register, "at log-ins that are refused anyway")

		register.Say(w.asa.Personnummer, aid.Shielded)
		register.Meet(20)
		var together sync.WaitGroup
		for range 20 {
			together.Go(func() {
				if _, err := w.enter(w.asa, "shielded"); !errors.Is(err, aid.ErrForbidden) {
					t.Errorf("one who is shielded: %v", err)
				}
			})
		}
		together.Wait()
		register.Meet(0)
		if w.alive("before") || w.alive("again") || w.alive("shielded") || !w.alive("other") {
			t.Errorf("log-ins that go on: %v %v %v, the other adult's %v", w.alive("before"), w.alive("again"), w.alive("shielded"), w.alive("other"))
		}
		if c := have(w.register.Case(w.ctx, w.couple.ID))(t); !c.HasProtected() {
			t.Error("the case is not protected")
		}
		register.Asked()
		if _, err := w.enter(w.asa, "later"); !errors.Is(err, aid.ErrForbidden) {
			t.Errorf("one who is marked: %v", err)
		}
		w.lookedUp(register, "about one who is marked")
		told := 0
		for _, row := range have(w.register.Log(w.ctx, 1<<40, 50))(t) {
			if row.Step != "shield" {
				continue
			}
			if told++; row.CaseNumber != w.couple.Number || row.ObjectID != w.asa.ID || row.Actor.Kind != aid.BySystem {
				t.Errorf("kept %+v", row)
			}
		}
		if told != 1 {
			t.Errorf("the log tells of it %d times", told)
		}
		// Staff take the mark away when it is no more.
		register.Say(w.asa.Personnummer, aid.InRegister)
		w.must(w.desk.SetProtection(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.asa.ID, false))
		if _, err := w.enter(w.asa, "too soon"); !errors.Is(err, aid.ErrForbidden) {
			t.Errorf("before staff have opened the e-service anew: %v", err)
		}
		w.must(w.desk.SetAccess(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.asa.ID, true))
		if have(w.enter(w.asa, "open again"))(t); w.alive("before") || !w.alive("open again") {
			t.Error("a log-in from before has come back")
		}
	})
}

// G2: a register that fails, hangs, or says that the number is nobody's lets no one in, within two seconds, and marks nobody.
func TestG2_ThePopulationRegisterDoesNotAnswer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		register := w.startPopulation()
		before := w.steps()
		refused := func(what string) {
			t.Helper()
			began := time.Now()
			_, err := w.enter(w.asa, "refused")
			w.refused(what, before, err, aid.ErrForbidden)
			if took := time.Since(began); took > 3*time.Second { // two, and the slowness of a machine under load
				t.Errorf("%s: it took %v", what, took)
			}
			if w.alive("refused") {
				t.Errorf("%s: is logged in", what)
			}
		}
		silent := func(want time.Time) {
			t.Helper()
			if since := w.desk.Population.SilentSince(w.Now()); !since.Equal(want) {
				t.Errorf("silent since %v, want %v", since, want)
			}
		}
		silent(time.Time{})
		register.Fail(true)
		refused("fails")
		first := w.Now()
		silent(first)
		w.pass(9 * time.Minute)
		refused("fails again")
		w.pass(9 * time.Minute)
		silent(first)
		w.pass(2 * time.Minute) // nobody has asked for ten
		silent(time.Time{})
		refused("fails later")
		silent(w.Now())
		register.Fail(false)
		register.Hang(true)
		refused("hangs")
		register.Hang(false)
		for _, said := range []aid.Registration{aid.Deregistered, aid.NotInRegister, "", "something new"} {
			register.Say(w.asa.Personnummer, said)
			refused("says " + string(said))
		}
		register.Say(w.asa.Personnummer, aid.InRegister)
		silent(time.Time{}) // it has answered
		gone, leave := context.WithCancel(w.ctx)
		leave()
		register.Hang(true)
		if _, err := w.desk.LogInVouched(gone, w.asa.Personnummer, "Påhittat e-id", w.client, "sv", "gone"); err == nil {
			t.Error("one who has gone away is let in")
		}
		silent(time.Time{})
		register.Hang(false)
		have(w.enter(w.asa, "at last"))(t)
	})
}

// G2, X10: a representative is asked about, and whom they come for, before anything of that person's is shown.
func TestG2X10_ThePopulationRegisterAndRepresentatives(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		register := w.startPopulation()
		made, _ := w.appoint(nil)
		s := have(w.enter(w.sara, "both"))(t)
		w.lookedUp(register, "with two choices", w.sara)
		register.Fail(true)
		if err := w.desk.TurnTo(w.ctx, &s, made.ID); !errors.Is(err, aid.ErrForbidden) || w.alive("both") {
			t.Errorf("turned while the register fails: %v", err)
		}
		register.Fail(false)
		register.Asked()
		w.must(w.desk.TurnTo(w.ctx, &s, made.ID))
		w.lookedUp(register, "turning to another", w.asa)
		w.must(w.desk.TurnTo(w.ctx, &s, ""))
		w.lookedUp(register, "turning back")

		w.must(w.desk.SetAccess(w.ctx, w.by(w.hanna), w.hanna, w.single.ID, w.sara.ID, false))
		if have(w.enter(w.sara, "one"))(t); !w.alive("one") {
			t.Error("the representative is not let in")
		}
		w.lookedUp(register, "with one choice", w.sara, w.asa)
		register.Say(w.asa.Personnummer, aid.Shielded)
		if _, err := w.enter(w.sara, "none"); !errors.Is(err, aid.ErrForbidden) || w.alive("one") || w.alive("none") {
			t.Errorf("for one who is shielded: %v", err)
		}
		if p := have(w.register.Person(w.ctx, w.asa.ID))(t); !p.Protected {
			t.Error("she is not marked")
		}
		w.protect(w.asa, false)
		w.must(w.desk.SetAccess(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.asa.ID, true))
		if w.alive("one") {
			t.Error("the representative's log-in has come back")
		}
	})
}

// G2: who signs is asked about anew, before the app is opened; what was signed counts whatever the register says then.
func TestG2_ThePopulationRegisterIsAskedWhereSomeoneSigns(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		register := w.startPopulation()
		a := w.frozen(w.couple, w.november)
		sign := func(p aid.Person) (aid.Order, error) {
			return w.desk.StartOrder(w.ctx, casework.OrderFor{Purpose: aid.ToSign, Object: a.ID, Person: p.ID, Visible: "Jag skriver under.", Client: w.client})
		}
		register.Fail(true)
		before := w.steps()
		_, err := sign(w.asa)
		var told interface{ TextKey() string }
		if w.refused("fails", before, err, aid.ErrForbidden); !errors.As(err, &told) || told.TextKey() != "sign.unchecked" {
			t.Errorf("she is told %v", err)
		}
		register.Fail(false)
		register.Asked()
		o := have(sign(w.asa))(t)
		w.lookedUp(register, "to sign", w.asa)
		done := w.completed(o, w.asa, "approve")
		register.Fail(true)
		if half := have(w.desk.FinishSignature(w.ctx, w.as(w.asa), done.ID, w.client))(t); !half.HasSigned(w.asa.ID) {
			t.Error("what she signed does not count")
		}
		register.Fail(false)
		register.Say(w.omar.Personnummer, aid.Shielded)
		if _, err := sign(w.omar); !errors.Is(err, aid.ErrForbidden) || errors.As(err, &told) {
			t.Errorf("one who is shielded signs: %v", err)
		}
		if p := have(w.register.Person(w.ctx, w.omar.ID))(t); !p.Protected {
			t.Error("he is not marked")
		}
	})
}

// G2, X10: who signs for another is asked about too, and is the one whom the app will be opened by.
func TestG2X10_ThePopulationRegisterIsAskedAboutWhoSignsForAnother(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startBankID()
		register := w.startPopulation()
		_, r := w.appoint(nil)
		a := w.frozen(w.couple, w.november)
		have(w.startFor(a, r))(t)
		w.lookedUp(register, "where a representative signs", w.sara, w.asa)
		for _, said := range []aid.Registration{aid.Deregistered, aid.Shielded} {
			register.Say(w.sara.Personnummer, said)
			if _, err := w.startFor(a, r); !errors.Is(err, casework.ErrShut) {
				t.Errorf("a representative who is %s signs: %v", said, err)
			}
			w.lookedUp(register, "about one who is "+string(said), w.sara)
		}
		if p := have(w.register.Person(w.ctx, w.sara.ID))(t); !p.Protected {
			t.Error("she is not marked")
		}
	})
}

// answers is a register that says nothing against anyone, when what is to happen before has happened.
type answers func() error

func (a answers) Look(context.Context, aid.Personnummer) (aid.Registration, error) {
	if err := a(); err != nil {
		return "", err
	}
	return aid.InRegister, nil
}

// G2: one who is marked while the register is asked, by staff or at another log-in, is refused like everyone else, and has no log-in.
func TestG2_SomeoneIsMarkedWhileThePopulationRegisterIsAsked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.desk.Population = casework.NewPopulation(answers(func() error {
			w.protect(w.asa, true)
			return nil
		}))
		if _, err := w.enter(w.asa, "late"); !errors.Is(err, aid.ErrForbidden) {
			t.Errorf("she is let in: %v", err)
		}
		if _, err := w.register.Session(w.ctx, "late"); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("she has a log-in: %v", err)
		}
	})
}

// slow is a register that takes most of everyone's patience over each answer.
type slow struct{}

func (slow) Look(ctx context.Context, _ aid.Personnummer) (aid.Registration, error) {
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case <-time.After(1200 * time.Millisecond):
		return aid.InRegister, nil
	}
}

// G2, X10: whoever comes for another waits no longer than anyone else, though two are asked about.
func TestG2X10_ARepresentativeWaitsNoLonger(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.appoint(nil)
		w.must(w.desk.SetAccess(w.ctx, w.by(w.hanna), w.hanna, w.single.ID, w.sara.ID, false))
		w.desk.Population = casework.NewPopulation(slow{})
		if _, err := w.enter(w.sara, "slow"); !errors.Is(err, aid.ErrForbidden) {
			t.Errorf("two questions of 1.2 seconds each were waited for: %v", err)
		}
	})
}

// G2, X10: a god man who has no case of their own, and whom the register shields, is not shut out for ever: whoever handles the case of whom they act
// for takes the mark away. Of anyone who has a case that is done there.
func TestG2X10_StaffTakeAwayTheMarkOfARepresentative(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		register := w.startPopulation()
		gun := aid.Person{Personnummer: storetest.Number(t, "19580612", 986), GivenName: "Gun", FamilyName: "Godeman"}
		made, _ := w.appoint(func(in *casework.RepresentativeInput) { in.Number = gun.Personnummer.Full() })
		gun.ID = made.ActsID
		register.Say(gun.Personnummer, aid.Shielded)
		if _, err := w.enter(gun, "shielded"); !errors.Is(err, aid.ErrForbidden) {
			t.Errorf("one who is shielded: %v", err)
		}
		register.Say(gun.Personnummer, aid.InRegister)
		lift := func(of aid.Case, p aid.Person) error {
			return w.desk.SetProtection(w.ctx, w.by(w.hanna), w.hanna, of.ID, p.ID, false)
		}
		w.refused("on a case that is no concern of hers", w.steps(), lift(w.single, gun), aid.ErrNotFound)
		w.must(lift(w.couple, gun))
		if have(w.enter(gun, "lifted"))(t); !w.alive("lifted") {
			t.Error("she is not let in")
		}
		w.appoint(nil)
		w.protect(w.sara, true)
		w.refused("one who has a case of her own", w.steps(), lift(w.couple, w.sara), aid.ErrNotFound)
		w.must(lift(w.single, w.sara))
	})
}

// G2: a mark that is taken away opens nothing by itself, on whichever of someone's cases that is done.
func TestG2_NoCaseOpensByItselfWhenAMarkIsTakenAway(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		register := w.startPopulation()
		home := aid.Case{
			ID: w.id(), Number: "EB-2026-0419", Type: "income_support", OpenedOn: w.day("2026-03-04"), Contacts: w.single.Contacts,
			Members: []aid.Member{{Person: w.omar, Part: aid.Applicant}, {Person: w.sara, Part: aid.ChildInCase}}, // who lives at home, and has a case of her own
		}
		w.must(w.desk.OpenCase(w.ctx, w.bySystem(), home, nil))
		register.Say(w.sara.Personnummer, aid.Shielded)
		if _, err := w.enter(w.sara, "shielded"); !errors.Is(err, aid.ErrForbidden) {
			t.Errorf("one who is shielded: %v", err)
		}
		register.Say(w.sara.Personnummer, aid.InRegister)
		w.must(w.desk.SetProtection(w.ctx, w.by(w.hanna), w.hanna, home.ID, w.sara.ID, false))
		if _, err := w.enter(w.sara, "too soon"); !errors.Is(err, aid.ErrForbidden) {
			t.Errorf("before staff have opened the e-service anew: %v", err)
		}
	})
}

// G2: a question that is given up after a later one has been answered is no silence: nobody is warned of a register that answers.
func TestG2_ALateFailureIsNoSilence(t *testing.T) {
	w := newWorld(t, storetest.Open(t, "sqlite"))
	asked, give := make(chan struct{}), make(chan struct{})
	slow := true
	w.desk.Population = casework.NewPopulation(answers(func() error {
		if !slow {
			return nil
		}
		slow = false
		close(asked)
		<-give
		return errors.New("no answer")
	}))
	var both sync.WaitGroup
	both.Go(func() {
		if _, err := w.enter(w.asa, "slow"); !errors.Is(err, aid.ErrForbidden) {
			t.Errorf("without an answer: %v", err)
		}
	})
	<-asked
	w.pass(time.Second)
	have(w.enter(w.omar, "quick"))(t)
	close(give)
	both.Wait()
	if since := w.desk.Population.SilentSince(w.Now()); !since.IsZero() {
		t.Errorf("silent since %v", since)
	}
}

// oddAnswer is an error of a register that answered.
type oddAnswer struct{}

func (oddAnswer) Error() string  { return "an answer about another person" }
func (oddAnswer) Answered() bool { return true }

// G2: a bad answer about one person keeps that person out, and is logged; nobody else is told that the register is silent. When a second person
// gets one too before anyone has had a good answer, it is told of as a silence.
func TestG2_ABadAnswerAboutOnePersonIsNoSilence(t *testing.T) {
	w := newWorld(t, storetest.Open(t, "sqlite"))
	var logged bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&logged, nil)))
	defer slog.SetDefault(before)
	var said error = oddAnswer{}
	w.desk.Population = casework.NewPopulation(answers(func() error { return said }))
	refused := func(p aid.Person, silent bool) {
		t.Helper()
		if _, err := w.enter(p, "odd"); !errors.Is(err, aid.ErrForbidden) || w.alive("odd") {
			t.Errorf("%s is let in: %v", p.GivenName, err)
		}
		if since := w.desk.Population.SilentSince(w.Now()); since.IsZero() == silent {
			t.Errorf("silent since %v, want a silence: %v", since, silent)
		}
	}
	refused(w.asa, false)
	refused(w.asa, false)
	if text := logged.String(); !strings.Contains(text, "level=WARN") || !strings.Contains(text, "cannot be relied on") || strings.Contains(text, "does not answer") {
		t.Errorf("logged %q", text)
	}
	said = nil
	have(w.enter(w.asa, "good"))(t)
	said = oddAnswer{}
	refused(w.omar, false)
	w.pass(11 * time.Minute)
	refused(w.asa, false)
	refused(w.omar, true)
	said = nil
	have(w.enter(w.omar, "good again"))(t)
	said = errors.New("no answer")
	refused(w.asa, true)
}

// G2: that the register keeps people out whom it does not shield can be read in the log, without whom: a register that never knows one kind of number
// would else shut out all of them unseen. Of one who is shielded the log says nothing.
func TestG2_TheLogTellsOfNumbersThatAreNobodys(t *testing.T) {
	var logged bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&logged, nil)))
	defer slog.SetDefault(before)
	w := newWorld(t, storetest.Open(t, "sqlite"))
	register := w.startPopulation()
	for _, said := range []aid.Registration{aid.NotInRegister, aid.Deregistered, aid.Shielded} {
		logged.Reset()
		register.Say(w.asa.Personnummer, said)
		if _, err := w.enter(w.asa, "refused"); !errors.Is(err, aid.ErrForbidden) {
			t.Errorf("%s: %v", said, err)
		}
		if text := logged.String(); strings.Contains(text, string(said)) == (said == aid.Shielded) || strings.Contains(text, string(w.asa.ID)) || strings.Contains(text, "1981") {
			t.Errorf("%s: logged %q", said, text)
		}
	}
}
