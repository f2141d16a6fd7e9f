package casework

import (
	"slices"
	"sort"

	"bistand/aid"
)

// The parts of an application, by the names that Content.Done, Content.Carried and the fields of Complete's faults have.
const (
	SectionChanges     = "changes"
	SectionHousehold   = "household"
	SectionHousing     = "housing"
	SectionOccupation  = "occupation"
	SectionIncomes     = "incomes"
	SectionAssets      = "assets"
	SectionExpenses    = "expenses"
	SectionAccount     = "account"
	SectionElsewhere   = "elsewhere"
	SectionNeed        = "need"
	SectionAttachments = "attachments"
	SectionPapers      = "papers"
)

// Sections lists the parts that an applicant goes through, in order. In a monthly application those whose answers stand since
// last month are left out, once the applicant has said what has changed.
func Sections(c aid.Content) []string {
	switch c.KindOf() {
	case aid.First:
		return []string{
			SectionHousehold, SectionHousing, SectionOccupation, SectionIncomes, SectionAssets, SectionExpenses, SectionAccount, SectionElsewhere, SectionPapers,
		}
	case aid.Supplementary:
		return []string{SectionNeed, SectionPapers}
	}
	said := len(c.Changed) > 0
	list := []string{SectionChanges}
	add := func(open bool, name string) {
		if open {
			list = append(list, name)
		}
	}
	add(!said || c.HasChanged("household") || !c.Carried[SectionHousehold], SectionHousehold)
	add(!said || c.HasChanged("home") || !c.Carried[SectionHousing], SectionHousing)
	add(c.HasChanged("job", "illness"), SectionOccupation)
	add(true, SectionIncomes)
	add(c.HasChanged("assets"), SectionAssets)
	add(true, SectionExpenses)
	add(c.HasChanged("account"), SectionAccount)
	add(true, SectionAttachments)
	return list
}

// Complete returns what is missing before a draft can be signed: Errors whose fields are the names of its sections, or nil.
// A first application and one for a single need can be signed without their papers: they wait for them afterwards.
func Complete(c aid.Content) error {
	var faults aid.Errors
	add := func(missing bool, code, section string) {
		if missing {
			faults = append(faults, aid.Error{Code: code, Field: section})
		}
	}
	if c.KindOf() == aid.Supplementary {
		add(len(c.Expenses) == 0, "apply.need_missing", SectionNeed)
		return faults.Or()
	}
	add(!slices.Contains(aid.HousingForms, c.Housing.Form), "apply.housing_missing", SectionHousing)
	faults = append(faults, incomeFaults(c)...)
	if c.KindOf() == aid.First {
		add(len(c.Occupations) < len(c.Household.Adults), "apply.occupation_missing", SectionOccupation)
		add(len(c.Assets) == 0 && !c.NoAssets, "apply.assets_missing", SectionAssets)
		add(c.Account == nil, "apply.account_missing", SectionAccount)
		add(c.Elsewhere == nil, "apply.elsewhere_missing", SectionElsewhere)
		return inOrder(c, faults).Or()
	}
	hasStatement := slices.ContainsFunc(c.Attachments, func(a aid.AttachmentRef) bool { return a.Kind == string(aid.BankStatement) })
	add(!hasStatement, "apply.statement_missing", SectionAttachments)
	for topic, section := range changedSections {
		if c.HasChanged(topic) && !slices.ContainsFunc(faults, func(e aid.Error) bool { return e.Field == section }) {
			add(!c.Done[section], "apply.section_left", section)
		}
	}
	return inOrder(c, faults).Or()
}

// changedSections is which section tells of each thing that may have changed.
var changedSections = map[aid.ChangeTopic]string{
	"job": SectionOccupation, "household": SectionHousehold, "home": SectionHousing, "illness": SectionOccupation, "assets": SectionAssets, "account": SectionAccount,
}

// inOrder puts faults in the order of the sections, each once.
func inOrder(c aid.Content, faults aid.Errors) aid.Errors {
	place := func(e aid.Error) int { return slices.Index(Sections(c), e.Field) }
	sort.SliceStable(faults, func(i, j int) bool { return place(faults[i]) < place(faults[j]) })
	return slices.CompactFunc(faults, func(a, b aid.Error) bool { return a.Code == b.Code && a.Field == b.Field && len(a.Args) == 0 })
}

// incomeFaults tells whose incomes are not accounted for.
func incomeFaults(c aid.Content) (faults aid.Errors) {
	for _, adult := range c.Household.Adults {
		stated := c.NoIncome[adult.PersonID]
		for _, income := range c.Incomes {
			stated = stated || (income.PersonID == adult.PersonID && income.Amount > 0)
		}
		if !stated {
			faults = append(faults, aid.Error{Code: "apply.income_missing", Field: SectionIncomes, Args: map[string]string{"name": adult.Name}})
		}
	}
	for _, income := range c.Incomes {
		if income.Amount == 0 {
			return append(faults, aid.Error{Code: "apply.income_amount_missing", Field: SectionIncomes})
		}
	}
	return faults
}
