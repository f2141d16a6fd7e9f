// Command features lists every row of docs/features.md with the tests that carry its id, and fails for a row that is said
// to be done where an id of it is carried by no test, and for a test that carries an id of no row.
//
// A test carries ids between "Test" and the first underscore: TestL5_…, TestN12N15H4_…. A range of ids (H13–H24) is claimed
// by its two ends.
package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// row is one promise: its ids, what it is, and how far it has come.
type row struct {
	ids         []string
	shown, what string
	state       string
}

// The states of a row.
const (
	done   = "done"   // all of it works, and tests show it
	partly = "partly" // some of it works
	later  = "later"  // none of it, or not shown by a test
)

func main() {
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	rows, err := readRows(filepath.Join(root, "docs", "features.md"))
	if err != nil {
		fail(err)
	}
	tests, err := readTests(root)
	if err != nil {
		fail(err)
	}
	faults := report(rows, tests)
	for _, fault := range faults {
		fmt.Fprintln(os.Stderr, "features:", fault)
	}
	if len(faults) > 0 {
		os.Exit(1)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "features:", err)
	os.Exit(1)
}

var id = regexp.MustCompile(`[BLNGHX]\d+`)

// readRows reads the rows of the tables: | ids | what | state |.
func readRows(path string) ([]row, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var rows []row
	for i, line := range strings.Split(string(text), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || !id.MatchString(cells[1]) {
			continue
		}
		r := row{ids: id.FindAllString(cells[1], -1), shown: strings.TrimSpace(cells[1]), what: strings.TrimSpace(cells[2]), state: strings.TrimSpace(cells[3])}
		if !slices.Contains([]string{done, partly, later}, r.state) {
			return nil, fmt.Errorf("%s:%d: state %q: want %s, %s or %s", path, i+1, r.state, done, partly, later)
		}
		rows = append(rows, r)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s: holds no rows", path)
	}
	return rows, nil
}

var named = regexp.MustCompile(`^Test((?:[BLNGHX]\d+_?)*[BLNGHX]\d+)_`)

// readTests finds the tests that carry ids: id -> "folder.TestName".
func readTests(root string) (map[string][]string, error) {
	tests := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == "build" || path != root && strings.HasPrefix(entry.Name(), ".")) {
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv != nil {
				continue
			}
			if parts := named.FindStringSubmatch(f.Name.Name); parts != nil {
				for _, one := range id.FindAllString(parts[1], -1) {
					tests[one] = append(tests[one], filepath.ToSlash(filepath.Dir(path))+"."+f.Name.Name)
				}
			}
		}
		return nil
	})
	return tests, err
}

// report prints the rows with their tests and returns what does not hold.
func report(rows []row, tests map[string][]string) (faults []string) {
	known, count := map[string]bool{}, map[string]int{}
	for _, r := range rows {
		count[r.state]++
		var carried []string
		for _, one := range r.ids {
			known[one] = true
			carried = append(carried, tests[one]...)
			if r.state == done && len(tests[one]) == 0 {
				faults = append(faults, fmt.Sprintf("%s is said to be done, but no test carries %s: %s", r.shown, one, r.what))
			}
		}
		slices.Sort(carried)
		fmt.Printf("%-6s  %-16s %s\n", r.state, r.shown, shortened(r.what))
		for _, name := range slices.Compact(carried) {
			fmt.Printf("%26s%s\n", "", name)
		}
	}
	fmt.Printf("%d rows: %d done, %d partly, %d later\n", len(rows), count[done], count[partly], count[later])
	for _, one := range slices.SortedFunc(maps.Keys(tests), cmp.Compare) {
		if !known[one] {
			faults = append(faults, fmt.Sprintf("%s carries %s, which is no row", strings.Join(tests[one], ", "), one))
		}
	}
	return faults
}

// shortened cuts a text so that a row stays on one line.
func shortened(text string) string {
	const longest = 100 // characters
	runes := []rune(text)
	if len(runes) <= longest {
		return text
	}
	return strings.TrimSpace(string(runes[:longest-1])) + "…"
}
