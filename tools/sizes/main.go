// Command sizes prints how large the code is: lengths of functions and files, share of comments, undocumented exported
// names. It fails for a function over 100 lines or a file over 500, and tells which; the rest is for people to judge.
// Generated files are passed over.
package main

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The sizes that fail, in lines, and those that are aimed at.
const (
	longestFunction = 100
	longestFile     = 500
	usualFunction   = 45 // nine functions of ten
	commentShare    = 15 // percent of the lines that hold anything
)

// size is a function or file and its lines.
type size struct {
	name  string
	lines int
}

// measure is what was found in one half of the code: the program or its tests.
type measure struct {
	functions, files []size
	code, comments   int // lines
	undocumented     []string
}

func main() {
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	var program, tests measure
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && passedOver(path, entry.Name()):
			return filepath.SkipDir
		case entry.IsDir() || filepath.Ext(path) != ".go":
			return nil
		}
		m := &program
		if strings.HasSuffix(path, "_test.go") {
			m = &tests
		}
		return m.add(path)
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "sizes:", err)
		os.Exit(1)
	}
	fmt.Printf("%-8s %7s %7s %9s %11s %11s %9s\n", "", "lines", "files", "functions", "p90 (<=45)", "comments", "no doc")
	good := program.print("program")
	if !tests.print("tests") || !good {
		os.Exit(1)
	}
}

// passedOver tells whether a folder holds nothing of ours.
func passedOver(path, name string) bool {
	return path != "." && strings.HasPrefix(name, ".") || name == "node_modules" || name == "build" || name == "testdata"
}

// add measures one file.
func (m *measure) add(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, text, parser.ParseComments)
	if err != nil {
		return err
	}
	if ast.IsGenerated(file) {
		return nil
	}
	m.files = append(m.files, size{path, bytes.Count(text, []byte("\n"))})
	code, comments := lines(text)
	m.code, m.comments = m.code+code, m.comments+comments
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok {
			at := set.Position(f.Pos())
			m.functions = append(m.functions, size{fmt.Sprintf("%s:%d %s", path, at.Line, f.Name.Name), set.Position(f.End()).Line - at.Line + 1})
		}
	}
	if !strings.HasSuffix(path, "_test.go") {
		m.undocumented = append(m.undocumented, undocumented(set, file)...)
	}
	return nil
}

// lines counts the lines that hold code and those that hold a comment; a line with both counts as both.
func lines(text []byte) (code, comments int) {
	set := token.NewFileSet()
	file := set.AddFile("", -1, len(text))
	var s scanner.Scanner
	s.Init(file, text, nil, scanner.ScanComments)
	withCode, withComment := map[int]bool{}, map[int]bool{}
	for {
		pos, tok, literal := s.Scan()
		if tok == token.EOF {
			return len(withCode), len(withComment)
		}
		kind := withCode
		switch {
		case tok == token.COMMENT:
			kind = withComment
		case tok == token.SEMICOLON && literal == "\n":
			continue // put in by the scanner
		}
		first := file.Line(pos)
		for line := range strings.Count(literal, "\n") + 1 {
			kind[first+line] = true
		}
	}
}

// undocumented lists a file's exported names that no comment explains. A comment on a group of constants or variables, or at
// the end of a line, serves.
func undocumented(set *token.FileSet, file *ast.File) (names []string) {
	note := func(name *ast.Ident, docs ...*ast.CommentGroup) {
		if name.IsExported() && !slices.ContainsFunc(docs, func(d *ast.CommentGroup) bool { return d != nil }) {
			names = append(names, fmt.Sprintf("%s %s", set.Position(name.Pos()), name.Name))
		}
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if receiverIsExported(d) {
				note(d.Name, d.Doc)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					note(s.Name, d.Doc, s.Doc, s.Comment)
				case *ast.ValueSpec:
					for _, name := range s.Names {
						note(name, d.Doc, s.Doc, s.Comment)
					}
				}
			}
		}
	}
	return names
}

// receiverIsExported tells whether a function, or the type that a method belongs to, can be named from outside.
func receiverIsExported(f *ast.FuncDecl) bool {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return true
	}
	receiver := f.Recv.List[0].Type
	if star, ok := receiver.(*ast.StarExpr); ok {
		receiver = star.X
	}
	if generic, ok := receiver.(*ast.IndexExpr); ok {
		receiver = generic.X
	}
	name, ok := receiver.(*ast.Ident)
	return !ok || name.IsExported()
}

// print shows the measure and tells whether nothing is too long.
func (m *measure) print(what string) bool {
	bySize := func(a, b size) int { return cmp.Compare(a.lines, b.lines) }
	slices.SortFunc(m.functions, bySize)
	slices.SortFunc(m.files, bySize)
	total := 0
	for _, f := range m.files {
		total += f.lines
	}
	p90, share := 0, 0
	if n := len(m.functions); n > 0 {
		p90 = m.functions[n*9/10].lines
		share = 100 * m.comments / (m.code + m.comments)
	}
	fmt.Printf("%-8s %7d %7d %9d %11d %10d%% %9d\n", what, total, len(m.files), len(m.functions), p90, share, len(m.undocumented))
	if p90 > usualFunction {
		fmt.Printf("  nine functions of ten are to have at most %d lines\n", usualFunction)
	}
	if share < commentShare && what == "program" {
		fmt.Printf("  at least %d %% of the lines are to be comments\n", commentShare)
	}
	for _, name := range m.undocumented {
		fmt.Println("  not documented:", name)
	}
	good := tooLong("function", m.functions, longestFunction)
	return tooLong("file", m.files, longestFile) && good
}

// tooLong names what is longer than it may be, and tells whether nothing is.
func tooLong(what string, sizes []size, longest int) bool {
	good := true
	for _, s := range sizes {
		if s.lines > longest {
			fmt.Printf("  %s of %d lines, %d at most: %s\n", what, s.lines, longest, s.name)
			good = false
		}
	}
	return good
}
