package aid_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strings"
	"testing"
)

// opening is the fixed form in which the comment of an exported type begins: `// Decision (beslut) is …`.
var opening = regexp.MustCompile(`^([A-Z]\w*) \(([^()]+)\) is `)

// glossary is the rows of GLOSSARY.md: identifier -> Swedish.
func glossary(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("../GLOSSARY.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 5 {
			continue
		}
		swedish, meaning := strings.TrimSpace(cells[1]), strings.TrimSpace(cells[3])
		for _, name := range regexp.MustCompile("`([A-Za-z]+)`").FindAllStringSubmatch(cells[2], -1) {
			if _, twice := rows[name[1]]; twice {
				t.Errorf("GLOSSARY.md explains %s twice", name[1])
			}
			if swedish == "" || meaning == "" {
				t.Errorf("GLOSSARY.md leaves %s without its Swedish word or its meaning", name[1])
			}
			rows[name[1]] = swedish
		}
	}
	if len(rows) < 60 {
		t.Fatalf("GLOSSARY.md has %d rows: the table is not read as it is written", len(rows))
	}
	return rows
}

// faultOf tells what is wrong with the comment of a type, or "".
func faultOf(name, comment string, rows map[string]string) string {
	found := opening.FindStringSubmatch(comment)
	if found == nil || found[1] != name {
		return "its comment does not open with `" + name + " (svenska) is `"
	}
	swedish, ok := rows[name]
	if !ok {
		return "it does not stand in GLOSSARY.md"
	}
	if swedish != found[2] {
		return "GLOSSARY.md calls it " + swedish + ", its comment " + found[2]
	}
	return ""
}

func TestEveryTypeHasItsSwedishWord(t *testing.T) {
	set := token.NewFileSet()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, e.Name(), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	pkg, err := doc.NewFromFiles(set, files, "bistand/aid")
	if err != nil {
		t.Fatal(err)
	}
	rows := glossary(t)
	types := 0
	for _, one := range pkg.Types {
		types++
		if fault := faultOf(one.Name, one.Doc, rows); fault != "" {
			t.Errorf("%s: %s", one.Name, fault)
		}
	}
	if types < 50 {
		t.Errorf("only %d types were found", types)
	}
}

func TestGlossaryCheckFailsWhereItMust(t *testing.T) {
	rows := map[string]string{"Decision": "beslut"}
	for comment, ok := range map[string]bool{
		"Decision (beslut) is what was decided.":    true,
		"Decision is what was decided.":             false,
		"Decision (beslut) holds what was decided.": false,
		"Decision (dom) is what was decided.":       false,
		"Case (ärende) is a matter.":                false,
		"":                                          false,
	} {
		if (faultOf("Decision", comment, rows) == "") != ok {
			t.Errorf("%q: %s", comment, faultOf("Decision", comment, rows))
		}
	}
	if faultOf("Case", "Case (ärende) is a matter.", rows) == "" {
		t.Error("a type that is not in the glossary passed")
	}
}
