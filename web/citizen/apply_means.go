package citizen

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// assetsSection is what the household owns. Source: Höganäs's guidelines of 2016, "Tillgångar"; Lund 2015.
// law: SoL 12:1
var assetsSection = section{
	name: casework.SectionAssets, path: "tillgangar", title: "apply.assets", lead: "apply.assets_lead",
	part:   func(c aid.Content) any { return []any{c.Assets, c.NoAssets} },
	values: assetValues, read: readAssets,
	body: func(f formView) templ.Component { return assetFields(f) },
}

func assetKinds() []string {
	var kinds []string
	for _, k := range aid.AssetKinds {
		kinds = append(kinds, string(k))
	}
	return kinds
}

func assetValues(f formView) url.Values {
	values := url.Values{}
	var lines []line
	for _, a := range f.draft.Content.Assets {
		lines = append(lines, line{string(a.Kind), a.Value, a.Note})
	}
	setRows(values, 0, lines, emptyIn(f, 0))
	if f.draft.Content.NoAssets {
		values.Set("no_assets", "ja")
	}
	return values
}

// readAssets reads rows, or the word that there are none.
func readAssets(f formView) (func(*aid.Content), aid.Errors) {
	lines, faults := readRows(f.values, 0, assetKinds(), func(string) bool { return false })
	none := f.values.Get("no_assets") != ""
	switch {
	case none && len(lines) > 0 && len(faults) == 0:
		faults.Add("no_assets", aid.Error{Code: "apply.assets_and_none"})
	case !none && len(lines) == 0 && !f.partial():
		faults.Add("no_assets", aid.Error{Code: "apply.assets_missing"})
	}
	var assets []aid.Asset
	for _, l := range lines {
		assets = append(assets, aid.Asset{Kind: aid.AssetKind(l.kind), Value: l.amount, Note: l.note})
	}
	return func(c *aid.Content) { c.Assets, c.NoAssets = assets, none }, faults
}

func (f formView) assetRows() rowsView {
	var options []ui.Option
	for _, k := range aid.AssetKinds {
		options = append(options, ui.Option{Value: string(k), Label: f.L.T("asset." + string(k))})
	}
	return f.rowsOf(0, options, f.L.T("apply.asset_kind"), func(n string) string { return f.L.T("apply.asset_row", "n", n) })
}

// assetAnswers is what the household owns.
func assetAnswers(c ui.Ctx, content aid.Content) []ui.Row {
	var rows []ui.Row
	for _, a := range content.Assets {
		rows = append(rows, moneyRow(c, c.L.T("asset."+string(a.Kind)), a.Value, a.Note))
	}
	if content.NoAssets {
		rows = append(rows, ui.Row{Term: c.L.T("apply.assets"), Value: c.L.T("apply.no_assets")})
	}
	return rows
}

// accountSection is where the household wants its money.
var accountSection = section{
	name: casework.SectionAccount, path: "konto", title: "apply.account", lead: "apply.account_lead",
	part:   func(c aid.Content) any { return c.Account },
	values: accountValues, read: readAccount,
	body: func(f formView) templ.Component { return accountFields(f) },
}

// The ways to be paid.
const (
	toAccount = "account"
	noAccount = "no_account"
)

func accountValues(f formView) url.Values {
	a := f.draft.Content.Account
	switch {
	case a == nil:
		return url.Values{"holder": {string(f.reader)}}
	case a.None:
		return url.Values{"to": {noAccount}, "holder": {string(f.reader)}}
	}
	return url.Values{"to": {toAccount}, "holder": {string(a.PersonID)}, "clearing": {a.Clearing}, "number": {a.Number}}
}

func readAccount(f formView) (func(*aid.Content), aid.Errors) {
	var faults aid.Errors
	a := aid.Account{PersonID: aid.ID(f.values.Get("holder")), Clearing: f.values.Get("clearing"), Number: f.values.Get("number")}
	switch f.values.Get("to") {
	case noAccount:
		a = aid.Account{None: true}
	case toAccount:
		if nameIn(f.draft.Content, a.PersonID) == "" {
			faults.Add("holder", aid.Error{Code: "choose"})
		}
		wrong, _ := site.Faults(a.Check())
		faults = append(faults, wrong...)
	default:
		faults.Add("to", aid.Error{Code: "choose"})
	}
	a = a.Digits()
	return func(c *aid.Content) { c.Account = &a }, faults
}

