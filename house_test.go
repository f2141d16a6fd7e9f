package house_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// outside are the folders of outside systems, each with its simulator beside it where there is one.
var outside = []string{"bankid", "ssbtek", "navet", "payfile", "notify", "blob", "clamd", "oidc"}

// mayImport says what of our own each folder may import. A folder that does not stand here fails the test.
func mayImport() map[string][]string {
	base := []string{"aid", "rules", "calc", "store", "casework", "lang", "web/ui", "web/site"}
	pages := []string{"web/citizen", "web/staff", "web/public"}
	may := map[string][]string{
		"aid": nil, "rules": {"aid"}, "calc": {"aid", "rules"}, "store": {"aid"},
		"lang":                  {"aid"}, // writes amounts, days and months
		"intake":                {"aid"}, // takes pictures apart, and knows neither where they came from nor where they go
		"casework":              {"aid", "rules", "calc", "store"},
		"store/storetest":       {"aid", "store"},
		"casework/caseworktest": {"aid", "casework"},
		"lang/langtest":         nil,
		"loopback":              nil, // for simulators
		"soap":                  nil, // for the clients that call over it
		"web/ui":                {"aid", "lang"},
		"web/site":              base[:len(base)-1], // what the pages of all sides share
		"web":                   slices.Concat(base, pages),
		"connect":               slices.Concat(outside, []string{"aid", "casework", "intake", "lang", "web/site"}), // fits the clients to casework's interfaces
	}
	for _, page := range pages {
		may[page] = base
	}
	for _, system := range outside {
		may[system] = []string{"aid"}
		may[system+"/sim"] = []string{"aid", "loopback", system}
	}
	for _, system := range []string{"ssbtek", "navet"} {
		may[system] = append(may[system], "soap") // and their simulators do not
	}
	return may
}

// isProgram tells whether a folder holds programs of their own, which put everything together or check it: they may import all.
func isProgram(folder string) bool {
	top, _, _ := strings.Cut(folder, "/")
	return top == "cmd" || top == "bench" || top == "tools"
}

func isSim(folder string) bool { return path.Base(folder) == "sim" }

// isForTests tells whether a folder holds nothing but what tests share. Only tests, and each other, import such folders.
func isForTests(folder string) bool {
	return folder == "store/storetest" || folder == "casework/caseworktest" || folder == "lang/langtest" || folder == "web/webtest"
}

// source is one Go file, its path written from the root with slashes.
type source struct {
	path string
	file *ast.File
	set  *token.FileSet
}

func (s source) folder() string { return path.Dir(s.path) }
func (s source) isTest() bool   { return strings.HasSuffix(s.path, "_test.go") }

// at names a place in the file.
func (s source) at(pos token.Pos) string {
	return fmt.Sprintf("%s:%d", s.path, s.set.Position(pos).Line)
}

func parse(name string, text any) (source, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, text, parser.ParseComments|parser.SkipObjectResolution)
	return source{filepath.ToSlash(name), file, set}, err
}

// imports returns what a file imports: path -> the name it has in the file.
func (s source) imports() map[string]string {
	found := map[string]string{}
	for _, one := range s.file.Imports {
		name, _ := strconv.Unquote(one.Path.Value)
		found[name] = strings.TrimSuffix(path.Base(name), "/v2")
		if strings.HasSuffix(name, "/v2") {
			found[name] = path.Base(path.Dir(name))
		}
		if one.Name != nil {
			found[name] = one.Name.Name
		}
	}
	return found
}

// importFaults finds imports of our own that the file's folder may not have. Tests may import anything.
func importFaults(s source) (faults []string) {
	if s.isTest() {
		return nil
	}
	allowed, known := mayImport()[s.folder()]
	free := isProgram(s.folder()) || s.folder() == "web/webtest" // whose rules say nothing of what they import
	if !known && !free {
		return []string{s.path + ": the folder stands in no rule: say what it may import"}
	}
	for name := range s.imports() {
		ours, ok := strings.CutPrefix(name, "bistand/")
		switch {
		case !ok && name != "bistand":
		case isForTests(ours) && !isForTests(s.folder()):
			faults = append(faults, s.path+": only tests import "+ours)
		case isProgram(ours):
			faults = append(faults, s.path+": nothing imports a program ("+ours+")")
		case free:
		case !slices.Contains(allowed, ours):
			faults = append(faults, s.path+": "+s.folder()+" may not import "+ours)
		}
	}
	return faults
}

