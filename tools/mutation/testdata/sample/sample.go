// Package sample has a line of each sort that may be changed, and tests that notice some of them.
package sample

// What became of 3 * 4 would be divided by, and be nothing.
const (
	dozen = 3 * 4
	two   = 4 - 2
)

type amount int

// noticed has changes that the test notices, each and all.
func noticed(a, b amount, names []string) (amount, string) {
	text := "of " + "which "
	for i := 0; i < len(names); i++ {
		text += names[i]
	}
	if a > b && (a == 5 || b != 3) {
		a -= b
	}
	return -a%7 + b*two/dozen, text
}

// unnoticed has one that it does not notice: what is at the boundary.
func unnoticed(n int) int {
	if n < 10 {
		return 1
	}
	return 2
}
