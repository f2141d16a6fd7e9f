package ssbtek

import (
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"slices"
	"unicode/utf8"

	"bistand/aid"
	"bistand/soap"
)

// maxReference is the longest case number and name of a caseworker that all sources take, in characters. CSN's ArendeId and
// HandlaggareId hold no more (Schemabeskrivning Kommunfråga v4.0): a longer one has CSN refuse with -1005, and no other source
// says why.
const maxReference = 31

// Question (fråga) is what is asked about one person.
type Question struct {
	Person      aid.Personnummer
	Case        string          // the case's number, at most 31 characters
	Caseworker  string          // name or user id of who asks; shortened to 31 characters
	From, Until aid.Date        // less than two years, which is the most that LEFI takes
	Sources     []aid.Authority // none: all of aid.InquiredAuthorities
}

// source is one of SSBTEK's sources, and who answer by it.
type source struct {
	code        string
	authorities []aid.Authority
}

// sources lists them in the XSD's order.
var sources = []source{
	{"AF", []aid.Authority{"employment"}},
	{"CSN", []aid.Authority{"study_support"}},
	{"FK", []aid.Authority{"social_insurance", "pensions"}},
	{"SKV", []aid.Authority{"tax"}},
	{"SO", []aid.Authority{"unemployment_fund"}},
	{"TNS", []aid.Authority{"vehicles"}},
	{"MIV", []aid.Authority{"migration"}},
}

// plan is a question that has been checked.
type plan struct {
	Question
	id         aid.ID
	studyFrom  aid.Date // what CSN is asked about; none where it cannot be asked
	studyUntil aid.Date
}

// asks tells whether any of the authorities is to be asked.
func (p *plan) asks(list ...aid.Authority) bool {
	return slices.ContainsFunc(list, func(a aid.Authority) bool { return slices.Contains(p.Sources, a) })
}

// plan checks a question and fits it to what the sources take.
func (c *Client) plan(q Question, today aid.Date) (*plan, error) {
	refuse := func(code string) (*plan, error) { return nil, c.soap.NotAsked(code) }
	switch {
	case q.Person.IsZero():
		return refuse("person")
	case !soap.IsText(q.Case) || utf8.RuneCountInString(q.Case) > maxReference:
		return refuse("case")
	case !soap.IsText(q.Caseworker):
		return refuse("caseworker")
	case q.From.IsZero() || q.Until.IsZero() || q.Until.Before(q.From):
		return refuse("period")
	case !q.Until.Before(aid.DateOf(q.From.Time().AddDate(2, 0, 0))):
		return refuse("period_too_long")
	}
	for _, a := range q.Sources {
		if !slices.Contains(aid.InquiredAuthorities, a) {
			return refuse("authority")
		}
	}
	if len(q.Sources) == 0 {
		q.Sources = aid.InquiredAuthorities
	}
	if name := []rune(q.Caseworker); len(name) > maxReference {
		q.Caseworker = string(name[:maxReference])
	}
	p := &plan{Question: q, id: aid.NewID(c.config.Now(), c.config.Random)}
	// The first month only serves to compare with. Of any other that could be asked about in part neither a sum nor a silence would say anything.
	if from, until, some := StudySupportPeriod(q.From, q.Until, today); some && !q.From.MonthOf().Add(1).First().Before(from) {
		p.studyFrom, p.studyUntil = from, until
	}
	return p, nil
}

// StudySupportPeriod returns the part of a period that CSN lets itself be asked about: from two months before today to one month
// after. A wider question is refused by CSN as a whole (-1006). False where nothing is left.
// Source: CSN, Schemabeskrivning Kommunfråga v4.0.
func StudySupportPeriod(from, until, today aid.Date) (aid.Date, aid.Date, bool) {
	// Where a month lacks the day it is not said which day is meant: the later of two as the earliest, the earlier as the latest.
	earliest := aid.DateOf(today.Time().AddDate(0, -2, 0))
	month := today.MonthOf().Add(1)
	latest := aid.Date{Year: month.Year, Month: month.Month, Day: min(today.Day, month.Days())}
	if from.Before(earliest) {
		from = earliest
	}
	if latest.Before(until) {
		until = latest
	}
	if until.Before(from) {
		return aid.Date{}, aid.Date{}, false
	}
	return from, until, true
}

// lefiVersion is the version of LEFI that is asked.
const lefiVersion = "v9"

type testRequest struct {
	XMLName xml.Name `xml:"http://schema.forsakringskassan.se/integration/ssbt/10 testaBastjanstInformation"`
}

