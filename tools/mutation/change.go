package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// The operators that take each other's place. A comparison is moved to the other side of its boundary and turned round, a sum
// becomes a difference, and so on; a pair of conditions is joined the other way.
var instead = map[token.Token][]token.Token{
	token.LSS: {token.LEQ, token.GEQ}, token.LEQ: {token.LSS, token.GTR},
	token.GTR: {token.GEQ, token.LEQ}, token.GEQ: {token.GTR, token.LSS},
	token.EQL: {token.NEQ}, token.NEQ: {token.EQL},
	token.ADD: {token.SUB}, token.SUB: {token.ADD}, token.MUL: {token.QUO}, token.QUO: {token.MUL}, token.REM: {token.MUL},
	token.INC: {token.DEC}, token.DEC: {token.INC},
	token.ADD_ASSIGN: {token.SUB_ASSIGN}, token.SUB_ASSIGN: {token.ADD_ASSIGN}, token.MUL_ASSIGN: {token.QUO_ASSIGN},
	token.LAND: {token.LOR}, token.LOR: {token.LAND},
}

// helpers are the functions that do one operator or another; see choice.
var helpers = map[token.Token]string{
	token.LSS: "less", token.LEQ: "atMost", token.GTR: "more", token.GEQ: "atLeast",
	token.ADD: "plus", token.SUB: "minus", token.MUL: "times", token.QUO: "over", token.REM: "rest",
}

// choice is the source, added to a package, that carries out what the environment has chosen. Both sides of these operators
// are always worked out, so that a call may stand in an operator's place.
const choice = `
import (
	"cmp"
	"os"
	"strconv"
)

var mutationChosen, _ = strconv.Atoi(os.Getenv("MUTANT"))

type mutationNumber interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 
}

func mutationIs[T any](n int, changed, plain T) T {
	if mutationChosen == n {
		return changed
	}
	return plain
}

// A comparison has two numbers: n moves its boundary, n+1 turns it round.

func mutation_less[T cmp.Ordered](n int, a, b T) bool {
	return (mutationIs(n, a <= b, a < b)) != (mutationChosen == n+1)
}

func mutation_atMost[T cmp.Ordered](n int, a, b T) bool {
	return (mutationIs(n, a < b, a <= b)) != (mutationChosen == n+1)
}

func mutation_more[T cmp.Ordered](n int, a, b T) bool { return mutation_less(n, b, a) }

func mutation_atLeast[T cmp.Ordered](n int, a, b T) bool { return mutation_atMost(n, b, a) }

func mutation_plus[T mutationNumber](n int, a, b T) T { return mutationIs(n, a-b, a+b) }

func mutation_minus[T mutationNumber](n int, a, b T) T { return mutationIs(n, a+b, a-b) }

func mutation_negative[T mutationNumber](n int, a T) T { return mutationIs(n, a, -a) }

func mutation_times[T mutationNumber](n int, a, b T) T {
	if mutationChosen == n {
		return a / b
	}
	return a * b
}

func mutation_over[T mutationNumber](n int, a, b T) T {
	if mutationChosen == n {
		return a * b
	}
	return a / b
}

func mutation_rest[T mutationNumber](n int, a, b T) T {
	if mutationChosen == n {
		return a * b
	}
	return a % b
}

func mutation_sign[T mutationNumber](n int, a T) T { return mutationIs(n, -a, a) }
`

// pkg is a package whose code is changed.
type pkg struct {
	folder, name string // folder is absolute
	draws        bool   // its tests draw cases with rapid
	files        []*file
	mutants      []mutant
}

// file is a source file, and the changes of it that can be chosen when the tests run.
type file struct {
	name, path string
	text       string
	edits      []edit
}

// edit puts text in the place of source.
type edit struct {
	from, to int
	text     string
	deep     int // of several at one place the least comes first
}

