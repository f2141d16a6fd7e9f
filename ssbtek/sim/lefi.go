package sim

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/loopback"
)

// What LEFI v9 lets be asked about. Source: LefiFkFormanGruppKod, LefiPmFormanGruppKod, LefiExternOvrigInformationTypKod.
var (
	lefiInsurance = strings.Fields("FK:ABB FK:AP FK:AS FK:BOB FK:BST FK:BTI FK:DPE FK:EJO FK:ET FK:FP FK:FSJP FK:GP FK:HE FK:MABB FK:MEK FK:NP FK:OMV " +
		"FK:PJOB FK:PROG FK:RBE FK:SA FK:SBP FK:SJP FK:TFP FK:US FK:VB FK:YL")
	lefiPensions = []string{"PM:AP", "PM:BTI", "PM:EF"}
	lefiOther    = strings.Fields("FK:GEPI FK:PANV FK:SGI FK:SKUP FK:STAV PM:LINT PM:PBH PM:PU")
	lefiNumber   = regexp.MustCompile(`^([0-9]{2})?[0-9]{10}$`)
)

// lefiQuestion is LefiExternFormansinformationFraga.
type lefiQuestion struct {
	Number string `json:"personnummer"`
	Period struct {
		From  aid.Date `json:"from"`
		Until aid.Date `json:"tom"`
	} `json:"period"`
	Cases     []string `json:"formansinformation"`
	Claims    []string `json:"ansprak"`
	Decisions []string `json:"beslut"`
	Planned   []string `json:"preliminaraUtbetalningar"`
	Paid      []string `json:"utbetalningar"`
	Other     []string `json:"ovrigInformation"`
}

// valid holds a question to LEFI's rules: known codes, each once, at least one, and no more than two years.
func (l lefiQuestion) valid() bool {
	count := 0
	for _, list := range []struct {
		asked   []string
		allowed []string
	}{
		{l.Cases, lefiInsurance},
		{l.Claims, lefiPensions},
		{l.Decisions, lefiPensions},
		{l.Planned, slices.Concat(lefiInsurance, lefiPensions)},
		{l.Paid, slices.Concat(lefiInsurance, lefiPensions)},
		{l.Other, lefiOther},
	} {
		for i, code := range list.asked {
			if !slices.Contains(list.allowed, code) || slices.Contains(list.asked[:i], code) {
				return false
			}
			count++
		}
	}
	from, until := l.Period.From, l.Period.Until
	twoYears := aid.DateOf(from.Time().AddDate(2, 0, 0))
	return count > 0 && lefiNumber.MatchString(l.Number) && !from.IsZero() && !until.IsZero() && !until.Before(from) && !twoYears.Before(until)
}

// about tells whether anything is asked of an agency.
func (l lefiQuestion) about(agency string) bool {
	return slices.ContainsFunc(slices.Concat(l.Cases, l.Claims, l.Decisions, l.Planned, l.Paid, l.Other), func(code string) bool { return strings.HasPrefix(code, agency+":") })
}

type object = map[string]any

// lefi answers the question within the question. Each agency's flaws are its own.
func (q *question) lefi(f Flaw, asked *loopback.Element) string {
	text, err := base64.StdEncoding.DecodeString(asked.At("lefiJsonFraga").Value())
	var l lefiQuestion
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	switch {
	case err != nil, decoder.Decode(&l) != nil, !l.valid(), asked.At("version").Value() != "v9" && asked.At("version").Value() != "":
		return sourceError("BT", "400")
	case asked.At("aktorsid").Value() == "", !strings.HasSuffix(q.number, l.Number):
		return sourceError("BT", "403")
	}
	if f == Garbled {
		return tag("ssbt:data", textTag("ssbt:lefiJsonSvar", base64.StdEncoding.EncodeToString([]byte(`{"utlamnare":[{`))))
	}
	answer := object{}
	var agencies []object
	deviations := object{}
	for _, agency := range []struct {
		code, name string
		flaw       Flaw
		fill       func(answer object, l lefiQuestion, f Flaw)
	}{
		{"FK", "Försäkringskassan", f, q.insurance},
		{"PM", "Pensionsmyndigheten", q.sim.Flaw("pensions"), q.pensions},
	} {
		if !l.about(agency.code) {
			continue
		}
		state := map[Flaw]string{Failing: "FELANDE", Unavailable: "OTILLGANGLIG"}[agency.flaw]
		if state == "" {
			state = "OK"
			agency.fill(answer, l, agency.flaw)
		}
		agencies = append(agencies, object{"utlamnare": object{"kod": agency.code, "namn": agency.name}, "tillstand": object{"kod": state, "beskrivning": state}})
		if code := map[Flaw]string{Denied: "OBEHORIG", Internal: "INTERNT_FEL"}[agency.flaw]; code != "" {
			list, _ := deviations["utbetalningar"].([]object)
			deviations["utbetalningar"] = append(list, object{"avvikelse": object{"kod": code, "beskrivning": code}, "formansgrupp": object{"kod": agency.code + ":AP", "beskrivning": "Allmän pension"}})
		}
	}
	answer["utlamnare"], answer["avvikelser"] = agencies, deviations
	if f == MoreElements {
		answer["nyUppgift"] = object{"del": []int{9}}
	}
	written, err := json.Marshal(answer)
	if err != nil {
		panic("write an answer of LEFI: " + err.Error()) // cannot happen: it is made of texts and numbers
	}
	return tag("ssbt:data", textTag("ssbt:lefiJsonSvar", base64.StdEncoding.EncodeToString(written)))
}

