package sim

import (
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"bistand/aid"
)

// more is an element that no schema knows of, where one is asked for.
func more(f Flaw) string {
	if f != MoreElements {
		return ""
	}
	return `<ny:Uppgift xmlns:ny="urn:okand" ny:typ="1"><ny:Del>9</ny:Del></ny:Uppgift>`
}

// zoned writes a day as some sources do, with the zone of Sweden in winter.
func zoned(d aid.Date) string { return d.String() + "+01:00" }

// compact writes a day as CSN does.
func compact(d aid.Date) string { return strings.ReplaceAll(d.String(), "-", "") }

// dayTag writes an element with a day, or nothing where there is no day.
func dayTag(name string, d aid.Date, write func(aid.Date) string) string {
	if d.IsZero() {
		return ""
	}
	return textTag(name, write(d))
}

// employment writes AF's SvarMeddelande.
func (q *question) employment(f Flaw, from, until aid.Date) string {
	if f == Garbled {
		return tag("ssbt:data", tag(`af:Svar xmlns:af="http://api.arbetsformedlingen.se/arbetssokande/ersattningsstod/v2"`, textTag("af:Schemaversion", "4.0")))
	}
	status, text := "0", "Frågan har behandlats normalt och ett giltigt svar har returnerats."
	var info string
	if s := q.known.Seeker; s != nil && !q.today.Before(s.Registered) && f != BadStatus {
		left := !s.Left.IsZero() && !q.today.Before(s.Left)
		report := textTag("af:AktivitetsRapportMeddelande", "Ej inkommen")
		if !s.Reported.IsZero() && !q.today.Before(s.Reported) {
			report = textTag("af:AktivitetsRapportMeddelande", "Inkommen") + textTag("af:SenasteAktivitetsRapportDatum", s.Reported.String())
		}
		parts := []string{textTag("af:Arbetssokande", strconv.FormatBool(!left)), textTag("af:ArbetssokandeSKAT", s.Category), dayTag("af:ArbetssokandeRegistrerad", s.Registered, zoned)}
		if !left {
			parts = append(parts, textTag("af:ArbetssokandeOmfattning", strconv.Itoa(s.Extent)))
		} else {
			parts = append(parts, dayTag("af:ArbetssokandeAvaktualiserad", s.Left, zoned))
		}
		info = tag("af:ArbetssokandeInfo", append(parts, tag("af:AktivetetsRapportDatum", report))...)
	}
	var fund string
	if q.known.Fund != "" && f != BadStatus {
		fund = textTag("af:Akassetillhorighet", q.known.Fund)
	}
	if f == BadStatus {
		status, text = "1", "på beställning"
	}
	number := q.echoed(f)
	question := tag("af:Fraga",
		textTag("af:OrganisationsnummerForIngivare", "162120000000"), textTag("af:NamnPaIngivare", "Ingivaren"), textTag("af:KontonamnForHandlaggare", "Handläggaren"),
		textTag("af:Referensnummer", "AF1"), textTag("af:From", from.String()), textTag("af:Tom", until.String()),
		textTag("af:SyfteMedFraga", "Syftet"), textTag("af:LagParagraf", "Lagtexten"), textTag("af:IdentitetsbeteckningFysiskPerson", number))
	return tag(`ssbt:data xmlns:af="http://api.arbetsformedlingen.se/arbetssokande/ersattningsstod/v2"`, question, tag("af:Svar",
		textTag("af:Schemaversion", "4.0"), textTag("af:Referensnummer", "AF1"), textTag("af:LagParagraf", "Lagtexten"),
		textTag("af:IdentitetsbeteckningFysiskPerson", number), textTag("af:Sekretessmarkering", strconv.FormatBool(q.known.Protected || f == Marked)),
		info, fund, textTag("af:StatusSokandeinformationKod", status), textTag("af:StatusSokandeinformationKodText", text), more(f)))
}