// mutant is one change.
type mutant struct {
	file      *file
	number    int // 0 where it cannot be chosen when the tests run
	at        token.Position
	from      int // where in the file the operator stands
	was, then token.Token
}

func (m *mutant) String() string {
	return fmt.Sprintf("%s:%d:%d: %s became %s", m.file.path, m.at.Line, m.at.Column, m.was, m.then)
}

// alone is the file with this change and no other.
func (m *mutant) alone() string {
	return m.file.text[:m.from] + m.then.String() + m.file.text[m.from+len(m.was.String()):]
}

// chosen is the file with all changes that can be chosen.
func (f *file) chosen() string {
	var out strings.Builder
	slices.SortStableFunc(f.edits, func(a, b edit) int { return cmp.Or(a.from-b.from, a.deep-b.deep) })
	last := 0
	for _, e := range f.edits {
		out.WriteString(f.text[last:e.from] + e.text)
		last = e.to
	}
	return out.String() + f.text[last:]
}

// load reads a package and finds all changes in those of its files whose names match.
func load(folder string, only *regexp.Regexp) (*pkg, error) {
	p := &pkg{}
	list, exports, err := describe(folder)
	if err != nil {
		return nil, err
	}
	p.folder, p.name, p.draws = list.Dir, list.Name, slices.Contains(list.TestImports, "pgregory.net/rapid")
	set := token.NewFileSet()
	var parsed []*ast.File
	for _, name := range list.GoFiles {
		text, err := os.ReadFile(filepath.Join(list.Dir, name))
		if err != nil {
			return nil, err
		}
		tree, err := parser.ParseFile(set, name, text, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, tree)
		p.files = append(p.files, &file{name: name, path: filepath.ToSlash(filepath.Join(folder, name)), text: string(text)})
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	read := func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) }
	config := types.Config{Importer: importer.ForCompiler(set, "gc", read)}
	if _, err := config.Check(list.ImportPath, set, parsed, info); err != nil {
		return nil, err
	}
	for i, tree := range parsed {
		if only.MatchString(p.files[i].name) {
			f := finder{pkg: p, file: p.files[i], set: set, info: info}
			ast.Walk(f, tree)
		}
	}
	return p, nil
}

// described is what go list says of a package.
type described struct {
	Dir, ImportPath, Name, Export string
	GoFiles, TestImports          []string
}

// describe returns what go list says of a package, and where the compiled packages are that it imports.
func describe(folder string) (d described, exports map[string]string, err error) {
	cmd := exec.Command("go", "list", "-json=Dir,ImportPath,Name,Export,GoFiles,TestImports", "-export", "-deps", "./"+filepath.ToSlash(folder))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return d, nil, fmt.Errorf("go list: %w", err)
	}
	exports = map[string]string{}
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	for decoder.More() {
		d = described{} // the package itself comes last
		if err := decoder.Decode(&d); err != nil {
			return d, nil, err
		}
		exports[d.ImportPath] = d.Export
	}
	return d, exports, nil
}

// finder walks a file and notes its changes.
type finder struct {
	*pkg
	file *file
	set  *token.FileSet
	info *types.Info
	deep int
}

// Visit implements ast.Visitor.
func (f finder) Visit(n ast.Node) ast.Visitor {
	f.deep++
	switch n := n.(type) {
	case *ast.BinaryExpr:
		f.binary(n)
	case *ast.UnaryExpr:
		if n.Op == token.SUB {
			if number := f.note(n.OpPos, n.Op, token.ADD, f.fixed(n)); number > 0 {
				f.open(n.Pos(), n.X.Pos(), "mutation_negative(%d, ", number)
				f.shut(n.End(), ")")
			}
		}
	case *ast.IncDecStmt:
		for _, then := range instead[n.Tok] {
			if number := f.note(n.TokPos, n.Tok, then, f.kind(n.X) != types.Int); number > 0 {
				f.open(n.TokPos, n.End(), "%c= mutation_sign(%d, 1)", n.Tok.String()[0], number)
			}
		}
	case *ast.AssignStmt:
		f.assign(n)
	}
	return f
}

