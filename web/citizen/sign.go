package citizen

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/lang"
	"bistand/web/site"
	"bistand/web/ui"
)

// withFrozen opens the application of the address, out for signature, to a handler. One that has come in leads to its page,
// and one that was taken back or refused to the draft that it came from.
func withFrozen(handler func(*site.Visit, aid.Case, aid.Application) error) site.Handler {
	return func(v *site.Visit) error {
		c, err := v.Case("sign")
		if err != nil {
			return err
		}
		id, err := v.Path("id")
		if err != nil {
			return err
		}
		a, err := v.Register().Application(v.Ctx(), id)
		if err := ours(c.ID, a.CaseID, err); err != nil {
			return err
		}
		if _, err := known(v, a); err != nil {
			return err
		}
		switch a.Status() {
		case aid.AwaitSignature:
			return handler(v, c, a)
		case aid.Voided, aid.RefusedToSign:
			draft, err := v.Register().DraftOf(v.Ctx(), a.ID)
			if err == nil {
				return v.Redirect(draftHref(draft.ID))
			}
			if !errors.Is(err, aid.ErrNotFound) {
				return err
			}
		}
		return v.Redirect(applicationHref(a.ID))
	}
}

// signer is one adult and whether they have signed.
type signer struct {
	name string
	hand string    // of who signed for them; empty where nobody did
	at   time.Time // in Swedish time; zero before
}

// signView is the page where an adult reads and signs the whole of a frozen application.
type signView struct {
	application aid.Application
	caseNumber  string
	board       string // who checks and decides
	answers     []answerSection
	signers     []signer
	preview     previewView
	mine        bool     // the reader has yet to sign
	means       string   // what the reader has logged in with; empty for BankID
	waitFor     []string // the adults who have yet to sign, when the reader has
	changed     *ui.Table
	changedIn   bool // something differs that the table does not show
	sign        ui.Form
	refuse      *ui.Form
	refusal     ui.Field
	takeBack    ui.Form
	remind      *ui.Form // to those awaited, where they have not been reminded today
	reminded    bool
	others      string   // names of the other adults
	goes        aid.Date // the day on which it is taken away unless all have signed
}

// signing shows what is to be signed, who has signed and, to those who have, whom it waits for.
func signing(v *site.Visit, c aid.Case, a aid.Application) error {
	return renderSigning(v, c, a, http.StatusOK, nil)
}

func renderSigning(v *site.Visit, c aid.Case, a aid.Application, status int, faults aid.Errors) error {
	ctx := v.UI()
	view := signView{application: a, caseNumber: c.Number, board: v.Tenant.Municipality.Board, means: v.Session.Means, answers: contentOf(ctx, a.Content, unchangeable)}
	if view.board == "" {
		view.board = v.Tenant.Municipality.Name
	}
	view.mine = a.AwaitsSignatureOf(v.Actor().ID)
	if view.mine && a.Kind != aid.Supplementary {
		view.preview = previewOf(v, a)
	}
	hands, err := v.Hands(a.CaseID)
	if err != nil {
		return err
	}
	var others []string
	for _, id := range a.Required {
		name := nameIn(a.Content, id)
		view.signers = append(view.signers, signer{name, site.ThroughHand(v.L, hands.Of("sign", a.ID, id)), signedAt(a, id)})
		if id != v.Actor().ID {
			others = append(others, name)
			if !view.mine && !a.HasSigned(id) {
				view.waitFor = append(view.waitFor, name)
			}
		}
	}
	view.others, view.goes = strings.Join(others, ", "), casework.DraftGoes(v.Tenant.Municipality, a.Kind, a.Month)
	if err := view.compare(v, a); err != nil {
		return err
	}
	address := signHref(a.ID)
	if len(view.waitFor) > 0 {
		var err error
		if view.reminded, err = v.Desk().Reminded(v.Ctx(), a); err != nil {
			return err
		}
		if !view.reminded {
			view.remind = &ui.Form{Action: address + "/paminn", Key: v.NewKey()}
		}
	}
	view.sign = ui.Form{Action: address + "/bankid", Key: v.NewKey()}
	view.takeBack = ui.Form{Action: address + "/andra", Key: v.NewKey()}
	if view.mine && len(others) > 0 && a.FrozenBy != v.Actor().ID {
		view.refuse = &ui.Form{Action: address + "/avsta", Key: v.NewKey()}
		view.refusal = ui.Field{
			Name: "reason", Label: v.L.T("sign.refuse_reason"), Value: v.R.PostFormValue("reason"), Rows: 3,
			MaxLength: maxReason, Error: ctx.FieldError(faults, "reason"),
		}
	}
	title := "sign.title"
	if !view.mine {
		title = "sign.waiting_title"
	}
	p := page(v, v.L.T(title), "")
	p.Back, p.Errors, p.Lead = "/start", faults, titleOf(ctx, a.Kind, a.Month)
	return v.RenderStatus(status, signPage(ctx, p, view))
}

// signedAt is when an adult signed, in Swedish time; no time before.
func signedAt(a aid.Application, person aid.ID) time.Time {
	for _, s := range a.Signatures {
		if s.PersonID == person {
			return s.SignedAt.In(aid.Sweden)
		}
	}
	return time.Time{}
}

