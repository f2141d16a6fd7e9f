package aid

// Household (hushåll) is everyone whose needs and incomes are counted together: one adult, or two who live together,
// and the children who live with them.
// Source: SOSFS 2013:1, general advice on ekonomiskt bistånd written for the earlier act.
type Household struct {
	Adults   []Adult `json:"adults"`
	Children []Child `json:"children"`
}

// Size is the number of members.
func (h Household) Size() int { return len(h.Adults) + len(h.Children) }

// Adult (vuxen) is an applicant or co-applicant.
type Adult struct {
	PersonID ID     `json:"person"`
	Name     string `json:"name"`
}

// Child (barn) is a child, or a pupil under 21 whom the parents must support.
type Child struct {
	PersonID ID     `json:"person"`
	Name     string `json:"name"`
	Born     Date   `json:"born"`
	// LunchOut is true when the child eats lunch at preschool or school five days a week (lunchavdrag).
	LunchOut bool `json:"lunch_out"`
}

// AgeIn returns the child's age in whole years at the end of the month: a birthday counts for its whole month, also that of
// a child born on 29 February.
func (c Child) AgeIn(m Month) int {
	age := m.Year - c.Born.Year
	if m.Month < c.Born.Month {
		age--
	}
	return age
}
