package casework_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/lang"
	notifysim "bistand/notify/sim"
	"bistand/store"
)

// choose sets how a person wants to be told.
func (w *world) choose(p aid.Person, caseID aid.ID, choice aid.NoticeChoice) {
	w.t.Helper()
	profile := have(w.register.Profile(w.ctx, p.ID))(w.t)
	profile.Notice = choice
	w.must(w.desk.ChangeProfile(w.ctx, w.as(p), caseID, profile))
}

// known says what is known of a person's addresses.
func (w *world) known(p aid.Person) string {
	w.t.Helper()
	profile := have(w.register.Profile(w.ctx, p.ID))(w.t)
	var said []string
	for _, a := range have(w.register.Reach(w.ctx, profile))(w.t) {
		text := string(a.Way)
		if a.Confirmed {
			text += " confirmed"
		}
		if !a.BouncedAt.IsZero() {
			text += " bounces"
		}
		said = append(said, text)
	}
	return strings.Join(said, ", ")
}

// B12: notices go by the ways that were chosen; nothing goes to who wants letters, and no choice is both.
func TestB12_NoticesAsChosen(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		w.reach(w.sara, w.single.ID, "070-174 06 06", "sara@example.org")
		for i, c := range []struct {
			choice aid.NoticeChoice
			want   []string
		}{
			{"", []string{"sara@example.org", "+46701740606"}},
			{aid.NoticeByEmail, []string{"sara@example.org"}},
			{aid.NoticeBySMS, []string{"+46701740606"}},
			{aid.NoticeByLetter, nil},
			{aid.NoticeByBoth, []string{"sara@example.org", "+46701740606"}},
		} {
			if c.choice != "" {
				w.choose(w.sara, w.single.ID, c.choice)
			}
			before := len(w.told())
			w.enqueue(fmt.Sprint(i), casework.JobNotice, "decision "+string(w.sara.ID), w.Now())
			w.work()
			if got := w.told()[before:]; !slices.Equal(got, c.want) {
				t.Errorf("%q: told %v, want %v", c.choice, got, c.want)
			}
		}
		for want, p := range map[string]aid.Profile{
			"phone:notice.needs_phone": {Email: "sara@example.org", Notice: aid.NoticeBySMS}, "email:notice.needs_email": {Phone: "070-174 06 06", Notice: aid.NoticeByEmail},
		} {
			p.PersonID = w.sara.ID
			if err := w.desk.ChangeProfile(w.ctx, w.as(w.sara), w.single.ID, p); code(err) != want {
				t.Errorf("%q, want %q", code(err), want)
			}
		}
		before := w.steps()
		w.choose(w.sara, w.single.ID, aid.NoticeByBoth)
		if w.steps() != before+1 {
			t.Error("the same choice again is no change of its own")
		}
	})
}

// G2, B12: where it cannot be known whether a person is protected nothing goes out, and the notice is tried again.
func TestG2_NoNoticeWhereProtectionIsUnknown(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		w.enqueue("unknown person", casework.JobNotice, "decision "+string(w.id()), w.Now())
		w.work()
		if job := w.job("unknown person"); !job.DoneAt.IsZero() || len(w.told()) != 0 {
			t.Errorf("%+v, told %v", job, w.told())
		}
		w.reach(w.asa, w.couple.ID, "070-174 06 05", "asa@example.org")
		w.protect(w.asa, true)
		if err := w.desk.SendCode(w.ctx, w.as(w.asa), w.couple.ID, aid.BySMS); !errors.Is(err, aid.ErrForbidden) || len(w.told()) != 0 {
			t.Errorf("a code to a protected person: %v", err)
		}
	})
}

