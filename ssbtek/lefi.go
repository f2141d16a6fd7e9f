package ssbtek

import (
	"encoding/base64"
	"strings"

	"bistand/aid"
)

// lefiData holds a document of LEFI as base64.
type lefiData struct {
	Answer string `xml:"lefiJsonSvar"`
}

// half is what one of the two agencies that answer through LEFI knows, or why it has not answered.
type half struct {
	content
	fault aid.ReportFault
}

// The agencies' own codes within LEFI.
const (
	lefiInsurance = "FK"
	lefiPensions  = "PM"
	lefiPayer     = "1003" // foretag of a payment of the pensions agency's that LEFI gives in the other agency's form
)

// readLEFI reads what the social insurance agency and the pensions agency know. The first is the one that says whom the answer is
// about.
func (p *plan) readLEFI(answers []answerOf[lefiData]) (insurance, pensions half) {
	var document node
	about, fault := read(answers, func(d lefiData) (content, aid.ReportFault) {
		text, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(d.Answer), ""))
		var ok bool
		if document, ok = parseJSON(text); err != nil || !ok || !document.isObject() {
			return content{}, aid.Unreadable
		}
		return p.readPerson(document.at("formansinformation").at("generellPersoninformation"))
	})
	if fault != "" {
		return half{about, fault}, half{fault: fault}
	}
	insurance = half{about, lefiFault(document, lefiInsurance)}
	pensions.fault = lefiFault(document, lefiPensions)
	info := document.at("formansinformation")
	for _, list := range []struct {
		key     string
		planned bool
	}{{"utbetalningsuppgift", false}, {"preliminarautbetalningar", true}} {
		for _, one := range info.at(list.key).list() {
			into := &insurance
			if one.at("foretag").at("id").text() == lefiPayer {
				into = &pensions
			}
			into.add(insurancePayment(one, list.planned))
		}
	}
	moved := pensions.benefits
	pensions.benefits = nil
	for _, list := range []struct {
		key     string
		planned bool
	}{{"utbetalningar", false}, {"preliminaraUtbetalningar", true}} {
		for _, one := range document.at(list.key).list() {
			pensions.add(pensionPayment(one, list.planned))
		}
	}
	pensions.addMoved(moved)
	return insurance, pensions
}

// readPerson reads whether the person is marked as protected. What stands about someone else says nothing of them, and spoils the rest.
func (p *plan) readPerson(n node) (c content, fault aid.ReportFault) {
	for _, one := range n.list() {
		if number := one.at("personnummer").text(); number != "" && !p.isPerson(number) {
			fault = aid.Unreadable
			continue
		}
		mark := one.at("skyddad")
		c.protected = c.protected || marks(mark.text()) || mark.exists() && mark.text() == ""
	}
	return c, fault
}

// add adds a payment, or notes that one cannot be understood.
func (h *half) add(b aid.Benefit, understood bool) {
	if understood {
		h.benefits = append(h.benefits, b)
	} else if h.fault == "" {
		h.fault = aid.Unreadable
	}
}

// addMoved adds payments that LEFI gives in the old form, unless they stand in the new one too: while the agencies' models differ
// the same payment may come in both.
func (h *half) addMoved(moved []aid.Benefit) {
	for _, old := range moved {
		known := false
		for _, b := range h.benefits {
			known = known || b.PaidOn == old.PaidOn && b.Net == old.Net && b.Planned == old.Planned
		}
		if !known {
			h.benefits = append(h.benefits, old)
		}
	}
}

// lefiFault says why one of the agencies has not answered: its state is not OK, it stands in no list of states though it was
// asked, or it could not or would not give any one of the things asked for.
func lefiFault(document node, agency string) aid.ReportFault {
	fault := aid.NoAnswer
	for _, one := range document.at("utlamnare").list() {
		if one.at("utlamnare").code().id != agency {
			continue
		}
		switch one.at("tillstand").code().id {
		case "OK":
			fault = ""
		case "FELANDE":
			return aid.Failed
		case "OTILLGANGLIG":
			return aid.NoAnswer
		default:
			return aid.Unreadable
		}
	}
	for _, list := range document.at("avvikelser").members() {
		for _, one := range list.list() {
			of := one.at("formansgrupp", "ovrigInformationstyp").code().id
			if prefix, _, found := strings.Cut(of, ":"); found && prefix != agency && (prefix == lefiInsurance || prefix == lefiPensions) {
				continue // of the other agency; one of nobody knows whom is of both
			}
			if one.at("avvikelse").code().id == "OBEHORIG" {
				return aid.NotAllowed
			}
			if fault == "" {
				fault = aid.Failed
			}
		}
	}
	return fault
}

