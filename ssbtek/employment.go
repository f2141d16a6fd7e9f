package ssbtek

import (
	"strings"

	"bistand/aid"
)

// employmentData is AF's SvarMeddelande.
type employmentData struct {
	Question struct {
		Person string `xml:"IdentitetsbeteckningFysiskPerson"`
	} `xml:"Fraga"`
	Answer []struct {
		Person    string `xml:"IdentitetsbeteckningFysiskPerson"`
		Protected string `xml:"Sekretessmarkering"`
		Seeker    *struct {
			Is         string `xml:"Arbetssokande"`
			Category   string `xml:"ArbetssokandeSKAT"`
			Registered string `xml:"ArbetssokandeRegistrerad"`
			Extent     string `xml:"ArbetssokandeOmfattning"`
			Left       string `xml:"ArbetssokandeAvaktualiserad"`
			Report     struct {
				Newest string `xml:"SenasteAktivitetsRapportDatum"`
			} `xml:"AktivetetsRapportDatum"` // misspelt in the schema
		} `xml:"ArbetssokandeInfo"`
		Fund   string `xml:"Akassetillhorighet"`
		Status string `xml:"StatusSokandeinformationKod"`
	} `xml:"Svar"`
}

// readEmployment reads what the employment service knows. Its status 0 is "the question was handled normally and a valid answer
// was returned"; what others there are no source prints, so they all mean that it has not answered.
func (p *plan) readEmployment(d employmentData) (c content, _ aid.ReportFault) {
	for _, a := range d.Answer {
		c.protected = c.protected || p.isPerson(a.Person) && marks(a.Protected)
	}
	if len(d.Answer) != 1 {
		return c, aid.Unreadable
	}
	a := d.Answer[0]
	if !p.isPerson(a.Person) || plain(d.Question.Person) != "" && !p.isPerson(d.Question.Person) {
		return c, aid.Unreadable
	}
	if plain(a.Status) != "0" {
		return c, aid.Failed
	}
	if s := a.Seeker; s != nil {
		registered, _ := readDate(s.Registered)
		left, _ := readDate(s.Left)
		switch is, told := readBool(s.Is); {
		case is:
			c.facts = append(c.facts, aid.ReportFact{Code: "jobseeker", From: registered, Number: readNumber(s.Extent, 100), Text: name(s.Category)})
		case told:
			c.facts = append(c.facts, aid.ReportFact{Code: "not_jobseeker", Until: left})
		case plain(s.Is) != "":
			return c, aid.Unreadable
		}
		if newest, ok := readDate(s.Report.Newest); ok {
			c.facts = append(c.facts, aid.ReportFact{Code: "activity_report", From: newest})
		}
	}
	if fund := name(a.Fund); fund != "" {
		c.facts = append(c.facts, aid.ReportFact{Code: "fund_member", Text: fund})
	}
	return c, ""
}

// fundData is SO's GetUnemploymentBenefitPaymentResponse.
type fundData struct {
	Person string `xml:"IdentificationNumber"`
	List   []struct {
		Funds []fundAnswer `xml:"Arbetsloshetsersattning"`
	} `xml:"ArbetsloshetsersattningLista"`
}

type fundAnswer struct {
	Name     string `xml:"SvarandeOrganisation"`
	Status   string `xml:"StatusSvarandeOrganisation"`
	Payments []struct {
		PaidOn         string `xml:"Utbetalningsdatum"`
		AfterTax       string `xml:"NettoEfterSkatt"`
		AfterDeduction string `xml:"NettoEfterAvdrag"`
		From           string `xml:"AvserFrom"`
		Until          string `xml:"AvserTom"`
	} `xml:"Utbetalningar"`
	Suspensions []struct {
		From  string `xml:"AvstangdFrom"`
		Until string `xml:"AvstangdTom"`
	} `xml:"Avstangningar"`
	Applied *struct {
		DecidedOn string `xml:"BeslutOmRattTillErsattning"`
		Claimed   string `xml:"AnsokanOmUtbetalningInlamnad"`
	} `xml:"AnsoktOmErsattning"`
}

// fundAnswered holds the statuses that plainly say that a fund has answered. The schema lets the field be any text; this is the
// only one that has been seen (in a published example), and is unconfirmed.
var fundAnswered = map[string]bool{"all clear": true}

// readFunds reads what the unemployment funds know. A fund that tells of something has answered, whatever its status says; one
// that tells of nothing, not even that nothing is applied for, with a status that is not known leaves the whole unchecked, since
// the person may be paid by it.
func (p *plan) readFunds(d fundData) (c content, _ aid.ReportFault) {
	if len(d.List) != 1 || !p.isPerson(d.Person) {
		return c, aid.Unreadable
	}
	for _, f := range d.List[0].Funds {
		one, fault := f.read()
		switch {
		case fault != "":
			return content{}, fault
		case len(one.benefits)+len(one.facts) == 0 && f.Applied == nil && !fundAnswered[strings.ToLower(plain(f.Status))]:
			return content{}, aid.Failed
		}
		c.benefits, c.facts = append(c.benefits, one.benefits...), append(c.facts, one.facts...)
	}
	return c, ""
}

func (f fundAnswer) read() (c content, _ aid.ReportFault) {
	for _, payment := range f.Payments {
		on, dated := readDate(payment.PaidOn)
		afterTax, taxed := readOptionalAmount(payment.AfterTax)
		net, counted := readOptionalAmount(payment.AfterDeduction)
		if !dated || !taxed || !counted || plain(payment.AfterTax)+plain(payment.AfterDeduction) == "" {
			return c, aid.Unreadable
		}
		if plain(payment.AfterDeduction) == "" {
			net = afterTax
		}
		b := aid.Benefit{Kind: "unemployment_benefit", Code: "SO", Name: name(f.Name), PaidOn: on, Net: net}
		if afterTax > net && net >= 0 {
			b.Deducted = afterTax - net
		}
		b.From, _ = readDate(payment.From)
		b.Until, _ = readDate(payment.Until)
		b.From, b.Until = period(b.From, b.Until)
		c.benefits = append(c.benefits, b)
	}
	for _, s := range f.Suspensions {
		fact := aid.ReportFact{Code: "fund_suspended", Text: name(f.Name)}
		fact.From, _ = readDate(s.From)
		fact.Until, _ = readDate(s.Until)
		fact.From, fact.Until = period(fact.From, fact.Until)
		c.facts = append(c.facts, fact)
	}
	if a := f.Applied; a != nil {
		claimed, _ := readBool(a.Claimed)
		if on, decided := readDate(a.DecidedOn); claimed || decided {
			c.facts = append(c.facts, aid.ReportFact{Code: "fund_applied", From: on, Text: name(f.Name)})
		}
	}
	return c, ""
}
