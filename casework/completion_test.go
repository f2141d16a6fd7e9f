package casework_test

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
)

var somePDF = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"

// asked asks the couple for a bank statement and something in the caseworker's own words, for an application.
func (w *world) asked(a aid.Application, only aid.ID) aid.CompletionRequest {
	w.t.Helper()
	q := aid.CompletionRequest{
		CaseID: a.CaseID, ApplicationID: a.ID, PersonID: only, Why: " Utdraget slutar den 20 november. ", Until: w.today().AddDays(10),
		Items: []aid.CompletionItem{{Group: "attachment", What: "bank_statement", Who: "Åsa Öberg", Month: a.Month}, {Group: "own", Text: "Hyreskontraktet"}},
	}
	q, err := w.desk.AskForCompletion(w.ctx, w.by(w.hanna), w.hanna, q)
	w.must(err)
	return q
}

// request reads a request again.
func (w *world) request(id aid.ID) aid.CompletionRequest {
	w.t.Helper()
	return have(w.register.CompletionRequest(w.ctx, id))(w.t)
}

func (w *world) answers(p aid.Person, q aid.CompletionRequest, item aid.ID, text string) error {
	_, err := w.desk.AnswerRequest(w.ctx, w.as(p), casework.Answer{Request: q.ID, Item: item, Way: aid.ByText, Text: text})
	return err
}

func TestB4_ACompletionIsAskedForAnsweredInPartsAndAccepted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startFiles()
		a := w.registered(w.couple, w.november)
		q := w.asked(a, "")
		if q.Why != "Utdraget slutar den 20 november." || q.AskedName != w.hanna.Name {
			t.Errorf("asked as %+v", q)
		}
		shown := have(w.register.Overview(w.ctx, w.couple.ID))(t).Asked
		if len(shown) != 1 || shown[0].Left != 2 || shown[0].Items != 2 || shown[0].Until != q.Until {
			t.Errorf("the overview shows %+v", shown)
		}
		if w.request(q.ID).Status(w.today()) != aid.RequestOpen {
			t.Error("not open")
		}
		_, err := w.desk.AnswerRequest(w.ctx, w.as(w.omar), casework.Answer{Request: q.ID, Item: "1", Way: aid.ByFile, Name: "../utdrag.pdf", File: strings.NewReader(somePDF)})
		w.must(err)
		q = w.request(q.ID)
		if q.Status(w.today()) != aid.RequestPartly || q.Answers[0].FileName != "utdrag.pdf" || q.Answers[0].PersonID != w.omar.ID {
			t.Errorf("after a file: %s %+v", q.Status(w.today()), q.Answers)
		}
		w.pass(11 * 24 * time.Hour)
		if w.request(q.ID).Status(w.today()) != aid.RequestOverdue {
			t.Error("not overdue")
		}
		w.must(w.answers(w.asa, q, "2", "Lämnat i receptionen.")) // overdue, still taken in
		if q = w.request(q.ID); q.Status(w.today()) != aid.RequestAnswered || len(have(w.register.Overview(w.ctx, w.couple.ID))(t).Asked) != 0 {
			t.Errorf("after both: %s", q.Status(w.today()))
		}
		w.must(w.answers(w.asa, q, "2", "Och en kopia på posten."))
		w.must(w.desk.EndRequest(w.ctx, w.by(w.hanna), w.hanna, q.ID, aid.RequestAccepted, ""))
		before := w.steps()
		if err := w.answers(w.asa, q, "2", "För sent?"); code(err) != "completion.ended" {
			t.Errorf("answered after its end: %v", err)
		}
		w.refused("ended twice", before, w.desk.EndRequest(w.ctx, w.by(w.hanna), w.hanna, q.ID, aid.RequestWithdrawn, "fel"), aid.ErrConflict)
		if q = w.request(q.ID); q.Status(w.today()) != aid.RequestEnded || q.End.ByName != w.hanna.Name || len(q.AnswersTo("2")) != 2 {
			t.Errorf("ended as %+v", q.End)
		}
	})
}

func TestB4_WhatIsAskedOfOneAdultIsTheirs(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		q := w.asked(w.registered(w.couple, w.november), w.omar.ID)
		before := w.steps()
		w.refused("answered by the other", before, w.answers(w.asa, q, "1", "Hej"), aid.ErrNotFound)
		w.refused("answered by a stranger", before, w.answers(w.sara, q, "1", "Hej"), aid.ErrNotFound)
		w.must(w.desk.SeeRequest(w.ctx, w.as(w.asa), q)) // looks past it: nothing is kept
		w.must(w.desk.SeeRequest(w.ctx, w.as(w.omar), q))
		w.must(w.desk.SeeRequest(w.ctx, w.as(w.omar), q))
		if w.steps() != before+1 || !have(w.register.CompletionSeen(w.ctx, q.ID, w.omar.ID))(t) || have(w.register.CompletionSeen(w.ctx, q.ID, w.asa.ID))(t) {
			t.Error("seen by whom it asks, once")
		}
		w.must(w.answers(w.omar, q, "1", "Kommer."))
	})
}