// B12: where one way fails for the moment the other is not used twice, and an e-mail that is sent again has the same name.
func TestB12_OneWayAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		w.reach(w.asa, w.couple.ID, "070-174 06 05", "asa@example.org")
		w.choose(w.asa, w.couple.ID, aid.NoticeByEmail)
		w.outbox.SetMode(notifysim.Greylist)
		w.enqueue("n", casework.JobNotice, "decision "+string(w.asa.ID), w.Now())
		w.work()
		if job := w.job("n"); job.Attempts != 1 || !job.DoneAt.IsZero() || len(w.told()) != 0 {
			t.Errorf("greylisted: %+v, told %v", job, w.told())
		}
		w.pass(time.Minute)
		w.work()
		if first := w.outbox.Messages()[0]; !strings.HasPrefix(first.ID, string(w.job("n").ID)+"@") {
			t.Errorf("the e-mail is called %s, its job %s", first.ID, w.job("n").ID)
		}
		w.choose(w.asa, w.couple.ID, aid.NoticeByBoth)
		w.enqueue("m", casework.JobNotice, "decision "+string(w.asa.ID), w.Now())
		w.work() // the number is new to the gateway
		w.pass(time.Minute)
		w.work()
		if job := w.job("m"); job.Attempts != 2 || job.DoneAt.IsZero() {
			t.Errorf("%+v", job)
		}
		if got := w.told(); !slices.Equal(got, []string{"asa@example.org", "asa@example.org", "+46701740605"}) {
			t.Errorf("told %v", got)
		}
	})
}

// B12, B16: an address that does not take a message bounces: the person sees it on the start page, and the partner does not; a code
// that arrives and is typed makes it good.
func TestB16_AddressThatBounces(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		w.reach(w.asa, w.couple.ID, "070-174 06 05", "asa@example.org")
		w.enqueue("n", casework.JobNotice, "decision "+string(w.asa.ID), w.Now())
		w.outbox.SetMode(notifysim.Permanent)
		w.work()
		if got := w.known(w.asa); got != "email bounces, sms bounces" {
			t.Errorf("known: %s", got)
		}
		want := []aid.BounceView{{PersonID: w.asa.ID, Way: aid.ByEmail}, {PersonID: w.asa.ID, Way: aid.BySMS}}
		if o := have(w.register.Overview(w.ctx, w.couple.ID))(t); !slices.Equal(o.Unreached, want) {
			t.Errorf("overview %+v", o.Unreached)
		}
		if err := w.desk.SendCode(w.ctx, w.as(w.asa), w.couple.ID, aid.BySMS); code(err) != "code.returned" {
			t.Errorf("a code to it: %v", err)
		}
		w.outbox.SetMode(notifysim.Denied)
		if err := w.desk.SendCode(w.ctx, w.as(w.asa), w.couple.ID, aid.ByEmail); code(err) != "code.unsent" {
			t.Errorf("a code that is refused for our sake: %v", err)
		}
		w.outbox.SetMode(notifysim.Working)
		w.pass(time.Second)
		w.must(w.desk.SendCode(w.ctx, w.as(w.asa), w.couple.ID, aid.BySMS))
		w.must(w.desk.ConfirmAddress(w.ctx, w.as(w.asa), w.couple.ID, aid.BySMS, w.codeSent()))
		w.reach(w.asa, w.couple.ID, "070-174 06 05", "rätt@example.org")
		if got := w.known(w.asa); got != "email, sms confirmed" {
			t.Errorf("known: %s", got)
		}
		if o := have(w.register.Overview(w.ctx, w.couple.ID))(t); len(o.Unreached) != 0 {
			t.Errorf("overview %+v", o.Unreached)
		}
	})
}

// codeSent reads the code out of the newest message.
func (w *world) codeSent() string {
	w.t.Helper()
	text := w.outbox.Messages()[0].Text
	i := strings.IndexAny(text, "0123456789")
	if i < 0 || len(text) < i+6 {
		w.t.Fatalf("no code in %q", text)
	}
	return text[i : i+6]
}

