package casework_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/store"
)

// file takes in a file to go with a message or a report.
func (w *world) file(kind, content string) casework.TakenFile {
	w.t.Helper()
	return have(w.desk.TakeIn(w.ctx, kind, `C:\mina\kvitto.pdf`, strings.NewReader("%PDF-1.4\n"+content+"\n%%EOF\n")))(w.t)
}

// repeated tells whether an error says that the request was carried out before.
func repeated(err error) bool {
	var again *store.RepeatedError
	return errors.As(err, &again)
}

// B7: an adult writes with a file, staff answer, each reading is a fact; the partner's thread stays empty.
func TestB7_AMessageAndItsAnswer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startFiles()
		asks := w.as(w.asa)
		files := []casework.TakenFile{w.file(aid.FileOfMessage, "ett")}
		asked := have(w.desk.SendMessage(w.ctx, asks, w.couple.ID, "  När kommer pengarna?\n", files))(t)
		if _, err := w.desk.SendMessage(w.ctx, asks, w.couple.ID, "När kommer pengarna?", files); !repeated(err) {
			t.Errorf("the same form again: %v", err)
		}
		kept := have(w.register.Message(w.ctx, asked.ID))(t)
		if kept.Body != "När kommer pengarna?" || len(kept.Files) != 1 || kept.Files[0].Name != "kvitto.pdf" || kept.SentBy != aid.ByCitizen {
			t.Errorf("kept %+v", kept)
		}
		attachment := have(w.register.Attachment(w.ctx, kept.Files[0].ID))(t)
		if attachment.OpenTo(w.omar.ID) || !attachment.OpenTo(w.asa.ID) || attachment.CaseID != w.couple.ID {
			t.Errorf("the file: %+v", attachment)
		}
		content := have(w.desk.Files.Open(w.ctx, attachment.SHA256, attachment.Size))(t)
		defer content.Close()
		if b := have(io.ReadAll(content))(t); !bytes.Contains(b, []byte("\nett\n")) {
			t.Errorf("the file holds %q", b)
		}
		w.pass(time.Minute)
		w.must(w.desk.ReadMessages(w.ctx, w.by(w.hanna), []aid.Message{kept}))
		if n := have(w.register.CountWaiting(w.ctx, []aid.ID{w.hanna.ID}, 9))(t); n != 1 {
			t.Errorf("%d wait after reading: to read is not to answer", n)
		}
		answer := have(w.desk.AnswerMessage(w.ctx, w.by(w.bengt), w.bengt, w.couple.ID, w.asa.ID, "På fredag."))(t)
		if n := have(w.register.CountWaiting(w.ctx, nil, 9))(t); n != 0 {
			t.Errorf("%d wait after the answer", n)
		}
		w.job("message:" + string(answer.ID) + ":" + string(w.asa.ID))
		if _, err := w.register.Job(w.ctx, "message:"+string(answer.ID)+":"+string(w.omar.ID)); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("the partner is told: %v", err)
		}
		thread := have(w.register.Messages(w.ctx, w.couple.ID, w.asa.ID, "", 9))(t)
		before := w.steps()
		w.must(w.desk.ReadMessages(w.ctx, w.as(w.omar), thread)) // nothing of it is his
		if w.steps() != before {
			t.Error("the partner has read something")
		}
		w.must(w.desk.ReadMessages(w.ctx, w.as(w.asa), thread))
		w.must(w.desk.ReadMessages(w.ctx, w.as(w.asa), have(w.register.Messages(w.ctx, w.couple.ID, w.asa.ID, "", 9))(t)))
		if w.steps() != before+1 {
			t.Errorf("%d steps for one reading", w.steps()-before)
		}
		if read := have(w.register.Message(w.ctx, answer.ID))(t); read.ReadAt.IsZero() || read.ReadName != w.asa.Name() {
			t.Errorf("read %+v", read)
		}
	})
}