func (f formView) accountToField() ui.Field {
	field := f.field("to", f.L.T("apply.account_to"))
	for _, way := range []string{toAccount, noAccount} {
		field.Options = append(field.Options, ui.Option{Value: way, Label: f.L.T("pay_to." + way), Chosen: way == field.Value})
	}
	return field
}

func (f formView) holderField() ui.Field {
	field := f.field("holder", f.L.T("apply.holder"))
	for _, adult := range f.draft.Content.Household.Adults {
		field.Options = append(field.Options, ui.Option{Value: string(adult.PersonID), Label: adult.Name, Chosen: string(adult.PersonID) == field.Value})
	}
	return field
}

func (f formView) clearingField() ui.Field {
	field := f.field("clearing", f.L.T("apply.clearing"))
	field.Hint, field.Short, field.MaxLength, field.Autocomplete = f.L.T("apply.clearing_hint"), true, 10, "off"
	return field
}

func (f formView) numberField() ui.Field {
	field := f.field("number", f.L.T("apply.number"))
	field.MaxLength, field.Autocomplete = 20, "off"
	return field
}

// accountRows is where the money goes.
func accountRows(c ui.Ctx, content aid.Content) []ui.Row {
	a := content.Account
	switch {
	case a == nil:
		return nil
	case a.None:
		return []ui.Row{{Term: c.L.T("apply.account"), Value: c.L.T("pay_to.no_account")}}
	}
	return []ui.Row{
		{Term: c.L.T("apply.holder"), Value: nameIn(content, a.PersonID)},
		{Term: c.L.T("apply.account"), Content: ltr(a.Clearing + "-" + a.Number)},
	}
}

// maxWhere is the longest text of where someone has had support, in characters.
const maxWhere = 300

// elsewhereSection is support that another municipality has given.
var elsewhereSection = section{
	name: casework.SectionElsewhere, path: "annan-kommun", title: "apply.elsewhere",
	part:   func(c aid.Content) any { return c.Elsewhere },
	values: elsewhereValues, read: readElsewhere,
	body: func(f formView) templ.Component { return elsewhereFields(f) },
}

func elsewhereValues(f formView) url.Values {
	e := f.draft.Content.Elsewhere
	if e == nil {
		return url.Values{}
	}
	return url.Values{"had": {yesOrNo(e.Had)}, "where": {e.Where}}
}

func readElsewhere(f formView) (func(*aid.Content), aid.Errors) {
	var faults aid.Errors
	answer := f.values.Get("had")
	e := aid.Elsewhere{Had: answer == "ja"}
	if answer != "ja" && answer != "nej" {
		faults.Add("had", aid.Error{Code: "choose"})
	}
	if e.Had {
		if e.Where = strings.TrimSpace(f.values.Get("where")); e.Where == "" {
			faults.Add("where", aid.Error{Code: "required"})
		}
		faults.Add("where", tooLong(e.Where, maxWhere))
	}
	return func(c *aid.Content) { c.Elsewhere = &e }, faults
}

func (f formView) whereField() ui.Field {
	field := f.field("where", f.L.T("apply.elsewhere_where"))
	field.MaxLength, field.Hint = maxWhere, f.L.T("apply.elsewhere_hint")
	return field
}

// elsewhereRows is what was answered about other municipalities.
func elsewhereRows(c ui.Ctx, content aid.Content) []ui.Row {
	e := content.Elsewhere
	if e == nil {
		return nil
	}
	row := ui.Row{Term: c.L.T("apply.elsewhere_had"), Value: c.L.T("apply." + yesNo(e.Had))}
	if e.Where != "" {
		row.Content = textAndNote(c, row.Value, e.Where)
	}
	return []ui.Row{row}
}
