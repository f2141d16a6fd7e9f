package rules

import (
	"fmt"
	"strings"
)

// lineIndex knows on which line each key of a TOML file stands ("source[2].title" → 14). The parser tells lines only for
// its own errors and not for rows of lists, so the text is read once more here, after the parser has found it valid.
type lineIndex map[string]int

// of returns the line of a key, or of the nearest table around it.
func (lines lineIndex) of(path string) int {
	for path != "" {
		if line, ok := lines[path]; ok {
			return line
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return 1
}

// indexLines reads valid TOML. On invalid text it still ends, with an index of no use.
func indexLines(text string) lineIndex {
	s := scanner{text: strings.TrimPrefix(text, "\ufeff"), line: 1, lines: lineIndex{}, rows: map[string]int{}}
	for s.skip(" \t\r\n"); s.pos < len(s.text); s.skip(" \t\r\n") {
		if s.text[s.pos] == '[' {
			s.header()
		} else {
			s.pair(s.table)
		}
	}
	return s.lines
}

// scanner walks through the text of a file.
type scanner struct {
	text  string
	pos   int            // byte offset, at most the length of text
	line  int            // of pos, from 1
	table string         // path of the table that the last header opened
	rows  map[string]int // how many [[…]] headers a path has had
	lines lineIndex      // what has been found so far
}

// skip passes over the characters of set, and over comments.
func (s *scanner) skip(set string) {
	for s.pos < len(s.text) {
		switch c := s.text[s.pos]; {
		case strings.IndexByte(set, c) >= 0:
			if c == '\n' {
				s.line++
			}
			s.pos++
		case c == '#':
			for s.pos < len(s.text) && s.text[s.pos] != '\n' {
				s.pos++
			}
		default:
			return
		}
	}
}

// header reads [a.b] or [[a.b]] and opens that table. A header below a list means the list's latest row, as TOML has it.
func (s *scanner) header() {
	list := strings.HasPrefix(s.text[s.pos:], "[[")
	s.skip("[ \t")
	keys := s.keys()
	s.skip("] \t")
	path := ""
	for i, key := range keys {
		path = join(path, key)
		if list && i == len(keys)-1 {
			s.note(path) // the list itself stands where its first row does
			s.rows[path]++
		}
		if n := s.rows[path]; n > 0 {
			path = fmt.Sprintf("%s[%d]", path, n)
		}
		s.note(path)
	}
	s.table = path
}

// pair reads key = value inside the table at path. Each part of a dotted key is noted: a.b = 1 names a and a.b.
func (s *scanner) pair(path string) {
	before := s.pos
	for _, key := range s.keys() {
		path = join(path, key)
		s.note(path)
	}
	s.skip("= \t")
	s.value(path)
	if s.pos == before {
		s.pos++ // invalid text: go on rather than stand still
	}
}

// note keeps the first line on which a path is named.
func (s *scanner) note(path string) {
	if _, known := s.lines[path]; !known {
		s.lines[path] = s.line
	}
}

// keys reads a dotted key: bare, "quoted" or 'quoted' parts.
func (s *scanner) keys() []string {
	var keys []string
	for s.pos < len(s.text) {
		s.skip(" \t")
		start := s.pos
		if s.pos < len(s.text) && strings.IndexByte(`"'`, s.text[s.pos]) >= 0 {
			s.quoted()
			keys = append(keys, strings.Trim(s.text[start:s.pos], `"'`))
		} else {
			s.until(".=]} \t\r\n")
			keys = append(keys, s.text[start:s.pos])
		}
		s.skip(" \t")
		if s.pos >= len(s.text) || s.text[s.pos] != '.' {
			break
		}
		s.pos++
	}
	return keys
}

// value passes over a value, noting the keys of inline tables in it.
func (s *scanner) value(path string) {
	if s.pos >= len(s.text) {
		return
	}
	switch s.text[s.pos] {
	case '"', '\'':
		s.quoted()
	case '[':
		s.pos++
		for n := 1; ; n++ {
			if s.skip(", \t\r\n"); s.closed(']') {
				return
			}
			row := fmt.Sprintf("%s[%d]", path, n)
			s.note(row)
			s.element(row, s.value)
		}
	case '{':
		s.pos++
		for {
			if s.skip(", \t\r\n"); s.closed('}') {
				return
			}
			s.element(path, s.pair)
		}
	default:
		s.until(",]}#\n")
	}
}

// element reads one part of a list or an inline table, and moves on even where the text is invalid.
func (s *scanner) element(path string, read func(string)) {
	before := s.pos
	if read(path); s.pos == before {
		s.pos++
	}
}

// closed tells whether the bracket, or the end of the text, has come, and passes over it.
func (s *scanner) closed(bracket byte) bool {
	if s.pos < len(s.text) && s.text[s.pos] != bracket {
		return false
	}
	s.pos = min(s.pos+1, len(s.text))
	return true
}

// until moves to the next character of set, or to the end of the text.
func (s *scanner) until(set string) {
	for s.pos < len(s.text) && strings.IndexByte(set, s.text[s.pos]) < 0 {
		s.pos++
	}
}

// quoted passes over a string of any of TOML's four kinds. Between double quotes, one or three, a backslash takes the next
// character's meaning; between single ones it is a character like others.
func (s *scanner) quoted() {
	quote := s.text[s.pos : s.pos+1]
	if triple := strings.Repeat(quote, 3); strings.HasPrefix(s.text[s.pos:], triple) {
		quote = triple
	}
	for s.pos += len(quote); s.pos < len(s.text); s.pos++ {
		if s.text[s.pos] == '\\' && quote[0] == '"' {
			s.pos = min(s.pos+1, len(s.text)-1) // what is escaped cannot end the string; a line break still counts
			if s.text[s.pos] == '\n' {
				s.line++
			}
			continue
		}
		switch {
		case strings.HasPrefix(s.text[s.pos:], quote):
			s.pos += len(quote)
			for len(quote) == 3 && s.pos < len(s.text) && s.text[s.pos] == quote[0] {
				s.pos++ // """" ends with quotes of its own
			}
			return
		case s.text[s.pos] == '\n':
			s.line++
		}
	}
}

// LineOf returns the line of a file's key, "expense[1].approved", or of the nearest table around it.
func LineOf(data []byte, key string) int { return indexLines(string(data)).of(key) }