// B7: what cannot be sent is refused and leaves nothing.
func TestB7_WhatIsNoMessage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startFiles()
		before := w.steps()
		send := func(p aid.Person, c aid.ID, body string, files ...casework.TakenFile) error {
			_, err := w.desk.SendMessage(w.ctx, w.as(p), c, body, files)
			return err
		}
		long := strings.Repeat("å", aid.LongestText+1)
		for want, err := range map[string]error{
			"text:required":            send(w.asa, w.couple.ID, " \n "),
			"text:too_long":            send(w.asa, w.couple.ID, long),
			"file:talk.too_many_files": send(w.asa, w.couple.ID, "Hej", slices.Repeat([]casework.TakenFile{w.file(aid.FileOfMessage, "x")}, casework.MostFiles+1)...),
		} {
			if code(err) != want {
				t.Errorf("%q, want %q", code(err), want)
			}
		}
		if err := send(w.asa, w.couple.ID, long[:len(long)-len("å")]); err != nil {
			t.Errorf("the longest: %v", err)
		}
		before++
		w.refused("in another's case", before, send(w.asa, w.single.ID, "Hej"), aid.ErrNotFound)
		w.refused("by a child", before, send(w.elis, w.couple.ID, "Hej"), aid.ErrNotFound)
		w.refused("in no case", before, send(w.asa, w.id(), "Hej"), aid.ErrNotFound)
		answer := func(s aid.Staff, person aid.ID) error {
			_, err := w.desk.AnswerMessage(w.ctx, w.by(s), s, w.couple.ID, person, "Hej")
			return err
		}
		for _, s := range []aid.Staff{w.ella, w.rut, w.adam, w.nobody} {
			w.refused("answer by "+s.Name, before, answer(s, w.asa.ID), aid.ErrForbidden)
			w.refused("settling by "+s.Name, before, w.desk.SettleMessages(w.ctx, w.by(s), s, w.couple.ID, w.asa.ID), aid.ErrForbidden)
			w.refused("noting by "+s.Name, before, w.desk.TakeNote(w.ctx, w.by(s), s, w.couple.ID, aid.ChangeWaits, w.id()), aid.ErrForbidden)
			w.refused("telling by "+s.Name, before, w.desk.TellMessages(w.ctx, w.by(s), s, aid.Message{}, aid.Told{}), aid.ErrForbidden)
		}
		w.refused("answer to a stranger", before, answer(w.hanna, w.sara.ID), aid.ErrNotFound)
		if _, err := w.desk.TakeIn(w.ctx, aid.FileOfMessage, "x.exe", strings.NewReader("MZ\x90\x00")); code(err) != "file.type" {
			t.Errorf("a program: %v", err)
		}
		w.closeCase(w.couple)
		before = w.steps()
		if got := code(send(w.asa, w.couple.ID, "Hej")) + " " + code(answer(w.hanna, w.asa.ID)); got != "talk.closed talk.closed" || w.steps() != before {
			t.Errorf("in a closed case: %s", got)
		}
	})
}

// B7: staff say that a message needs no answer; the second to say so is told.
func TestB7_NoAnswerIsNeeded(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for range 2 {
			have(w.desk.SendMessage(w.ctx, w.as(w.sara), w.single.ID, "Tack!", nil))(t)
			w.pass(time.Second)
		}
		w.must(w.desk.SettleMessages(w.ctx, w.by(w.hanna), w.hanna, w.single.ID, w.sara.ID))
		for _, m := range have(w.register.Messages(w.ctx, w.single.ID, w.sara.ID, "", 9))(t) {
			if m.NotedAt.IsZero() {
				t.Errorf("%s waits", m.ID)
			}
		}
		w.refused("again", w.steps(), w.desk.SettleMessages(w.ctx, w.by(w.hanna), w.hanna, w.single.ID, w.sara.ID), aid.ErrConflict)
		if n := have(w.register.CountWaiting(w.ctx, nil, 9))(t); n != 0 {
			t.Errorf("%d wait", n)
		}
		have(w.desk.SendMessage(w.ctx, w.as(w.sara), w.single.ID, "En sak till.", nil))(t)
		if n := have(w.register.CountWaiting(w.ctx, nil, 9))(t); n != 1 {
			t.Errorf("%d wait after another", n)
		}
	})
}

// B7: who has not read is told by post or telephone, up to what the letter held; who cannot read it in the service is told
// nothing digitally.
func TestB7_ToldByPostOrTelephone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		write := func(body string) aid.Message {
			m := have(w.desk.AnswerMessage(w.ctx, w.by(w.hanna), w.hanna, w.single.ID, w.sara.ID, body))(t)
			w.pass(time.Second)
			return m
		}
		first := write("Kom på torsdag.")
		w.pass(8 * 24 * time.Hour)
		second, third := write("Glöm inte torsdagen."), write("Klockan nio.")
		tell := func(m aid.Message, way aid.TellingWay, on aid.Date) error {
			return w.desk.TellMessages(w.ctx, w.by(w.hanna), w.hanna, m, aid.Told{Way: way, On: on})
		}
		for want, err := range map[string]error{
			"way:choose on:talk.day": tell(second, "", aid.Date{}),
			"on:talk.day":            tell(second, aid.ByPost, w.today().AddDays(1)),
		} {
			if code(err) != want {
				t.Errorf("%q, want %q", code(err), want)
			}
		}
		if err := tell(second, aid.ByPost, aid.SwedishDate(first.SentAt)); code(err) != "on:talk.day" {
			t.Errorf("told before it was written: %v", err)
		}
		w.must(tell(second, aid.ByPost, w.today()))
		for _, m := range []aid.Message{first, second} {
			if told := have(w.register.Message(w.ctx, m.ID))(t).Told; told == nil || told.Way != aid.ByPost || told.On != w.today() || told.Name != w.hanna.Name {
				t.Errorf("told %+v", told)
			}
		}
		left := have(w.register.UntoldMessages(w.ctx, w.single.ID, w.sara.ID))(t)
		if len(left) != 1 || left[0].ID != third.ID {
			t.Errorf("left: %v", left)
		}
		w.refused("again", w.steps(), tell(second, aid.ByTelephone, w.today()), aid.ErrConflict)
		w.must(w.desk.SetAccess(w.ctx, w.by(w.hanna), w.hanna, w.single.ID, w.sara.ID, false))
		fourth := write("Du når mig på telefon.")
		if _, err := w.register.Job(w.ctx, "message:"+string(fourth.ID)+":"+string(w.sara.ID)); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("a notice to one who cannot log in: %v", err)
		}
		w.closeCase(w.single) // what was written before must still be told
		w.must(tell(fourth, aid.ByTelephone, w.today()))
	})
}

