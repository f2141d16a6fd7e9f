package main

import (
	"fmt"
	"io"
)

// table counts what came of the changes of each file.
type table struct{ rows []*row }

type row struct {
	file  string
	count map[outcome]int
}

func (t *table) count(f *file, came outcome) {
	if last := len(t.rows) - 1; last < 0 || t.rows[last].file != f.path {
		t.rows = append(t.rows, &row{f.path, map[outcome]int{}})
	}
	t.rows[len(t.rows)-1].count[came]++
}

// print writes the table as docs/calculation.md has it. A change that loops for ever has been noticed by whoever waits for the
// tests, but it is counted apart, and on neither side of the share.
func (t *table) print(out io.Writer) {
	fmt.Fprintln(out, "\n| file | killed | lived | timed out | share |\n| --- | ---: | ---: | ---: | ---: |")
	all := row{"all", map[outcome]int{}}
	for _, r := range t.rows {
		for came, n := range r.count {
			all.count[came] += n
		}
		r.print(out)
	}
	all.print(out)
}

func (r *row) print(out io.Writer) {
	k, l := r.count[killed], r.count[lived]
	share := 0.0
	if k+l > 0 {
		share = 100 * float64(k) / float64(k+l)
	}
	fmt.Fprintf(out, "| %s | %d | %d | %d | %.1f %% |\n", r.file, k, l, r.count[timedOut], share)
}
