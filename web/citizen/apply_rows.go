package citizen

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bistand/aid"
	"bistand/web/ui"
)

// A list of rows is a kind, an amount and a note each, numbered within the list: "kind-0-3" is the kind of the fourth row of
// list 0. Hidden in the form is how many rows it has ("rows-0"). Empty rows are passed over. A row from last month says so
// ("carried-0-3") and is read only where its box is ticked ("keep-0-3").

// maxRows is the most rows a list may have; emptyRows is how many empty ones stand ready.
const (
	maxRows   = 40
	emptyRows = 2
	maxNote   = 200
)

// line is one row as it was read.
type line struct {
	kind   string
	amount aid.Ore
	note   string
}

func rowName(part string, list, row int) string { return part + "-" + itoa(list) + "-" + itoa(row) }
func rowsName(list int) string                  { return "rows-" + itoa(list) }

// rowParts are the fields of a row.
var rowParts = []string{"kind", "amount", "note", "carried", "keep"}

// rowCount is how many rows a form says that its list has.
func rowCount(values url.Values, list int) int {
	n, _ := strconv.Atoi(values.Get(rowsName(list)))
	return min(max(n, 0), maxRows)
}

// setRows writes lines as the form would send them, with empty rows after them.
func setRows(values url.Values, list int, lines []line, empty int) {
	for i, l := range lines {
		values.Set(rowName("kind", list, i), l.kind)
		values.Set(rowName("amount", list, i), typed(l.amount))
		values.Set(rowName("note", list, i), l.note)
	}
	values.Set(rowsName(list), itoa(min(len(lines)+empty, maxRows)))
}

// typed writes an amount as a person would type it; none is empty.
func typed(o aid.Ore) string {
	switch {
	case o == 0:
		return ""
	case o%aid.Kronor == 0:
		return strconv.FormatInt(int64(o/aid.Kronor), 10)
	}
	return strings.Replace(o.Decimal(), ".", ",", 1)
}

// readRows reads a list. untouched tells which kinds may still lack their amount. Faults stand at the fields.
func readRows(values url.Values, list int, kinds []string, untouched func(kind string) bool) (lines []line, faults aid.Errors) {
	if n, err := strconv.Atoi(values.Get(rowsName(list))); err != nil || n > maxRows {
		faults = append(faults, aid.Error{Code: "apply.too_many_rows", Args: map[string]string{"n": itoa(maxRows)}})
	}
	for i := range rowCount(values, list) {
		kind, amount, note := values.Get(rowName("kind", list, i)), strings.TrimSpace(values.Get(rowName("amount", list, i))), strings.TrimSpace(values.Get(rowName("note", list, i)))
		dropped := values.Get(rowName("carried", list, i)) != "" && values.Get(rowName("keep", list, i)) == ""
		if kind == "" && amount == "" && note == "" || dropped {
			continue
		}
		l := line{kind: kind, note: note}
		if !slices.Contains(kinds, kind) {
			faults.Add(rowName("kind", list, i), aid.Error{Code: "choose"})
		}
		if amount != "" || !untouched(kind) {
			var err error
			l.amount, err = readAmount(amount)
			faults.Add(rowName("amount", list, i), err)
		}
		faults.Add(rowName("note", list, i), tooLong(note, maxNote))
		lines = append(lines, l)
	}
	return lines, faults
}

// readAmount reads an amount above zero.
func readAmount(text string) (aid.Ore, error) {
	amount, err := aid.ParseOre(text)
	switch {
	case err != nil:
		return 0, err
	case amount < 0:
		return 0, aid.Error{Code: "amount.negative"}
	case amount == 0:
		return 0, aid.Error{Code: "amount.zero"}
	}
	return amount, nil
}

// dropRow takes away the row that a button named, "list-row", and moves those after it up.
func dropRow(values url.Values) {
	first, second, _ := strings.Cut(values.Get(removeRow), "-")
	list, err1 := strconv.Atoi(first)
	row, err2 := strconv.Atoi(second)
	count := rowCount(values, list)
	if err1 != nil || err2 != nil || row < 0 || row >= count {
		return
	}
	for i := row; i < count; i++ {
		for _, part := range rowParts {
			values.Set(rowName(part, list, i), values.Get(rowName(part, list, i+1)))
		}
	}
	values.Set(rowsName(list), itoa(count-1))
}

// addRows gives the list that a button named more empty rows.
func addRows(values url.Values) {
	if list, err := strconv.Atoi(values.Get(moreRows)); err == nil && values.Has(rowsName(list)) {
		values.Set(rowsName(list), itoa(min(rowCount(values, list)+emptyRows, maxRows)))
	}
}

// moreQuery carries on how many empty rows a list is to have, and where the page leads back to.
func moreQuery(f formView) string {
	q := url.Values{}
	if f.back {
		q.Set(fieldBack, "kontrollera")
	}
	if list, err := strconv.Atoi(f.values.Get(moreRows)); err == nil {
		empty := emptyRows
		for i := range rowCount(f.values, list) {
			if f.values.Get(rowName("kind", list, i)) == "" {
				empty++
			}
		}
		q.Set(rowsName(list), itoa(empty))
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// emptyIn is how many empty rows a list has: as many as the address asks for, and two where it asks for none.
func emptyIn(f formView, list int) int { return max(rowCount(f.query, list), emptyRows) }

// rowsView is a list of rows as its page shows it.
type rowsView struct {
	formView
	list int
	rows []rowView
}

// rowView is one row: its fields, and its name for those who listen.
type rowView struct {
	kind, amount, note ui.Field
	again              *ui.Field // the box of a row from last month
	name               string
	id                 string // value of the button that takes it away
}

// rowsOf makes the fields of a list. kinds are the choices; name names a row by its number.
func (f formView) rowsOf(list int, kinds []ui.Option, kindLabel string, name func(n string) string) rowsView {
	view := rowsView{formView: f, list: list}
	for i := range rowCount(f.values, list) {
		r := rowView{name: name(itoa(i + 1)), id: itoa(list) + "-" + itoa(i)}
		r.kind = f.field(rowName("kind", list, i), kindLabel)
		r.kind.Options = append(r.kind.Options, ui.Option{Label: f.L.T("apply.choose")})
		for _, k := range kinds {
			k.Chosen = k.Value == r.kind.Value
			r.kind.Options = append(r.kind.Options, k)
		}
		r.amount = f.field(rowName("amount", list, i), f.L.T("apply.amount"))
		r.note = f.field(rowName("note", list, i), f.L.T("apply.note"))
		r.note.MaxLength, r.note.Optional = maxNote, true
		if f.values.Get(rowName("carried", list, i)) != "" {
			again := f.field(rowName("keep", list, i), chosenLabel(r.kind))
			r.again = &again
		}
		view.rows = append(view.rows, r)
	}
	return view
}

// chosenLabel is the words of the option that a field has chosen.
func chosenLabel(field ui.Field) string {
	for _, o := range field.Options {
		if o.Chosen {
			return o.Label
		}
	}
	return ""
}
