package lang

// form is a plural form, named as in CLDR.
type form int

// The plural forms. Other is the one that every text has.
const (
	other form = iota
	zero
	one
	two
	few
	many
)

// formNames are the names of the forms in the catalogues.
var formNames = [...]string{other: "other", zero: "zero", one: "one", two: "two", few: "few", many: "many"}

// entry is one text; forms is nil where it has only the form other.
type entry struct {
	other string
	forms *[6]string
}

// form returns the text of a plural form, and that of other where the language has no such form.
func (e entry) form(f form) string {
	if e.forms == nil || e.forms[f] == "" {
		return e.other
	}
	return e.forms[f]
}

// plural returns the form that a whole number takes. Source: CLDR 48, plural rules; Kurmanji (kmr) has no data of its
// own and follows Kurdish (ku). A test holds the rules against those of golang.org/x/text.
func (l *Lang) plural(n int) form {
	if n < 0 {
		n = -n
	}
	switch l.code {
	case "ar":
		return arabicPlural(n)
	case "ti":
		if n <= 1 {
			return one
		}
	default:
		if n == 1 {
			return one
		}
	}
	return other
}

// arabicPlural knows the six forms of Arabic.
func arabicPlural(n int) form {
	switch {
	case n == 0:
		return zero
	case n == 1:
		return one
	case n == 2:
		return two
	case n%100 >= 3 && n%100 <= 10:
		return few
	case n%100 >= 11:
		return many
	}
	return other
}

// forms lists the plural forms that a language uses for whole numbers.
func (l *Lang) forms() []form {
	if l.code == "ar" {
		return []form{zero, one, two, few, many, other}
	}
	return []form{one, other}
}