// N10: a change is told at any time; staff take note of it, once.
func TestN10_AChangeIsReported(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startFiles()
		report := aid.ChangeReport{CaseID: w.couple.ID, Kind: "moving", From: w.day("2026-12-01"), Body: " Vi flyttar till en mindre lägenhet. "}
		r := w.as(w.omar)
		kept := have(w.desk.ReportChange(w.ctx, r, report, []casework.TakenFile{w.file(aid.FileOfChange, "kontrakt")}))(t)
		if _, err := w.desk.ReportChange(w.ctx, r, report, nil); !repeated(err) {
			t.Errorf("the same form again: %v", err)
		}
		got := have(w.register.ChangeReport(w.ctx, kept.ID))(t)
		if got.Body != "Vi flyttar till en mindre lägenhet." || got.PersonID != w.omar.ID || len(got.Files) != 1 || !got.SentAt.Equal(w.Now()) {
			t.Errorf("kept %+v", got)
		}
		if have(w.register.Attachment(w.ctx, got.Files[0].ID))(t).OpenTo(w.asa.ID) {
			t.Error("the partner may open the file")
		}
		for want, change := range map[string]func(*aid.ChangeReport){
			"kind:choose":      func(c *aid.ChangeReport) { c.Kind = "weather" },
			"from:date.format": func(c *aid.ChangeReport) { c.From = aid.Date{} },
			"text:required":    func(c *aid.ChangeReport) { c.Body = "" },
		} {
			faulty := report
			change(&faulty)
			if _, err := w.desk.ReportChange(w.ctx, w.as(w.omar), faulty, nil); code(err) != want {
				t.Errorf("%q, want %q", code(err), want)
			}
		}
		for _, far := range []string{"2016-01-01", "2036-01-01"} {
			faulty := report
			faulty.From = w.day(far)
			if _, err := w.desk.ReportChange(w.ctx, w.as(w.omar), faulty, nil); code(err) != "from:date.format" {
				t.Errorf("from %s: %v", far, err)
			}
		}
		stranger := report
		stranger.CaseID = w.single.ID
		_, err := w.desk.ReportChange(w.ctx, w.as(w.omar), stranger, nil)
		w.refused("in another's case", w.steps(), err, aid.ErrNotFound)
		one(t, "taking note", atOnce(3, func(int) error {
			return w.desk.TakeNote(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, aid.ChangeWaits, kept.ID)
		}), conflict)
		if got = have(w.register.ChangeReport(w.ctx, kept.ID))(t); got.NotedName != w.hanna.Name || got.NotedAt.IsZero() {
			t.Errorf("noted %+v", got)
		}
	})
}

