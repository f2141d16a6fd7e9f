package caseworktest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bistand/aid"
)

// FormlessNotices are the kinds of notice that no form causes, as package proof fills the forms in: a signature with the app, what the
// bank says, the clock, spot checks, which fall on whom they fall, and an appeal that came too late. Package casework's tests cause each.
var FormlessNotices = []string{"appeal_dismissed", "paid", aid.EventReminder, "sign", "spot_check", "spot_check_ended"}

// namedEvents are the events that the program calls by a name.
var namedEvents = map[string]string{"EventReminder": aid.EventReminder, "EventSignReminder": aid.EventSignReminder}

// NoticeKinds lists every kind of notice that the desk puts into the outbox, as its source in a folder has them.
func NoticeKinds(t testing.TB, folder string) []string {
	t.Helper()
	kinds := []string{"document", "note"} // of Desk.publish, by the kind of what is published
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no source in %s: %v", folder, err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if kind := eventOf(t, name, call); kind != "" {
					kinds = append(kinds, kind)
				}
			}
			return true
		})
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

// eventOf is the event of a call that tells people; empty where the call is another, or hands on what it was given.
func eventOf(t testing.TB, file string, call *ast.CallExpr) string {
	t.Helper()
	method, ok := call.Fun.(*ast.SelectorExpr)
	at := map[string]int{"enqueueNotices": 1, "putReminder": 1, "put": 2}
	if !ok || at[method.Sel.Name] == 0 || at[method.Sel.Name] >= len(call.Args) {
		return ""
	}
	switch event := call.Args[at[method.Sel.Name]].(type) {
	case *ast.BasicLit:
		if kind, err := strconv.Unquote(event.Value); err == nil {
			return kind
		}
	case *ast.SelectorExpr:
		if kind := namedEvents[event.Sel.Name]; kind != "" {
			return kind
		}
	case *ast.Ident:
		if event.Name == "event" || event.Name == "kind" {
			return "" // a parameter: its callers are read
		}
	}
	t.Errorf("%s tells people of an event that cannot be read from its source", file)
	return ""
}
