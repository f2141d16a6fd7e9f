package calc

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"bistand/aid"
)

// Words is a language that sentences are written in: T gives the text of a key, with pairs of argument and value put in.
type Words interface {
	T(key string, args ...string) string
	Money(o aid.Ore) string
	Month(m aid.Month) string
}

// Sentence writes out why a line is what it is, and after it what is marked on the line, each a sentence of its own. A line
// without a key, as imported history has, has no why.
func Sentence(w Words, l aid.Line) (why string, marks []string) {
	if l.Explain != "" {
		why = w.T(l.Explain, Written(w, Arguments(l))...)
	}
	for _, m := range l.Marks {
		marks = append(marks, w.T("mark."+m.Code, Written(w, m.Args)...))
	}
	return why, marks
}

// Ask writes out what could change the result, and by how much where that is known: "+250 kr", or with its own minus sign.
func (q Question) Ask(w Words) string {
	args := maps.Clone(q.Args)
	if args == nil {
		args = map[string]string{}
	}
	what := LineName(w, q.Line)
	args["name"] = cmp.Or(q.Line.Who, what)
	texts := append(Written(w, args), "what", what)
	if q.Known {
		effect := w.Money(q.Effect)
		if q.Effect > 0 {
			effect = "+" + effect
		}
		texts = append(texts, "effect", effect)
	}
	return w.T("question."+q.Code, texts...)
}

// LineName is what a line is called: of a person's own costs, the person.
func LineName(w Words, l aid.Line) string {
	name := ""
	switch l.Kind {
	case aid.PersonalCosts:
		if l.Who != "" {
			return l.Who
		}
		return w.T("line.personal")
	case aid.CommonCosts:
		return w.T("line.common")
	case aid.IncomeLine:
		name = w.T("income." + l.Code)
	case aid.AssetLine:
		name = w.T("asset." + l.Code)
	case aid.IncentiveLine:
		name = w.T("line.incentive")
	default:
		name = w.T("expense." + l.Code)
	}
	if l.Who != "" {
		name += ", " + l.Who
	}
	return name
}

// Written puts arguments into a language, as pairs of name and text in the order of the names: öre become money, an authority's
// code its name, a month a month in words. What is none of these, or cannot be read as it, stands as it is.
func Written(w Words, args map[string]string) []string {
	texts := make([]string, 0, 2*len(args))
	for _, name := range slices.Sorted(maps.Keys(args)) {
		value := args[name]
		switch {
		case IsAmount(name):
			if amount, err := parseOre(value); err == nil {
				value = w.Money(amount)
			}
		case IsCode(name):
			value = w.T("authority." + value)
		case IsMonth(name):
			if month, err := aid.ParseMonth(value); err == nil {
				value = w.Month(month)
			}
		}
		texts = append(texts, name, strings.TrimSpace(value))
	}
	return texts
}
