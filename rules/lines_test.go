package rules

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLinesOfEveryKey: each key of a file is found on its line, however TOML lets it be written.
func TestLinesOfEveryKey(t *testing.T) {
	const text = "\ufeff# head\n" + // line 1
		"title = \"a # \\\" b\" # c\n" +
		"'odd key' = 'x' \n" +
		"\"also odd\" = 1\n" + // 4
		"a . b = 1\n" +
		"a.c=\"\"\"\n" +
		"one \\\"\"\" two\\\n" +
		"\"\"\"\"\n" +
		"d = '''\n" + // 9
		"\\'''\n" +
		"e = [ 1, # x\n" +
		"  [2,\n" +
		"   3], { f = 1,\n" + // 13
		"  g = [] } ]\n" +
		"h = {i = {j=1}, k = \"]}\"}\n" +
		"\n" +
		"[ table ]\n" + // 17
		"\tx = 1\r\n" +
		"[[list]]\n" +
		"y = 1\n" +
		"[list.inner]\n" + // 21
		"z = 2026-01-01\n" +
		"[[list]]\n" +
		"[[list.rows]]\n" +
		"z = 1\n" + // 25
		"[[list.rows]]\n" +
		"z = 2\n" +
		"[table.\"sub table\"]\n" +
		"last = \"\"" // 29
	want := lineIndex{
		"title": 2, "odd key": 3, "also odd": 4, "a": 5, "a.b": 5, "a.c": 6, "d": 9,
		"e": 11, "e[1]": 11, "e[2]": 12, "e[2][1]": 12, "e[2][2]": 13, "e[3]": 13, "e[3].f": 13, "e[3].g": 14,
		"h": 15, "h.i": 15, "h.i.j": 15, "h.k": 15,
		"table": 17, "table.x": 18, "list": 19, "list[1]": 19, "list[1].y": 20, "list[1].inner": 21, "list[1].inner.z": 22,
		"list[2]": 23, "list[2].rows": 24, "list[2].rows[1]": 24, "list[2].rows[1].z": 25, "list[2].rows[2]": 26, "list[2].rows[2].z": 27,
		"table.sub table": 28, "table.sub table.last": 29,
	}
	if diff := cmp.Diff(want, indexLines(text)); diff != "" {
		t.Error(diff)
	}
	for key, line := range map[string]int{
		"title": 2, "title.more": 2, "e[3].x.y": 13, "list[2].rows[2].none": 26, "list[9]": 19, "none": 1, "": 1, "none[2].x": 1,
	} {
		if got := LineOf([]byte(text), key); got != line {
			t.Errorf("%q is on line %d, want %d", key, got, line)
		}
	}
}

// TestLinesOfWhatIsNoTOML: reading ends, wherever the text breaks off.
func TestLinesOfWhatIsNoTOML(t *testing.T) {
	for text, want := range map[string]lineIndex{
		"":                  {},
		"a":                 {"a": 1},
		"a =":               {"a": 1},
		"a = \"":            {"a": 1},
		"a = \"\"\"\\":      {"a": 1},
		"a = \"\"\"x\"\"\"": {"a": 1},
		"a = ''''x'''''":    {"a": 1},
		"a = [":             {"a": 1},
		"a = [1,\n":         {"a": 1, "a[1]": 1},
		"a = {":             {"a": 1},
		"a = {b":            {"a": 1, "a.b": 1},
		"[":                 {},
		"[[a":               {"a": 1, "a[1]": 1},
		"a.":                {"a": 1},
		"# a":               {},
		"a. ":               {"a": 1, "a.": 1},
		"]\na = 1":          {"": 1, "a": 2},
		"a = [}":            {"a": 1, "a[1]": 1},
		"a = {]":            {"a": 1, "a.": 1},
	} {
		if diff := cmp.Diff(want, indexLines(text)); diff != "" {
			t.Errorf("%q:\n%s", text, diff)
		}
	}
}