// B12: what the gateway reports is kept once: delivered, or not, which makes the number bounce.
func TestB12_DeliveryReports(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		w.reach(w.asa, w.couple.ID, "070-174 06 05", "")
		send := func(key string) string {
			w.enqueue(key, casework.JobNotice, "decision "+string(w.asa.ID), w.Now())
			w.work()
			return w.outbox.Messages()[0].ID
		}
		first, second := send("a"), send("b")
		if err := w.desk.RecordDelivery(w.ctx, "s-unknown", false); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("unknown: %v", err)
		}
		w.must(w.desk.RecordDelivery(w.ctx, first, false))
		if got := w.known(w.asa); got != "sms bounces" {
			t.Errorf("known: %s", got)
		}
		before := w.steps()
		w.must(w.desk.RecordDelivery(w.ctx, first, false))
		w.must(w.desk.RecordDelivery(w.ctx, first, true))
		if w.steps() != before {
			t.Error("a report that comes again was kept")
		}
		late := send("c")
		w.must(w.desk.RecordDelivery(w.ctx, late, false))
		w.must(w.desk.RecordDelivery(w.ctx, second, true)) // told last, but sent before the one that did not arrive
		if got := w.known(w.asa); got != "sms bounces" {
			t.Errorf("known: %s", got)
		}
		w.must(w.desk.RecordDelivery(w.ctx, send("d"), true))
		if got := w.known(w.asa); got != "sms" {
			t.Errorf("known: %s", got)
		}
		if o := have(w.register.Overview(w.ctx, w.couple.ID))(t); len(o.Unreached) != 0 {
			t.Errorf("overview %+v", o.Unreached)
		}
		var outcomes []aid.NoticeOutcome
		for _, n := range have(w.register.Notices(w.ctx, w.asa.ID, 9))(t) {
			outcomes = append(outcomes, n.Outcome)
		}
		if !slices.Equal(outcomes, []aid.NoticeOutcome{aid.NoticeDelivered, aid.NoticeReturned, aid.NoticeDelivered, aid.NoticeReturned}) {
			t.Errorf("outcomes %v", outcomes)
		}
	})
}

// B12: whatever the gateway reports of one message at the same time, again and again and otherwise, one report of it is kept.
func TestB12_ReportsOfOneMessageAtTheSameTime(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		w.reach(w.asa, w.couple.ID, "070-174 06 05", "")
		w.enqueue("n", casework.JobNotice, "decision "+string(w.asa.ID), w.Now())
		w.work()
		before := w.steps()
		for _, err := range atOnce(50, func(i int) error { return w.desk.RecordDelivery(w.ctx, w.outbox.Messages()[0].ID, i%2 == 0) }) {
			if err != nil {
				t.Errorf("a report: %v", err)
			}
		}
		if sent := have(w.register.Notices(w.ctx, w.asa.ID, 9))(t); w.steps() != before+1 || len(sent) != 1 || sent[0].Outcome == aid.NoticeSent {
			t.Errorf("%d steps, %+v", w.steps()-before, sent)
		}
	})
}

// B16: a code of six digits confirms the address it was sent to: for twenty minutes, five tries, once, and no other address.
func TestB16_CodeConfirmsAnAddress(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		w.reach(w.asa, w.couple.ID, "070-174 06 05", "asa@example.org")
		ask := func() string {
			w.must(w.desk.SendCode(w.ctx, w.as(w.asa), w.couple.ID, aid.BySMS))
			return w.codeSent()
		}
		confirm := func(p aid.Person, typed string) string {
			return code(w.desk.ConfirmAddress(w.ctx, w.as(p), w.couple.ID, aid.BySMS, typed))
		}
		first := ask()
		for _, kept := range have(w.register.Codes(w.ctx, w.asa.ID, time.Time{}))(t) {
			if strings.Contains(kept.Hash, first) || len(kept.Hash) != 64 {
				t.Errorf("the code is kept as %s", kept.Hash)
			}
		}
		for n := range 4 {
			if got := confirm(w.asa, "12345"); got != "code.wrong" {
				t.Errorf("try %d: %s", n, got)
			}
		}
		if got := confirm(w.asa, "12345"); got != "code.expired" {
			t.Errorf("the fifth: %s", got)
		}
		if got := confirm(w.asa, first); got != "code.expired" {
			t.Errorf("the right one after five: %s", got)
		}
		second := ask()
		w.pass(aid.CodeLife)
		if got := confirm(w.asa, second); got != "code.expired" {
			t.Errorf("after twenty minutes: %s", got)
		}
		third := ask()
		w.reach(w.omar, w.couple.ID, "070-174 06 05", "")
		if got := confirm(w.omar, third); got != "code.expired" {
			t.Errorf("the partner with the same number: %s", got)
		}
		w.reach(w.asa, w.couple.ID, "070-174 06 09", "")
		if got := confirm(w.asa, third); got != "code.expired" {
			t.Errorf("another number: %s", got)
		}
		w.reach(w.asa, w.couple.ID, "+46 70 174 06 05", "")
		if got := confirm(w.asa, third[:3]+" "+third[3:]); got != "" || w.known(w.asa) != "sms confirmed" {
			t.Errorf("the same number, written otherwise: %s, %s", got, w.known(w.asa))
		}
		before := w.steps()
		if got := confirm(w.asa, "nonsense"); got != "" || w.steps() != before {
			t.Errorf("confirmed already: %s", got)
		}
		if got := w.known(w.omar); got != "sms" {
			t.Errorf("the partner's: %s", got)
		}
		if err := w.desk.SendCode(w.ctx, w.as(w.asa), w.couple.ID, aid.ByEmail); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("a code to no address: %v", err)
		}
	})
}

