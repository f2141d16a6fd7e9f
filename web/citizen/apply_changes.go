package citizen

import (
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// maxChanges is the longest text of what has changed, in characters.
const maxChanges = 2000

// changesSection is the question of what has changed since last month. What is not ticked is not asked about again.
var changesSection = section{
	name: casework.SectionChanges, path: "andrat", title: "apply.changed",
	part:   func(c aid.Content) any { return []any{c.Changed, c.Changes} },
	values: changesValues, read: readChanges,
	body: func(f formView) templ.Component { return changesFields(f) },
}

func changesValues(f formView) url.Values {
	values := url.Values{"changes": {f.draft.Content.Changes}}
	for _, topic := range f.draft.Content.Changed {
		values.Add("changed", string(topic))
	}
	return values
}

// readChanges reads what has been ticked, in the order shown, and the words about it.
func readChanges(f formView) (func(*aid.Content), aid.Errors) {
	var faults aid.Errors
	var topics []aid.ChangeTopic
	for _, topic := range aid.ChangeTopics {
		if slices.Contains(f.values["changed"], string(topic)) {
			topics = append(topics, topic)
		}
	}
	switch {
	case len(topics) == 0:
		faults.Add("changed", aid.Error{Code: "choose"})
	case len(topics) > 1 && slices.Contains(topics, aid.NothingChanged):
		faults.Add("changed", aid.Error{Code: "apply.nothing_and_more"})
	}
	text := strings.TrimSpace(f.values.Get("changes"))
	faults.Add("changes", tooLong(text, maxChanges))
	return func(c *aid.Content) { c.Changed, c.Changes = topics, text }, faults
}

func (f formView) changedField() ui.Field {
	field := f.field("changed", f.L.T("apply.changed"))
	field.Hint = f.L.T("apply.changed_hint")
	for _, topic := range aid.ChangeTopics {
		field.Options = append(field.Options, ui.Option{
			Value: string(topic), Label: f.L.T("changed." + string(topic)), Chosen: slices.Contains(f.values["changed"], string(topic)),
		})
	}
	return field
}

func (f formView) changesField() ui.Field {
	field := f.field("changes", f.L.T("apply.changes_text"))
	field.Hint, field.Optional, field.MaxLength, field.Rows = f.L.T("apply.changes_hint"), true, maxChanges, 3
	return field
}

// changesRows is what has been said to have changed.
func changesRows(c ui.Ctx, content aid.Content) []ui.Row {
	var words []string
	for _, topic := range content.Changed {
		words = append(words, c.L.T("changed."+string(topic)))
	}
	row := ui.Row{Term: c.L.T("apply.changed"), Value: strings.Join(words, ". ")}
	if len(words) == 0 && content.Changes == "" {
		row.Value = c.L.T("apply.no_changes")
	}
	rows := []ui.Row{row}
	if content.Changes != "" {
		if len(words) == 0 {
			rows = nil
		}
		rows = append(rows, ui.Row{Term: c.L.T("application.changes"), Content: freeText(c, content.Changes)})
	}
	return rows
}

// remember reads what was applied for last month, to show beside what is applied for now.
func (f *formView) remember(v *site.Visit) error {
	before, err := v.Desk().SharedBefore(v.Ctx(), f.draft.CaseID, f.draft.Month)
	if err == nil {
		f.last = before.Content.Expenses
	}
	return absentIsFine(err)
}
