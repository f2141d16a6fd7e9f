package ssbtek_test

import (
	"encoding/base64"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bistand/aid"
	"bistand/ssbtek"
)

// envelope puts the answers of sources in an envelope.
func envelope(sources string) []byte {
	return []byte(`<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><hamtaBastjanstInformationResponse><svarsdata>` + sources +
		`</svarsdata></hamtaBastjanstInformationResponse></S:Body></S:Envelope>`)
}

func coded(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

func lefi(json string) string {
	return `<FK><data><lefiJsonSvar>` + coded(json) + `</lefiJsonSvar></data></FK>`
}

func csn(code, people string) string {
	return `<CSN><data><svar>` + coded(`<CSNSvar><GemensamtSvarEkbistand><Resultat><ResultatKod>`+code+`</ResultatKod></Resultat></GemensamtSvarEkbistand><Personer>`+people+`</Personer></CSNSvar>`) + `</svar></data></CSN>`
}

func csnPayment(rest string) string {
	return csn("0", `<Person personnummer="8503149802" sekel="19"><Studiemedel><Arenden><Arende><stodform>GRUND</stodform><klartext>Studiemedel</klartext>`+rest+`</Arende></Arenden></Studiemedel></Person>`)
}

func skv(people string) string {
	return `<SKV><data><svar>&lt;?xml version="1.0" encoding="ISO-8859-1"?&gt;` + strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(`<S><PersonuppgiftLista>`+people+`</PersonuppgiftLista></S>`) + `</svar></data></SKV>`
}

const (
	both    = `"utlamnare":[{"utlamnare":{"kod":"FK"},"tillstand":{"kod":"OK"}},{"utlamnare":{"kod":"PM"},"tillstand":{"kod":"OK"}}]`
	afOK    = `<StatusSokandeinformationKod>0</StatusSokandeinformationKod>`
	afMe    = `<IdentitetsbeteckningFysiskPerson>198503149802</IdentitetsbeteckningFysiskPerson>`
	mivMe   = `<personnummer>198503149802</personnummer>`
	soMe    = `<IdentificationNumber>198503149802</IdentificationNumber>`
	payment = `<utbetdatum>20261125</utbetdatum><utbetstatus>Utbetald</utbetstatus><totbelopp>-450</totbelopp>`
)

// answerCase is what one source sends, and what is made of it.
type answerCase struct {
	name      string
	authority aid.Authority
	answer    string
	want      aid.Report
}

func unchecked(f aid.ReportFault) aid.Report { return aid.Report{Answer: aid.Unchecked, Fault: f} }

func benefit(b aid.Benefit) aid.Report {
	return aid.Report{Answer: aid.Answered, Benefits: []aid.Benefit{b}}
}

func fact(f aid.ReportFact) aid.Report {
	return aid.Report{Answer: aid.Answered, Facts: []aid.ReportFact{f}}
}

var (
	nothing = aid.Report{Answer: aid.Nothing}
	on      = day("2026-11-25")
)

// lefiCases are of the two agencies that answer through LEFI.
func lefiCases() []answerCase {
	fk := func(payment string) string {
		return lefi(`{` + both + `,"formansinformation":{"utbetalningsuppgift":` + payment + `}}`)
	}
	pm := func(payment string) string { return lefi(`{` + both + `,"utbetalningar":` + payment + `}`) }
	return []answerCase{
		{"no base64", "social_insurance", `<FK><data><lefiJsonSvar>%</lefiJsonSvar></data></FK>`, unchecked(aid.Unreadable)},
		{"a text after the document", "social_insurance", lefi(`{` + both + `} x`), unchecked(aid.Unreadable)},
		{"a list for a document", "social_insurance", lefi(`[]`), unchecked(aid.Unreadable)},
		{"nobody's state", "social_insurance", lefi(`{}`), unchecked(aid.NoAnswer)},
		{"a state that is not known", "pensions", lefi(`{"utlamnare":[{"utlamnare":{"kod":"PM"},"tillstand":{"kod":"NY"}}]}`), unchecked(aid.Unreadable)},
		{"a deviation of one code", "social_insurance", lefi(`{` + both + `,"avvikelser":{"ovrigInformation":[{"avvikelse":{"kod":"INTERNT_FEL"},"ovrigInformationstyp":{"kod":"FK:GEPI"}}]}}`), unchecked(aid.Failed)},
		{"a deviation of the other's", "social_insurance", lefi(`{` + both + `,"avvikelser":{"beslut":[{"avvikelse":{"kod":"OBEHORIG"},"formansgrupp":{"kod":"PM:AP"}}]}}`), nothing},
		{"a deviation of nobody's", "pensions", lefi(`{` + both + `,"avvikelser":{"nytt":[{"avvikelse":{"kod":"NY"}}]}}`), unchecked(aid.Failed)},
		{"deviations as a list", "pensions", lefi(`{` + both + `,"avvikelser":[{"avvikelse":{"kod":"OBEHORIG"}}]}`), unchecked(aid.NotAllowed)},
		{"no deviations as a list", "social_insurance", lefi(`{` + both + `,"avvikelser":[]}`), nothing},
		{"a number of ten digits", "social_insurance", lefi(`{` + both + `,"formansinformation":{"generellPersoninformation":[{"personnummer":"8503149802","skyddad":true}]}}`), aid.Report{Answer: aid.Nothing, Protected: true}},
		{"another's number", "pensions", lefi(`{` + both + `,"formansinformation":{"generellPersoninformation":{"personnummer":"198306229819"}}}`), unchecked(aid.Unreadable)},
		{"a single item, codes as texts and numbers as texts", "social_insurance", fk(`{"formansfamilj":"Underhållsstöd","datum":"2026-11-25","nettobelopp":"1673,00","period":{"from":"2026-10","tom":"2026-11"}}`), benefit(aid.Benefit{
			Kind: "maintenance", Code: "FK", Name: "Underhållsstöd", PaidOn: on, From: day("2026-10-01"), Until: day("2026-11-30"), Net: 1673 * kr,
		})},
		{"an amount with more decimals", "social_insurance", fk(`[{"formansfamilj":{"id":"FP"},"datum":"2026-11-25T00:00:00","nettobelopp":{"summa":1.2345679E4}}]`), benefit(aid.Benefit{
			Kind: "parental_benefit", Code: "FP", PaidOn: on, Net: 1234568,
		})},
		{"rows of several benefits", "social_insurance", fk(`[{"formansfamilj":{"id":"DAG","beskrivning":"Dagersättning"},"datum":"2026-11-25","nettobelopp":{"summa":-200,"valuta":"SEK"},"utbetalningsdetalj":[
			{"forman":{"id":"SJP","beskrivning":"Sjukpenning"},"bruttobelopp":{"summa":900}},{"forman":{"id":"FP","beskrivning":"Föräldrapenning"},"bruttobelopp":{"summa":700}}]}]`), benefit(aid.Benefit{
			Kind: "other_income", Code: "DAG", Name: "Dagersättning", PaidOn: on, Net: -200 * kr,
		})},
		{"a programme by its type of amount", "social_insurance", fk(`[{"formansfamilj":{"id":"DAG","beskrivning":"Dagersättning"},"datum":"2026-11-25","nettobelopp":{"summa":3248},"utbetalningsdetalj":[
			{"forman":{"id":"AMP","beskrivning":"Arbetsmarknadspolitiskt program"},"beloppstyp":{"id":"AS","beskrivning":"Aktivitetsstöd"}},
			{"forman":{"id":"AMP","beskrivning":"Arbetsmarknadspolitiskt program"},"beloppstyp":{"id":"PS","beskrivning":"Preliminär skatt"}}]}]`), benefit(aid.Benefit{
			Kind: "activity_support", Code: "AMP", Name: "Arbetsmarknadspolitiskt program, Aktivitetsstöd", PaidOn: on, Net: 3248 * kr,
		})},
		{"another currency", "social_insurance", fk(`[{"formansfamilj":{"id":"FP"},"datum":"2026-11-25","nettobelopp":{"summa":1,"valuta":"EUR"}}]`), unchecked(aid.Unreadable)},
		{"no net", "social_insurance", fk(`[{"formansfamilj":{"id":"FP"},"datum":"2026-11-25","nettobelopp":{},"bruttobelopp":{"summa":5}}]`), unchecked(aid.Unreadable)},
		{"no day", "social_insurance", fk(`[{"formansfamilj":{"id":"FP"},"nettobelopp":{"summa":1}}]`), unchecked(aid.Unreadable)},
		{"no benefit", "social_insurance", fk(`[{"datum":"2026-11-25","nettobelopp":{"summa":1}}]`), unchecked(aid.Unreadable)},
		{"too much", "social_insurance", fk(`[{"formansfamilj":{"id":"FP"},"datum":"2026-11-25","nettobelopp":{"summa":10000001}}]`), unchecked(aid.Unreadable)},
		{"a text for a list", "social_insurance", fk(`"inget"`), unchecked(aid.Unreadable)},

		{"a pension of several parts", "pensions", pm(`[{"utbetalningsdatum":"2026-11-25","nettobelopp":14109,"bruttobelopp":16361,"avdrag":[{"belopp":-2252,"avdragstyp":{"kod":"PM:PS"}}],"utbetalningsrader":[
			{"formansgrupp":{"kod":"PM:AP"},"beloppstyp":{"kod":"PM:IP","beskrivning":"Inkomstpension"},"belopp":9000},{"formansgrupp":{"kod":"PM:AP"},"beloppstyp":{"kod":"PM:TP","beskrivning":"Tilläggspension"},"belopp":9000}]}]`), benefit(aid.Benefit{
			Kind: "pension", Code: "PM:IP+PM:TP", Name: "Inkomstpension, Tilläggspension", PaidOn: on, Gross: 16361 * kr, Tax: 2252 * kr, Net: 14109 * kr,
		})},
		{"a pension with what is no pension", "pensions", pm(`[{"utbetalningsdatum":"2026-11-25","nettobelopp":100,"utbetalningsrader":[
			{"formansgrupp":{"kod":"PM:AP"},"beloppstyp":{"kod":"PM:IP","beskrivning":"Inkomstpension"}},{"formansgrupp":{"kod":"PM:BTI"},"beloppstyp":{"kod":"PM:BTP","beskrivning":"Bostadstillägg"}}]}]`), benefit(aid.Benefit{
			Kind: "other_income", Code: "PM:IP+PM:BTP", Name: "Inkomstpension, Bostadstillägg", PaidOn: on, Net: 100 * kr,
		})},
		{"a payment in both forms", "pensions", lefi(`{` + both + `,"formansinformation":{"utbetalningsuppgift":[{"foretag":{"id":1003},"formansfamilj":{"id":"AP"},"datum":"2026-11-25","nettobelopp":{"summa":100}}]},
			"utbetalningar":[{"utbetalningsdatum":"2026-11-25","nettobelopp":100}]}`), benefit(aid.Benefit{Kind: "other_income", Code: "PM", PaidOn: on, Net: 100 * kr})},
		{"a pension without an amount", "pensions", pm(`[{"utbetalningsdatum":"2026-11-25"}]`), unchecked(aid.Unreadable)},
	}
}

// otherCases are of all other sources.
func otherCases() []answerCase {
	return []answerCase{
		{"neither data nor error", "tax", `<SKV/>`, unchecked(aid.Unreadable)},
		{"both data and error", "vehicles", `<TNS><data><resultat>OK</resultat></data><error><kalla>BT</kalla></error></TNS>`, unchecked(aid.Failed)},
		{"an error of nobody knows whom", "vehicles", `<TNS><error><kalla>?</kalla></error></TNS>`, unchecked(aid.Failed)},
		{"twice", "vehicles", `<TNS><data><resultat>OK</resultat></data></TNS><TNS><data><resultat>OK</resultat></data></TNS>`, unchecked(aid.Unreadable)},

		{"a number that is not in CSN's systems", "study_support", csn("-2", ""), nothing},
		{"one of CSN's systems does not answer", "study_support", csn("-1101", ""), unchecked(aid.Failed)},
		{"no result", "study_support", csn("", ""), unchecked(aid.Unreadable)},
		{"another's number without a century", "study_support", csn("0", `<Person personnummer="8306229819"/>`), unchecked(aid.Unreadable)},
		{"another century", "study_support", csn("0", `<Person personnummer="8503149802" sekel="18"/>`), unchecked(aid.Unreadable)},
		{"days for weeks", "study_support", csnPayment(`<BeviljadeTider><BeviljadTid><starttid>20260831</starttid><sluttid>20270117</sluttid></BeviljadTid></BeviljadeTider>`), fact(aid.ReportFact{
			Code: "studies", From: day("2026-08-31"), Until: day("2027-01-17"), Text: "Studiemedel",
		})},
		{"a payment back", "study_support", csnPayment(`<UtbetalningsPlan><Utbetalning>` + payment + `</Utbetalning></UtbetalningsPlan>`), benefit(aid.Benefit{
			Kind: "study_support", Code: "GRUND", Name: "Studiemedel", PaidOn: on, Net: -450 * kr,
		})},
		{"a status that is not known", "study_support", csnPayment(`<UtbetalningsPlan><Utbetalning>` + strings.Replace(payment, "Utbetald", "Stoppad", 1) + `</Utbetalning></UtbetalningsPlan>`), unchecked(aid.Unreadable)},
		{"paid on no day", "study_support", csnPayment(`<UtbetalningsPlan><Utbetalning>` + strings.Replace(payment, "20261125", "0", 1) + `</Utbetalning></UtbetalningsPlan>`), unchecked(aid.Unreadable)},
		{"a loan for furniture", "study_support", csn("0", `<Person personnummer="8503149802" sekretess="Ja"><HemutrustningsLan><Arenden><Arende><stodform>HUT</stodform><UtbetalningsPlan><Utbetalning>`+payment+
			`</Utbetalning></UtbetalningsPlan></Arende></Arenden></HemutrustningsLan></Person>`), aid.Report{
			Answer: aid.Answered, Protected: true,
			Benefits: []aid.Benefit{{Kind: "other_income", Code: "HUT", PaidOn: on, Net: -450 * kr}},
		}},

		{"no longer registered", "employment", `<AF><data><Svar>` + afMe + afOK + `<ArbetssokandeInfo><Arbetssokande>false</Arbetssokande></ArbetssokandeInfo></Svar></data></AF>`, fact(aid.ReportFact{Code: "not_jobseeker"})},
		{"neither registered nor not", "employment", `<AF><data><Svar>` + afMe + afOK + `<ArbetssokandeInfo><Arbetssokande>kanske</Arbetssokande></ArbetssokandeInfo></Svar></data></AF>`, unchecked(aid.Unreadable)},
		{"another in the question", "employment", `<AF><data><Fraga><IdentitetsbeteckningFysiskPerson>198306229819</IdentitetsbeteckningFysiskPerson></Fraga><Svar>` + afMe + afOK + `</Svar></data></AF>`, unchecked(aid.Unreadable)},
		{"no status", "employment", `<AF><data><Svar>` + afMe + `</Svar></data></AF>`, unchecked(aid.Failed)},

		{"a fund that has paid, with a status that is not known", "unemployment_fund", `<SO><data>` + soMe + `<ArbetsloshetsersattningLista><Arbetsloshetsersattning><StatusSvarandeOrganisation>1</StatusSvarandeOrganisation><Utbetalningar>` +
			`<Utbetalningsdatum>2026-11-25+01:00</Utbetalningsdatum><NettoEfterSkatt>900.5</NettoEfterSkatt></Utbetalningar></Arbetsloshetsersattning></ArbetsloshetsersattningLista></data></SO>`, benefit(aid.Benefit{
			Kind: "unemployment_benefit", Code: "SO", PaidOn: on, Net: 90050,
		})},
		{"a fund of which nothing is known", "unemployment_fund", `<SO><data>` + soMe + `<ArbetsloshetsersattningLista><Arbetsloshetsersattning><StatusSvarandeOrganisation>1</StatusSvarandeOrganisation></Arbetsloshetsersattning></ArbetsloshetsersattningLista></data></SO>`, unchecked(aid.Failed)},
		{"a fund that says that nothing is applied for", "unemployment_fund", `<SO><data>` + soMe + `<ArbetsloshetsersattningLista><Arbetsloshetsersattning><AnsoktOmErsattning><BeslutOmRattTillErsattning xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>` +
			`<AnsokanOmUtbetalningInlamnad>false</AnsokanOmUtbetalningInlamnad></AnsoktOmErsattning></Arbetsloshetsersattning></ArbetsloshetsersattningLista></data></SO>`, nothing},
		{"a fund whose payment cannot be read, beside one that can", "unemployment_fund", `<SO><data>` + soMe + `<ArbetsloshetsersattningLista><Arbetsloshetsersattning><StatusSvarandeOrganisation>all clear</StatusSvarandeOrganisation></Arbetsloshetsersattning>` +
			`<Arbetsloshetsersattning><StatusSvarandeOrganisation>all clear</StatusSvarandeOrganisation><Utbetalningar><Utbetalningsdatum>i dag</Utbetalningsdatum><NettoEfterSkatt>1</NettoEfterSkatt></Utbetalningar></Arbetsloshetsersattning>` +
			`</ArbetsloshetsersattningLista></data></SO>`, unchecked(aid.Unreadable)},
		{"no list of funds", "unemployment_fund", `<SO><data>` + soMe + `</data></SO>`, unchecked(aid.Unreadable)},

		{"no capital and a status", "tax", skv(`<Personuppgift>` + afMe + `<StatusPersonuppgiftKod>999</StatusPersonuppgiftKod></Personuppgift>`), unchecked(aid.Failed)},
		{"no capital and no status", "tax", skv(`<Personuppgift>` + afMe + `</Personuppgift>`), nothing},
		{"nobody", "tax", skv(``), unchecked(aid.Unreadable)},
		{"capital without a year", "tax", skv(`<Personuppgift>` + afMe + `<Kapitaluppgift><OverskottPaKapital>1</OverskottPaKapital></Kapitaluppgift></Personuppgift>`), unchecked(aid.Unreadable)},
		{"a surplus", "tax", skv(`<Personuppgift>` + afMe + `<Kapitaluppgift><Taxeringsar>2025</Taxeringsar><OverskottPaKapital>12</OverskottPaKapital></Kapitaluppgift></Personuppgift>`), fact(aid.ReportFact{Code: "capital", Number: 2025, Amount: 12 * kr})},

		{"vehicles with a failure", "vehicles", `<TNS><data><resultat>OK</resultat><felresultat><felkod>1</felkod></felresultat></data></TNS>`, unchecked(aid.Failed)},
		{"a vehicle without a number", "vehicles", `<TNS><data><resultat>OK</resultat><fordonsinnehav><fordon/></fordonsinnehav></data></TNS>`, unchecked(aid.Unreadable)},

		{"nobody known", "migration", `<MIV><data/></MIV>`, nothing},
		{"a refusal", "migration", `<MIV><data><response>` + mivMe + `<svarCollection><svar><beslutsKod>AVS</beslutsKod><giltighetstid>PERMANENT</giltighetstid></svar></svarCollection></response></data></MIV>`, nothing},
		{"a limited permit without an end", "migration", `<MIV><data><response>` + mivMe + `<svarCollection><svar><beslutsKod>BEV</beslutsKod><giltighetstid>TIDBEGRANSAT</giltighetstid></svar></svarCollection></response></data></MIV>`, unchecked(aid.Unreadable)},
		{"permits of nobody", "migration", `<MIV><data><response><svarCollection><svar><beslutsKod>BEV</beslutsKod></svar></svarCollection></response></data></MIV>`, unchecked(aid.Unreadable)},
	}
}

// TestLeniency holds what is read and what is not, source by source.
func TestLeniency(t *testing.T) {
	for _, c := range append(lefiCases(), otherCases()...) {
		q := autumn()
		q.Sources = []aid.Authority{c.authority}
		got, err := ssbtek.Understand(q, envelope(c.answer))
		c.want.Authority = c.authority
		if diff := cmp.Diff([]aid.Report{c.want}, got); err != nil || diff != "" {
			t.Errorf("%s: %v %s", c.name, err, diff)
		}
	}
}

// TestX10_AMarkOfProtectionIsReadWhateverElseIsWrong: who is marked as protected stays so in an answer that is no answer; who stands beside
// someone else that is, does not become it.
func TestX10_AMarkOfProtectionIsReadWhateverElseIsWrong(t *testing.T) {
	fk := func(rest, people string) string {
		return lefi(`{` + rest + `"formansinformation":{"generellPersoninformation":` + people + `}}`)
	}
	const (
		lefiMarked, lefiOther = `{"personnummer":"198503149802","skyddad":true}`, `{"personnummer":"198306229819","skyddad":true}`
		csnMarked, csnOther   = `<Person personnummer="8503149802" sekel="19" sekretess="Ja"/>`, `<Person personnummer="8306229819" sekel="19" sekretess="Ja"/>`
		afMarked              = `<Sekretessmarkering>true</Sekretessmarkering>`
		afOther               = `<IdentitetsbeteckningFysiskPerson>198306229819</IdentitetsbeteckningFysiskPerson>`
	)
	af := func(answers string) string { return `<AF><data>` + answers + `</data></AF>` }
	for _, c := range []struct {
		name      string
		authority aid.Authority
		answer    string
		fault     aid.ReportFault
		protected bool
	}{
		{"no state", "social_insurance", fk("", lefiMarked), aid.NoAnswer, true},
		{"a refusal", "social_insurance", fk(both+`,"avvikelser":[{"avvikelse":{"kod":"OBEHORIG"}}],`, lefiMarked), aid.NotAllowed, true},
		{"a payment that cannot be read", "social_insurance", lefi(`{` + both + `,"formansinformation":{"generellPersoninformation":` + lefiMarked + `,"utbetalningsuppgift":[{"datum":"i dag"}]}}`), aid.Unreadable, true},
		{"beside someone else", "social_insurance", fk(both+",", `[`+lefiOther+`,`+lefiMarked+`]`), aid.Unreadable, true},
		{"someone else alone", "social_insurance", fk(both+",", `[`+lefiOther+`]`), aid.Unreadable, false},
		{"two answers", "social_insurance", fk(both+",", lefiMarked) + fk(both+",", `[]`), aid.Unreadable, true},
		{"a failed question", "study_support", csn("-1101", csnMarked), aid.Failed, true},
		{"no result", "study_support", csn("", csnMarked), aid.Unreadable, true},
		{"beside someone else", "study_support", csn("0", csnOther+csnMarked), aid.Unreadable, true},
		{"someone else alone", "study_support", csn("0", csnOther), aid.Unreadable, false},
		{"a document that breaks off", "study_support", `<CSN><data><svar>` + coded(`<CSNSvar><GemensamtSvarEkbistand><Resultat><ResultatKod>0</ResultatKod></Resultat></GemensamtSvarEkbistand><Personer>`+csnMarked+`</Personer>`) + `</svar></data></CSN>`, aid.Unreadable, true},
		{"a payment that cannot be read", "study_support", csn("0", `<Person personnummer="8503149802" sekretess="Ja"><Studiemedel><Arenden><Arende><UtbetalningsPlan><Utbetalning/></UtbetalningsPlan></Arende></Arenden></Studiemedel></Person>`), aid.Unreadable, true},
		{"an error beside", "study_support", `<CSN><error><kalla>BT</kalla></error>` + strings.TrimPrefix(csn("0", csnMarked), `<CSN>`), aid.Failed, true},
		{"a status that is not known", "employment", af(`<Svar>` + afMe + afMarked + `<StatusSokandeinformationKod>7</StatusSokandeinformationKod></Svar>`), aid.Failed, true},
		{"two answers", "employment", af(`<Svar>` + afMe + afOK + `</Svar><Svar>` + afMe + afMarked + afOK + `</Svar>`), aid.Unreadable, true},
		{"another in the question", "employment", af(`<Fraga>` + afOther + `</Fraga><Svar>` + afMe + afMarked + afOK + `</Svar>`), aid.Unreadable, true},
		{"someone else alone", "employment", af(`<Svar>` + afOther + afMarked + afOK + `</Svar>`), aid.Unreadable, false},
		{"a mark that cannot be read", "employment", af(`<Svar>` + afMe + `<Sekretessmarkering>J</Sekretessmarkering></Svar>`), aid.Failed, true},
		{"no mark", "employment", af(`<Svar>` + afMe + `<Sekretessmarkering>false</Sekretessmarkering></Svar>`), aid.Failed, false},
	} {
		q := autumn()
		q.Sources = []aid.Authority{c.authority}
		want := aid.Report{Authority: c.authority, Answer: aid.Unchecked, Fault: c.fault, Protected: c.protected}
		got, err := ssbtek.Understand(q, envelope(c.answer))
		if diff := cmp.Diff([]aid.Report{want}, got); err != nil || diff != "" {
			t.Errorf("%s of %s: %v %s", c.name, c.authority, err, diff)
		}
	}
}

func TestKindsAreKinds(t *testing.T) {
	for _, k := range ssbtek.Kinds() {
		if !slices.Contains(aid.IncomeKinds, k) {
			t.Errorf("%s is no kind of income", k)
		}
	}
	for _, c := range []struct {
		id, name string
		want     aid.IncomeKind
	}{{"ABB", "", "child_benefit"}, {"", "Sjukpenning", "sickness_benefit"}, {"PM:BPFRI", "", "child_pension"}, {"", "", "other_income"}, {"HE", "Handikappersättning", "other_income"}} {
		if got := ssbtek.KindOfName(c.id, c.name); got != c.want {
			t.Errorf("%s %s is %s", c.id, c.name, got)
		}
	}
}

func TestWeeks(t *testing.T) {
	for text, want := range map[string]string{"202601": "2025-12-29", "202653": "2026-12-28", "202553": "", "202600": "", "202054": "", "20260": "", "2026-1": "", "202635": "2026-08-24"} {
		if got, ok := ssbtek.ReadWeek(text); ok != (want != "") || ok && got != day(want) {
			t.Errorf("week %s begins %s, want %s", text, got, want)
		}
	}
}

// holds checks what must hold of any answer whatever.
func holds(t *testing.T, reports []aid.Report) {
	t.Helper()
	if len(reports) != len(aid.InquiredAuthorities) {
		t.Fatalf("%d reports", len(reports))
	}
	for i, r := range reports {
		amounts := []aid.Ore{}
		for _, b := range r.Benefits {
			amounts = append(amounts, b.Gross, b.Tax, b.Deducted, b.Net)
			if b.PaidOn.IsZero() || b.Code == "" || !slices.Contains(aid.IncomeKinds, b.Kind) || b.Tax < 0 || b.Deducted < 0 || !b.Until.IsZero() && b.Until.Before(b.From) {
				t.Errorf("%s: %+v", r.Authority, b)
			}
		}
		for _, f := range r.Facts {
			amounts = append(amounts, f.Amount)
			if !slices.Contains(aid.ReportFactCodes, f.Code) || f.Number < 0 || len([]rune(f.Text)) > 120 {
				t.Errorf("%s: %+v", r.Authority, f)
			}
		}
		for _, a := range amounts {
			if a > aid.MaxAmount || a < -aid.MaxAmount {
				t.Errorf("%s: %d öre", r.Authority, a)
			}
		}
		count := len(r.Benefits) + len(r.Facts)
		ok := r.Authority == aid.InquiredAuthorities[i]
		switch r.Answer {
		case aid.Answered:
			ok = ok && count > 0 && r.Fault == ""
		case aid.Nothing:
			ok = ok && count == 0 && r.Fault == ""
		case aid.Unchecked:
			ok = ok && count == 0 && r.Fault != ""
		default:
			ok = false
		}
		if !ok {
			t.Errorf("report %d: %+v", i, r)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add(envelope(``))
	f.Add(envelope(`<AF><data><Svar>` + afMe + afOK + `<ArbetssokandeInfo><Arbetssokande>true</Arbetssokande><ArbetssokandeOmfattning>50</ArbetssokandeOmfattning></ArbetssokandeInfo></Svar></data></AF>` +
		`<SO><data>` + soMe + `<ArbetsloshetsersattningLista/></data></SO><TNS><data><resultat>OK</resultat></data></TNS><MIV><data/></MIV><SKV><error><kalla>SSBT</kalla></error></SKV>`))
	f.Add(envelope(lefi(`{`+both+`}`) + csn("0", "") + skv(`<Personuppgift>`+afMe+`</Personuppgift>`)))
	if folder := os.Getenv("BISTAND_SCHEMAS"); folder != "" {
		if text, err := os.ReadFile(folder + "/samples/ssbtek-v10-response.xml"); err == nil {
			f.Add([]byte(`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>` + string(text) + `</e:Body></e:Envelope>`))
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		reports, err := ssbtek.Understand(autumn(), body)
		if err == nil {
			holds(t, reports)
		}
	})
}

func FuzzLEFI(f *testing.F) {
	f.Add(`{` + both + `,"avvikelser":{"utbetalningar":[{"avvikelse":{"kod":"OBEHORIG"},"formansgrupp":{"kod":"FK:AP"}}]}}`)
	f.Add(`{` + both + `,"formansinformation":{"generellPersoninformation":[{"personnummer":"198503149802","skyddad":false}],"preliminarautbetalningar":[{"foretag":{"id":1003},"formansfamilj":{"id":"DAG","beskrivning":"Dagersättning"},"datum":"2026-11-25",` +
		`"period":{"fran":"2026-11","till":"2026-11"},"bruttobelopp":{"summa":10,"valuta":"SEK"},"skattebelopp":{"summa":1},"avdragsbelopp":2,"nettobelopp":{"summa":8.5},"utbetalningsdetalj":[{"forman":{"id":"AMP"},"beloppstyp":{"id":"PS"}}]}]}}`)
	f.Add(`{` + both + `,"utbetalningar":[{"utbetalningsdatum":"2026-11-25","utbetalningsperiod":{"from":"2026-11-01","tom":"2026-11-30"},"bruttobelopp":16361,"nettobelopp":14109,"avdrag":[{"belopp":-2252,"avdragstyp":{"kod":"PM:PS"}}],` +
		`"utbetalningsrader":[{"formansgrupp":{"kod":"PM:AP"},"beloppstyp":{"kod":"PM:IP"}}]}]}`)
	f.Fuzz(func(t *testing.T, json string) {
		reports, err := ssbtek.Understand(autumn(), envelope(lefi(json)))
		if err != nil {
			t.Fatal(err)
		}
		holds(t, reports)
	})
}

func FuzzStudies(f *testing.F) {
	f.Add(`<CSNSvar><GemensamtSvarEkbistand><Resultat><ResultatKod>0</ResultatKod></Resultat></GemensamtSvarEkbistand><Personer><Person personnummer="8503149802" sekel="19" sekretess="Ja"><Studiehjalp><Arenden><Arende><stodform>SB</stodform>` +
		`<BeviljadeTider><BeviljadTid><starttid>202635</starttid><sluttid>202702</sluttid></BeviljadTid></BeviljadeTider><UtbetalningsPlan><Utbetalning>` + payment +
		`<Utbetaldatider><Utbetaldtid><startvecka>202645</startvecka><slutvecka>202648</slutvecka></Utbetaldtid></Utbetaldatider></Utbetalning></UtbetalningsPlan></Arende></Arenden></Studiehjalp></Person></Personer></CSNSvar>`)
	f.Add(`<?xml version="1.0" encoding="ISO-8859-1"?><CSNSvar><GemensamtSvarEkbistand><Resultat><ResultatKod>-2</ResultatKod></Resultat></GemensamtSvarEkbistand></CSNSvar>`)
	f.Fuzz(func(t *testing.T, document string) {
		reports, err := ssbtek.Understand(autumn(), envelope(`<CSN><data><svar>`+coded(document)+`</svar></data></CSN>`))
		if err != nil {
			t.Fatal(err)
		}
		holds(t, reports)
	})
}

func FuzzTax(f *testing.F) {
	f.Add(`<Personuppgift>` + afMe + `<Kapitaluppgift><Taxeringsar>2025</Taxeringsar><SummaIntakterPaKapital>812</SummaIntakterPaKapital></Kapitaluppgift></Personuppgift>`)
	f.Add(`<Personuppgift>` + afMe + `<StatusPersonuppgiftKod>1</StatusPersonuppgiftKod></Personuppgift>`)
	f.Fuzz(func(t *testing.T, people string) {
		if reports, err := ssbtek.Understand(autumn(), envelope(skv(people))); err == nil {
			holds(t, reports)
		}
	})
}

func FuzzValues(f *testing.F) {
	for _, seed := range []string{"1250.50", "-450", "1.2E4", "12,5", "9999999999", "2016-11-18+01:00", "20261125", "202635", "202653", "0", "NaN", "0x1p4"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if amount, ok := ssbtek.ReadAmount(text); ok && (amount > aid.MaxAmount || amount < -aid.MaxAmount) {
			t.Errorf("%q is %d öre", text, amount)
		}
		if d, ok := ssbtek.ReadDate(text); ok && (d.Year < 1900 || d.Year >= 9999 || !strings.HasPrefix(strings.ReplaceAll(strings.TrimSpace(text), "-", ""), strings.ReplaceAll(d.String(), "-", ""))) {
			t.Errorf("%q is %s", text, d)
		}
		if d, ok := ssbtek.ReadWeek(text); ok && d.Weekday() != 1 {
			t.Errorf("week %q begins on a %s", text, d.Weekday())
		}
	})
}
