package ssbtek

import "bistand/aid"

// taxData holds a document as a text.
type taxData struct {
	Answer string `xml:"svar"`
}

// taxDocument is SvarBeskattningsuppgifterEnligtSFS2008-975, which has no published schema: its form is that of a published
// example.
type taxDocument struct {
	People []struct {
		Person  string `xml:"IdentitetsbeteckningFysiskPerson"`
		Status  string `xml:"StatusPersonuppgiftKod"`
		Capital []struct {
			Year    string `xml:"Taxeringsar"`
			Income  string `xml:"SummaIntakterPaKapital"`
			Surplus string `xml:"OverskottPaKapital"`
		} `xml:"Kapitaluppgift"`
	} `xml:"PersonuppgiftLista>Personuppgift"`
}

// readTax reads incomes of capital. What the status codes mean no source prints: one that comes without any income leaves it
// unchecked.
func (p *plan) readTax(d taxData) (c content, _ aid.ReportFault) {
	var document taxDocument
	if !parseXML(plain(d.Answer), &document, decoded) || len(document.People) != 1 || !p.isPerson(document.People[0].Person) {
		return c, aid.Unreadable
	}
	person := document.People[0]
	for _, one := range person.Capital {
		text := one.Income
		if plain(text) == "" {
			text = one.Surplus
		}
		amount, counted := readAmount(text)
		year := readNumber(one.Year, 9998)
		if !counted || year == 0 {
			return content{}, aid.Unreadable
		}
		c.facts = append(c.facts, aid.ReportFact{Code: "capital", Amount: amount, Number: year})
	}
	if len(c.facts) == 0 && plain(person.Status) != "" {
		return content{}, aid.Failed
	}
	return c, ""
}

// vehicleData is TNS's HamtaUppgifterResponse. It does not echo whom it is about.
type vehicleData struct {
	Result   string    `xml:"resultat"`
	Failures []string  `xml:"felresultat"`
	Vehicles []vehicle `xml:"fordonsinnehav>fordon"`
}

type vehicle struct {
	Registration string `xml:"regnr"`
	Make         string `xml:"fabrikat"`
	Year         string `xml:"fordonsar"`
	Model        string `xml:"handelsbeteckning"`
}

func readVehicles(d vehicleData) (c content, _ aid.ReportFault) {
	switch {
	case plain(d.Result) == "FEL" || len(d.Failures) > 0:
		return c, aid.Failed
	case plain(d.Result) != "OK":
		return c, aid.Unreadable
	}
	for _, v := range d.Vehicles {
		if plain(v.Registration) == "" {
			return content{}, aid.Unreadable
		}
		c.facts = append(c.facts, aid.ReportFact{Code: "vehicle", Number: readNumber(v.Year, 9998), Text: joined(" ", v.Registration, v.Make, v.Model)})
	}
	return c, ""
}

// permitData is MIV's findByPersonnummerResponse.
type permitData struct {
	Response []struct {
		Person  string `xml:"personnummer"`
		Answers []struct {
			CaseName  string `xml:"arendeTypNamn"`
			Decision  string `xml:"beslutsKod"`
			Kind      string `xml:"beslutsTyp"`
			KindName  string `xml:"beslutsTypNamn"`
			Validity  string `xml:"giltighetstid"`
			ValidTill string `xml:"tomDatum"`
		} `xml:"svarCollection>svar"`
	} `xml:"response"`
}

// permitGranted is the code of a decision that grants what was applied for, "ANSÖKAN BEVILJAS" in a published example. Decisions
// with another code are no permits.
const permitGranted = "BEV"

// readPermits reads permits to stay. No response is that the agency knows nobody by the number, as of most citizens.
func (p *plan) readPermits(d permitData) (c content, _ aid.ReportFault) {
	if len(d.Response) == 0 {
		return c, ""
	}
	r := d.Response[0]
	if len(d.Response) > 1 || plain(r.Person) != "" && !p.isPerson(r.Person) || plain(r.Person) == "" && len(r.Answers) > 0 {
		return c, aid.Unreadable
	}
	for _, a := range r.Answers {
		if plain(a.Decision) != permitGranted || plain(a.Validity) == "" {
			continue
		}
		fact := aid.ReportFact{Code: "permit", Text: joined(" ", a.KindName)}
		if fact.Text == "" {
			fact.Text = joined(" ", a.CaseName, a.Kind)
		}
		switch until, dated := readDate(a.ValidTill); {
		case plain(a.Validity) == "PERMANENT":
		case plain(a.Validity) == "TIDBEGRANSAT" && dated:
			fact.Until = until
		default:
			return content{}, aid.Unreadable // without its last day it would look permanent
		}
		c.facts = append(c.facts, fact)
	}
	return c, ""
}
