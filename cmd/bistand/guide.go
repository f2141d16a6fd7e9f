package main

import (
	"context"
	"fmt"

	"bistand/aid"
	"bistand/casework"
)

// guideRow is a row of the list of applications in Lund's user guide.
type guideRow struct {
	day    string
	status aid.ApplicationStatus
}

var guideRows = []guideRow{
	{"2016-11-14", aid.Decided},
	{"2016-11-07", aid.Paid},
	{"2016-11-04", aid.Registered},
	{"2016-11-04", aid.Registered},
	{"2016-11-03", aid.Decided},
	{"2016-11-02", aid.Decided},
}

// guideNotes are the headings of its journal notes, all of 14 February 2017.
var guideNotes = []string{"KALLELSE TILL BESÖK", "ANSÖKAN MARS", "KOMPLETTERANDE UPPGIFTER"}

// guideNoteBody is the note that the guide shows opened, as it shows it.
const guideNoteBody = `ANSÖKAN FÖR XXX MÅNAD INKOM XXXX

Handläggs enligt grönflörandeplan (datum) för perioden XXXXXX

Ekonomi:
Verifikationer över inkomster och utgifter enligt beräkning för ansökningsperioden.
Kontroll enligt SSBTEK.

Övrigt:
Förändringar sedan föregående ansökan:
170214 CSS Ingrid Andersson
#protect0`

// addGuide takes in the example of Lund's user guide: its list of applications and journal notes in one case, its one
// application with every field and amount in another.
func (s *seed) addGuide(ctx context.Context) error {
	opened := aid.Date{Year: 2016, Month: 11, Day: 1}
	list, payee, err := s.open(ctx, []demoPerson{guideList}, opened, false, false)
	if err != nil {
		return err
	}
	for i := len(guideRows) - 1; i >= 0; i-- { // oldest first, as they came in
		if err := s.addGuideRow(ctx, list, payee, guideRows[i]); err != nil {
			return fmt.Errorf("guide's application of %s: %w", guideRows[i].day, err)
		}
	}
	for i := len(guideNotes) - 1; i >= 0; i-- {
		body := guideNotes[i]
		if body == "ANSÖKAN MARS" {
			body = guideNoteBody
		}
		note := aid.JournalNote{CaseID: list.ID, Heading: guideNotes[i], Body: body, On: aid.Date{Year: 2017, Month: 2, Day: 14}}
		if _, err := s.desk.WriteNote(ctx, request(s.with(aid.Caseworker)), s.with(aid.Caseworker), note, true); err != nil {
			return err
		}
	}
	detail, payee, err := s.open(ctx, []demoPerson{guideDetail}, opened, false, false)
	if err != nil {
		return err
	}
	return s.addGuideDetail(ctx, detail, payee)
}

// imported is an application of the guide as the earlier system had it.
func (s *seed) imported(c aid.Case, day aid.Date) aid.Application {
	return aid.Application{
		CaseID: c.ID, Month: day.MonthOf(), Kind: aid.Renewal, Reason: "norm", OnBehalf: "own", Origin: aid.Imported,
		Content: aid.Content{Month: day.MonthOf(), Household: c.Household()}, FrozenBy: c.Adults()[0].ID, Registered: day,
	}
}

// importedDecision is a calculation and a decision with no more than their sums, made by Ingrid Andersson.
func (s *seed) importedDecision(calculated, decided aid.Date, result, amount aid.Ore) (*aid.Calculation, *aid.Decision) {
	by := s.with(aid.DecisionMaker)
	calculation := &aid.Calculation{Origin: aid.Imported, Result: result, MadeBy: by.ID, MadeByName: by.Name, MadeAt: calculated.Time()}
	decision := &aid.Decision{
		Origin: aid.Imported, Outcome: aid.Granted, Amount: amount, LegalBasis: "Ek bistånd 4:1 SoL", DecidedBy: by.ID,
		DecidedByName: "Ingrid Andersson", DecidedAt: decided.Time(),
	}
	return calculation, decision
}

func (s *seed) addGuideRow(ctx context.Context, c aid.Case, payee aid.Payee, row guideRow) error {
	day, err := aid.ParseDate(row.day)
	if err != nil {
		return err
	}
	history := casework.History{Application: s.imported(c, day)}
	if row.status != aid.Registered {
		history.Calculation, history.Decision = s.importedDecision(day, day, kr, kr)
	}
	if row.status == aid.Paid {
		history.Payments = []casework.HistoricPayment{{Payee: payee.ID, Amount: kr, SentOn: day.AddBankDays(1)}}
	}
	_, err = s.desk.ImportHistory(ctx, casework.Request{Actor: system}, history)
	return err
}

// addGuideDetail takes in the guide's one application: calculated 384,00, granted and paid 1,00.
func (s *seed) addGuideDetail(ctx context.Context, c aid.Case, payee aid.Payee) error {
	november := func(day int) aid.Date { return aid.Date{Year: 2016, Month: 11, Day: day} }
	history := casework.History{Application: s.imported(c, november(3))}
	history.Calculation, history.Decision = s.importedDecision(november(3), november(4), 384*kr, kr)
	history.Payments = []casework.HistoricPayment{{Payee: payee.ID, Amount: kr, SentOn: november(28)}}
	_, err := s.desk.ImportHistory(ctx, casework.Request{Actor: system}, history)
	return err
}
