package aid

import "testing"

func TestX5_ThePaceOfDecisions(t *testing.T) {
	for _, c := range []struct {
		days   []int // from complete; each came in two days before
		target int
		want   Pace
	}{
		{nil, 14, Pace{}},
		{[]int{1, 2, 3, 4, 5, 6, 7, 8, 9}, 14, Pace{}}, // nine could be told apart
		{[]int{10, 1, 9, 2, 8, 3, 7, 4, 6, 5}, 5, Pace{10, 6, 8, 50}},
		{[]int{3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 40}, 14, Pace{11, 3, 5, 90}},
		{[]int{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 0, Pace{10, 1, 3, 0}},
	} {
		var took []Took
		for _, n := range c.days {
			took = append(took, Took{FromComplete: n, FromArrival: n + 2})
		}
		if got := PaceOf(took, c.target); got != c.want {
			t.Errorf("%v against %d: %+v, want %+v", c.days, c.target, got, c.want)
		}
	}
}
