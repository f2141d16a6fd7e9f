package staff

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// packageView is everything that goes to the court: the appeal, how it is signed, the decision with its calculation, the
// municipality's review and statement, and the files.
type packageView struct {
	appealView
	calculation   aid.Calculation
	newDecision   *aid.Decision
	recalculation aid.Calculation // of newDecision
}

// newPackage gathers the package of an appeal.
func newPackage(v *site.Visit) (packageView, error) {
	var view packageView
	a, c, err := openAppeal(v)
	if err != nil {
		return view, err
	}
	view.appealView = appealView{Appeal: a, theCase: c, court: v.Tenant.Municipality.Court, today: v.Today()}
	hands, err := v.Hands(c.ID)
	if err != nil {
		return view, err
	}
	view.by = hands.Of("appeal", a.ID, a.PersonID)
	if a.Handover != nil {
		view.court = a.Handover.Court
	}
	if view.decision, err = v.Register().Decision(v.Ctx(), a.DecisionID); err != nil {
		return view, err
	}
	if view.told, view.last, err = v.Desk().TimelinessFacts(v.Ctx(), a); err != nil {
		return view, err
	}
	if a.Review != nil && a.Review.DecisionID != "" {
		made, err := v.Register().Decision(v.Ctx(), a.Review.DecisionID)
		if err != nil {
			return view, err
		}
		view.newDecision = &made
		if view.recalculation, err = v.Register().Calculation(v.Ctx(), made.CalculationID); err != nil {
			return view, err
		}
	}
	view.calculation, err = v.Register().Calculation(v.Ctx(), view.decision.CalculationID)
	return view, err
}

// appealPackage shows the package as one page to print.
func appealPackage(v *site.Visit) error {
	view, err := newPackage(v)
	if err != nil {
		return err
	}
	p := page(v, v.L.T("staff.appeal.package_title", "number", view.Number), appealsHref, crumbs(v, view.theCase,
		ui.Crumb(v.L.T("staff.appeal.title", "number", view.Number), appealHref(view.ID)), ui.Crumb(v.L.T("staff.appeal.package"), ""))...)
	p.Print = true
	return v.Render(packagePage(v.UI(), p, view))
}

// appealArchive sends the package with its files as one ZIP. A file that cannot be read breaks the answer off, so that nobody
// takes half a package for a whole.
func appealArchive(v *site.Visit) error {
	view, err := newPackage(v)
	if err != nil {
		return err
	}
	answer, err := v.Register().AppealAnswer(v.Ctx(), view.ID)
	if err != nil {
		return err
	}
	var html bytes.Buffer
	alone := ui.Page{Title: v.L.T("staff.appeal.package_title", "number", view.Number)}
	if err := packagePage(v.UI(), alone, view).Render(v.Ctx(), &html); err != nil {
		return err
	}
	files := map[string]io.Reader{
		"overklagande.html": strings.NewReader(strings.ReplaceAll(html.String(), v.Tenant.UI.CSS, packageStyle)),
		packageStyle:        bytes.NewReader(v.Tenant.StyleSheet),
	}
	order := []string{"overklagande.html", packageStyle}
	if len(answer) > 0 {
		files["underskrift.json"] = bytes.NewReader(answer)
		order = append(order, "underskrift.json")
	}
	for i, a := range view.Content.Attachments {
		file, err := v.Desk().Files.Open(v.Ctx(), a.SHA256, a.Size)
		if err != nil {
			return fmt.Errorf("open a file of the package: %w", err)
		}
		defer file.Close()
		name := fileInPackage(i, a)
		files[name] = file
		order = append(order, name)
	}
	h := v.W.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "overklagande-" + view.Number + ".zip"}))
	h.Set("X-Content-Type-Options", "nosniff")
	v.W.WriteHeader(http.StatusOK)
	if err := writeArchive(v.W, order, files, v); err != nil {
		v.Note(err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// packageTo names the court that the package is for, where it is known.
func packageTo(c ui.Ctx, court string) string {
	if court == "" {
		return c.L.T("staff.appeal.package")
	}
	return c.L.T("staff.appeal.package_to", "court", court)
}

// packageStyle is the style sheet beside the page in the package.
const packageStyle = "stil.css"

// fileInPackage is what a file is called in the package: two may have the same name.
func fileInPackage(i int, a aid.AttachmentRef) string {
	return fmt.Sprintf("bilagor/%02d-%s", i+1, a.Name)
}

func writeArchive(to io.Writer, order []string, files map[string]io.Reader, v *site.Visit) error {
	archive := zip.NewWriter(to)
	for _, name := range order {
		w, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: v.Now})
		if err != nil {
			return fmt.Errorf("write package: %w", err)
		}
		if _, err := io.Copy(w, files[name]); err != nil {
			return fmt.Errorf("write package: %w", err)
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("write package: %w", err)
	}
	return nil
}

// calculationTable is every line of a calculation with the rule and the source it rests on.
func calculationTable(c ui.Ctx, k aid.Calculation) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.application.calculation"), Stack: true, Columns: []ui.Column{
		{Label: c.L.T("staff.col.item")},
		{Label: c.L.T("staff.col.claimed"), Numeric: true},
		{Label: c.L.T("staff.col.amount"), Numeric: true},
		{Label: c.L.T("staff.col.source")},
		{Label: c.L.T("staff.col.reason")},
	}}
	for _, l := range k.Lines {
		source := l.Rule.Source
		if l.Rule.File != "" {
			source = strings.TrimPrefix(source+", "+l.Rule.File+" "+l.Rule.Section, ", ")
		}
		if l.Law != "" {
			source = strings.TrimPrefix(source+", "+l.Law, ", ")
		}
		claimed := ui.TextCell("")
		if l.Kind != aid.PersonalCosts && l.Kind != aid.CommonCosts {
			claimed = ui.MoneyCell(c, l.Claimed)
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{ui.TextCell(lineName(c, l)), claimed, ui.MoneyCell(c, l.Amount), ui.TextCell(source), ui.TextCell(l.Note)}})
	}
	t.Rows = append(t.Rows, ui.TableRow{Total: true, Cells: []ui.Cell{ui.TextCell(c.L.T("staff.calculation.result")), ui.TextCell(""), ui.MoneyCell(c, k.Result), ui.TextCell(""), ui.TextCell("")}})
	return t
}

// ruleRows names the rule files that a calculation used, with their hashes.
func ruleRows(k aid.Calculation) []ui.Row {
	var rows []ui.Row
	for _, r := range k.Rules {
		rows = append(rows, ui.Row{Term: r.File, Content: checksumText(r.Hash)})
	}
	return rows
}
