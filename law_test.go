package house_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// lawBook is docs/law.toml.
type lawBook struct {
	Citation []struct {
		Cite, Act, Says, State, Read string
	}
}

func readLawBook(t *testing.T) lawBook {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("docs", "law.toml"))
	if err != nil {
		t.Fatal(err)
	}
	var book lawBook
	meta, err := toml.Decode(string(text), &book)
	if err != nil {
		t.Fatal(err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		t.Fatalf("docs/law.toml: unknown keys %v", unknown)
	}
	return book
}

var (
	lawComment = regexp.MustCompile(`\blaw: (.+)`)
	// A text of the program that is nothing but a citation: it is shown to people as the ground of an amount.
	lawText = regexp.MustCompile(`^(SoL|FL|OSL|SFB|KL) \d+(:\d+)?( [a-z])?$`)
)

// TestEveryCitationOfLawIsInTheLawBook finds the citations in comments ("law: SoL 12:7") and in texts that are
// nothing but one, and holds them against docs/law.toml in both directions.
func TestEveryCitationOfLawIsInTheLawBook(t *testing.T) {
	known := map[string]bool{}
	for _, c := range readLawBook(t).Citation {
		known[c.Cite] = true
	}
	made := map[string][]string{}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (slices.Contains([]string{"node_modules", "build", "testdata"}, entry.Name()) || path != "." && strings.HasPrefix(entry.Name(), ".")) {
			return filepath.SkipDir
		}
		if entry.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		return findCitations(path, made)
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(made) == 0 {
		t.Fatal("no citation of law was found: the search is broken")
	}
	for cite, places := range made {
		if !known[cite] {
			t.Errorf("%s: law: %s does not stand in docs/law.toml", places[0], cite)
		}
	}
	for cite := range known {
		if made[cite] == nil {
			t.Errorf("docs/law.toml: nothing in the code cites %s", cite)
		}
	}
}

// findCitations adds the citations of one file, with their places.
func findCitations(path string, made map[string][]string) error {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	note := func(cite string, at token.Pos) { made[cite] = append(made[cite], set.Position(at).String()) }
	for _, group := range file.Comments {
		for _, comment := range group.List {
			if found := lawComment.FindStringSubmatch(comment.Text); found != nil {
				for _, cite := range citations(found[1]) {
					note(cite, comment.Pos())
				}
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			if text, err := strconv.Unquote(literal.Value); err == nil && lawText.MatchString(text) {
				note(text, literal.Pos())
			}
		}
		return true
	})
	return nil
}

var (
	remark = regexp.MustCompile(` \([^()]*\)$`)
	place  = regexp.MustCompile(`^\d+(:\d+)?( [a-z])?$`)
)

// citations takes what follows "law:" apart: "FL 43, 44 (a remark)" is FL 43 and FL 44.
func citations(text string) (cites []string) {
	text = remark.ReplaceAllString(strings.TrimRight(text, " ."), "")
	act := ""
	for part := range strings.SplitSeq(text, ", ") {
		if place.MatchString(part) && act != "" {
			part = act + " " + part
		} else {
			act, _, _ = strings.Cut(part, " ")
		}
		cites = append(cites, part)
	}
	return cites
}

// TestLawBookSaysHowSureItIs wants every citation explained, once, and a source wherever it claims to be confirmed.
func TestLawBookSaysHowSureItIs(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range readLawBook(t).Citation {
		if c.Cite == "" || c.Act == "" || c.Says == "" {
			t.Errorf("%q: wants cite, act and says", c.Cite)
		}
		if seen[c.Cite] {
			t.Errorf("%s stands twice", c.Cite)
		}
		seen[c.Cite] = true
		switch c.State {
		case "text", "reference", "source":
			if c.Read == "" {
				t.Errorf("%s is confirmed but says not by what", c.Cite)
			}
		case "unconfirmed":
			if c.Read != "" {
				t.Errorf("%s is unconfirmed but says what was read", c.Cite)
			}
		default:
			t.Errorf("%s: unknown state %q", c.Cite, c.State)
		}
	}
}