// B12: nobody can have strangers flooded with codes: five an hour, also when they are asked for at once.
func TestB12_FewCodes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		w.reach(w.asa, w.couple.ID, "070-174 06 05", "asa@example.org")
		same := w.as(w.asa)
		answers := make(chan error, 8)
		for range 8 {
			go func() { answers <- w.desk.SendCode(w.ctx, w.as(w.asa), w.couple.ID, aid.BySMS) }()
		}
		sent := 0
		for range 8 {
			if err := <-answers; err == nil {
				sent++
			} else if code(err) != "code.too_many" {
				t.Error(err)
			}
		}
		if sent != aid.CodesAnHour || len(w.told()) != aid.CodesAnHour {
			t.Errorf("%d sent, told %v", sent, w.told())
		}
		w.pass(aid.CodeInterval)
		w.must(w.desk.SendCode(w.ctx, same, w.couple.ID, aid.BySMS))
		var repeated *store.RepeatedError
		if err := w.desk.SendCode(w.ctx, same, w.couple.ID, aid.BySMS); !errors.As(err, &repeated) || len(w.told()) != aid.CodesAnHour+1 {
			t.Errorf("a double click: %v, told %d", err, len(w.told()))
		}
	})
}

// B12: a page does not wait for a gateway that does not answer, and the code may have gone out all the same.
func TestB12_CodeDoesNotWait(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		w.reach(w.asa, w.couple.ID, "070-174 06 05", "")
		w.outbox.SetMode(notifysim.Hang)
		began := time.Now()
		w.must(w.desk.SendCode(w.ctx, w.as(w.asa), w.couple.ID, aid.BySMS))
		if took := time.Since(began); took > 4*time.Second {
			t.Errorf("the page waited %v", took)
		}
		w.must(w.desk.ConfirmAddress(w.ctx, w.as(w.asa), w.couple.ID, aid.BySMS, w.codeSent()))
	})
}

// B12: whatever happens, each text that goes out is one of the two of its language; nothing of the case is in it.
func TestB12_EveryEventHasTheSameText(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		catalogues := have(lang.Load())(t)
		w.reach(w.sara, w.single.ID, "070-174 06 06", "sara@example.org")
		for _, language := range lang.Codes {
			profile := have(w.register.Profile(w.ctx, w.sara.ID))(t)
			profile.Language = language
			w.must(w.desk.ChangeProfile(w.ctx, w.as(w.sara), w.single.ID, profile))
			for _, event := range []string{"completion", "extended", "spot_check", "spot_check_ended", "full_evidence", "full_evidence_ended", "decision", "paid", "document", "note", "sign", "refused", aid.EventReminder, aid.EventSignReminder} {
				w.enqueue(language+event, casework.JobNotice, event+" "+string(w.sara.ID), w.Now())
			}
			before := len(w.told())
			w.work()
			l := catalogues.For(language)
			for _, m := range w.outbox.Messages()[:len(w.told())-before] {
				if m.Text != l.T("notice.text", "kommun", "Lunds kommun") || m.Kind == "email" && m.Subject != l.T("notice.subject", "kommun", "Lunds kommun") {
					t.Errorf("%s: %s / %s", language, m.Subject, m.Text)
				}
				for _, word := range []string{"Sara", "Ensam", "EB-2026", "försörjningsstöd", "http", "://", "www"} {
					if strings.Contains(m.Subject+m.Text, word) {
						t.Errorf("%s says %q", m.Text, word)
					}
				}
			}
		}
		if got := len(w.told()); got != len(lang.Codes)*14*2 {
			t.Errorf("%d messages", got)
		}
	})
}