// compare finds what differs from the version that was out for signature before.
func (view *signView) compare(v *site.Visit, a aid.Application) error {
	earlier, err := v.Register().EarlierVersion(v.Ctx(), a.ID)
	if errors.Is(err, aid.ErrNotFound) || err == nil && earlier.ContentHash == a.ContentHash {
		return nil
	}
	if err != nil {
		return err
	}
	table := changesTable(v.UI(), casework.Changes(earlier.Content, a.Content), earlier.Content, a.Content)
	view.changed, view.changedIn = &table, len(table.Rows) == 0
	return nil
}

// changesTable shows what differs between two contents, before and now.
func changesTable(c ui.Ctx, changes []casework.Change, before, after aid.Content) ui.Table {
	t := ui.Table{
		Caption: c.L.T("sign.changed_title"), HideCaption: true, Stack: true,
		Columns: []ui.Column{{Label: c.L.T("sign.column_what")}, {Label: c.L.T("sign.column_before")}, {Label: c.L.T("sign.column_now")}},
	}
	for _, change := range changes {
		what, was, is := changeWords(c, change, before, after)
		t.Rows = append(t.Rows, ui.TableRow{Marked: true, Cells: []ui.Cell{ui.TextCell(what), was, is}})
	}
	return t
}

// changeWords puts one difference in words.
func changeWords(c ui.Ctx, change casework.Change, before, after aid.Content) (what string, was, is ui.Cell) {
	text := func(s string) ui.Cell {
		if s == "" {
			s = c.L.T("sign.nothing")
		}
		return ui.TextCell(s)
	}
	amount := func(o *aid.Ore) ui.Cell {
		if o == nil {
			return text("")
		}
		return ui.MoneyCell(c, *o)
	}
	switch change.Group {
	case "income":
		return c.L.T("income."+change.What) + " – " + change.Who, amount(change.Before), amount(change.After)
	case "expense":
		return c.L.T("expense." + change.What), amount(change.Before), amount(change.After)
	case "housing":
		return c.L.T("application.housing"), text(housingWords(c, before.Housing)), text(housingWords(c, after.Housing))
	case "child":
		answers := map[string]string{"yes": c.L.T("apply.lunch_yes"), "no": c.L.T("apply.lunch_no")}
		return change.What, text(answers[change.BeforeText]), text(answers[change.AfterText])
	case "pupil":
		answers := map[string]string{"yes": c.L.T("apply.pupil_yes"), "no": c.L.T("apply.pupil_no")}
		return change.What, text(answers[change.BeforeText]), text(answers[change.AfterText])
	case "section":
		s := sectionNamed(change.What)
		return c.L.T(s.title), text(sectionWords(c, s, before)), text(sectionWords(c, s, after))
	case "attachment":
		return c.L.T("attachment." + change.What), text(change.BeforeText), text(change.AfterText)
	}
	return c.L.T("apply.changed"), text(change.BeforeText), text(change.AfterText)
}

// housingWords is how a household lives, in one line.
func housingWords(c ui.Ctx, h aid.Housing) string {
	var words []string
	for _, row := range housingRows(c, h) {
		words = append(words, ui.Labelled(row.Term, row.Value))
	}
	return strings.Join(words, "; ")
}

// sectionWords is what a section says, in one line.
func sectionWords(c ui.Ctx, s section, content aid.Content) string {
	var words []string
	for _, a := range contentOf(c, content, unchangeable) {
		for _, row := range a.rows {
			if a.section.name == s.name && row.Value != "" {
				words = append(words, row.Term+": "+row.Value)
			}
		}
	}
	return strings.Join(words, "; ")
}

// checksum is the first part of the hash of what is signed, for people to compare by eye: "9f86 d081 884c 7d65".
func checksum(hash string) string {
	var groups []string
	for group := range slices.Chunk([]byte(hash[:min(16, len(hash))]), 4) {
		groups = append(groups, string(group))
	}
	return strings.Join(groups, " ")
}

// visibleText is what the app shows above the signature: in the reader's language and, as the original, in Swedish.
func visibleText(v *site.Visit, c aid.Case, a aid.Application) (string, error) {
	incomes, err := aid.Sum(amountsOf(a.Content.Incomes, func(i aid.Income) aid.Ore { return i.Amount })...)
	if err != nil {
		return "", err
	}
	expenses, err := aid.Sum(amountsOf(a.Content.Expenses, func(e aid.Expense) aid.Ore { return e.Amount })...)
	if err != nil {
		return "", err
	}
	write := func(l *lang.Lang) string {
		return strings.Join(append(onBehalf(v, l),
			l.T("sign.visible", "municipality", v.Tenant.Municipality.Name, "month", l.Month(a.Month), "number", c.Number),
			l.T("sign.visible_sums", "incomes", l.Money(incomes), "expenses", l.Money(expenses), "files", itoa(len(a.Content.Attachments))),
			l.T("sign.assure"),
			l.T("sign.visible_checksum", "checksum", checksum(a.ContentHash)),
		), "\n\n")
	}
	text := write(v.Tenant.Languages.For("sv"))
	if !v.L.Original() {
		text = write(v.L) + "\n\n———\n\n" + text
	}
	return text, nil
}

func amountsOf[T any](list []T, amount func(T) aid.Ore) []aid.Ore {
	var amounts []aid.Ore
	for _, one := range list {
		amounts = append(amounts, amount(one))
	}
	return amounts
}
