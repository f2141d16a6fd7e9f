package citizen

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// section (avsnitt) is one page of the form. What is saved is turned into the very values that its form would send, so that
// a page looks the same whether it shows what is saved or gives back what was typed.
type section struct {
	name  string // in Content.Done, and as casework.Complete's faults name it
	path  string
	title string // key of its name
	lead  string // key of the sentence under its heading; empty for none
	// part is what the section holds, to see whether someone else has changed it.
	part func(aid.Content) any
	// values is what is saved as the form would send it.
	values func(formView) url.Values
	// read checks what was sent and returns what it changes.
	read func(formView) (func(*aid.Content), aid.Errors)
	// body is the fields.
	body func(formView) templ.Component
}

// allSections are the parts that any application may have.
var allSections = []section{
	changesSection, householdSection, housingSection, occupationSection, incomesSection, assetsSection, expensesSection, accountSection, elsewhereSection,
	needSection, papersSection, attachmentsSection,
}

// sectionsOf are the parts that an application has, in the order of the hub.
func sectionsOf(c aid.Content) []section {
	var list []section
	for _, name := range casework.Sections(c) {
		list = append(list, sectionNamed(name))
	}
	return list
}

// sectionNamed is the part of a name that casework knows.
func sectionNamed(name string) section {
	return allSections[slices.IndexFunc(allSections, func(s section) bool { return s.name == name })]
}

// formView is a section's form: what is saved, what the fields hold, and what is wrong with it.
type formView struct {
	ui.Ctx
	draft  aid.Draft
	reader aid.ID
	values url.Values
	query  url.Values
	faults aid.Errors
	form   ui.Form
	before string          // fingerprint of what the form was made from
	back   bool            // came from the page of all answers, and goes back there
	now    []answerSection // after a conflict: what is saved now
	last   []aid.Expense   // of last month's application, on the page of expenses
	guide  []guidance      // what the municipality has set for what is asked here

	leftOut []string // incomes that the law does not count
}

// field is a field with what it holds and what is wrong with it.
func (f formView) field(name, label string) ui.Field {
	return ui.Field{Name: name, Label: label, Value: f.values.Get(name), Error: f.FieldError(f.faults, name)}
}

// The names of the buttons and hidden fields that every section knows.
const (
	moreRows   = "fler"    // which list of rows is to have more; the form is saved as far as it goes
	removeRow  = "ta_bort" // which row is to go
	fieldBack  = "till"    // "kontrollera" leads back to the page of all answers
	fieldPrint = "innan"   // fingerprint of the section as the form was made from it
	toHub      = "oversikt"
)

// partial tells whether the form was sent to have its rows changed, not because the page is done with.
func (f formView) partial() bool { return f.values.Has(moreRows) || f.values.Has(removeRow) }

func itoa(n int) string { return strconv.Itoa(n) }

