package rules

import (
	"encoding"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
)

// Fault (fel) is one thing wrong in a data file, at a place that a person can turn to.
type Fault struct {
	File    string // "riksnorm/2015.toml"
	Line    int    // first line is 1
	Key     string // "common.size_1.kr"; rows of a list are numbered from 1: "source[2].title"; empty for the whole file
	Problem string // in English, for whoever keeps the file
}

// Error writes "file:line: key: problem".
func (f Fault) Error() string {
	if f.Key == "" {
		return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Problem)
	}
	return fmt.Sprintf("%s:%d: %s: %s", f.File, f.Line, f.Key, f.Problem)
}

// Faults (fel) is everything wrong in one or more data files, by file and line.
type Faults []Fault

// Error writes one fault a line.
func (fs Faults) Error() string {
	texts := make([]string, len(fs))
	for i, f := range fs {
		texts[i] = f.Error()
	}
	return strings.Join(texts, "\n")
}

// Or returns the faults as an error, or nil where there are none.
func (fs Faults) Or() error {
	if len(fs) == 0 {
		return nil
	}
	return fs
}

// DecodeStrict reads a TOML file into dst, a pointer to a struct, and forgives nothing: a key that dst lacks (letter case
// counts), a key that is missing although its field is tagged `need:"yes"`, a value of another type, a value that a field's
// UnmarshalText or UnmarshalTOML refuses, and what is no TOML are each an error. All faults of the file are reported together,
// as Faults with file, line and key. Fields without a toml tag are not read from files; an embedded struct's fields count as
// the outer struct's own. Maps are not supported, since a misspelt key in a map is a value that silently is not there.
func DecodeStrict(name string, data []byte, dst any) error {
	// The parser's own decoding would take "Days" for "days" and tell no line in lists, so only its tree is used.
	var tree map[string]any
	if _, err := toml.Decode(string(data), &tree); err != nil {
		return Faults{syntaxFault(name, err)}
	}
	target := reflect.ValueOf(dst)
	if target.Kind() != reflect.Pointer || target.IsNil() || target.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("decode %s into %T: want a pointer to a struct", name, dst)
	}
	d := decoder{file: name, lines: indexLines(string(data))}
	d.table("", tree, target.Elem())
	sort.SliceStable(d.faults, func(i, j int) bool { return d.faults[i].Line < d.faults[j].Line })
	return d.faults.Or()
}

// syntaxFault places what the TOML parser says. It stops at its first fault, so of a file that is no TOML only that one is told.
func syntaxFault(name string, err error) Fault {
	var parse toml.ParseError
	if errors.As(err, &parse) {
		return Fault{File: name, Line: max(parse.Position.Line, 1), Key: parse.LastKey, Problem: parse.Message}
	}
	return Fault{File: name, Line: 1, Problem: err.Error()}
}

// decoder sets a struct from a parsed file and gathers what does not fit.
type decoder struct {
	file   string
	lines  lineIndex // where each key stands
	faults Faults
}

// fail notes a fault at the line of its key.
func (d *decoder) fail(path, format string, args ...any) {
	d.faults = append(d.faults, Fault{d.file, d.lines.of(path), path, fmt.Sprintf(format, args...)})
}

// table sets the fields of a struct from one table.
func (d *decoder) table(path string, table map[string]any, dst reflect.Value) {
	fields := fieldsOf(dst.Type())
	for key := range table {
		if !slices.ContainsFunc(fields, func(f tagged) bool { return f.key == key }) {
			d.fail(join(path, key), "unknown key; known here: %s", keysOf(fields))
		}
	}
	for _, f := range fields {
		value, there := table[f.key]
		switch {
		case there:
			d.value(join(path, f.key), value, dst.FieldByIndex(f.index))
		case f.needed:
			// The key has no line of its own: the table that should hold it has.
			d.faults = append(d.faults, Fault{d.file, d.lines.of(path), join(path, f.key), "missing"})
		}
	}
}