// clockFaults finds where the clock is read, or chance comes in, otherwise than by being handed in.
func clockFaults(s source) (faults []string) {
	if s.isTest() || isProgram(s.folder()) || isSim(s.folder()) || isForTests(s.folder()) {
		return nil
	}
	clock := ""
	for name, as := range s.imports() {
		switch name {
		case "math/rand", "math/rand/v2", "crypto/rand":
			faults = append(faults, s.path+": imports "+name+": chance is handed in")
		case "time":
			if clock = as; as == "." {
				faults = append(faults, s.path+": imports time without its name")
			}
		}
	}
	if clock == "" {
		return faults
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok || !slices.Contains([]string{"Now", "Since", "Until"}, selector.Sel.Name) {
			return true
		}
		if x, ok := selector.X.(*ast.Ident); ok && x.Name == clock {
			faults = append(faults, s.at(n.Pos())+": reads the clock: take now func() time.Time")
		}
		return true
	})
	return faults
}

// The most lines of a function and of a file.
const (
	longestFunction = 100
	longestFile     = 500
)

// sizeFaults finds functions and files that are too long to read.
func sizeFaults(s source) (faults []string) {
	if strings.HasSuffix(s.path, "_templ.go") || ast.IsGenerated(s.file) {
		return nil
	}
	line := func(pos token.Pos) int { return s.set.Position(pos).Line }
	if n := s.set.File(s.file.Pos()).LineCount(); n > longestFile {
		faults = append(faults, fmt.Sprintf("%s: %d lines, at most %d", s.path, n, longestFile))
	}
	for _, d := range s.file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			if n := line(f.End()) - line(f.Pos()) + 1; n > longestFunction {
				faults = append(faults, fmt.Sprintf("%s: %s has %d lines, at most %d", s.at(f.Pos()), f.Name.Name, n, longestFunction))
			}
		}
	}
	return faults
}

// sources parses every Go file of the program. Nothing is asked of another program: a cached pass would hide a new import.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if name != "." && (strings.HasPrefix(entry.Name(), ".") || slices.Contains([]string{"node_modules", "build", "testdata"}, entry.Name())) {
				return filepath.SkipDir
			}
			return nil
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		s, err := parse(name, nil)
		all = append(all, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 100 {
		t.Fatalf("only %d files were found", len(all))
	}
	return all
}

func TestHouseRulesHold(t *testing.T) {
	for _, s := range sources(t) {
		for _, fault := range slices.Concat(importFaults(s), clockFaults(s), sizeFaults(s)) {
			t.Error(fault)
		}
	}
}

