package ssbtek

import (
	"encoding/base64"
	"strings"

	"bistand/aid"
)

// studyData holds a document as base64.
type studyData struct {
	Answer string `xml:"svar"`
}

// studyDocument is CSNSvar.
type studyDocument struct {
	Result string        `xml:"GemensamtSvarEkbistand>Resultat>ResultatKod"`
	People []studyPerson `xml:"Personer>Person"`
}

type studyPerson struct {
	Century   string `xml:"sekel,attr"`
	Number    string `xml:"personnummer,attr"`
	Protected string `xml:"sekretess,attr"`
	// The five kinds of support have the same form.
	Grants     []studyCase `xml:"Studiemedel>Arenden>Arende"`
	Secondary  []studyCase `xml:"Studiehjalp>Arenden>Arende"`
	HomeLoans  []studyCase `xml:"HemutrustningsLan>Arenden>Arende"`
	Start      []studyCase `xml:"Studiestartsstod>Arenden>Arende"`
	Transition []studyCase `xml:"Omstallningsstudiestod>Arenden>Arende"`
}

type studyCase struct {
	Form    string `xml:"stodform"`
	Name    string `xml:"klartext"`
	Granted []struct {
		From  string `xml:"starttid"`
		Until string `xml:"sluttid"`
	} `xml:"BeviljadeTider>BeviljadTid"`
	Payments []struct {
		PaidOn string `xml:"utbetdatum"`
		Status string `xml:"utbetstatus"`
		Times  []struct {
			From  string `xml:"startvecka"`
			Until string `xml:"slutvecka"`
		} `xml:"Utbetaldatider>Utbetaldtid"`
		Total string `xml:"totbelopp"`
	} `xml:"UtbetalningsPlan>Utbetalning"`
}

// The results of CSN that are answers: 0 all is well, and -2 the number is not in its systems. Each of the others says that
// something was not looked for (-1101 to -1104: one of its systems does not answer) or that the question was refused.
// Source: CSN, Schemabeskrivning Kommunfråga v4.0.
const (
	studyFine    = "0"
	studyUnknown = "-2"
)

// readStudies reads study support.
func (p *plan) readStudies(d studyData) (c content, _ aid.ReportFault) {
	text, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(d.Answer), ""))
	var document studyDocument
	whole, others := parseXML(string(text), &document, latin1) && err == nil, 0
	for _, person := range document.People {
		if number := plain(person.Century) + plain(person.Number); !p.isPerson(number) {
			others++
		} else if plain(person.Protected) != "" {
			c.protected = true
		}
	}
	switch result := plain(document.Result); {
	case !whole || others > 0 || len(document.People) > 1 || result == "":
		return c, aid.Unreadable
	case result != studyFine && result != studyUnknown:
		return c, aid.Failed
	case len(document.People) == 0:
		return c, ""
	}
	person := document.People[0]
	for i, cases := range [][]studyCase{person.Grants, person.Secondary, person.Start, person.Transition, person.HomeLoans} {
		kind := aid.IncomeKind("study_support")
		if i == 4 {
			kind = "other_income" // a loan for furniture is no study support
		}
		for _, one := range cases {
			if !one.read(&c, kind) {
				return c, aid.Unreadable
			}
		}
	}
	return c, ""
}

// read adds a case's payments and granted times; false where they cannot be understood.
func (s studyCase) read(c *content, kind aid.IncomeKind) bool {
	for _, payment := range s.Payments {
		b := aid.Benefit{Kind: kind, Code: joined("", s.Form), Name: name(s.Name)}
		var counted, dated bool
		b.Net, counted = readAmount(payment.Total) // of the payment, never of its rows
		switch strings.ToLower(plain(payment.Status)) {
		case "planerad":
			b.Planned = true
		case "utbetald", "utbetalad":
		default:
			return false
		}
		for _, t := range payment.Times {
			from, fromRead := readStudyTime(t.From, false)
			until, untilRead := readStudyTime(t.Until, true)
			if fromRead && (b.From.IsZero() || from.Before(b.From)) {
				b.From = from
			}
			if untilRead && b.Until.Before(until) {
				b.Until = until
			}
		}
		b.From, b.Until = period(b.From, b.Until)
		b.PaidOn, dated = readDate(payment.PaidOn)
		if undated := strings.Trim(plain(payment.PaidOn), "0") == ""; undated && b.Planned {
			// CSN writes 0 until it has booked the day. The payment is not lost for that: it stands on the first day it is for.
			b.PaidOn, dated = b.From, !b.From.IsZero()
		}
		if !counted || !dated {
			return false
		}
		c.benefits = append(c.benefits, b)
	}
	for _, t := range s.Granted {
		from, fromRead := readStudyTime(t.From, false)
		until, untilRead := readStudyTime(t.Until, true)
		if fromRead && untilRead {
			fact := aid.ReportFact{Code: "studies", Text: name(s.Name)}
			fact.From, fact.Until = period(from, until)
			c.facts = append(c.facts, fact)
		}
	}
	return true
}

// readStudyTime reads a week, or a day where CSN writes one, and returns its first or last day.
func readStudyTime(text string, last bool) (aid.Date, bool) {
	monday, ok := readWeek(text)
	switch {
	case !ok:
		return readDate(text)
	case last:
		return monday.AddDays(6), true
	}
	return monday, true
}
