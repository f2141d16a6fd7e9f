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

// readProfile reads the form with which a person says how they can be reached. It is always the visitor's own.
func readProfile(v *site.Visit) aid.Profile {
	field := func(name string) string { return strings.TrimSpace(v.R.PostFormValue(name)) }
	return aid.Profile{PersonID: v.Actor().ID, Phone: field("phone"), Email: field("email"), Language: field("language")}
}

// profile shows how the visitor can be reached.
func profile(v *site.Visit) error {
	if _, err := v.CaseID("profile"); err != nil {
		return err
	}
	current, err := v.Register().Profile(v.Ctx(), v.Actor().ID)
	if err != nil {
		return err
	}
	if current.Language == "" {
		current.Language = v.L.Code()
	}
	p := page(v, v.L.T("nav.profile"), "")
	if v.R.URL.Query().Has("sparat") {
		p.Flash = append(p.Flash, ui.Notice{Tone: ui.Success, Text: v.L.T("profile.saved")})
	}
	return v.Render(profilePage(v.UI(), p, current, v.NewKey()))
}

// saveProfile keeps how the visitor can be reached from now on.
func saveProfile(v *site.Visit) error {
	caseID, err := v.CaseID("profile")
	if err != nil {
		return err
	}
	stated := readProfile(v)
	if !slices.Contains(lang.Codes, stated.Language) {
		err = aid.Error{Code: "choose", Field: "language"}
	} else {
		err = v.Desk().ChangeProfile(v.Ctx(), v.Request(), caseID, stated)
	}
	if faults, ok := site.Faults(err); ok {
		p := page(v, v.L.T("nav.profile"), "")
		p.Errors = faults
		return v.RenderStatus(http.StatusUnprocessableEntity, profilePage(v.UI(), p, stated, v.NewKey()))
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