type fetchRequest struct {
	XMLName  xml.Name        `xml:"http://schema.forsakringskassan.se/integration/ssbt/10 hamtaBastjanstInformation"`
	General  generalParams   `xml:"generellaFrageparametrar"`
	Specific []sourceRequest `xml:"specifikaFrageparametrar>source"`
}

type generalParams struct {
	CorrelationID   string           `xml:"korrelationsid"`
	IncludeQuestion bool             `xml:"fraganSkallInkluderasISvaret"`
	Asker           askerParams      `xml:"ingivare"`
	Person          string           `xml:"personidentitet"`
	Case            string           `xml:"arendeidentitet"`
	Period          *periodParams    `xml:"tidsperiod"`
	Processors      []processorParam `xml:"personuppgiftsbitrade"`
	Purpose         string           `xml:"syfte"`
	Law             string           `xml:"lagtext"`
}

type askerParams struct {
	OrgNumber  string `xml:"organisationsnummer"`
	Name       string `xml:"namn"`
	Caseworker string `xml:"handlaggare"`
}

type periodParams struct {
	From  string `xml:"fromDatum"`
	Until string `xml:"tomDatum"`
}

type processorParam struct {
	Order     int    `xml:"ordningsnummer,omitempty"`
	OrgNumber string `xml:"organisationsnummer"`
	Name      string `xml:"namn"`
}

// sourceRequest is named after its source. What stands in a source that is not asked is left out, as the XSD says.
type sourceRequest struct {
	XMLName xml.Name
	Include bool          `xml:"inkludera,attr"`
	Period  *periodParams `xml:"tidsperiod"`
	LEFI    *lefiParams   `xml:"fraga"`
}

type lefiParams struct {
	Version  string `xml:"version"`
	ActorID  string `xml:"aktorsid"`
	Question string `xml:"lefiJsonFraga"`
}

// request writes a question.
func (c *Client) request(p *plan) fetchRequest {
	r := fetchRequest{General: generalParams{
		CorrelationID: string(p.id),
		Asker:         askerParams{c.config.Asker.OrgNumber, c.config.Asker.Name, p.Caseworker},
		Person:        p.Person.Full(), Case: p.Case, Period: &periodParams{p.From.String(), p.Until.String()},
		Purpose: c.config.Purpose, Law: c.config.Law,
	}}
	for i, one := range c.config.Processors {
		processor := processorParam{OrgNumber: one.OrgNumber, Name: one.Name}
		if len(c.config.Processors) > 1 {
			processor.Order = i + 1
		}
		r.General.Processors = append(r.General.Processors, processor)
	}
	for _, s := range sources {
		one := sourceRequest{XMLName: xml.Name{Local: s.code}, Include: p.asks(s.authorities...)}
		switch {
		case s.code == "CSN" && p.studyFrom.IsZero():
			one.Include = false
		case s.code == "CSN" && one.Include && (p.studyFrom != p.From || p.studyUntil != p.Until):
			one.Period = &periodParams{p.studyFrom.String(), p.studyUntil.String()}
		case s.code == "FK" && one.Include:
			one.LEFI = &lefiParams{lefiVersion, c.config.ActorID, base64.StdEncoding.EncodeToString(p.lefiQuestion())}
		}
		r.Specific = append(r.Specific, one)
	}
	return r
}

// asksAnyone tells whether a question goes to any source at all.
func (r fetchRequest) asksAnyone() bool {
	return slices.ContainsFunc(r.Specific, func(s sourceRequest) bool { return s.Include })
}

// lefiQuestion asks LEFI for payments made and decided, and for the person's own data, which is how the answer is known to be
// about the person and whether they are protected. Cases, claims and decisions are not asked for: nobody reads them.
func (p *plan) lefiQuestion() []byte {
	var payments, other []string
	if p.asks("social_insurance") {
		payments, other = append(payments, insuranceCodes...), []string{"FK:GEPI"}
	}
	if p.asks("pensions") {
		payments = append(payments, pensionCodes...)
	}
	question := struct {
		Person   string            `json:"personnummer"`
		Period   map[string]string `json:"period"`
		Planned  []string          `json:"preliminaraUtbetalningar"`
		Payments []string          `json:"utbetalningar"`
		Other    []string          `json:"ovrigInformation,omitempty"`
	}{p.Person.Full(), map[string]string{"from": p.From.String(), "tom": p.Until.String()}, payments, payments, other}
	text, err := json.Marshal(question)
	if err != nil {
		panic("write a question to LEFI: " + err.Error()) // cannot happen: it is made of texts
	}
	return text
}