func TestB4_OnlySoundRequestsAreAsked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.registered(w.couple, w.november)
		sound := func() aid.CompletionRequest {
			return aid.CompletionRequest{CaseID: a.CaseID, ApplicationID: a.ID, Why: "Saknas", Until: w.today().AddDays(1), Items: []aid.CompletionItem{{Group: "own", Text: "Kontraktet"}}}
		}
		for name, c := range map[string]struct {
			spoil func(*aid.CompletionRequest)
			want  string
		}{
			"nothing asked":        {func(q *aid.CompletionRequest) { q.Items = nil }, "items: completion.nothing"},
			"own words left out":   {func(q *aid.CompletionRequest) { q.Items[0].Text = " " }, "items: completion.nothing"},
			"too much asked":       {func(q *aid.CompletionRequest) { q.Items = make([]aid.CompletionItem, casework.MaxRequestItems+1) }, "items: completion.too_many"},
			"no reason":            {func(q *aid.CompletionRequest) { q.Why = " " }, "why: required"},
			"until today":          {func(q *aid.CompletionRequest) { q.Until = w.today() }, "until: completion.until"},
			"no day":               {func(q *aid.CompletionRequest) { q.Until = aid.Date{} }, "until: completion.until"},
			"put to a child":       {func(q *aid.CompletionRequest) { q.PersonID = w.elis.ID }, "person: choose"},
			"put to a stranger":    {func(q *aid.CompletionRequest) { q.PersonID = w.sara.ID }, "person: choose"},
			"on another case":      {func(q *aid.CompletionRequest) { q.CaseID = w.single.ID }, "not found"},
			"on what nobody knows": {func(q *aid.CompletionRequest) { q.ApplicationID = w.id() }, "not found"},
		} {
			before, q := w.steps(), sound()
			c.spoil(&q)
			if _, err := w.desk.AskForCompletion(w.ctx, w.by(w.hanna), w.hanna, q); err == nil || err.Error() != c.want {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			} else if w.steps() != before {
				t.Errorf("%s: something was kept", name)
			}
		}
		for _, s := range []aid.Staff{w.ella, w.rut, w.adam, w.nobody} {
			_, err := w.desk.AskForCompletion(w.ctx, w.by(s), s, sound())
			w.refused("asked by "+s.Name, w.steps(), err, aid.ErrForbidden)
		}
		w.closeCase(w.couple)
		if _, err := w.desk.AskForCompletion(w.ctx, w.by(w.hanna), w.hanna, sound()); code(err) != "case.closed" {
			t.Errorf("in a closed case: %v", err)
		}
	})
}

func TestB4_MoreTimeIsGivenAndToldOf(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		for _, p := range []aid.Person{w.asa, w.omar} {
			w.reach(p, w.couple.ID, "", string(p.ID[30:])+"@example.org")
		}
		q := w.asked(w.registered(w.couple, w.november), "")
		w.work()
		told := len(w.told())
		if err := w.desk.ExtendRequest(w.ctx, w.by(w.hanna), w.hanna, q.ID, q.Until); code(err) != "completion.until" {
			t.Errorf("no later day: %v", err)
		}
		w.must(w.desk.ExtendRequest(w.ctx, w.by(w.hanna), w.hanna, q.ID, q.Until.AddDays(7)))
		if got := w.request(q.ID).Until; got != q.Until.AddDays(7) {
			t.Errorf("until %v", got)
		}
		w.work()
		if n := len(w.told()) - told; n != 2 {
			t.Errorf("%d were told of more time", n)
		}
	})
}

// The same answer sent fifty times at once, as an impatient thumb does, is one answer.
func TestB4_ADoublePostIsOneAnswer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		q := w.asked(w.registered(w.couple, w.november), "")
		r := w.as(w.asa)
		var wait sync.WaitGroup
		var odd atomic.Int64
		for range 50 {
			wait.Go(func() {
				_, err := w.desk.AnswerRequest(w.ctx, r, casework.Answer{Request: q.ID, Item: "1", Way: aid.ByOtherWays, Text: "Lämnat på kontoret."})
				if err != nil && !strings.Contains(err.Error(), "carried out before") {
					odd.Add(1)
				}
			})
		}
		wait.Wait()
		if n := len(w.request(q.ID).Answers); n != 1 || odd.Load() != 0 {
			t.Errorf("%d answers, %d other errors", n, odd.Load())
		}
	})
}

func TestB4_AnAnswerSaysSomething(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startFiles()
		q := w.asked(w.registered(w.couple, w.november), "")
		before := w.steps()
		for want, a := range map[string]casework.Answer{
			"text: required":        {Item: "1", Way: aid.ByText, Text: " \n"},
			"text: too_long":        {Item: "1", Way: aid.ByText, Text: strings.Repeat("å", casework.MaxCompletionText+1)},
			"way: choose":           {Item: "1", Way: "pigeon"},
			"not found":             {Item: "3", Way: aid.ByText, Text: "x"},
			"file: file.type_named": {Item: "1", Way: aid.ByFile, Name: "a.pdf", File: strings.NewReader("<html>")},
			"file: file.empty":      {Item: "1", Way: aid.ByFile, Name: "a.pdf", File: strings.NewReader("")},
		} {
			a.Request = q.ID
			if _, err := w.desk.AnswerRequest(w.ctx, w.as(w.asa), a); err == nil || err.Error() != want {
				t.Errorf("%v, want %s", err, want)
			}
		}
		_, err := w.desk.AnswerRequest(w.ctx, w.as(w.asa), casework.Answer{Request: w.id(), Item: "1", Way: aid.ByText, Text: "x"})
		if !errors.Is(err, aid.ErrNotFound) || w.steps() != before {
			t.Errorf("an unknown request: %v", err)
		}
	})
}
