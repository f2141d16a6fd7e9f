package citizen

import (
	"net/http"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// subject is what a comment is on: found by the address, as the page that it leads back to shows it.
type subject struct {
	caseID aid.ID
	on     aid.Subject
	what   string // in words
	back   string // address of its page
}

// subjectOf finds what the address names. What the visitor does not see does not exist.
type subjectOf func(*site.Visit) (subject, error)

// partField names the part of what is commented on, in an address and in a form.
const partField = "del"

// part is the part that the visit names.
func part(v *site.Visit) string {
	if v.R.Method == http.MethodPost {
		return v.R.PostFormValue(partField)
	}
	return v.R.URL.Query().Get(partField)
}

// commentOn shows the form for a comment.
func commentOn(find subjectOf) site.Handler {
	return func(v *site.Visit) error {
		s, err := find(v)
		if err != nil {
			return err
		}
		return showComment(v, http.StatusOK, s, "", nil)
	}
}

func showComment(v *site.Visit, status int, s subject, text string, faults aid.Errors) error {
	p := page(v, v.L.T("comment.title"), "")
	p.Back, p.Errors = s.back, faults
	return v.RenderStatus(status, commentPage(v.UI(), p, s, text, v.NewKey()))
}

// saveComment keeps a comment, and leads back to what it is on.
func saveComment(find subjectOf) site.Handler {
	return func(v *site.Visit) error {
		s, err := find(v)
		if err != nil {
			return err
		}
		text := v.R.PostFormValue("text")
		_, err = v.Desk().SayOf(v.Ctx(), v.Request(), aid.Comment{CaseID: s.caseID, On: s.on, Body: text})
		if faults, ok := site.Faults(err); ok {
			return showComment(v, http.StatusUnprocessableEntity, s, text, faults)
		}
		if _, again := site.Repeated(err); err != nil && !again {
			return err
		}
		return v.Redirect(s.back + "#yttrande")
	}
}

// commentAddress is where one comments on what an address shows.
func commentAddress(href string) string { return href + "/yttrande" }

// commentsView is the visitor's own comments on what a page shows, and where to write one.
type commentsView struct {
	href  string
	list  []aid.Comment
	parts []ui.Link // of a calculation: its incomes, each to be commented on by itself
}

// commentsOn reads the visitor's own comments on something. Those of their partner are not theirs to see.
func commentsOn(v *site.Visit, caseID aid.ID, kind aid.SubjectKind, id aid.ID, href string) (commentsView, error) {
	view := commentsView{href: commentAddress(href)}
	all, err := v.Register().Comments(v.Ctx(), caseID, v.Actor().ID)
	for _, c := range all {
		if c.On.Kind == kind && c.On.ID == id {
			view.list = append(view.list, c)
		}
	}
	return view, err
}

func noteSubject(v *site.Visit) (subject, error) {
	n, err := readNote(v)
	return subject{n.CaseID, aid.Subject{Kind: aid.OnNote, ID: n.ID}, n.Heading, "/journalanteckningar/" + string(n.ID)}, err
}

func documentSubject(v *site.Visit) (subject, error) {
	d, err := readDocument(v)
	return subject{d.CaseID, aid.Subject{Kind: aid.OnDocument, ID: d.ID}, d.Title, "/dokument/" + string(d.ID)}, err
}

func decisionSubject(v *site.Visit) (subject, error) {
	d, err := readDecision(v)
	return subject{d.CaseID, aid.Subject{Kind: aid.OnDecision, ID: d.ID}, v.L.T("decision.for", "month", v.L.Month(d.Month)), decisionHref(d.ID)}, err
}

// calculationSubject is a calculation, or one income of it where the visit names one.
func calculationSubject(v *site.Visit) (subject, error) {
	a, caseID, err := readApplication(v, "calculation")
	if err != nil {
		return subject{}, err
	}
	if a.calculation == nil {
		return subject{}, aid.ErrNotFound
	}
	s := subject{caseID, aid.Subject{Kind: aid.OnCalculation, ID: a.calculation.ID, Part: part(v)}, v.L.T("calculation.for", "month", v.L.Month(a.Month)), calculationHref(a.ID)}
	if s.on.Part == "" {
		return s, nil
	}
	for _, l := range a.calculation.Lines {
		if l.Kind == aid.IncomeLine && l.Code == s.on.Part {
			s.what += ", " + site.LineName(v.L, l.Kind, l.Code, "")
			return s, nil
		}
	}
	return s, aid.ErrNotFound
}

// commentPart is what a comment is on, where that is a part of what its page shows.
func commentPart(c ui.Ctx, on aid.Subject) string {
	switch {
	case on.Part == "":
		return ""
	case on.Kind == aid.OnRegister:
		return c.L.T("register." + on.Part)
	}
	return site.LineName(c.L, aid.IncomeLine, on.Part, "")
}
