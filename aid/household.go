package aid

// Household (hushåll) is everyone whose needs and incomes are counted together: one adult, or two who live together,
// and the children who live with them.
// Source: SOSFS 2013:1, general advice on ekonomiskt bistånd written for the earlier act.
type Household struct {
	Adults   []Adult `json:"adults"`
	Children []Child `json:"children"`
	// Others is how many more people share the dwelling and its common costs without belonging to the household: an adult
	// child at home, a parent, a friend. Each of them is a case of their own.
	Others int `json:"others,omitempty"`
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
	// Pupil is true for someone of 18 to 20 who goes to school, whom the parents must still support. Without it such a child
	// is an adult with a case of their own.
	Pupil bool `json:"pupil,omitempty"`
	// Stay tells a child who lives in two homes from one who lives here all of the time, and Days how many days of the month
	// such a child lives here.
	Stay ChildStay `json:"stay,omitempty"`
	Days int       `json:"days,omitempty"`
}

// ChildStay (barnets boende) is how a child lives in the household.
type ChildStay string

// The ways of living in the household.
const (
	FullTime    ChildStay = ""            // bor här hela tiden
	Alternating ChildStay = "alternating" // växelvis boende
	Visiting    ChildStay = "visiting"    // umgänge
)

// AgeIn returns the child's age in whole years at the end of the month: a birthday counts for its whole month, also that of
// a child born on 29 February.
func (c Child) AgeIn(m Month) int {
	age := m.Year - c.Born.Year
	if m.Month < c.Born.Month {
		age--
	}
	return age
}

// AsksPupil tells whether it must be known of a child if it goes to school: from the year of 18 until 21.
func (c Child) AsksPupil(m Month) bool {
	age := c.AgeIn(m)
	return !c.Born.IsZero() && age >= 18 && age <= 20
}