// insurance fills in what the social insurance agency knows.
func (q *question) insurance(answer object, l lefiQuestion, f Flaw) {
	info := object{}
	if slices.Contains(l.Other, "FK:GEPI") {
		info["generellPersoninformation"] = []object{{"personnummer": q.echoed(f), "skyddad": q.known.Protected || f == Marked}}
	}
	var paid, planned []object
	add := func(p Payment, payer int) {
		if one := oldPayment(p, payer); p.planned(q.today) {
			planned = append(planned, one)
		} else {
			paid = append(paid, one)
		}
	}
	for _, p := range q.known.payments("social_insurance", l.Period.From, l.Period.Until, q.today) {
		add(p, 1001)
	}
	for _, p := range q.known.payments("pensions", l.Period.From, l.Period.Until, q.today) {
		if p.OldForm {
			add(p, 1003)
		}
	}
	if len(l.Paid) > 0 && len(paid) > 0 {
		info["utbetalningsuppgift"] = paid
	}
	if len(l.Planned) > 0 && len(planned) > 0 {
		info["preliminarautbetalningar"] = planned
	}
	answer["formansinformation"] = info
}

// oldPayment writes LefiUtbetalningUppgift, with its rows: one of the benefit, and one for each thing taken from it.
func oldPayment(p Payment, payer int) object {
	kronor := func(o aid.Ore) object { return object{"summa": json.Number(o.Decimal()), "valuta": "SEK"} }
	period := object{"fran": p.From.String(), "till": p.Until.String()}
	part := object{"id": p.Code, "beskrivning": p.Name}
	if p.Part != "" {
		part = object{"beskrivning": p.Part} // its code is in no published example
	}
	rows := []object{{"forman": part, "period": period, "beloppstyp": object{"beskrivning": part["beskrivning"]}, "bruttobelopp": kronor(p.Gross)}}
	if p.Tax != 0 {
		rows = append(rows, object{"forman": part, "period": period, "beloppstyp": object{"id": "PS", "beskrivning": "Preliminär skatt"}, "skattebelopp": kronor(p.Tax)})
	}
	if p.Deducted != 0 {
		rows = append(rows, object{"forman": part, "period": period, "beloppstyp": object{"id": "INF", "beskrivning": "Utmätning"}, "avdragsbelopp": kronor(p.Deducted)})
	}
	return object{
		"typ": object{"id": 1, "beskrivning": "Månad"}, "foretag": object{"id": payer}, "formansfamilj": object{"id": p.Code, "beskrivning": p.Name},
		"datum": p.PaidOn.String(), "period": period, "bruttobelopp": kronor(p.Gross), "skattebelopp": kronor(p.Tax),
		"avdragsbelopp": kronor(p.Tax + p.Deducted), // which LEFI says holds the tax too
		"nettobelopp":   kronor(p.Net()), "utbetalningsdetalj": rows,
	}
}

// pensions fills in what the pensions agency knows, in its own form: whole kronor, and benefits in rows.
func (q *question) pensions(answer object, l lefiQuestion, f Flaw) {
	var paid, planned []object
	for _, p := range q.known.payments("pensions", l.Period.From, l.Period.Until, q.today) {
		if p.OldForm {
			continue
		}
		group := object{"kod": "PM:AP", "beskrivning": "Allmän pension"}
		if p.Code == "PM:AFS" || strings.HasPrefix(p.Code, "PM:BT") {
			group = object{"kod": "PM:BTI", "beskrivning": "Bostads- och inkomststöd"}
		}
		one := object{
			"utbetalningsdatum": p.PaidOn.String(), "utbetalningsperiod": object{"from": p.From.String(), "tom": p.Until.String()},
			"bruttobelopp": int(p.Gross / aid.Kronor), "nettobelopp": int(p.Net() / aid.Kronor),
			"utbetalningsrader": []object{{"formansgrupp": group, "belopp": int(p.Gross / aid.Kronor), "beloppstyp": object{"kod": p.Code, "beskrivning": p.Name}}},
		}
		var taken []object
		if p.Tax != 0 {
			taken = append(taken, object{"belopp": -int(p.Tax / aid.Kronor), "avdragstyp": object{"kod": "PM:PS", "beskrivning": "Preliminär skatt"}})
		}
		if p.Deducted != 0 {
			taken = append(taken, object{"belopp": -int(p.Deducted / aid.Kronor), "avdragstyp": object{"kod": "PM:UTMATNING", "beskrivning": "Utmätning"}})
		}
		one["avdrag"] = taken
		if p.planned(q.today) {
			planned = append(planned, one)
		} else {
			paid = append(paid, one)
		}
	}
	if len(l.Paid) > 0 && len(paid) > 0 {
		answer["utbetalningar"] = paid
	}
	if len(l.Planned) > 0 && len(planned) > 0 {
		answer["preliminaraUtbetalningar"] = planned
	}
}