// binary notes the changes of an operator between two expressions.
func (f finder) binary(n *ast.BinaryExpr) {
	if f.kind(n.X) == types.String && n.Op == token.ADD {
		return // texts are put together; they have no difference
	}
	number := 0
	for i, then := range instead[n.Op] {
		if one := f.note(n.OpPos, n.Op, then, f.fixed(n) || f.fixed(n.X) && f.fixed(n.Y)); i == 0 {
			number = one
		}
	}
	helper, end := helpers[n.Op], n.OpPos+token.Pos(len(n.Op.String()))
	switch {
	case number == 0:
	case helper != "":
		f.open(n.Pos(), n.Pos(), "mutation_%s(%d, ", helper, number)
		f.open(n.OpPos, end, ",")
		f.shut(n.End(), ")")
	case n.Op == token.LAND || n.Op == token.LOR: // a || b is !(!a && !b), and so the other way
		f.open(n.Pos(), n.Pos(), "(((")
		f.shut(n.X.End(), ") != (mutationChosen == %d))", number)
		f.open(n.Y.Pos(), n.Y.Pos(), "((")
		f.shut(n.Y.End(), ") != (mutationChosen == %d)) != (mutationChosen == %d))", number, number)
	default: // == and !=
		f.open(n.Pos(), n.Pos(), "((")
		f.shut(n.End(), ") != (mutationChosen == %d))", number)
	}
}

// assign notes the changes of +=, -= and *=.
func (f finder) assign(n *ast.AssignStmt) {
	if f.kind(n.Lhs[0]) == types.String {
		return
	}
	for _, then := range instead[n.Tok] {
		alone := n.Tok == token.MUL_ASSIGN || f.fixed(n.Rhs[0]) && f.kind(n.Lhs[0]) != types.Int
		if number := f.note(n.TokPos, n.Tok, then, alone); number > 0 {
			f.open(n.Rhs[0].Pos(), n.Rhs[0].Pos(), "mutation_sign(%d, ", number)
			f.shut(n.Rhs[0].End(), ")")
		}
	}
}

// note adds a change and returns the number by which it is chosen; 0 where it must be built alone.
func (f finder) note(at token.Pos, was, then token.Token, alone bool) int {
	m := mutant{file: f.file, at: f.set.Position(at), was: was, then: then}
	m.from = m.at.Offset
	if !alone {
		m.number = len(f.mutants) + 1
	}
	f.mutants = append(f.mutants, m)
	return m.number
}

// fixed tells whether an expression is a constant.
func (f finder) fixed(e ast.Expr) bool { return f.info.Types[e].Value != nil }

// kind is the basic type of an expression; types.Invalid for any other, and for types of our own that are no text.
func (f finder) kind(e ast.Expr) types.BasicKind {
	t := f.info.TypeOf(e)
	if t == nil {
		return types.Invalid
	}
	if basic, ok := t.Underlying().(*types.Basic); ok && (basic == t || basic.Info()&types.IsString != 0) {
		if basic.Kind() == types.UntypedString {
			return types.String
		}
		return basic.Kind()
	}
	return types.Invalid
}

// open puts text before an expression, or in the place of an operator; what is around stands before what is within.
func (f finder) open(from, to token.Pos, format string, args ...any) {
	f.file.edits = append(f.file.edits, edit{f.offset(from), f.offset(to), fmt.Sprintf(format, args...), f.deep})
}

// shut puts text after an expression; what is within stands before what is around, and before the operator that follows.
func (f finder) shut(at token.Pos, format string, args ...any) {
	f.file.edits = append(f.file.edits, edit{f.offset(at), f.offset(at), fmt.Sprintf(format, args...), -f.deep})
}

func (f finder) offset(at token.Pos) int { return f.set.Position(at).Offset }
