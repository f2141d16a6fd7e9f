package site

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bistand/aid"
	"bistand/calc"
	"bistand/lang"
)

// LineName is what a line is called: of a person's own costs, the person.
func LineName(l *lang.Lang, kind aid.LineKind, code, who string) string {
	switch kind {
	case aid.PersonalCosts:
		if who != "" {
			return who
		}
		return l.T("line.personal")
	case aid.CommonCosts:
		return l.T("line.common")
	case aid.IncomeLine:
		return l.T("income." + code)
	case aid.AssetLine:
		return l.T("asset." + code)
	case aid.IncentiveLine:
		return l.T("line.incentive")
	}
	return l.T("expense." + code)
}

// LineSentences tells how a line came about, in the reader's language: its own sentence, and one for each mark on it. A line
// of another system's has none.
func LineSentences(l *lang.Lang, line aid.Line) []string {
	var all []string
	if line.Explain != "" && l.Has(line.Explain) {
		all = append(all, l.T(line.Explain, inWords(l, calc.Arguments(line))...))
	}
	for _, m := range line.Marks {
		if key := "mark." + m.Code; l.Has(key) {
			all = append(all, l.T(key, inWords(l, m.Args)...))
		}
	}
	return all
}

// inWords writes the arguments that calc gives for a reader: amounts as money, authorities by name, months by name.
func inWords(l *lang.Lang, args map[string]string) []string {
	words := make([]string, 0, 2*len(args)+2)
	for name, value := range args {
		switch {
		case calc.IsAmount(name):
			if ore, err := strconv.ParseInt(value, 10, 64); err == nil {
				value = l.Money(aid.Ore(ore))
			}
		case calc.IsCode(name):
			value = word(l, "authority.", value)
		case calc.IsMonth(name):
			if at, err := time.Parse("2006-01", value); err == nil {
				value = l.Month(aid.Month{Year: at.Year(), Month: at.Month()})
			}
		}
		words = append(words, name, value)
	}
	return words
}

// word is the text of a code, or the code itself where the catalogue has none.
func word(l *lang.Lang, beginning, code string) string {
	if key := beginning + code; l.Has(key) {
		return l.T(key)
	}
	return code
}

// QuestionsText says what could change a calculation, one sentence for each open question.
func QuestionsText(l *lang.Lang, c aid.Calculation) []string {
	var all []string
	for _, q := range calc.Questions(c) {
		what := LineName(l, q.Line.Kind, q.Line.Code, q.Line.Who)
		if q.Line.Kind != aid.PersonalCosts && q.Line.Who != "" {
			what += ", " + q.Line.Who
		}
		name := q.Line.Who
		if name == "" {
			name = what
		}
		args := append(inWords(l, q.Args), "what", what, "name", name, "effect", signed(l, q.Effect))
		all = append(all, l.T("question."+q.Code, args...))
	}
	return all
}

// signed is an amount with its sign, also where it is upwards.
func signed(l *lang.Lang, o aid.Ore) string {
	if o > 0 {
		return "+" + l.Money(o)
	}
	return l.Money(o)
}

// mostReasons is how many reasons the sentence of a difference names.
const mostReasons = 3

// DifferenceSentence says in one sentence how far a calculation is from an earlier one, and why. What is not named, and what
// rounding makes, is said to be left, so that the amounts of a sentence always add up.
func DifferenceSentence(l *lang.Lang, before, now aid.Calculation) string {
	more := now.Result - before.Result
	key := "calculation.same"
	switch {
	case more > 0:
		key = "calculation.more"
	case more < 0:
		key = "calculation.less"
	}
	args := []string{"amount", l.Money(max(more, -more)), "month", l.Month(before.Month)}
	clauses, others := calc.Why(calc.Difference(before, now), mostReasons)
	if len(clauses) == 0 {
		return l.T(key, args...)
	}
	var reasons []string
	var named aid.Ore
	for _, k := range clauses {
		named += k.Change.Effect
		reasons = append(reasons, l.T(k.Key, "what", changed(l, k.Change), "amount", l.Money(k.Amount)))
	}
	switch {
	case others > 0:
		reasons = append(reasons, l.T("calculation.other_changes"))
	case named != more:
		reasons = append(reasons, l.T("calculation.rounded"))
	}
	return l.T(because(key), append(args, "reasons", Series(l, reasons))...)
}

// because is the sentence with reasons that goes with one without.
func because(key string) string {
	switch key {
	case "calculation.more":
		return "calculation.more_because"
	case "calculation.less":
		return "calculation.less_because"
	}
	return "calculation.same_because"
}

// changed is what a change is of, within a sentence.
func changed(l *lang.Lang, c calc.Change) string {
	name := ""
	if c.Kind == aid.PersonalCosts {
		name = Within(l.T("line.personal"))
	} else {
		name = Within(LineName(l, c.Kind, c.Code, ""))
	}
	if c.Who != "" {
		name += ", " + c.Who
	}
	return name
}

// Within is a word as it stands within a sentence: without its capital, unless it is an abbreviation. Scripts without
// capitals are left as they are.
func Within(word string) string {
	first, n := utf8.DecodeRuneInString(word)
	if second, _ := utf8.DecodeRuneInString(word[n:]); !unicode.IsUpper(first) || unicode.IsUpper(second) {
		return word
	}
	return string(unicode.ToLower(first)) + word[n:]
}

// Series puts the parts of a list together: "a, b och c".
func Series(l *lang.Lang, parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	last := len(parts) - 1
	and := " " + l.T("calculation.and") + " "
	if l.Dir() == "rtl" {
		and = strings.TrimSuffix(and, " ") // Arabic writes it together with the word that follows
	}
	return strings.Join(parts[:last], l.T("calculation.comma")) + and + parts[last]
}

// AuthorityAnswer (myndighetens svar) is what came of asking an authority about an income.
type AuthorityAnswer struct {
	Answer calc.Answer
	Amount aid.Ore // what it answered
}

// AuthorityAnswers finds what the authorities answered about each line of a calculation, by the line's place; an income that
// nobody asked about has no answer. It reads what the calculation was made from and, where that was not kept, the line.
func AuthorityAnswers(c aid.Calculation) []AuthorityAnswer {
	answers := make([]AuthorityAnswer, len(c.Lines))
	in, _ := calc.InputOf(c)
	incomes := slices.Clone(in.Incomes)
	for n := range c.Lines {
		line := &c.Lines[n]
		if line.Kind != aid.IncomeLine {
			continue
		}
		i := slices.IndexFunc(incomes, func(i calc.Income) bool {
			return string(i.Kind) == line.Code && i.Person == line.Person && i.Stated == line.Claimed && i.Counted == line.Amount && i.Reason == line.Note
		})
		if i >= 0 {
			answers[n] = AuthorityAnswer{incomes[i].Answer, incomes[i].Fetched}
			incomes = slices.Delete(incomes, i, i+1)
			continue
		}
		answers[n] = answerOn(line)
	}
	return answers
}

// answerOn reads the answer off a line's own words.
func answerOn(line *aid.Line) AuthorityAnswer {
	for _, m := range line.Marks {
		switch m.Code {
		case "unchecked":
			return AuthorityAnswer{Answer: calc.Unchecked}
		case "deviates":
			return answered(m.Args["fetched"])
		}
	}
	return answered(line.Args["fetched"])
}

func answered(text string) AuthorityAnswer {
	ore, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return AuthorityAnswer{}
	}
	return AuthorityAnswer{calc.Answered, aid.Ore(ore)}
}