// funds writes SO's GetUnemploymentBenefitPaymentResponse.
func (q *question) funds(f Flaw, from, until aid.Date) string {
	const data = `ssbt:data xmlns:so="http://INT014.UBPService.Schemas"`
	if f == Garbled {
		return tag(data, textTag("so:IdentificationNumber", q.number))
	}
	status := "all clear"
	var answer []string
	if f == BadStatus {
		status = "9"
	} else {
		for _, p := range q.known.payments("unemployment_fund", from, until, q.today) {
			if p.planned(q.today) {
				continue // the funds tell of what is paid
			}
			afterTax := p.Gross - p.Tax
			answer = append(answer, tag("so:Utbetalningar",
				textTag("so:Utbetalningsdatum", p.PaidOn.String()), textTag("so:NettoEfterSkatt", afterTax.Decimal()), textTag("so:NettoEfterAvdrag", p.Net().Decimal()),
				textTag("so:Ersattningsdagar", "20"), textTag("so:AvserFrom", p.From.String()), textTag("so:AvserTom", p.Until.String())))
		}
		for _, s := range q.known.Suspensions {
			answer = append(answer, tag("so:Avstangningar", textTag("so:AvstangdFrom", s.From.String()), textTag("so:AvstangdTom", s.Until.String())))
		}
		if on := q.known.AppliedOn; !on.IsZero() && !q.today.Before(on) {
			answer = append(answer, tag("so:AnsoktOmErsattning", textTag("so:BeslutOmRattTillErsattning", on.String()), textTag("so:AnsokanOmUtbetalningInlamnad", "true")))
		}
	}
	var list string
	if q.known.Fund != "" || len(answer) > 0 || f == BadStatus {
		name := q.known.Fund
		if name == "" {
			name = "Testkassan"
		}
		list = tag("so:Arbetsloshetsersattning", textTag("so:SvarandeOrganisation", name), textTag("so:StatusSvarandeOrganisation", status), strings.Join(answer, ""), more(f))
	}
	return tag(data,
		textTag("so:OrganisationsnummerIngivare", "162120000000"), textTag("so:NamnIngivare", "Ingivaren"), textTag("so:KontonamnHandlaggare", "Handläggaren"),
		textTag("so:Referensnummer", "SO1"), textTag("so:From", from.String()), textTag("so:Tom", until.String()), textTag("so:Syfte", "Syftet"),
		textTag("so:Paragraf", "Lagtexten"), textTag("so:IdentificationNumber", q.echoed(f)), tag("so:ArbetsloshetsersattningLista", list))
}

// tax writes SKV's document within a text. Its children are unqualified, as its schema has them.
func (q *question) tax(f Flaw) string {
	if f == Garbled {
		return tag("ssbt:data", textTag("svar", "<Svar"))
	}
	var capital []string
	if f != BadStatus {
		for _, c := range q.known.Capital {
			if c.Year < q.today.Year {
				capital = append(capital, tag("Kapitaluppgift", textTag("besko:Taxeringsar", strconv.Itoa(c.Year)),
					textTag("besko:SummaIntakterPaKapital", strconv.Itoa(int(c.Amount/aid.Kronor))), textTag("besko:OverskottPaKapital", strconv.Itoa(int(c.Amount/aid.Kronor)))))
			}
		}
	}
	var status string
	if f == BadStatus {
		status = textTag("StatusPersonuppgiftKod", "100")
	}
	const space = "http://xmls.skatteverket.se/se/skatteverket/zg/"
	document := xml.Header + tag(`SvarBeskattningsuppgifterEnligtSFS2008-975 xmlns="`+space+`instans/standardiseradInformation/1.0" xmlns:besko="`+space+
		`komponent/infoForBeskattning/1.0" xmlns:folko="`+space+`komponent/infoForFolkbokforing/1.0"`,
		tag("PersonuppgiftLista", tag("Personuppgift", textTag("folko:IdentitetsbeteckningFysiskPerson", q.echoed(f)), status, strings.Join(capital, ""), more(f))))
	return tag("ssbt:data", textTag("svar", document))
}

