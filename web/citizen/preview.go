package citizen

import (
	"slices"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// previewView is what an application would come to if all of it were accepted, as far as the municipality's guidelines go.
// It is worked out for the page and kept nowhere.
type previewView struct {
	result    string // empty where no amount can be worked out yet
	sums      aid.SumsView
	groups    []lineGroup
	questions []string
}

// previewOf works out a preview by the caseworkers' engine. It never stands in the way of signing: what cannot be reckoned
// yet, whatever the cause, is a preview without an amount.
func previewOf(v *site.Visit, a aid.Application) previewView {
	c := v.UI()
	faults, _ := site.Faults(casework.Complete(a.Content))
	if slices.ContainsFunc(faults, func(e aid.Error) bool { return e.Field == incomesSection.name }) {
		return previewView{} // an amount without the incomes would be too high
	}
	made, err := v.Desk().PreviewApplication(v.Ctx(), a)
	if err != nil {
		return previewView{}
	}
	view := previewView{
		result:    previewResult(c, made),
		sums:      aid.SumsView{Norm: made.Norm, Costs: made.Costs + made.OtherNeeds, Incomes: made.Incomes, Result: made.Result},
		questions: site.QuestionsText(v.L, made),
	}
	for _, g := range []lineGroup{previewNorm(c, made), previewCosts(c, made), previewIncomes(c, made)} {
		if len(g.table.Rows) > 0 {
			view.groups = append(view.groups, g)
		}
	}
	return view
}

// previewResult says what lacks or is over.
func previewResult(c ui.Ctx, made aid.Calculation) string {
	key, amount := "preview.shortfall", made.Result
	switch {
	case made.Result < 0:
		key, amount = "preview.surplus", -made.Result
	case made.Result == 0:
		key = "preview.exact"
	}
	return c.L.T(key, "amount", c.L.Money(amount), "month", c.L.Month(made.Month))
}

// previewNorm is the norm by person.
func previewNorm(c ui.Ctx, made aid.Calculation) lineGroup {
	g := newGroup(c, c.L.T("item.norm"), "label.amount")
	for _, l := range made.Lines {
		if l.Kind == aid.PersonalCosts || l.Kind == aid.CommonCosts {
			name := site.LineName(c.L, l.Kind, l.Code, l.Who)
			g.table.Rows = append(g.table.Rows, ui.TableRow{Cells: []ui.Cell{ui.TextCell(name), exactCell(c, l.Amount)}})
		}
	}
	g.sum(c, exactCell(c, made.Norm))
	return g
}

// previewChart is the picture of a preview. It promises nobody anything: the result is what lacks, not what one gets.
func previewChart(c ui.Ctx, s aid.SumsView) ui.Waterfall {
	chart := sumsChart(c, s)
	chart.ID, chart.ResultLabel, chart.Unapproved = "p", "", true
	return chart
}

// previewCosts sets out what is applied for beside what the guidelines let through. Nothing of it has been granted yet.
func previewCosts(c ui.Ctx, made aid.Calculation) lineGroup {
	g := newGroup(c, c.L.T("calculation.costs"), "calculation.claimed", "calculation.counted")
	var claimed aid.Ore
	for _, l := range made.Lines {
		if l.Kind == aid.Cost || l.Kind == aid.OtherNeed {
			g.table.Rows = append(g.table.Rows, ui.TableRow{
				Cells:  []ui.Cell{ui.ContentCell(previewCost(c, l)), exactCell(c, l.Claimed), exactCell(c, l.Amount)},
				Marked: l.Amount < l.Claimed,
			})
			claimed += l.Claimed
		}
	}
	g.sum(c, exactCell(c, claimed), exactCell(c, made.Costs+made.OtherNeeds))
	return g
}

// previewIncomes sets out what is stated beside what counts. Assets, and the part of a pay that is left out, belong to the same sum.
func previewIncomes(c ui.Ctx, made aid.Calculation) lineGroup {
	g := newGroup(c, incomeTitle(c, made), "calculation.stated", "calculation.counted")
	var stated aid.Ore
	for _, l := range made.Lines {
		claimed, amount := ui.TextCell("–"), exactCell(c, l.Amount)
		switch l.Kind {
		case aid.IncomeLine:
			claimed = exactCell(c, l.Claimed)
			stated += l.Claimed
		case aid.IncentiveLine:
			amount = exactCell(c, -l.Amount)
		case aid.AssetLine:
		default:
			continue
		}
		name := site.LineName(c.L, l.Kind, l.Code, l.Who)
		g.table.Rows = append(g.table.Rows, ui.TableRow{Cells: []ui.Cell{ui.ContentCell(named(name, l.Who)), claimed, amount}})
	}
	g.sum(c, exactCell(c, stated), exactCell(c, made.Incomes))
	return g
}

// draftApplication is a draft as the application that it would become.
func draftApplication(d aid.Draft) aid.Application {
	return aid.Application{CaseID: d.CaseID, Month: d.Month, Content: d.Content}
}