// value sets one field, row or list. Types with their own reading (dates, amounts) come first.
func (d *decoder) value(path string, value any, dst reflect.Value) {
	switch own := dst.Addr().Interface().(type) {
	case toml.Unmarshaler:
		if err := own.UnmarshalTOML(value); err != nil {
			d.fail(path, "%v", err)
		}
		return
	case encoding.TextUnmarshaler:
		text, ok := value.(string)
		if !ok {
			d.fail(path, "want a text in quotes, found %s", typeName(value))
		} else if err := own.UnmarshalText([]byte(text)); err != nil {
			d.fail(path, "%v", err)
		}
		return
	}
	switch dst.Kind() {
	case reflect.Pointer:
		dst.Set(reflect.New(dst.Type().Elem()))
		d.value(path, value, dst.Elem())
	case reflect.Struct:
		if table, ok := value.(map[string]any); ok {
			d.table(path, table, dst)
			return
		}
		d.fail(path, "want a table, found %s", typeName(value))
	case reflect.Slice:
		d.list(path, value, dst)
	default:
		d.plain(path, value, dst)
	}
}

// list sets a slice from an array of values or of tables. A row that is faulty keeps its place, so that the numbers of those
// after it are the file's.
func (d *decoder) list(path string, value any, dst reflect.Value) {
	rows := reflect.ValueOf(value)
	if rows.Kind() != reflect.Slice {
		d.fail(path, "want a list, found %s", typeName(value))
		return
	}
	dst.Set(reflect.MakeSlice(dst.Type(), rows.Len(), rows.Len()))
	for i := range rows.Len() {
		d.value(fmt.Sprintf("%s[%d]", path, i+1), rows.Index(i).Interface(), dst.Index(i))
	}
}

// plain sets a text, a whole number, a decimal number, yes or no, or a duration ("25m").
func (d *decoder) plain(path string, value any, dst reflect.Value) {
	if dst.Type() == reflect.TypeFor[time.Duration]() {
		text, _ := value.(string)
		length, err := time.ParseDuration(text)
		if err != nil {
			d.fail(path, `want a duration such as "25m", found %s`, typeName(value))
			return
		}
		dst.SetInt(int64(length))
		return
	}
	switch v := value.(type) {
	case string:
		if dst.Kind() == reflect.String {
			dst.SetString(v)
			return
		}
	case bool:
		if dst.Kind() == reflect.Bool {
			dst.SetBool(v)
			return
		}
	case int64:
		if dst.CanInt() {
			if dst.OverflowInt(v) {
				d.fail(path, "%d is out of range", v)
			}
			dst.SetInt(v)
			return
		}
	case float64:
		if dst.CanFloat() && !math.IsNaN(v) && !math.IsInf(v, 0) {
			dst.SetFloat(v)
			return
		}
	}
	d.fail(path, "want %s, found %s", wantedName(dst.Kind()), typeName(value))
}

// tagged is a field that a file may set.
type tagged struct {
	key    string
	needed bool
	index  []int
}

// fieldsOf lists the fields with a toml tag, those of embedded structs among them, in the order of the struct, which is the
// order in which keysOf tells them.
func fieldsOf(t reflect.Type) []tagged {
	var fields []tagged
	for _, f := range reflect.VisibleFields(t) {
		key, _, _ := strings.Cut(f.Tag.Get("toml"), ",")
		if key != "" && key != "-" && f.IsExported() {
			fields = append(fields, tagged{key, f.Tag.Get("need") == "yes", f.Index})
		}
	}
	return fields
}

// keysOf lists the keys that a table may have, so that whoever misspelt one sees the right spelling.
func keysOf(fields []tagged) string {
	keys := make([]string, len(fields))
	for i, f := range fields {
		keys[i] = f.key
	}
	return strings.Join(keys, ", ")
}

// join writes the path of a key inside a table.
func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// typeName says what a file holds, in the words of TOML.
func typeName(value any) string {
	switch value.(type) {
	case string:
		return "a text"
	case int64:
		return "a whole number"
	case float64:
		return "a decimal number"
	case bool:
		return "true or false"
	case time.Time:
		return "a date without quotes"
	case map[string]any:
		return "a table"
	}
	return "a list"
}

// wantedName says what a field takes.
func wantedName(kind reflect.Kind) string {
	switch kind {
	case reflect.String:
		return "a text in quotes"
	case reflect.Bool:
		return "true or false"
	case reflect.Float32, reflect.Float64:
		return "a decimal number"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return "a whole number"
	}
	return "nothing (a " + kind.String() + " cannot be read from a file)"
}