// N7: what is recorded can be commented on by those whom it concerns, as far as they see it, and is never changed.
func TestN7_CommentsOnWhatIsRecorded(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, calculation := w.calculated(w.couple, w.november)
		note := aid.JournalNote{CaseID: w.couple.ID, Heading: "Besök", Body: "Åsa var hemma."}
		seen := have(w.desk.WriteNote(w.ctx, w.by(w.hanna), w.hanna, note, true))(t)
		hidden := have(w.desk.WriteNote(w.ctx, w.by(w.hanna), w.hanna, note, false))(t)
		income := calculation.Lines[slices.IndexFunc(calculation.Lines, func(l aid.Line) bool { return l.Kind == aid.IncomeLine })].Code
		say := func(p aid.Person, c aid.ID, on aid.Subject) (aid.Comment, error) {
			return w.desk.SayOf(w.ctx, w.as(p), aid.Comment{CaseID: c, On: on, Body: "Det stämmer inte."})
		}
		for _, on := range []aid.Subject{
			{Kind: aid.OnNote, ID: seen.ID},
			{Kind: aid.OnCalculation, ID: calculation.ID},
			{Kind: aid.OnCalculation, ID: calculation.ID, Part: income},
			{Kind: aid.OnRegister, ID: w.asa.ID, Part: "contact"},
		} {
			kept := have(say(w.asa, w.couple.ID, on))(t)
			if got := have(w.register.Comment(w.ctx, kept.ID))(t); got.On != on || got.PersonID != w.asa.ID || got.Body != "Det stämmer inte." {
				t.Errorf("kept %+v", got)
			}
		}
		before := w.steps()
		for what, on := range map[string]aid.Subject{
			"a hidden note": {Kind: aid.OnNote, ID: hidden.ID}, "an income that is not there": {Kind: aid.OnCalculation, ID: calculation.ID, Part: "none"},
			"the partner's particulars": {Kind: aid.OnRegister, ID: w.omar.ID, Part: "contact"}, "no such part": {Kind: aid.OnRegister, ID: w.asa.ID, Part: "diary"},
			"a part of a note": {Kind: aid.OnNote, ID: seen.ID, Part: "x"}, "nothing": {Kind: aid.OnDecision, ID: w.id()}, "no kind": {Kind: "rumour", ID: seen.ID},
		} {
			_, err := say(w.asa, w.couple.ID, on)
			w.refused(what, before, err, aid.ErrNotFound)
		}
		_, err := say(w.sara, w.couple.ID, aid.Subject{Kind: aid.OnNote, ID: seen.ID})
		w.refused("by a stranger", before, err, aid.ErrNotFound)
		if _, err := w.desk.SayOf(w.ctx, w.as(w.asa), aid.Comment{CaseID: w.couple.ID, On: aid.Subject{Kind: aid.OnNote, ID: seen.ID}}); code(err) != "text:required" {
			t.Errorf("nothing said: %v", err)
		}
		if n := len(have(w.register.Comments(w.ctx, w.couple.ID, w.asa.ID))(t)); n != 4 {
			t.Errorf("%d comments", n)
		}
		comment := have(w.register.Comments(w.ctx, w.couple.ID, ""))(t)[0]
		w.must(w.desk.TakeNote(w.ctx, w.by(w.bengt), w.bengt, w.couple.ID, aid.CommentWaits, comment.ID))
	})
}

// N11: anyone may say what they think; staff of the right roles deal with it, once.
func TestN11_WhatPeopleThink(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		f := aid.Feedback{Kind: "complaint", Body: " Knappen syns inte. ", Contact: "namn@example.org", Language: "ar"}
		w.must(w.desk.GiveFeedback(w.ctx, "key-of-the-form", f))
		if err := w.desk.GiveFeedback(w.ctx, "key-of-the-form", f); !repeated(err) {
			t.Errorf("the same form again: %v", err)
		}
		w.must(w.desk.GiveFeedback(w.ctx, "another-key", aid.Feedback{Kind: aid.InaccessiblePart, Body: "Bilden saknar text.", Place: "Startsidan"}))
		open := have(w.register.OpenFeedback(w.ctx, "", 9))(t)
		if len(open) != 2 {
			t.Fatalf("%d are open", len(open))
		}
		entry := have(w.register.Log(w.ctx, 0, 1))(t)[0]
		if entry.Actor.ID != "" || entry.Actor.Kind != aid.ByAnyone {
			t.Errorf("the log names %+v", entry.Actor)
		}
		for want, faulty := range map[string]aid.Feedback{
			"kind:choose text:required":       {Kind: "rumour"},
			"place:too_long contact:too_long": {Kind: "praise", Body: "Bra", Place: strings.Repeat("x", 201), Contact: strings.Repeat("x", 255)},
		} {
			if err := w.desk.GiveFeedback(w.ctx, "key-"+want, faulty); code(err) != want {
				t.Errorf("%q, want %q", code(err), want)
			}
		}
		before := w.steps()
		for _, s := range []aid.Staff{w.hanna, w.ella, w.rut, w.nobody} {
			w.refused("by "+s.Name, before, w.desk.HandleFeedback(w.ctx, w.by(s), s, open[0].ID), aid.ErrForbidden)
		}
		w.refused("nothing", before, w.desk.HandleFeedback(w.ctx, w.by(w.adam), w.adam, w.id()), aid.ErrNotFound)
		w.must(w.desk.HandleFeedback(w.ctx, w.by(w.adam), w.adam, open[0].ID))
		w.refused("again", w.steps(), w.desk.HandleFeedback(w.ctx, w.by(w.bengt), w.bengt, open[0].ID), aid.ErrConflict)
		if left := have(w.register.OpenFeedback(w.ctx, "", 9))(t); len(left) != 1 || left[0].ID != open[1].ID {
			t.Errorf("open: %v", left)
		}
	})
}
