package rules

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"

	"bistand/aid"
)

// flatten lists whatever a file sets, key by key, by the same tags as it was read by: a key that is added later is compared
// without anybody thinking of it. Sources are left out: each value says where it stands by its section.
func flatten(file any) []keyed {
	var all []keyed
	walk("", reflect.ValueOf(file), true, &all)
	return all
}

// summed is a row that says in one value what it sets.
type summed interface {
	sum() (name, text string, number int)
}

// sum is the households of a row, and its kronor a month: "1–2 adults, 0 children".
func (c HousingCap) sum() (name, text string, number int) {
	span := func(from, to int) string {
		if from == to {
			return strconv.Itoa(from)
		}
		return fmt.Sprintf("%d–%d", from, to)
	}
	name = span(c.AdultsFrom, c.AdultsTo) + " adults, " + span(c.ChildrenFrom, c.ChildrenTo) + " children"
	return name, strconv.Itoa(c.Kr), c.Kr
}

// sum is what the share is for, and its per cent with the section. It is no number: a per cent moved says nothing of kronor.
func (s Share) sum() (name, text string, number int) {
	return s.For, s.Percent() + " % (" + s.Section + ")", 0
}

// sum is the kind, and the document's words with their section.
func (a Accepted) sum() (name, text string, number int) {
	return a.Kind, a.Section + ": " + a.Text, 0
}

// walk adds the values of a field, or of all fields and rows below it. A number or a yes or no that the file must have is a
// value even as 0 or no; of what it may leave out, the zero value is none.
func walk(path string, v reflect.Value, needed bool, all *[]keyed) {
	add := func(key, text string) { *all = append(*all, keyed{key: key, text: text}) }
	switch value := v.Interface().(type) {
	case summed:
		name, text, number := value.sum()
		*all = append(*all, keyed{key: path + "[" + name + "]", text: text, number: number, counted: number != 0})
		return
	case aid.Date:
		if !value.IsZero() {
			add(path, value.String())
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			walk(path, v.Elem(), true, all)
		}
	case reflect.Struct:
		for _, f := range fieldsOf(v.Type()) {
			if f.key != "source" {
				walk(join(path, f.key), v.FieldByIndex(f.index), f.needed, all)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			row := path
			if _, ok := v.Index(i).Interface().(summed); !ok {
				row = fmt.Sprintf("%s[%s]", path, rowName(v.Index(i), i))
			}
			walk(row, v.Index(i), true, all)
		}
	case reflect.Int:
		if n := int(v.Int()); n != 0 || needed {
			*all = append(*all, keyed{key: path, text: strconv.Itoa(n), number: n, counted: true})
		}
	default:
		if !v.IsZero() || needed && v.Kind() == reflect.Bool {
			add(path, fmt.Sprint(v.Interface()))
		}
	}
}

// rowName is a row's code, where it has one, or its number.
func rowName(row reflect.Value, i int) string {
	if row.Kind() == reflect.Struct {
		fields := fieldsOf(row.Type())
		if at := slices.IndexFunc(fields, func(f tagged) bool { return f.key == "code" }); at >= 0 {
			return row.FieldByIndex(fields[at].index).String()
		}
	}
	return strconv.Itoa(i + 1)
}
