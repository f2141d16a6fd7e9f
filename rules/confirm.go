package rules

import (
	"slices"
	"strings"

	"bistand/aid"
)

// Confirmation (bekräftelse) is a cell's figure as two people of the municipality read it in the ordinance: it confirms what
// was computed, or enters what no source prints.
type Confirmation struct {
	ID        aid.ID `json:"id"`
	Table     string `json:"table"`     // "riksnorm/2026.toml"
	Cell      string `json:"cell"`      // "personal.child.age_3"
	Kr        int    `json:"kr"`        // whole kronor a month
	Ordinance string `json:"ordinance"` // "SFS 2025:…" as the municipality typed it
	ByNames   string `json:"by_names"`  // who confirmed it
}

// fault names what is wrong with the confirmation at one of its fields.
func (c Confirmation) fault(e aid.Error, field string) error {
	e.Args = map[string]string{"table": c.Table, "cell": c.Cell}
	return e.At(field)
}

// Confirm returns a copy of the table in which the cells named hold the confirmed amounts; the table itself is shared and
// stays as it is. What a person can mend is aid.Error at "table", "cell", "kr" or "ordinance": another table, a cell that it
// lacks ("rules.confirm_unknown"), a figure that a source prints ("rules.confirm_sourced"), one confirmed before
// ("rules.confirm_twice"), an amount out of range ("rules.confirm_amount") or out of line with its neighbours
// ("rules.confirm_order"), no ordinance ("rules.confirm_ordinance").
func (n *Riksnorm) Confirm(list []Confirmation) (*Riksnorm, error) {
	confirmed := *n
	for _, c := range list {
		if err := confirmed.confirm(c); err != nil {
			return nil, err
		}
	}
	if c, found := confirmed.disorder(list); found {
		return nil, c.fault(aid.Error{Code: "rules.confirm_order"}, "kr")
	}
	confirmed.prepare()
	return &confirmed, nil
}

// confirm puts one amount into its cell. A figure that a source prints is not the municipality's to change: for the single
// household there is the caseworker's own figure, with its reason.
func (n *Riksnorm) confirm(c Confirmation) error {
	if c.Table != n.File {
		return c.fault(aid.Error{Code: "rules.confirm_unknown"}, "table")
	}
	cells := n.cells()
	i := slices.IndexFunc(cells, func(k keyedCell) bool { return k.key == c.Cell })
	switch {
	case i < 0:
		return c.fault(aid.Error{Code: "rules.confirm_unknown"}, "cell")
	case cells[i].cell.State == aid.Sourced:
		return c.fault(aid.Error{Code: "rules.confirm_sourced"}, "cell")
	case cells[i].cell.State == aid.Confirmed:
		return c.fault(aid.Error{Code: "rules.confirm_twice"}, "cell")
	case c.Kr < 1 || c.Kr > maxCell:
		return c.fault(aid.Error{Code: "rules.confirm_amount"}, "kr")
	case strings.TrimSpace(c.Ordinance) == "":
		return c.fault(aid.Error{Code: "rules.confirm_ordinance"}, "ordinance")
	}
	*cells[i].cell = Cell{Kr: c.Kr, State: aid.Confirmed, Confirmed: &c}
	return nil
}

// disorder finds a confirmation that breaks what every printed norm keeps: common costs never fall with size, lunch at
// preschool lowers the figure. The table was in order before, so it is the one of the cell found, or the newest.
func (n *Riksnorm) disorder(list []Confirmation) (c Confirmation, found bool) {
	blame := func(at, _ string, _ ...any) {
		i := slices.IndexFunc(list, func(c Confirmation) bool { return c.Cell+".kr" == at })
		if i < 0 {
			i = len(list) - 1
		}
		if i >= 0 && !found {
			c, found = list[i], true
		}
	}
	n.checkOrder(blame)
	n.checkLunch(blame)
	return c, found
}

// WithConfirmed returns the set with the confirmed amounts in their tables; the set itself is shared and stays as it is. A
// confirmation of a table that the set lacks is Error{Code: "rules.confirm_unknown"}; see Riksnorm.Confirm for the others.
func (s *Set) WithConfirmed(list []Confirmation) (*Set, error) {
	set := *s
	set.Riksnorms = slices.Clone(s.Riksnorms)
	byTable := map[string][]Confirmation{}
	for _, c := range list {
		if !slices.ContainsFunc(s.Riksnorms, func(n *Riksnorm) bool { return n.File == c.Table }) {
			return nil, c.fault(aid.Error{Code: "rules.confirm_unknown"}, "table")
		}
		byTable[c.Table] = append(byTable[c.Table], c)
	}
	for i, n := range set.Riksnorms {
		if len(byTable[n.File]) == 0 {
			continue
		}
		confirmed, err := n.Confirm(byTable[n.File])
		if err != nil {
			return nil, err
		}
		set.Riksnorms[i] = confirmed
	}
	return &set, nil
}