// fingerprint tells two states of a section apart.
func fingerprint(s section, c aid.Content) string {
	text, err := json.Marshal(s.part(c))
	if err != nil {
		panic("write a section for its fingerprint: " + err.Error()) // plain data can be written
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

func newFormView(v *site.Visit, draft aid.Draft) formView {
	return formView{Ctx: v.UI(), draft: draft, reader: v.Actor().ID, query: v.R.URL.Query(), back: v.R.FormValue(fieldBack) == "kontrollera"}
}

// belongs tells whether an application of the kind has the section at all.
func belongs(s section, kind aid.ApplicationKind) bool {
	switch s.name {
	case needSection.name:
		return kind == aid.Supplementary
	case changesSection.name:
		return kind == aid.Renewal
	case elsewhereSection.name:
		return kind == aid.First
	}
	return kind != aid.Supplementary
}

// showSection shows a section as it is saved.
func showSection(s section) site.Handler {
	return withDraft(func(v *site.Visit, draft aid.Draft) error {
		if !belongs(s, draft.Content.KindOf()) {
			return v.Redirect(draftHref(draft.ID))
		}
		f := newFormView(v, draft)
		f.values = s.values(f)
		return renderSection(v, s, f, http.StatusOK)
	})
}

func renderSection(v *site.Visit, s section, f formView, status int) error {
	if s.name == expensesSection.name {
		if err := f.remember(v); err != nil {
			return err
		}
	}
	f.guidance(v, s)
	f.before = fingerprint(s, f.draft.Content)
	f.form = ui.Form{
		Action: sectionHref(f.draft.ID, s), Key: v.NewKey(), Version: itoa(f.draft.Version), Submit: v.L.T("action.continue"),
		More: []ui.Button{{Text: v.L.T("apply.save_hub"), Kind: ui.Secondary, Name: toHub, Value: "ja"}},
	}
	if f.back {
		f.form.Submit, f.form.More = v.L.T("action.save"), nil
	}
	p := page(v, v.L.T(s.title), "")
	p.Back, p.Errors = draftHref(f.draft.ID), f.faults
	if s.lead != "" {
		p.Lead = v.L.T(s.lead)
	}
	return v.RenderStatus(status, sectionPage(f, p, s))
}

// saveSection checks and keeps a section, and leads on.
func saveSection(s section) site.Handler {
	return withDraft(func(v *site.Visit, draft aid.Draft) error {
		if !belongs(s, draft.Content.KindOf()) {
			return v.Redirect(draftHref(draft.ID))
		}
		f := newFormView(v, draft)
		f.values = maps.Clone(v.R.PostForm)
		dropRow(f.values)
		change, faults := s.read(f)
		if len(faults) > 0 {
			addRows(f.values)
			f.faults = faults
			return renderSection(v, s, f, http.StatusUnprocessableEntity)
		}
		now, err := keep(v, s, f, change)
		switch {
		case errors.Is(err, aid.ErrConflict):
			f.draft, f.now = now, answersOf(v.UI(), now, s)
			return renderSection(v, s, f, http.StatusConflict)
		case errors.Is(err, errFrozen):
			return v.Redirect(draftHref(draft.ID)) // which leads on to where it stands now
		case err != nil:
			return err
		}
		change(&f.draft.Content) // what is open next may follow from it
		return v.Redirect(after(s, f))
	})
}

// errFrozen is a draft that has gone out for signature or come in while its page was open.
var errFrozen = errors.New("the draft is out for signature")

// keep saves a section. Where the draft has moved on since the form was made, what counts is the section: if it holds the
// same as was sent there is nothing to do, if nobody has touched it the change is made, and else it is aid.ErrConflict with
// the draft as it is now. So two adults fill in two sections at once, and a form sent twice has one effect.
func keep(v *site.Visit, s section, f formView, change func(*aid.Content)) (aid.Draft, error) {
	version, print := v.Version(), f.values.Get(fieldPrint)
	mark := func(c *aid.Content) error {
		change(c)
		if !f.partial() {
			c.Done = maps.Clone(c.Done)
			if c.Done == nil {
				c.Done = map[string]bool{}
			}
			c.Done[s.name] = true
		}
		return nil
	}
	for range saveTries {
		_, err := v.Desk().SaveDraft(v.Ctx(), v.Request(), f.draft.ID, version, mark)
		if !errors.Is(err, aid.ErrConflict) {
			return f.draft, frozen(err)
		}
		now, err := v.Register().Draft(v.Ctx(), f.draft.ID)
		if err != nil || now.FrozenAs != "" {
			return now, frozen(err, now.FrozenAs)
		}
		wanted := now.Content
		change(&wanted)
		switch fingerprint(s, now.Content) {
		case fingerprint(s, wanted):
			return now, nil
		case print:
			version = now.Version
		default:
			return now, aid.ErrConflict
		}
	}
	return f.draft, aid.ErrConflict
}

// saveTries is how often a save is tried anew when others save at the same moment.
const saveTries = 60

// frozen turns what casework and the register say of a draft that cannot be changed any more into errFrozen.
func frozen(err error, as ...aid.ID) error {
	faults, _ := site.Faults(err)
	isFrozen := slices.ContainsFunc(faults, func(e aid.Error) bool { return e.Code == "apply.frozen" })
	if isFrozen || errors.Is(err, aid.ErrNotFound) || (err == nil && len(as) > 0) {
		return errFrozen
	}
	return err
}

// after is where a saved section leads: to the next, or where the reader came from.
func after(s section, f formView) string {
	if f.partial() {
		return sectionHref(f.draft.ID, s) + moreQuery(f)
	}
	if f.back {
		return checkHref(f.draft.ID)
	}
	if f.values.Has(toHub) {
		return draftHref(f.draft.ID)
	}
	return nextHref(f.draft, s)
}

// nextHref is the part of a draft that comes after one, or the page of all answers. One that is not in the list, since nothing
// of it was ticked as changed, leads to the list.
func nextHref(draft aid.Draft, s section) string {
	list := sectionsOf(draft.Content)
	i := slices.IndexFunc(list, func(other section) bool { return other.name == s.name })
	switch {
	case i < 0:
		return draftHref(draft.ID)
	case i+1 < len(list):
		return sectionHref(draft.ID, list[i+1])
	}
	return checkHref(draft.ID)
}