// Each rule finds what breaks it, and passes what does not.
func TestHouseRulesFailWhenBroken(t *testing.T) {
	code := func(imports ...string) string {
		text := "package x\n"
		for _, one := range imports {
			text += "import " + one + "\n"
		}
		return text
	}
	long := "package x\nfunc f() {" + strings.Repeat("\n", 99) + "}\n"
	for _, c := range []struct {
		name, path, text string
		check            func(source) []string
		faults           int
	}{
		{"a page reads the register", "web/citizen/a.go", code(`"bistand/store"`, `"bistand/web/ui"`), importFaults, 0},
		{"the vocabulary imports the register", "aid/a.go", code(`"bistand/store"`), importFaults, 1},
		{"a calculation reads the register", "calc/a.go", code(`"bistand/aid"`, `"bistand/rules"`, `s "bistand/store"`), importFaults, 1},
		{"casework knows BankID", "casework/a.go", code(`"bistand/bankid"`), importFaults, 1},
		{"a client knows another", "oidc/a.go", code(`"bistand/bankid"`, `"bistand/aid"`), importFaults, 1},
		{"a client calls over SOAP", "navet/a.go", code(`"bistand/soap"`, `"bistand/aid"`), importFaults, 0},
		{"a client that has no SOAP", "oidc/a.go", code(`"bistand/soap"`), importFaults, 1},
		{"a simulator shares its client's SOAP", "navet/sim/a.go", code(`"bistand/soap"`), importFaults, 1},
		{"a client knows its simulator", "bankid/a.go", code(`"bistand/bankid/sim"`), importFaults, 1},
		{"a simulator knows its client", "payfile/sim/a.go", code(`"bistand/payfile"`, `"bistand/aid"`), importFaults, 0},
		{"a simulator knows another", "payfile/sim/a.go", code(`"bistand/notify/sim"`), importFaults, 1},
		{"the server knows a simulator", "web/a.go", code(`"bistand/bankid/sim"`), importFaults, 1},
		{"a component reads the register", "web/ui/a.go", code(`"bistand/store"`), importFaults, 1},
		{"one side of the web knows another", "web/staff/a.go", code(`"bistand/web/citizen"`), importFaults, 1},
		{"a command puts all together", "cmd/bistand/a.go", code(`"bistand/bankid/sim"`, `"bistand/web"`), importFaults, 0},
		{"a command takes test data", "cmd/bistand/a.go", code(`"bistand/store/storetest"`), importFaults, 1},
		{"a benchmark takes all but test data", "bench/a.go", code(`"bistand/web"`, `"bistand/store/storetest"`), importFaults, 1},
		{"something imports a command", "web/a.go", code(`"bistand/cmd/bistand"`), importFaults, 1},
		{"what tests share takes all", "web/webtest/a.go", code(`"bistand/store/storetest"`, `"bistand/bankid/sim"`), importFaults, 0},
		{"a page takes what tests share", "web/staff/a.go", code(`"bistand/web/webtest"`), importFaults, 1},
		{"a test imports anything", "aid/a_test.go", code(`"bistand/store/storetest"`, `"bistand/bankid/sim"`), importFaults, 0},
		{"a folder without a rule", "util/a.go", code(), importFaults, 1},
		{"code at the root", "a.go", code(), importFaults, 1},
		{"the root is imported", "web/a.go", code(`"bistand"`), importFaults, 1},
		{"the clock is read", "casework/a.go", code(`"time"`) + "var a, b, c = time.Now(), time.Since, time.Until", clockFaults, 3},
		{"the clock is read by another name", "store/a.go", code(`clock "time"`) + "var a = clock.Now()", clockFaults, 1},
		{"the clock is read without its name", "store/a.go", code(`. "time"`) + "var a = Now()", clockFaults, 1},
		{"a clock of one's own", "store/a.go", code(`"time"`) + "var s struct{ Now func() time.Time }\nvar a = s.Now()\nvar b = time.Hour", clockFaults, 0},
		{"chance is drawn", "store/a.go", code(`"math/rand/v2"`, `"crypto/rand"`), clockFaults, 2},
		{"a command reads the clock", "cmd/bistand/a.go", code(`"time"`, `"crypto/rand"`) + "var a = time.Now()", clockFaults, 0},
		{"a simulator reads the clock", "bankid/sim/a.go", code(`"time"`) + "var a = time.Now()", clockFaults, 0},
		{"a test reads the clock", "store/a_test.go", code(`"time"`) + "var a = time.Now()", clockFaults, 0},
		{"a function that is long enough", "aid/a.go", long, sizeFaults, 0},
		{"a function that is too long", "aid/a.go", strings.Replace(long, "\n", "\n\n", -1), sizeFaults, 1},
		{"a method in a test that is too long", "aid/a_test.go", strings.Replace(strings.Replace(long, "func f", "func (x) f", 1), "\n}", "\n\n}", 1), sizeFaults, 1},
		{"a file that is too long", "aid/a.go", "package x\n" + strings.Repeat("\n", 500), sizeFaults, 1},
		{"a file that is written by a program", "web/ui/a_templ.go", "package x\n" + strings.Repeat("\n", 900), sizeFaults, 0},
	} {
		s, err := parse(c.path, c.text)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if faults := c.check(s); len(faults) != c.faults {
			t.Errorf("%s: found %q, want %d", c.name, faults, c.faults)
		}
	}
}
