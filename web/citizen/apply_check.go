package citizen

import (
	"errors"
	"net/http"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// answerSection is the answers of one section, or of one adult's incomes, as rows.
type answerSection struct {
	section section
	title   string
	rows    []ui.Row
}

// answersOf lists what a draft holds, with "Ändra" at each row; only of the sections named, where any are.
func answersOf(c ui.Ctx, draft aid.Draft, only ...section) []answerSection {
	change := func(s section) string { return sectionHref(draft.ID, s) + "?" + fieldBack + "=kontrollera" }
	if len(only) > 0 {
		change = func(section) string { return "" }
	}
	var list []answerSection
	for _, a := range contentOf(c, draft.Content, change) {
		if len(only) == 0 || only[0].name == a.section.name {
			list = append(list, a)
		}
	}
	return list
}

// contentOf lists what is applied for, section by section. Of a month's application sections that were never asked are left out.
func contentOf(c ui.Ctx, content aid.Content, change func(section) string) []answerSection {
	var list []answerSection
	add := func(s section, title string, rows []ui.Row) {
		if len(rows) > 0 {
			list = append(list, answerSection{s, title, rows})
		}
	}
	if content.KindOf() == aid.Supplementary {
		add(needSection, c.L.T(needSection.title), expenseAnswers(c, content))
		add(papersSection, c.L.T("application.attachments"), attachmentRows(c, content))
	} else {
		if content.KindOf() != aid.First {
			add(changesSection, c.L.T(changesSection.title), changesRows(c, content))
		}
		add(householdSection, c.L.T(householdSection.title), householdRows(c, content))
		add(housingSection, c.L.T(housingSection.title), append(housingRows(c, content.Housing), othersRows(c, content)...))
		add(occupationSection, c.L.T(occupationSection.title), occupationRows(c, content))
		for _, adult := range content.Household.Adults {
			add(incomesSection, c.L.T("apply.incomes_of", "name", adult.Name), incomeAnswers(c, content, adult.PersonID))
		}
		add(assetsSection, c.L.T(assetsSection.title), assetAnswers(c, content))
		add(expensesSection, c.L.T(expensesSection.title), expenseAnswers(c, content))
		add(accountSection, c.L.T(accountSection.title), accountRows(c, content))
		add(elsewhereSection, c.L.T(elsewhereSection.title), elsewhereRows(c, content))
		files := attachmentsSection
		if content.KindOf() == aid.First {
			files = papersSection
		}
		add(files, c.L.T("application.attachments"), attachmentRows(c, content))
	}
	for i, a := range list {
		for j := range a.rows {
			list[i].rows[j].Change = change(a.section)
		}
	}
	return list
}

// othersRows is who shares the home, where that has been answered.
func othersRows(c ui.Ctx, content aid.Content) []ui.Row {
	if content.Household.Others == 0 {
		return nil
	}
	return []ui.Row{{Term: c.L.T("apply.others"), Value: itoa(content.Household.Others)}}
}

// unchangeable is contentOf's change for what is frozen.
func unchangeable(section) string { return "" }

func householdRows(c ui.Ctx, content aid.Content) []ui.Row {
	var rows []ui.Row
	for _, a := range content.Household.Adults {
		rows = append(rows, ui.Row{Term: c.L.T("apply.adult"), Value: a.Name})
	}
	for _, child := range content.Household.Children {
		answer := c.L.T("apply.lunch_no")
		if child.LunchOut {
			answer = c.L.T("apply.lunch_yes")
		}
		if child.AsksPupil(content.Month) {
			school := c.L.T("apply.pupil_no")
			if child.Pupil {
				school = c.L.T("apply.pupil_yes")
			}
			answer += ". " + school
		}
		rows = append(rows, ui.Row{Term: childName(c, child, content.Month), Value: answer})
	}
	return rows
}

func housingRows(c ui.Ctx, h aid.Housing) []ui.Row {
	if h.Form == "" {
		return []ui.Row{{Term: c.L.T("apply.housing_form"), Value: c.L.T("apply.not_stated")}}
	}
	rows := []ui.Row{{Term: c.L.T("apply.housing_form"), Value: c.L.T("housing." + string(h.Form))}}
	if h.Landlord != "" {
		rows = append(rows, ui.Row{Term: c.L.T("apply.landlord"), Value: h.Landlord})
	}
	if h.Rooms > 0 {
		rows = append(rows, ui.Row{Term: c.L.T("apply.rooms"), Value: itoa(h.Rooms)})
	}
	if h.Contract != "" {
		rows = append(rows, ui.Row{Term: c.L.T("apply.contract"), Value: c.L.T("contract." + string(h.Contract))})
	}
	return rows
}

func incomeAnswers(c ui.Ctx, content aid.Content, adult aid.ID) []ui.Row {
	var rows []ui.Row
	for _, income := range content.Incomes {
		if income.PersonID == adult {
			rows = append(rows, moneyRow(c, c.L.T("income."+string(income.Kind)), income.Amount, income.Note))
		}
	}
	switch {
	case len(rows) > 0:
		return rows
	case content.NoIncome[adult]:
		return []ui.Row{{Term: c.L.T("application.incomes"), Value: c.L.T("application.no_income")}}
	}
	return []ui.Row{{Term: c.L.T("application.incomes"), Value: c.L.T("apply.not_stated")}}
}

func expenseAnswers(c ui.Ctx, content aid.Content) []ui.Row {
	var rows []ui.Row
	for _, e := range content.Expenses {
		rows = append(rows, moneyRow(c, c.L.T("expense."+string(e.Kind)), e.Amount, e.Note))
	}
	if len(rows) == 0 {
		return []ui.Row{{Term: c.L.T("application.expenses"), Value: c.L.T("apply.no_expenses")}}
	}
	return rows
}

// moneyRow is an amount with its note; one not stated yet says so.
func moneyRow(c ui.Ctx, term string, amount aid.Ore, note string) ui.Row {
	if amount == 0 {
		return ui.Row{Term: term, Value: c.L.T("apply.not_stated")}
	}
	return ui.Row{Term: term, Content: amountAndNote(c, amount, note)}
}

func attachmentRows(c ui.Ctx, content aid.Content) []ui.Row {
	var rows []ui.Row
	for _, doc := range aid.Documents(content.Attachments) {
		term := c.L.T("attachment." + doc.Kind)
		if count := partsCount(c, doc); count != "" {
			term += ", " + count
		}
		rows = append(rows, ui.Row{Term: term, Content: documentParts(c, doc)})
	}
	if len(rows) == 0 {
		return []ui.Row{{Term: c.L.T("application.attachments"), Value: c.L.T("apply.attach_none")}}
	}
	return rows
}

// missing is one thing that is left before signing, and where it is put right.
type missing struct{ text, href string }

// checkView is the page of all answers.
type checkView struct {
	answers []answerSection
	missing []missing
	papers  []string // that are missing and can come later
	need    bool     // for a single need, of which no preview is made
	preview previewView
	tried   bool // the reader pressed on although something is missing
	others  []string
	form    ui.Form
	stale   bool // others have changed the draft since the page was shown
	closed  *closedView
}

// checkAnswers shows every answer before it is frozen.
func checkAnswers(v *site.Visit, draft aid.Draft) error {
	return renderCheck(v, draft, checkView{}, http.StatusOK)
}

func renderCheck(v *site.Visit, draft aid.Draft, view checkView, status int) error {
	c := v.UI()
	view.answers = answersOf(c, draft)
	var err error
	if view.closed, err = closedFor(v, draft); err != nil {
		return err
	}
	faults, _ := site.Faults(casework.Complete(draft.Content))
	for _, e := range faults {
		part, text := sectionNamed(e.Field), c.ErrorText(e)
		if e.Code == "apply.section_left" { // the same words for every part
			text = ui.Labelled(c.L.T(part.title), text)
		}
		view.missing = append(view.missing, missing{text, sectionHref(draft.ID, part) + "?" + fieldBack + "=kontrollera"})
	}
	view.papers, view.need = paperNames(c, draft.Content.LacksPapers()), draft.Content.KindOf() == aid.Supplementary
	for _, a := range draft.Content.Household.Adults {
		if a.PersonID != v.Actor().ID {
			view.others = append(view.others, a.Name)
		}
	}
	if !view.need {
		view.preview = previewOf(v, draftApplication(draft))
	}
	view.form = ui.Form{Action: checkHref(draft.ID), Key: v.NewKey(), Version: itoa(draft.Version), Submit: v.L.T("apply.go_sign")}
	p := page(v, v.L.T("apply.check"), "")
	p.Back, p.Fault, p.Lead = draftHref(draft.ID), view.tried, titleOf(c, draft.Content.KindOf(), draft.Month)
	return v.RenderStatus(status, checkPage(c, p, view))
}

// freeze makes an application of the draft, for every adult to sign.
func freeze(v *site.Visit, draft aid.Draft) error {
	a, err := v.Desk().Freeze(v.Ctx(), v.Request(), draft.ID, v.Version())
	if result, ok := site.Repeated(err); ok {
		return v.Redirect(signHref(aid.ID(result)))
	}
	if _, ok := site.Faults(err); ok {
		return renderCheck(v, draft, checkView{tried: true}, http.StatusUnprocessableEntity)
	}
	if errors.Is(err, aid.ErrNotFound) {
		return v.Redirect(draftHref(draft.ID))
	}
	if errors.Is(err, aid.ErrConflict) {
		now, err := v.Register().Draft(v.Ctx(), draft.ID)
		if err != nil || now.FrozenAs != "" {
			return v.Redirect(draftHref(draft.ID)) // the other adult, or another tab, was first
		}
		return renderCheck(v, now, checkView{stale: true}, http.StatusConflict)
	}
	if err != nil {
		return err
	}
	return v.Redirect(signHref(a.ID))
}
