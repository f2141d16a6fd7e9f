package aid

import (
	"slices"
	"time"
)

// PaperKind (slag av handling) is a stable code of a named document that an application rests on. Attachments have it as their
// kind.
type PaperKind string

// The papers. Source: Lund's leaflet of 2015, "Följande behöver du ta med dig"; bank statements from Borlänge's page; cost
// proposals from Höganäs's guidelines of 2016.
const (
	BankStatement      PaperKind = "bank_statement"      // kontoutdrag
	RentalContract     PaperKind = "rental_contract"     // hyreskontrakt
	RentBill           PaperKind = "rent"                // hyresavi
	PowerBill          PaperKind = "electricity"         // elräkning
	IncomeProof        PaperKind = "income"              // specifikation på inkomst
	ExpenseProof       PaperKind = "receipt"             // räkning eller kvitto
	ActionPlan         PaperKind = "action_plan"         // handlingsplan från Arbetsförmedlingen
	MedicalCertificate PaperKind = "medical_certificate" // läkarintyg
	LoanStatement      PaperKind = "loan_statement"      // skulder, räntor och amorteringar på en ägd bostad
	DentalProposal     PaperKind = "dental_proposal"     // kostnadsförslag från tandläkare
	OpticianProposal   PaperKind = "optician_proposal"   // kostnadsförslag och recept från optiker
	OtherPaper         PaperKind = "other"               // annat underlag
	ScannedApplication PaperKind = "scanned_application" // ansökan på papper, som personal har läst in
)

// PaperKinds lists the papers that an applicant may hand in, in the order shown.
var PaperKinds = []PaperKind{
	BankStatement, RentalContract, RentBill, IncomeProof, ExpenseProof, ActionPlan, MedicalCertificate, LoanStatement, DentalProposal, OpticianProposal, OtherPaper,
}

// Papers lists what an application needs to be complete, by what it states. Of a monthly one it is nothing: it cannot be signed
// without bank statements, and the rest is asked for where there is a reason.
func (c Content) Papers() []PaperKind {
	switch c.KindOf() {
	case First:
		return c.firstPapers()
	case Supplementary:
		return c.needPapers()
	}
	return nil
}

// firstPapers are those of a first application.
func (c Content) firstPapers() []PaperKind {
	papers := []PaperKind{BankStatement}
	has := func(test func(OccupationKind) bool) bool {
		return slices.ContainsFunc(c.Occupations, func(o Occupation) bool { return test(o.Kind) })
	}
	add := func(needed bool, kinds ...PaperKind) {
		if needed {
			papers = append(papers, kinds...)
		}
	}
	owned := c.Housing.Form == "owned_flat" || c.Housing.Form == "owned_house"
	add(c.Housing.Contract == "own" && !owned, RentalContract)
	add(slices.ContainsFunc(c.Expenses, func(e Expense) bool { return e.Kind == "housing" }), RentBill)
	add(len(c.Incomes) > 0, IncomeProof)
	add(slices.ContainsFunc(c.Expenses, func(e Expense) bool { return e.Kind != "housing" }), ExpenseProof)
	add(has(func(k OccupationKind) bool { return k == "unemployed" }), ActionPlan)
	add(has(func(k OccupationKind) bool { return k == "sick" }), MedicalCertificate)
	add(owned || slices.ContainsFunc(c.Assets, func(a Asset) bool { return a.Kind == "property" }), LoanStatement)
	return papers
}

// MonthPapers (handlingar till månadens ansökan) is what a household hands in with a month's application, and why. A first
// application names its own papers instead: see Content.Papers.
type MonthPapers struct {
	Month  Month
	Until  Date                // the last day on which the month can be applied for
	Items  []CompletionItem    // the statements of each adult's accounts, and then proof of what is asked for
	All    *FullEvidence       // why proof of everything is asked for; nil where the household has the simpler way
	Checks []CompletionRequest // spot checks that wait for an answer of their own
}

// needPapers are those of a single need. Source: Höganäs's guidelines of 2016: dental care and glasses after a cost proposal,
// glasses with an optician's word that they are needed, care and medicine by receipts. Fees and debts by their bills: Lund's
// leaflet of 2015, "Räkningar och kvitton på aktuella utgifter". What is still to be bought has no paper yet.
func (c Content) needPapers() []PaperKind {
	var papers []PaperKind
	for _, e := range c.Expenses {
		switch e.Kind {
		case "dental":
			papers = append(papers, DentalProposal)
		case "glasses":
			papers = append(papers, OpticianProposal)
		case "doctor", "medicine", "medical_travel", "childcare", "home_care_fee", "debt":
			papers = append(papers, ExpenseProof)
		}
	}
	return papers
}

// Sufficient (räcker som den är) is a caseworker's word that an application can be decided without the papers that it lacks.
type Sufficient struct {
	ByName string
	Reason string
	At     time.Time
}

// LacksPapers lists the papers that the content needs and that are not among its attachments.
func (c Content) LacksPapers() []PaperKind {
	return Application{Content: c, Registered: Date{Year: 1}}.LacksPapers()
}

// LacksPapers lists the papers that the application needs and that have not come, none where a caseworker has said that it
// will do as it is.
func (a Application) LacksPapers() []PaperKind {
	if a.Enough != nil || a.Origin == Imported {
		return nil
	}
	var lacks []PaperKind
	for _, kind := range a.Content.Papers() {
		if a.cameWith(kind).IsZero() {
			lacks = append(lacks, kind)
		}
	}
	return lacks
}

// cameWith is the day on which the first paper of a kind came: with the application, or after it.
func (a Application) cameWith(kind PaperKind) Date {
	for _, ref := range a.Content.Attachments {
		if ref.Kind == string(kind) {
			return a.Registered
		}
	}
	for _, late := range a.Late {
		if late.Kind == string(kind) {
			return SwedishDate(late.UploadedAt)
		}
	}
	return Date{}
}

// CompleteSince is the day from which the application could be decided, on which the municipality's own time begins: when the
// last of the papers that it needs came, or when a caseworker said that it will do, and what staff have asked for had come. No
// day while it waits for papers, or has not come in.
// Source: Lund 2015 and Höganäs's guidelines, a decision within the time "efter komplett ansökan".
func (a Application) CompleteSince() Date {
	if a.Registered.IsZero() || len(a.LacksPapers()) > 0 {
		return Date{}
	}
	since := a.Registered
	if since.Before(a.Answered) {
		since = a.Answered
	}
	for _, kind := range a.Content.Papers() {
		came := a.cameWith(kind)
		if came.IsZero() && a.Enough != nil {
			came = SwedishDate(a.Enough.At)
		}
		if since.Before(came) {
			since = came
		}
	}
	return since
}
