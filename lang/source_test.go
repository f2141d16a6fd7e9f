package lang

import (
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// source is one file of the program: its path from the root, and its string literals, or for a templ file also its text.
type source struct {
	path     string
	text     string
	literals []string
}

// sources reads the Go and templ files of the repository, without generated ones.
func sources(t *testing.T) []source {
	t.Helper()
	root := filepath.Join("..")
	var found []source
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && (name == ".git" || name == "node_modules" || name == "testdata") {
			return filepath.SkipDir
		}
		isGo := strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_templ.go")
		if d.IsDir() || !isGo && !strings.HasSuffix(name, ".templ") {
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		found = append(found, source{filepath.ToSlash(path[len(root)+1:]), string(data), literals(data, isGo)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 20 {
		t.Fatalf("found only %d source files", len(found))
	}
	return found
}

var quoted = regexp.MustCompile(`"(?:[^"\\\n]|\\.)*"|` + "`[^`]*`")

// literals lists the string literals: of Go by its scanner, of templ by their quotes.
func literals(data []byte, isGo bool) []string {
	var found []string
	add := func(literal string) {
		if text, err := strconv.Unquote(literal); err == nil {
			found = append(found, text)
		}
	}
	if !isGo {
		for _, literal := range quoted.FindAllString(string(data), -1) {
			add(literal)
		}
		return found
	}
	files := token.NewFileSet()
	var s scanner.Scanner
	s.Init(files.AddFile("", -1, len(data)), data, nil, 0)
	for {
		_, kind, literal := s.Scan()
		if kind == token.EOF {
			return found
		}
		if kind == token.STRING {
			add(literal)
		}
	}
}

// A key stands in the program whole, or as the pieces that make it: "income." + kind, "fault." + name + ".title".
func TestEveryTextIsUsed(t *testing.T) {
	written := map[string]bool{}
	for _, s := range sources(t) {
		if strings.HasSuffix(s.path, "_test.go") {
			continue
		}
		for _, literal := range s.literals {
			written[literal] = true
		}
	}
	l := load(t).For("sv")
	for key := range l.texts {
		if !written[key] && !built(key, written) {
			t.Errorf("%s is used nowhere", key)
		}
	}
}

var number = regexp.MustCompile(`^\d+$`)

// built tells whether a key can be put together from a beginning that ends with a dot and a code. The code is whole, a
// number (a month, a weekday), or in two pieces: "publish_" + kind, name + ".title".
func built(key string, written map[string]bool) bool {
	for i := range key {
		if key[i] != '.' || !written[key[:i+1]] {
			continue
		}
		code := key[i+1:]
		if written[code] || number.MatchString(code) {
			return true
		}
		for j := range code {
			if (code[j] == '.' || j > 0 && code[j-1] == '_') && written[code[:j]] && written[code[j:]] {
				return true
			}
		}
	}
	return false
}

var (
	textCall  = regexp.MustCompile(`\.[TN]\(\s*"([^"]+)"\s*[,)]`)
	errorCode = regexp.MustCompile(`(?:^|[^&\w])Error\{[^}]*\bCode:\s*"([^"]+)"`) // &Error is an outside system's own, which nobody is shown
)

func TestEveryTextAskedForExists(t *testing.T) {
	l := load(t).For("sv")
	for _, s := range sources(t) {
		inLang := strings.HasPrefix(s.path, "lang/")
		for _, m := range textCall.FindAllStringSubmatch(s.text, -1) {
			if !inLang && !l.Has(m[1]) {
				t.Errorf("%s asks for %q, which no catalogue has", s.path, m[1])
			}
		}
		if strings.HasSuffix(s.path, "_test.go") {
			continue
		}
		for _, m := range errorCode.FindAllStringSubmatch(s.text, -1) {
			if code := m[1]; !l.Has("error."+code) && !l.Has("staff.error."+code) {
				t.Errorf("%s gives the fault %q, which has no text error.%s", s.path, code, code)
			}
		}
	}
}

// What the public reads is written in the catalogues, where it can be translated and checked.
func TestNoSwedishInPages(t *testing.T) {
	comments := regexp.MustCompile(`(?m)(^|\s)//.*$|<!--(?s:.*?)-->|/\*(?s:.*?)\*/`)
	for _, s := range sources(t) {
		if !strings.HasPrefix(s.path, "web/") || strings.HasPrefix(s.path, "web/webtest/") || strings.HasSuffix(s.path, "_test.go") {
			continue
		}
		texts := s.literals
		if strings.HasSuffix(s.path, ".templ") {
			texts = strings.Split(comments.ReplaceAllString(s.text, ""), "\n")
		}
		for _, text := range texts {
			if strings.ContainsAny(text, "åäöÅÄÖ") {
				t.Errorf("%s has words of its own: %s", s.path, strings.TrimSpace(text))
			}
		}
	}
}