// B12: one reminder two days before the last day of what has not been answered, by day, once for each last day.
func TestB12_ReminderOfARequest(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		w.reach(w.sara, w.single.ID, "", "sara@example.org")
		ask := func(until string) aid.CompletionRequest {
			return have(w.desk.AskForCompletion(w.ctx, w.by(w.hanna), w.hanna, aid.CompletionRequest{
				CaseID: w.single.ID, Why: "Hyran saknas.", Until: w.day(until), Items: []aid.CompletionItem{{Group: "own", Text: "Hyresavi"}},
			}))(t)
		}
		q := ask("2026-11-25")
		answered := ask("2026-11-25")
		ask("2026-11-18") // the notice of today is enough
		have(w.desk.AnswerRequest(w.ctx, w.as(w.sara), casework.Answer{Request: answered.ID, Item: "1", Way: aid.ByText, Text: "Kommer."}))(t)
		w.work()
		told := len(w.told())
		remind := func(at string, want int) {
			t.Helper()
			w.turnTo(t, at)
			for range 3 {
				w.must(w.desk.Remind(w.ctx))
			}
			w.work()
			if got := len(w.told()) - told; got != want {
				t.Errorf("%s: %d reminders, want %d", at, got, want)
			}
		}
		remind("2026-11-22 12:00:00", 0)
		remind("2026-11-23 03:00:00", 0) // at night
		remind("2026-11-23 09:00:00", 1)
		remind("2026-11-24 09:00:00", 1)
		remind("2026-11-25 09:00:00", 1)
		w.must(w.desk.ExtendRequest(w.ctx, w.by(w.hanna), w.hanna, q.ID, w.day("2026-12-04")))
		w.work()
		told++ // of the longer time
		remind("2026-11-26 09:00:00", 1)
		remind("2026-12-02 09:00:00", 2)
		w.must(w.desk.EndRequest(w.ctx, w.by(w.hanna), w.hanna, q.ID, aid.RequestAccepted, ""))
		remind("2026-12-03 09:00:00", 2)
		newest := have(w.register.Notices(w.ctx, w.sara.ID, 1))(t)[0]
		if newest.Event != aid.EventReminder || !newest.IsReminder() {
			t.Errorf("%+v", newest)
		}
	})
}

// B12: one reminder to whoever has been waited for three days, and none to who has signed.
func TestB12_ReminderOfASignature(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		w.reach(w.asa, w.couple.ID, "", "asa@example.org")
		w.reach(w.omar, w.couple.ID, "", "omar@example.org")
		a := w.frozen(w.couple, w.december)
		w.must(w.signed(a, w.asa))
		w.work()
		before := len(w.told())
		for _, days := range []int{0, 2, 1, 1, 1, 30} {
			w.pass(time.Duration(days) * 24 * time.Hour)
			w.must(w.desk.Remind(w.ctx))
			w.must(w.register.Work(w.ctx, func(tx *store.Tx) error {
				return tx.Forget(w.Now(), store.KeptDrafts{Months: w.today().MonthOf(), Needs: w.today().MonthOf()})
			}))
			w.work()
		}
		if got := w.told()[before:]; !slices.Equal(got, []string{"omar@example.org"}) {
			t.Errorf("told %v", got)
		}
	})
}

// B12: reminders are made by the worker itself, when it begins and then each hour.
func TestB12_TheWorkerReminds(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		w.reach(w.sara, w.single.ID, "", "sara@example.org")
		q := have(w.desk.AskForCompletion(w.ctx, w.by(w.hanna), w.hanna, aid.CompletionRequest{
			CaseID: w.single.ID, Why: "Hyran saknas.", Until: w.day("2026-11-25"), Items: []aid.CompletionItem{{Group: "own", Text: "Hyresavi"}},
		}))(t)
		w.turnTo(t, "2026-11-24 09:00:00")
		ctx, stop := context.WithCancel(w.ctx)
		done := make(chan struct{})
		go func() { defer close(done); w.desk.RunJobs(ctx, 5*time.Millisecond) }()
		key := fmt.Sprintf("reminder:%s:2026-11-25:%s", q.ID, w.sara.ID)
		for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
			job, err := w.register.Job(w.ctx, key)
			if err == nil && !job.DoneAt.IsZero() {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("no reminder: %+v, %v", job, err)
			}
		}
		stop()
		<-done
	})
}
