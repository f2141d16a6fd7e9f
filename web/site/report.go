package site

import (
	"slices"
	"strconv"
	"time"

	"bistand/aid"
	"bistand/lang"
	"bistand/web/ui"
)

// ReportTag returns the word for what an authority answered, with its tone. That it could not be checked is never the same as nothing.
func ReportTag(l *lang.Lang, r aid.Report) (ui.Tone, string) {
	switch r.Answer {
	case aid.Answered:
		return ui.Info, l.T("report.answered")
	case aid.Nothing:
		return ui.Neutral, l.T("report.nothing")
	}
	return ui.Warning, l.T("calculation.unchecked")
}

// FactText writes out something that an authority knows, without the authority's own Swedish words. What it has not told is left out.
func FactText(l *lang.Lang, f aid.ReportFact) string {
	key := "report_fact." + string(f.Code)
	whole := true
	switch f.Code {
	case "jobseeker", "fund_applied", "activity_report":
		whole = !f.From.IsZero()
	case "not_jobseeker", "permit":
		whole = !f.Until.IsZero()
	case "fund_suspended", "studies":
		whole = !f.From.IsZero() && !f.Until.IsZero()
	case "vehicle":
		whole = f.Number > 0
	}
	if !whole {
		key += ".undated"
	}
	date := func(d aid.Date) string {
		if d.IsZero() {
			return ""
		}
		return l.Date(d)
	}
	text := l.T(key, "from", date(f.From), "until", date(f.Until), "amount", l.Money(f.Amount), "number", strconv.Itoa(f.Number))
	if f.Code == "jobseeker" && f.Number > 0 {
		text += " " + l.T("report_fact.percent", "number", strconv.Itoa(f.Number))
	}
	return text
}

// Asked tells whether a question to authorities has been put and not answered: it was due, and waits for its turn.
func (v *Visit) Asked(due time.Time) bool { return !due.IsZero() && !due.After(v.Now) }

// OfAll is what is said of every finding of a list; empty where it is not the same of all.
func OfAll(list []aid.Finding, say func(aid.Finding) string) string {
	words := say(list[0])
	if slices.ContainsFunc(list, func(f aid.Finding) bool { return say(f) != words }) {
		return ""
	}
	return words
}

// BenefitTime writes out what time a benefit is paid for; empty where the authority does not say.
func BenefitTime(l *lang.Lang, b aid.Benefit) string {
	if b.From.IsZero() || b.Until.IsZero() {
		return ""
	}
	return l.T("report.time", "from", l.DateShort(b.From), "until", l.DateShort(b.Until))
}