// vehicles writes TNS's HamtaUppgifterResponse, which does not say whom it is about.
func (q *question) vehicles(f Flaw) string {
	const data = `ssbt:data xmlns:tns="http://schema.transportstyrelsen.se/ssbtek/hamtauppgifterresponder/1" xmlns:frdn="http://schema.transportstyrelsen.se/ssbtek/fordon/1"`
	switch f {
	case Garbled:
		return tag(data, textTag("tns:resultat", "?"))
	case BadStatus:
		return tag(data, textTag("tns:resultat", "FEL"), tag("tns:felresultat", textTag("tns:felkod", "1"), textTag("tns:feltext", "på beställning")))
	}
	var list []string
	for _, v := range q.known.Vehicles {
		list = append(list, tag("frdn:fordon", textTag("frdn:regnr", v.Registration), textTag("frdn:fabrikat", v.Make), textTag("frdn:fordonsar", strconv.Itoa(v.Year)),
			textTag("frdn:fordonsslag", v.Kind), textTag("frdn:handelsbeteckning", v.Model), more(f)))
	}
	return tag(data, textTag("tns:resultat", "OK"), tag("tns:fordonsinnehav", list...), more(f))
}

// permits writes MIV's findByPersonnummerResponse. Its children are unqualified, as its schema has them.
func (q *question) permits(f Flaw) string {
	if f == Garbled {
		return tag("ssbt:data", tag("response", textTag("correlationid", "1"), textTag("personnummer", "?")))
	}
	var list []string
	for _, p := range q.known.Permits {
		if q.today.Before(p.Decided) {
			continue
		}
		validity, until := "PERMANENT", ""
		if !p.Until.IsZero() {
			validity, until = "TIDBEGRANSAT", textTag("tomDatum", zoned(p.Until))
		}
		list = append(list, tag("svar", textTag("arendeTyp", "UAT"), textTag("arendeTypNamn", "UPPEHÅLLS- OCH ARBETSTILLSTÅND"),
			textTag("beslutsKod", "BEV"), textTag("beslutsKodNamn", "ANSÖKAN BEVILJAS"), textTag("beslutsTyp", p.Code), textTag("beslutsTypNamn", p.Name),
			textTag("beslutsdatum", zoned(p.Decided)), textTag("giltighetstid", validity), until))
	}
	if len(list) == 0 && f != OtherPerson {
		return tag("ssbt:data", more(f))
	}
	return tag("ssbt:data", tag("response", textTag("correlationid", "1"), textTag("personnummer", q.echoed(f)), tag("svarCollection", list...), more(f)))
}

// studies writes CSN's CSNSvar as base64. CSN refuses what it refuses in the words of its own description.
func (q *question) studies(f Flaw, from, until aid.Date, caseLength int) string {
	wrap := func(document string) string {
		return tag("ssbt:data", textTag("ssbt:svar", base64.StdEncoding.EncodeToString([]byte(document))))
	}
	if f == Garbled {
		return wrap("<CSNSvar")
	}
	answer := func(code, text, person string) string {
		return wrap(xml.Header + tag(`csn:CSNSvar schemaVersion="4.0" xmlns:csn="http://schema.csn.se/v4.0/kommunfraga"`,
			tag("csn:GemensamtSvarEkbistand", tag("csn:Resultat", textTag("csn:ResultatKod", code), textTag("csn:ResultatText", text))),
			tag("csn:GemensamtFragaEkbistand"), tag("csn:Personer", person)))
	}
	earliest, latest := aid.DateOf(q.today.Time().AddDate(0, -2, 0)), aid.DateOf(q.today.Time().AddDate(0, 1, 0))
	if latest.Day != q.today.Day {
		latest = latest.AddDays(-latest.Day) // the next month lacks the day: its last one
	}
	switch {
	case f == BadStatus:
		return answer("-1103", "Tekniskt fel inget av CSN:s system tillgängliga", "")
	case caseLength > 31:
		return answer("-1005", "Inparametrar bryter mot specifikation/kontrakt", "")
	case from.Before(earliest):
		return answer("-1006", "Fromdatum mer än 2 månader innan dagens datum", "")
	case latest.Before(until):
		return answer("-1006", "Tomdatum mer än 1 månad efter dagens datum", "")
	}
	number, status := q.echoed(f), strings.Repeat(" ", 10)
	payments := q.known.payments("study_support", from, until, q.today)
	if len(payments)+len(q.known.Studies) == 0 {
		status = "Ej träff"
	}
	protected := "  "
	if q.known.Protected || f == Marked {
		protected = "Ja"
	}
	return answer("0", "Allt OK, inget att rapportera.", q.studyPerson(fmt.Sprintf(
		`csn:Person personnummer="%s" Status="%s" sekretess="%s" sekel="%s" xmlns="http://schema.csn.se/v4.0/person" xmlns:g="http://schema.csn.se/v4.0/csntyper"`,
		number[2:], status, protected, number[:2]), payments, f))
}

