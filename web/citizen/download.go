package citizen

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

const (
	downloadHref = "/hamta-uppgifter"
	jsonHref     = downloadHref + "/uppgifter.json"
)

// downloadView is everything that the register holds of a person and their case, as far as they may see it. What concerns the
// other adult alone (how to reach them, their log-ins, what only they were asked) and what staff have not published is never
// read into it.
type downloadView struct {
	person       aid.Person
	profile      aid.Profile
	theCase      aid.Case
	logins       []aid.Session
	applications []applicationView
	documents    []paper
	notes        []paper
	requests     []aid.CompletionRequest
	recoveries   []aid.Recovery
	reads        []readGroup
	drafts       draftsView
	said         saidView
}

// everyLogin is more log-ins than anyone has.
const everyLogin = 100_000

// newDownload reads what is small; applications are followed one by one, and reads by the page.
func newDownload(v *site.Visit) (view downloadView, list []knownApplication, err error) {
	if view.theCase, err = v.Case("download"); err != nil {
		return view, nil, err
	}
	me, caseID, r := v.Actor().ID, view.theCase.ID, v.Register()
	member, _ := view.theCase.Member(me)
	view.person = member.Person
	if view.profile, err = r.Profile(v.Ctx(), me); err != nil {
		return view, nil, err
	}
	if !v.Acts() { // log-ins are of who logs in, whoever acts for them
		if view.logins, err = r.SessionsOf(v.Ctx(), me, everyLogin); err != nil {
			return view, nil, err
		}
	}
	documents, err := seenDocuments(v, caseID)
	if err != nil {
		return view, nil, err
	}
	for _, d := range documents {
		view.documents = append(view.documents, documentPaper(v.UI(), d))
	}
	notes, err := seenNotes(v, caseID)
	if err != nil {
		return view, nil, err
	}
	for _, n := range notes {
		view.notes = append(view.notes, notePaper(n))
	}
	requests, err := seenRequests(v, caseID)
	if err != nil {
		return view, nil, err
	}
	for _, q := range requests {
		if q.Asks(me) {
			view.requests = append(view.requests, q)
		}
	}
	if view.recoveries, err = recoveriesOf(v, caseID); err != nil {
		return view, nil, err
	}
	if view.drafts, err = newDrafts(v, caseID); err != nil {
		return view, nil, err
	}
	if view.said, err = newSaid(v, caseID); err != nil {
		return view, nil, err
	}
	list, err = seenApplications(v, caseID)
	return view, list, err
}

// wholeApplication is an application with its signatures, which a list does not have, and what came of it.
func wholeApplication(v *site.Visit, id aid.ID) (view applicationView, err error) {
	a, err := v.Register().Application(v.Ctx(), id)
	if err != nil {
		return view, err
	}
	if view.knownApplication, err = known(v, a); err != nil {
		return view, err
	}
	return view, view.follow(v)
}

// eachRead hands over every look at the case, newest first, some at a time.
func eachRead(v *site.Visit, caseID aid.ID, each func(aid.CaseRead) error) error {
	for before := (time.Time{}); ; {
		reads, err := v.Register().CaseReads(v.Ctx(), caseID, before, readsShown)
		if err != nil {
			return err
		}
		for _, read := range reads {
			if err := saw(v, read.At); errors.Is(err, aid.ErrNotFound) {
				continue
			} else if err != nil {
				return err
			}
			if err := each(read); err != nil {
				return err
			}
		}
		if len(reads) < readsShown {
			return nil
		}
		before = reads[len(reads)-1].At
	}
}

// download shows everything on one page that can be printed, and offers it as a file.
func download(v *site.Visit) error {
	view, list, err := newDownload(v)
	if err != nil {
		return err
	}
	for _, a := range list {
		one, err := wholeApplication(v, a.ID)
		if err != nil {
			return err
		}
		view.applications = append(view.applications, one)
	}
	var reads []aid.CaseRead
	err = eachRead(v, view.theCase.ID, func(read aid.CaseRead) error { reads = append(reads, read); return nil })
	if err != nil {
		return err
	}
	view.reads = groupReads(reads)
	p := page(v, v.L.T("download.title"), "")
	p.Lead, p.Print = v.L.T("download.about"), true
	return v.Render(downloadPage(v, p, view))
}

// downloadJSON sends the same as a file for other programs; docs/download.md tells its shape. It is written piece by piece,
// so that a long case takes no more memory than its largest piece.
func downloadJSON(v *site.Visit) error {
	view, list, err := newDownload(v)
	if err != nil {
		return err
	}
	h := v.W.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Disposition", `attachment; filename="`+view.theCase.Number+`.json"`)
	h.Set("Cache-Control", "no-store")
	v.W.WriteHeader(http.StatusOK)
	if err := writeDownload(v, v.W, view, list); err != nil {
		v.Note(err)
		panic(http.ErrAbortHandler) // half a file must not look like a whole one
	}
	return nil
}

