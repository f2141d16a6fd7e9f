package citizen

import (
	"slices"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

const registerHref = "/mina-uppgifter"

// registerView is what is registered about the visitor, part by part, with their own comments on each.
type registerView struct {
	parts []registerPart
}

type registerPart struct {
	code   string
	rows   []ui.Row
	said   []aid.Comment
	change ui.Link // where the person changes it themselves; empty where they cannot
}

// register shows what is registered about the visitor themselves. What belongs to the other adult alone is not part of it.
func register(v *site.Visit) error {
	theCase, err := v.Case("case")
	if err != nil {
		return err
	}
	me, _ := theCase.Member(v.Actor().ID)
	profile, err := v.Register().Profile(v.Ctx(), me.Person.ID)
	if err != nil {
		return err
	}
	payees, err := v.Register().Payees(v.Ctx(), theCase.ID)
	if err != nil {
		return err
	}
	said, err := v.Register().Comments(v.Ctx(), theCase.ID, me.Person.ID)
	if err != nil {
		return err
	}
	acting, err := v.Register().Representatives(v.Ctx(), me.Person.ID)
	if err != nil {
		return err
	}
	acting = slices.DeleteFunc(acting, func(r aid.Representative) bool { return !r.StandsOn(v.Today()) })
	c := v.UI()
	view := registerView{parts: []registerPart{
		{code: "identity", rows: identityRows(c, me.Person, acting)},
		{code: "contact", rows: profileRows(c, profile), change: ui.Link{Text: v.L.T("action.change"), Href: "/min-profil"}},
		{code: "members", rows: memberRows(c, theCase)},
		{code: "payees", rows: payeeRows(c, payees, me.Person.ID)},
	}}
	for i := range view.parts {
		for _, one := range said {
			if one.On.Kind == aid.OnRegister && one.On.Part == view.parts[i].code {
				view.parts[i].said = append(view.parts[i].said, one)
			}
		}
	}
	p := page(v, v.L.T("nav.register"), "")
	p.Lead, p.Print = v.L.T("register.lead"), true
	return v.Render(registerPage(c, p, view))
}

// registerSubject is one part of what is registered about the visitor.
func registerSubject(v *site.Visit) (subject, error) {
	caseID, err := v.CaseID("case")
	if err != nil {
		return subject{}, err
	}
	code := part(v)
	if !slices.Contains(aid.RegisterParts, code) {
		return subject{}, aid.ErrNotFound
	}
	return subject{caseID, aid.Subject{Kind: aid.OnRegister, ID: v.Actor().ID, Part: code}, v.L.T("register." + code), registerHref}, nil
}

func identityRows(c ui.Ctx, p aid.Person, acting []aid.Representative) []ui.Row {
	rows := []ui.Row{
		{Term: c.L.T("label.name"), Content: ui.Isolated(p.Name())},
		{Term: c.L.T("label.personnummer"), Content: ui.Personnummer(c, p.Personnummer)},
	}
	for _, r := range acting {
		rows = append(rows, ui.Row{Term: c.L.T("act.who"), Content: ui.Isolated(site.HandName(c.L, r.Deputy()))})
	}
	return rows
}

// profileRows is how the person is reached; what they have not stated is left out.
func profileRows(c ui.Ctx, p aid.Profile) []ui.Row {
	var rows []ui.Row
	if p.Phone != "" {
		rows = append(rows, ui.Row{Term: c.L.T("profile.phone"), Content: ui.Phone(c, p.Phone)})
	}
	if p.Email != "" {
		rows = append(rows, ui.Row{Term: c.L.T("profile.email"), Content: ui.Email(c, p.Email)})
	}
	if p.Language != "" {
		rows = append(rows, ui.Row{Term: c.L.T("profile.language"), Value: c.L.T("language." + p.Language)})
	}
	return rows
}

func memberRows(c ui.Ctx, theCase aid.Case) []ui.Row {
	rows := []ui.Row{{Term: c.L.T("case.number"), Content: ui.CaseNumber(c, theCase.Number)}}
	for _, m := range theCase.Members {
		rows = append(rows, ui.Row{Term: c.L.T("part." + string(m.Part)), Content: ui.Isolated(m.Person.Name())})
	}
	return rows
}

// payeeRows is where money for the person may go: their own accounts and those of others paid for them, by the last digits.
func payeeRows(c ui.Ctx, payees []aid.Payee, me aid.ID) []ui.Row {
	var rows []ui.Row
	for _, y := range payees {
		if y.PersonID != "" && y.PersonID != me {
			continue
		}
		text := c.L.T("method." + string(y.Method))
		if tail := y.Tail(); tail != "" {
			text += ". " + c.L.T("pay.tail", "tail", tail)
		}
		rows = append(rows, ui.Row{Term: y.Name, Value: text})
	}
	return rows
}