// studySupports are the kinds of support with the codes that are theirs.
var studySupports = []struct{ name, space, codes string }{
	{"Studiemedel", "studiemedel", " GRUND GRUNDU MLÅN MLÅNU TLÅN TILB "},
	{"Studiehjalp", "studiehjalp", " SH SHU SB SBU EXTRA EXTRAU INACK INACKU LÄRLE "},
	{"HemutrustningsLan", "hemutrustningslan", " HUT "},
	{"Studiestartsstod", "studiestartsstod", " SSSTÖD TBID "},
	{"Omstallningsstudiestod", "omstallningsstudiestod", " OSS "},
}

// studyPerson writes a Person: which kinds of support there are, and of each a case for each form of it.
func (q *question) studyPerson(start string, payments []Payment, f Flaw) string {
	var flags, supports []string
	for _, kind := range studySupports {
		var cases []string
		for _, code := range strings.Fields(kind.codes) {
			if one := q.studyCase(kind.space, code, len(cases)+1, payments); one != "" {
				cases = append(cases, one)
			}
		}
		flag, list := "0", ""
		if len(cases) > 0 {
			flag, list = "1", tag("Arenden", cases...)
		}
		flags = append(flags, textTag("g:"+kind.space, flag))
		supports = append(supports, tag(kind.name, list))
	}
	return tag(start, append([]string{tag("Studiestodstypforteckning", flags...)}, append(supports, more(f))...)...)
}

// studyCase writes a case of one form of support, or nothing where there is none.
func (q *question) studyCase(space, code string, number int, payments []Payment) string {
	var granted, plan []string
	var name string
	for _, s := range q.known.Studies {
		if s.Code == code {
			name = s.Name
			granted = append(granted, tag("s:BeviljadTid", textTag("g:starttid", week(s.From)), textTag("g:sluttid", week(s.Until)), textTag("g:takt", "100"), tag("g:Beloppen"), textTag("g:totbelopp", "0")))
		}
	}
	for _, p := range payments {
		if p.Code != code {
			continue
		}
		name = p.Name
		status, on := "Utbetald", compact(p.PaidOn)
		if p.planned(q.today) {
			status = "Planerad"
		}
		if p.Undated {
			on = "0"
		}
		amount := strconv.Itoa(int(p.Net() / aid.Kronor))
		amounts := tag("g:Beloppen", tag("g:Belopp", textTag("g:beloppstyp", "GRUNDB"), textTag("g:klartext", "Bidrag"), textTag("g:belopp", amount), textTag("g:totbelopp", amount)))
		plan = append(plan, tag("s:Utbetalning", textTag("g:utbetdatum", on), textTag("g:utbetstatus", status), tag("g:Utbetaldatider",
			tag("g:Utbetaldtid", textTag("g:startvecka", week(p.From)), textTag("g:slutvecka", week(p.Until)), amounts, textTag("g:totbelopp", amount))), textTag("g:totbelopp", amount)))
	}
	if len(granted)+len(plan) == 0 {
		return ""
	}
	parts := []string{textTag("s:stodform", code), textTag("s:klartext", name), textTag("s:status", "BESLUTAD")}
	if space != "hemutrustningslan" {
		parts = append(parts, tag("s:soktaTider"), tag("s:BeviljadeTider", granted...))
	}
	return tag(fmt.Sprintf(`Arende lopnummer="%d" xmlns:s="http://schema.csn.se/v4.0/%s"`, number, space), append(parts, tag("s:UtbetalningsPlan", plan...))...)
}

// week writes a day's week as CSN does.
func week(d aid.Date) string {
	year, number := d.Time().ISOWeek()
	return fmt.Sprintf("%04d%02d", year, number)
}