// pieces writes an object of JSON member by member.
type pieces struct {
	w     io.Writer
	begun bool
	err   error
}

func (p *pieces) text(s string) {
	if p.err == nil {
		_, p.err = io.WriteString(p.w, s)
	}
}

func (p *pieces) value(v any) {
	b, err := json.Marshal(v)
	if p.err == nil {
		p.err = err
	}
	p.text(string(b))
}

// next separates values and members.
func (p *pieces) next() {
	if p.begun {
		p.text(",\n")
	}
	p.begun = true
}

func (p *pieces) member(name string, v any) {
	p.next()
	p.text(`"` + name + `":`)
	p.value(v)
}

// list writes a member that is a list, whose values each hands over.
func (p *pieces) list(name string, each func(add func(any)) error) {
	p.next()
	p.text(`"` + name + `":[`)
	p.begun = false
	if err := each(func(v any) { p.next(); p.value(v) }); p.err == nil {
		p.err = err
	}
	p.text("]")
	p.begun = true
}

// writeDownload writes the file.
func writeDownload(v *site.Visit, w io.Writer, view downloadView, list []knownApplication) error {
	p := &pieces{w: w}
	p.text("{")
	p.member("format", downloadFormat)
	p.member("municipality", v.Tenant.Municipality.Name)
	p.member("made_at", v.Now)
	p.member("person", personPiece(view))
	p.member("case", casePiece(view.theCase))
	p.list("log_ins", func(add func(any)) error {
		for _, s := range view.logins {
			add(loginPiece(s))
		}
		return nil
	})
	p.list("applications", func(add func(any)) error {
		for _, a := range list {
			one, err := wholeApplication(v, a.ID)
			if err != nil {
				return err
			}
			add(applicationPiece(one))
		}
		return nil
	})
	p.list("drafts", func(add func(any)) error {
		for _, d := range view.drafts.applications {
			add(draftPiece(d))
		}
		return nil
	})
	p.list("appeal_drafts", func(add func(any)) error {
		for _, d := range view.drafts.appeals {
			add(appealDraftPiece(d))
		}
		return nil
	})
	p.list("requests", func(add func(any)) error {
		for _, q := range view.requests {
			add(requestPiece(q, v.Today()))
		}
		return nil
	})
	p.list("recoveries", func(add func(any)) error {
		for _, r := range view.recoveries {
			add(recoveryPiece(r))
		}
		return nil
	})
	for _, l := range []struct {
		name   string
		papers []paper
	}{{"documents", view.documents}, {"journal_notes", view.notes}} {
		p.list(l.name, func(add func(any)) error {
			for _, one := range l.papers {
				add(paperPiece(one))
			}
			return nil
		})
	}
	view.said.write(p)
	p.list("reads", func(add func(any)) error {
		return eachRead(v, view.theCase.ID, func(read aid.CaseRead) error { add(readPiece(read)); return p.err })
	})
	p.text("}\n")
	return p.err
}

// answersBeside is what an application says beside its incomes and expenses, which are tables of their own, with all that was handed in.
// Of an account no more goes out than its last digits. One from an earlier system has nothing here.
func answersBeside(c ui.Ctx, a aid.Application) []answerSection {
	if len(appliedFor(c, a.Content)) == 0 && a.Content.Housing.Form == "" {
		return nil
	}
	content := a.Content
	content.Attachments = handedIn(a)
	list := slices.DeleteFunc(contentOf(c, content, unchangeable), func(s answerSection) bool {
		return slices.Contains([]string{incomesSection.name, expensesSection.name, needSection.name, accountSection.name}, s.section.name)
	})
	if account := content.Account; account != nil && account.Number != "" {
		rows := []ui.Row{{Term: c.L.T("apply.account"), Value: c.L.T("pay.tail", "tail", lastDigits(account.Number))}}
		list = append(list, answerSection{accountSection, c.L.T(accountSection.title), rows})
	}
	return list
}

// personRows is who the person is and how to reach them.
func personRows(c ui.Ctx, view downloadView) []ui.Row {
	phone, email := ui.Row{Term: c.L.T("profile.phone"), Value: c.L.T("register.none")}, ui.Row{Term: c.L.T("profile.email"), Value: c.L.T("register.none")}
	if view.profile.Phone != "" {
		phone.Content = ui.Phone(c, view.profile.Phone)
	}
	if view.profile.Email != "" {
		email.Content = ui.Email(c, view.profile.Email)
	}
	return []ui.Row{
		{Term: c.L.T("download.name"), Value: view.person.Name()},
		{Term: c.L.T("download.number"), Content: ui.FullPersonnummer(c, view.person.Personnummer)},
		phone, email,
	}
}