// insurancePayment reads LefiUtbetalningUppgift. The amount is the payment's own net; its rows only tell which benefit it is, and
// that only where they agree.
func insurancePayment(n node, planned bool) (b aid.Benefit, understood bool) {
	family := n.at("formansfamilj").code()
	rows := benefitRows(n)
	benefit, benefitAgreed := agreed(rows, "forman")
	kind, kindAgreed := agreed(rows, "beloppstyp")
	b = aid.Benefit{Code: family.id, Name: family.name, Planned: planned}
	if benefitAgreed {
		b.Code, b.Name = benefit.id, benefit.name
		if b.Code == "" {
			b.Code = family.id
		}
	}
	// A collective benefit says by the type of amount what it is, such as the several of labour market programmes.
	if b.Kind = kindOf(benefit, family); b.Kind == "other_income" && kindAgreed {
		b.Kind = kindOf(code{name: kind.name})
		b.Name = joined(", ", b.Name, kind.name)
	}
	if b.Code == "" && b.Name == "" {
		return b, false
	}
	if b.Code == "" {
		b.Code = lefiInsurance
	}
	b.Code = joined("", b.Code)
	dated, counted := true, n.at("nettobelopp").exists()
	b.PaidOn, dated = readDate(n.at("datum").text())
	b.From, b.Until = readPeriod(n.at("period"))
	withdrawn := aid.Ore(0)
	for _, one := range []struct {
		key  string
		into *aid.Ore
	}{{"nettobelopp", &b.Net}, {"bruttobelopp", &b.Gross}, {"skattebelopp", &b.Tax}, {"avdragsbelopp", &withdrawn}} {
		amount, ok := n.at(one.key).amount()
		*one.into, counted = amount, counted && ok
	}
	b.Tax = max(b.Tax, -b.Tax) // some write what is taken with a minus
	b.Deducted = max(max(withdrawn, -withdrawn)-b.Tax, 0)
	return b, dated && counted && n.at("nettobelopp").holdsAmount()
}

// holdsAmount tells whether an amount is told at all: an empty object is none.
func (n node) holdsAmount() bool {
	if n.isObject() {
		n = n.at("summa")
	}
	return n.text() != ""
}

// benefitRows returns the rows of a payment that are no deductions.
func benefitRows(n node) (rows []node) {
	for _, row := range n.at("utbetalningsdetalj").list() {
		if !deductionRows[row.at("beloppstyp").code().id] {
			rows = append(rows, row)
		}
	}
	return rows
}

// agreed returns the code that all rows have, where they have the same.
func agreed(rows []node, key string) (code, bool) {
	var first code
	for i, row := range rows {
		one := row.at(key).code()
		if i == 0 {
			first = one
		}
		if one != first {
			return code{}, false
		}
	}
	return first, first != code{}
}

// pensionPayment reads LefiPmFormanUtbetalning: its amounts are whole kronor, and its benefits stand in rows only. One payment may
// be of several benefits, and then it is none of them; it keeps the names of all.
func pensionPayment(n node, planned bool) (b aid.Benefit, understood bool) {
	b = aid.Benefit{Kind: "other_income", Code: lefiPensions, Planned: planned}
	var ids, names []string
	for i, row := range n.at("utbetalningsrader").list() {
		kind := kindOf(row.at("beloppstyp").code(), row.at("utbetalningsforman").code(), row.at("formansgrupp").code())
		if i == 0 {
			b.Kind = kind
		}
		if kind != b.Kind {
			b.Kind = "other_income"
		}
		for _, key := range []string{"beloppstyp", "utbetalningsforman", "formansgrupp"} {
			if one := row.at(key).code(); one != (code{}) {
				ids, names = append(ids, one.id), append(names, one.name)
				break
			}
		}
	}
	if id := joined("+", ids...); id != "" {
		b.Code = id
	}
	b.Name = joined(", ", names...)
	var dated, net, gross bool
	b.PaidOn, dated = readDate(n.at("utbetalningsdatum").text())
	b.From, b.Until = readPeriod(n.at("utbetalningsperiod"))
	b.Net, net = n.at("nettobelopp").amount()
	b.Gross, gross = n.at("bruttobelopp").amount()
	for _, one := range n.at("avdrag").list() {
		amount, ok := one.at("belopp").amount()
		gross = gross && ok
		amount = max(amount, -amount) // LEFI does not say with which sign; a published example has a minus
		if taxDeductions[one.at("avdragstyp").code().id] {
			b.Tax += amount
		} else {
			b.Deducted += amount
		}
	}
	fits := b.Tax <= aid.MaxAmount && b.Deducted <= aid.MaxAmount
	return b, dated && net && gross && fits && n.at("nettobelopp").holdsAmount()
}

// readPeriod reads either form of a period. A day may lack its day ("2022-09"), and either end may be open.
func readPeriod(n node) (aid.Date, aid.Date) {
	ends := [2]aid.Date{}
	for i, text := range []string{n.at("fran", "from").text(), n.at("till", "tom").text()} {
		if day, ok := readDate(text); ok {
			ends[i] = day
		} else if month, ok := readMonth(text); ok {
			ends[i] = []aid.Date{month.First(), month.Last()}[i]
		}
	}
	return period(ends[0], ends[1])
}
