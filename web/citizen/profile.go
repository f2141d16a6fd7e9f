package citizen

import (
	"net/http"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/lang"
	"bistand/web/site"
	"bistand/web/ui"
)

// profileView is how the visitor can be reached, what is known of each address, and what was sent to them. It is always the
// visitor's own: of the other adult's nothing is read.
type profileView struct {
	stated    aid.Profile // as it stands, or as it was just typed
	addresses []aid.Address
	sent      []aid.SentNotice
	key       string
	keys      map[aid.NoticeWay]string // of the buttons that send a code; none where the municipality does not send by the way
}

// noticesShown is how many of the newest messages are listed.
const noticesShown = 20

// readProfile reads the form with which a person says how they can be reached. It is always the visitor's own.
func readProfile(v *site.Visit) aid.Profile {
	field := func(name string) string { return strings.TrimSpace(v.R.PostFormValue(name)) }
	return aid.Profile{PersonID: v.Self().ID, Phone: field("phone"), Email: field("email"), Language: field("language"), Notice: aid.NoticeChoice(field("notice"))}
}

// profile shows how the visitor can be reached.
func profile(v *site.Visit) error {
	if _, err := v.OwnCase("profile"); err != nil {
		return err
	}
	var flash []ui.Notice
	for mark, key := range map[string]string{"sparat": "profile.saved", "bekraftat": "code.confirmed"} {
		if v.R.URL.Query().Has(mark) {
			flash = append(flash, ui.Notice{Tone: ui.Success, Text: v.L.T(key)})
		}
	}
	return showProfile(v, http.StatusOK, nil, flash, nil)
}

// showProfile answers with the page; with what was typed where it has faults.
func showProfile(v *site.Visit, status int, typed *aid.Profile, flash []ui.Notice, faults aid.Errors) error {
	me, register := v.Self().ID, v.Register()
	kept, err := register.Profile(v.Ctx(), me)
	if err != nil {
		return err
	}
	view := profileView{stated: kept, key: v.NewKey(), keys: map[aid.NoticeWay]string{}}
	if view.addresses, err = register.Reach(v.Ctx(), kept); err != nil {
		return err
	}
	if view.sent, err = register.Notices(v.Ctx(), me, noticesShown); err != nil {
		return err
	}
	if typed != nil {
		view.stated = *typed
	}
	if view.stated.Language == "" {
		view.stated.Language = v.L.Code()
	}
	for _, way := range aid.NoticeWays {
		if m := v.Desk().Messages; m != nil && m.Offers(way) {
			view.keys[way] = v.NewKey()
		}
	}
	p := page(v, v.L.T("nav.profile"), "")
	p.Flash, p.Errors = flash, faults
	return v.RenderStatus(status, profilePage(v.UI(), p, view))
}

// saveProfile keeps how the visitor can be reached from now on.
func saveProfile(v *site.Visit) error {
	caseID, err := v.OwnCase("profile")
	if err != nil {
		return err
	}
	stated := readProfile(v)
	switch {
	case !slices.Contains(lang.Codes, stated.Language):
		err = aid.Error{Code: "choose", Field: "language"}
	case stated.Notice != "" && !slices.Contains(aid.NoticeChoices, stated.Notice):
		err = aid.Error{Code: "choose", Field: "notice"}
	default:
		err = v.Desk().ChangeProfile(v.Ctx(), v.OwnRequest(), caseID, stated)
	}
	if faults, ok := site.Faults(err); ok {
		return showProfile(v, http.StatusUnprocessableEntity, &stated, nil, faults)
	}
	if _, again := site.Repeated(err); err != nil && !again {
		return err
	}
	return v.Redirect("/min-profil?sparat")
}

func languageField(c ui.Ctx, p ui.Page, chosen string) ui.Field {
	f := ui.Field{Name: "language", Label: c.L.T("profile.language"), Hint: c.L.T("profile.language.hint"), Error: c.FieldError(p.Errors, "language")}
	for _, code := range lang.Codes {
		f.Options = append(f.Options, ui.Option{Value: code, Label: c.L.T("language." + code), Chosen: code == chosen})
	}
	return f
}

// noticeField asks how the person wants to be told. Who has chosen nothing is told by both ways.
func noticeField(c ui.Ctx, p ui.Page, chosen aid.NoticeChoice) ui.Field {
	f := ui.Field{Name: "notice", Label: c.L.T("profile.notice"), Hint: c.L.T("profile.notice.hint"), Error: c.FieldError(p.Errors, "notice")}
	if chosen == "" {
		chosen = aid.NoticeByBoth
	}
	for _, one := range aid.NoticeChoices {
		f.Options = append(f.Options, ui.Option{Value: string(one), Label: c.L.T("profile.notice." + string(one)), Chosen: one == chosen})
	}
	return f
}

// addressTag says in a word what is known of an address.
func addressTag(a aid.Address) (ui.Tone, string) {
	switch {
	case !a.BouncedAt.IsZero():
		return ui.Fault, "address.bounces"
	case a.Confirmed:
		return ui.Success, "address.confirmed"
	}
	return ui.Neutral, "address.unconfirmed"
}

// sentTable lists what was sent: every message has the same text, so what it was about is no more than its kind.
func sentTable(c ui.Ctx, list []aid.SentNotice) ui.Table {
	t := ui.Table{Caption: c.L.T("sent.title"), HideCaption: true, Stack: true, Empty: c.L.T("sent.none"), Columns: []ui.Column{
		{Label: c.L.T("sent.when")}, {Label: c.L.T("sent.what")}, {Label: c.L.T("sent.to")}, {Label: c.L.T("label.status")},
	}}
	for _, n := range list {
		kind := "sent.kind.news"
		switch {
		case n.IsReminder():
			kind = "sent.kind.reminder"
		case n.Event == aid.EventCode:
			kind = "sent.kind.code"
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.ContentCell(ui.DateTime(c, n.At.In(aid.Sweden))), ui.TextCell(c.L.T(kind)),
			ui.ContentCell(addressText(n.To)), ui.ContentCell(ui.Tag(c, sentTones[n.Outcome], c.L.T("sent.outcome."+string(n.Outcome)))),
		}})
	}
	return t
}

var sentTones = map[aid.NoticeOutcome]ui.Tone{
	aid.NoticeSent: ui.Neutral, aid.NoticeDelivered: ui.Success, aid.NoticeReturned: ui.Fault, aid.NoticeRefused: ui.Fault,
}
