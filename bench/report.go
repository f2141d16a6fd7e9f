package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
)

// limit is what a figure must reach: at most, or at least, so much.
type limit struct {
	atLeast bool
	value   float64
}

func atMost(v float64) limit  { return limit{false, v} }
func atLeast(v float64) limit { return limit{true, v} }

// holds tells whether a figure is within the limit.
func (l limit) holds(v float64) bool {
	if l.atLeast {
		return v >= l.value
	}
	return v <= l.value
}

// row is one line of the table.
type row struct {
	number, what string
	measured     float64
	unit         string // "× REF5", "ms", "MB", "bytes"
	first, goal  limit
	remark       string // the absolute figures behind it
}

// report is what a run found.
type report struct {
	rows []row
	busy string // how much else the machine did, or so the kernel says
}

// otherWork tells how many processes wanted the processor in the last minute, before the run began. Where they are more than
// a few hundredths of the cores, the figures are those of a crowded machine: what needs the processor then looks slower
// beside what waits for the disk.
func otherWork() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown other work"
	}
	load, _, _ := strings.Cut(string(text), " ")
	return load + " other processes when the run began"
}

func (r *report) add(rows ...row) { r.rows = append(r.rows, rows...) }

// figure writes a number with as many decimals as mean something.
func figure(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// text writes a limit with its unit.
func (l limit) text(unit string) string {
	sign := "≤ "
	if l.atLeast {
		sign = "≥ "
	}
	return sign + fmt.Sprint(l.value) + " " + unit
}

// print writes the table and tells whether every limit of the first version holds.
func (r *report) print(w io.Writer) bool {
	good := true
	fmt.Fprintf(w, "%s/%s, %d processor cores, %s, busy with %s; register of %d cases with %d months in each\n\n",
		runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version(), r.busy, caseCount, months)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "row\twhat\tmeasured\tfirst version\tholds\tgoal\tholds\t")
	for _, row := range r.rows {
		good = good && row.first.holds(row.measured)
		fmt.Fprintf(t, "%s\t%s\t%s %s\t%s\t%s\t%s\t%s\t%s\n", row.number, row.what, figure(row.measured), row.unit,
			row.first.text(row.unit), yes(row.first.holds(row.measured)), row.goal.text(row.unit), yes(row.goal.holds(row.measured)), row.remark)
	}
	t.Flush()
	if !good {
		fmt.Fprintln(w, "\na limit of the first version does not hold")
	}
	return good
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "NO"
}

// median is the middle one of some figures.
func median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	if n := len(sorted); n%2 == 0 {
		return (sorted[n/2-1] + sorted[n/2]) / 2
	}
	return sorted[len(sorted)/2]
}

// series are the figures of one thing, round by round.
type series []float64

// over divides what two things came to in the same round, so that a slow moment of the machine hits both.
func (s series) over(other series) float64 {
	var ratios []float64
	for i := range s {
		ratios = append(ratios, s[i]/other[i])
	}
	return median(ratios)
}
