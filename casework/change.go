package casework

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"bistand/aid"
)

// Change (ändring) is one difference between two contents of an application, for the one who must sign again and for the
// caseworker who compares with last month. What holds the code of the row, whose key in lang/ is Group + "." + What.
type Change struct {
	Group  string // "housing", "income", "expense", "attachment", "child", "pupil", "section", "changes"
	What   string // form, kind, the name of a section, or of a file or a child
	Who    string // the adult an income belongs to
	Before *aid.Ore
	After  *aid.Ore
	// Texts, where the row is no amount.
	BeforeText, AfterText string
}

// Changes lists what differs, in the order of the form.
func Changes(before, after aid.Content) []Change {
	var list []Change
	if before.Housing != after.Housing {
		list = append(list, Change{Group: "housing", What: string(after.Housing.Form), BeforeText: fmt.Sprint(before.Housing.Form), AfterText: fmt.Sprint(after.Housing.Form)})
	}
	for _, child := range after.Household.Children {
		for _, was := range before.Household.Children {
			if was.PersonID != child.PersonID {
				continue
			}
			if was.Pupil != child.Pupil {
				list = append(list, Change{Group: "pupil", What: child.Name, BeforeText: yesNo(was.Pupil), AfterText: yesNo(child.Pupil)})
			}
			if was.LunchOut != child.LunchOut {
				list = append(list, Change{Group: "child", What: child.Name, BeforeText: yesNo(was.LunchOut), AfterText: yesNo(child.LunchOut)})
			}
		}
	}
	list = append(list, amountChanges("income", incomeRows(before), incomeRows(after))...)
	list = append(list, amountChanges("expense", expenseRows(before), expenseRows(after))...)
	for _, part := range statedParts {
		if asked := part.name != SectionElsewhere || after.Elsewhere != nil; asked && !reflect.DeepEqual(part.of(before), part.of(after)) {
			list = append(list, Change{Group: "section", What: part.name})
		}
	}
	list = append(list, fileChanges(before, after)...)
	if before.Changes != after.Changes {
		list = append(list, Change{Group: "changes", BeforeText: before.Changes, AfterText: after.Changes})
	}
	return list
}

// statedParts are the sections that are compared whole.
var statedParts = []struct {
	name string
	of   func(aid.Content) any
}{
	{SectionOccupation, func(c aid.Content) any { return c.Occupations }},
	{SectionAssets, func(c aid.Content) any { return []any{c.Assets, c.NoAssets} }},
	{SectionAccount, func(c aid.Content) any { return c.Account }},
	{SectionElsewhere, func(c aid.Content) any { return c.Elsewhere }},
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// amountRow is one income or expense, summed over rows of the same kind and person.
type amountRow struct {
	what, who string
	amount    aid.Ore
}

func incomeRows(c aid.Content) []amountRow {
	var rows []amountRow
	for _, i := range c.Incomes {
		rows = addRow(rows, amountRow{string(i.Kind), nameOf(c.Household, i.PersonID), i.Amount})
	}
	return rows
}

func expenseRows(c aid.Content) []amountRow {
	var rows []amountRow
	for _, e := range c.Expenses {
		rows = addRow(rows, amountRow{what: string(e.Kind), amount: e.Amount})
	}
	return rows
}

func addRow(rows []amountRow, row amountRow) []amountRow {
	for i := range rows {
		if rows[i].what == row.what && rows[i].who == row.who {
			rows[i].amount += row.amount
			return rows
		}
	}
	return append(rows, row)
}

// nameOf returns the name of an adult of the household.
func nameOf(h aid.Household, person aid.ID) string {
	for _, a := range h.Adults {
		if a.PersonID == person {
			return a.Name
		}
	}
	return ""
}

func amountChanges(group string, before, after []amountRow) []Change {
	var list []Change
	for _, row := range after {
		i := slices.IndexFunc(before, func(b amountRow) bool { return b.what == row.what && b.who == row.who })
		switch {
		case i < 0:
			list = append(list, Change{Group: group, What: row.what, Who: row.who, After: &row.amount})
		case before[i].amount != row.amount:
			list = append(list, Change{Group: group, What: row.what, Who: row.who, Before: &before[i].amount, After: &row.amount})
		}
	}
	for _, row := range before {
		if !slices.ContainsFunc(after, func(a amountRow) bool { return a.what == row.what && a.who == row.who }) {
			list = append(list, Change{Group: group, What: row.what, Who: row.who, Before: &row.amount})
		}
	}
	return list
}

func fileChanges(before, after aid.Content) []Change {
	var list []Change
	has := func(c aid.Content, f aid.AttachmentRef) bool {
		return slices.ContainsFunc(c.Attachments, func(a aid.AttachmentRef) bool {
			return a.SHA256 == f.SHA256 && a.Kind == f.Kind && (f.IsFile() || a.Name == f.Name && a.Way == f.Way && a.On == f.On)
		})
	}
	for _, f := range after.Attachments {
		if !has(before, f) {
			list = append(list, Change{Group: "attachment", What: f.Kind, AfterText: attachmentText(f)})
		}
	}
	for _, f := range before.Attachments {
		if !has(after, f) {
			list = append(list, Change{Group: "attachment", What: f.Kind, BeforeText: attachmentText(f)})
		}
	}
	return list
}

// attachmentText names a file, or what was handed in otherwise with its day.
func attachmentText(a aid.AttachmentRef) string {
	if a.IsFile() {
		return a.Name
	}
	return strings.TrimSpace(a.Name + " " + a.On.String())
}
